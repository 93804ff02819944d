"""The examples of the kinds of steps that have a job type of their own, proved with both SDKs in both styles."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli import invoke
from migrate.rules import all_rules

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

KINDS = (
    "automl-step",
    "command-step",
    "estimator-step",
    "hyperdrive-step",
    "parallel-run-step",
    "parameter-sampling",
    "python-script-step",
    "synapse-spark-step",
    "termination-policy",
)
SCRIPTS = (
    "train.py",
    "register.py",
    "prepare.py",
    "report.py",
    "prep.py",
    "clean.py",
    "score.py",
    "count.py",
    "train.R",
    "report.R",
)


@pytest.mark.parametrize("style", ["inline", "yaml"])
def test_the_examples_are_equivalent(style: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    number = _write(tmp_path / "v1", *KINDS)
    arguments = ["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2"), "--style", style]
    assert invoke([*arguments, "--verify", "equivalent", "--trust-code"]) == 0
    assert f"{number} equivalent" in capfd.readouterr().out


@pytest.mark.parametrize("style", ["inline", "yaml"])
def test_what_v1_has_no_graph_of_or_v2_no_counterpart_for_builds(
    style: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    number = _write(
        tmp_path / "v1", "steps-elsewhere", "foreign-compute", "module-step", "notebook-runner-step", "r-script-step"
    )
    arguments = ["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2"), "--style", style]
    invoke([*arguments, "--verify", "builds", "--trust-code"])
    assert f"{number} builds" in capfd.readouterr().out


def _write(source: Path, *kinds: str) -> int:
    """Write the examples of these rules as projects; returns how many there are."""
    found = [(rule.name, example) for rule in all_rules() if rule.name in kinds for example in rule.examples]
    examples = [(name, example) for name, example in found if "Pipeline(" in example.before]
    for number, (name, example) in enumerate(examples):
        folder = source / f"{name}-{number}"
        (folder / "src").mkdir(parents=True)
        for script in SCRIPTS:
            (folder / "src" / script).write_text("print('done')\n", encoding="utf-8")
        (folder / "pipeline.py").write_text(example.before, encoding="utf-8")
    return len(examples)
