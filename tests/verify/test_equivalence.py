"""The examples, converted and proved up to the highest level, and what is said when something is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from migrate.cli import invoke

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

EXAMPLES = Path(__file__).parents[2] / "v1_examples"
STYLES = ("inline", "yaml")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that the converted training pipeline fits, run on this machine."""
    folder = tmp_path_factory.mktemp("model")
    assert invoke(["convert", str(EXAMPLES / "tabular_training"), "-o", str(folder / "v2")]) == 0
    raw = EXAMPLES / "tabular_training/data/raw"
    pipeline = ["run", str(folder / "v2/pipeline.py"), "--input", f"raw_data={raw}"]
    assert invoke([*pipeline, "-o", str(folder / "out"), "--trust-code"]) == 0
    return folder / "out/train_step/model"


@pytest.mark.parametrize("style", STYLES)
def test_the_training_example_runs_alike(style: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    inputs = tmp_path / "inputs.yml"
    inputs.write_text(f"inputs:\n  raw_data: {EXAMPLES / 'tabular_training/data/raw'}\n", encoding="utf-8")
    assert convert("tabular_training", tmp_path / "v2", style, inputs) == 0
    assert "churn_training_pipeline  runs" in capfd.readouterr().out


@pytest.mark.parametrize("style", STYLES)
def test_the_scoring_example_runs_alike(
    style: str, model: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    inputs = tmp_path / "inputs.yml"
    raw = EXAMPLES / "batch_scoring/data/raw"
    inputs.write_text(f"inputs:\n  raw_data: {raw}\n  model: {model}\n", encoding="utf-8")
    assert convert("batch_scoring", tmp_path / "v2", style, inputs) == 0
    assert "churn_scoring_pipeline  runs" in capfd.readouterr().out


def convert(example: str, output: Path, style: str, inputs: Path) -> int:
    arguments = ["convert", str(EXAMPLES / example), "-o", str(output), "--style", style]
    return invoke([*arguments, "--verify", "runs", "--trust-code", "--inputs", str(inputs)])


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("converted")
    assert invoke(["convert", str(EXAMPLES / "batch_scoring"), "-o", str(folder)]) == 0
    return folder


def verify(converted: Path, tmp_path: Path, before: str, after: str, level: str = "equivalent") -> int:
    """Verify the converted example with one edit."""
    edited = tmp_path / "edited"
    shutil.copytree(converted, edited)
    text = (edited / "pipeline.py").read_text(encoding="utf-8")
    assert text.count(before) == 1
    (edited / "pipeline.py").write_text(text.replace(before, after), encoding="utf-8")
    return invoke(["verify", str(EXAMPLES / "batch_scoring"), str(edited), "--level", level, "--trust-code"])


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("threshold: float = 0.5", "threshold: float = 0.6", "threshold"),
        ("--process_mode inference", "--process_mode train", "inference"),
        ("after_score=score_step.outputs.done", "after_score=process_step.outputs.processed_data", "Archive batch"),
        ("is_deterministic=False", "is_deterministic=True", "reuse"),
        ("paths/models/churn", "paths/models/other", "models/other"),
    ],
)
def test_a_wrong_edit_is_told(
    before: str, after: str, told: str, converted: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert verify(converted, tmp_path, before, after) == 1
    printed = capfd.readouterr().out
    assert "churn_scoring_pipeline: builds" in printed
    assert told in printed


def test_a_harmless_edit_is_not(converted: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert verify(converted, tmp_path, "def main():", "def main():  # by hand") == 0
    assert "churn_scoring_pipeline: equivalent" in capfd.readouterr().out


def test_the_result_says_which_guard_held(converted: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Also in the report, and also when v1 and v2 differ."""
    report = tmp_path / "report.json"
    common = ["verify", str(EXAMPLES / "batch_scoring"), str(converted), "--trust-code", "--level", "equivalent"]
    assert invoke([*common, "--report", str(report)]) == 0
    line = next(line.strip() for line in capfd.readouterr().out.splitlines() if "held in" in line)
    what, guard = line.split(" held in: ")
    assert what == "the v1 code and the v2 code were"
    assert guard.startswith(("network namespace; writes ", "python sockets refused; writes "))
    assert line in json.loads(report.read_text(encoding="utf-8"))["pipelines"][0]["differences"]
    assert verify(converted, tmp_path, "threshold: float = 0.5", "threshold: float = 0.6") == 1
    assert f"  {line}" in capfd.readouterr().out.splitlines()


def test_a_run_without_data_says_what_is_missing(
    converted: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert verify(converted, tmp_path, "def main():", "def main():  # by hand", "runs") == 1
    printed = capfd.readouterr().out
    assert "churn_scoring_pipeline: equivalent" in printed
    assert "--inputs" in printed


def test_v1_code_that_builds_nothing_is_told(
    converted: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "v1"
    shutil.copytree(EXAMPLES / "batch_scoring", source)
    text = (source / "pipeline.py").read_text(encoding="utf-8")
    (source / "pipeline.py").write_text(text.replace("def main():", "def main():\n    return\n"), encoding="utf-8")
    assert invoke(["verify", str(source), str(converted), "--level", "equivalent", "--trust-code"]) == 1
    assert "could not be traced" in capfd.readouterr().out


def test_in_place_conversion_cannot_be_compared(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    arguments = ["convert", str(EXAMPLES / "batch_scoring"), "--in-place", "--verify", "equivalent", "--trust-code"]
    assert invoke(arguments) == 2
    assert "--in-place replaces" in capfd.readouterr().err
