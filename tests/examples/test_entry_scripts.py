"""The entry scripts of the v1 examples, run from the command line on the data that is checked in."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "v1_examples"
TRAINING = EXAMPLES / "tabular_training"
SCORING = EXAMPLES / "batch_scoring"
SCRIPTS = sorted(path for example in (TRAINING, SCORING) for path in (example / "src").glob("*.py"))


def run(script: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a script the way a step does: its own process, its folder as the working directory."""
    command = [sys.executable, script.name, *map(str, arguments)]
    return subprocess.run(command, cwd=script.parent, capture_output=True, text=True, check=False)


def succeed(script: Path, *arguments: str | Path) -> str:
    """Run a script that must end well; what it printed."""
    result = run(script, *arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclass(frozen=True)
class Outputs:
    """The folders that both pipelines write."""

    root: Path

    @property
    def training_data(self) -> Path:
        return self.root / "training_data"

    @property
    def model(self) -> Path:
        return self.root / "model"

    @property
    def batch(self) -> Path:
        return self.root / "batch"

    @property
    def predictions(self) -> Path:
        return self.root / "predictions"

    @property
    def archive(self) -> Path:
        return self.root / "archive"


def run_both_pipelines(root: Path) -> Outputs:
    """The steps of tabular_training, then those of batch_scoring with the model that came out."""
    out = Outputs(root)
    raw, batch = TRAINING / "data/raw", SCORING / "data/raw"
    named = ("--batch_name", "monthly run")
    succeed(TRAINING / "src/process.py", "--process_mode", "train", "--input", raw, "--output", out.training_data)
    succeed(TRAINING / "src/train.py", "--input", out.training_data, "--output", out.model, "--regularization", "0.5")
    succeed(SCORING / "src/process.py", "--process_mode", "inference", "--input", batch, "--output", out.batch)
    score = ("--input", out.batch, "--model", out.model, "--output", out.predictions, "--threshold", "0.4")
    succeed(SCORING / "src/score.py", *score, *named)
    succeed(SCORING / "src/archive.py", "--input", out.batch, "--output", out.archive, *named)
    return out


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    return run_both_pipelines(tmp_path_factory.mktemp("first"))


@pytest.mark.parametrize("example", [TRAINING, SCORING], ids=lambda path: path.name)
def test_the_data_is_what_make_data_makes(example: Path, tmp_path: Path) -> None:
    succeed(example / "make_data.py", "--output", tmp_path)
    assert contents(tmp_path) == contents(example / "data/raw")


@pytest.mark.parametrize("example", [TRAINING, SCORING], ids=lambda path: path.name)
def test_the_data_needs_cleaning(example: Path) -> None:
    rows = read(example / "data/raw/customers.csv")
    assert 300 <= len(rows) <= 620
    assert any(not row["age"] for row in rows)
    assert any(not row["region"] for row in rows)
    assert len({row["plan"] for row in rows}) > 3
    assert len({row["customer_id"] for row in rows}) < len(rows)


def test_both_examples_process_with_the_same_file() -> None:
    assert (TRAINING / "src/process.py").read_bytes() == (SCORING / "src/process.py").read_bytes()


def test_training_data_is_clean_and_split(outputs: Outputs) -> None:
    train, test = read(outputs.training_data / "train.csv"), read(outputs.training_data / "test.csv")
    raw = {row["customer_id"] for row in read(TRAINING / "data/raw/customers.csv")}

    train_ids, test_ids = {row["customer_id"] for row in train}, {row["customer_id"] for row in test}
    assert train_ids.isdisjoint(test_ids)
    assert train_ids | test_ids == raw
    assert len(test) == len(raw) // 4
    for row in train + test:
        numbers = {name: float(value) for name, value in row.items()}  # no gap, no text
        assert numbers["plan_basic"] + numbers["plan_standard"] + numbers["plan_premium"] == 1
        assert numbers["churned"] in (0, 1)


def test_a_batch_is_encoded_as_the_training_data_was(outputs: Outputs) -> None:
    train, batch = read(outputs.training_data / "train.csv"), read(outputs.batch / "inference.csv")
    assert [*batch[0], "churned"] == list(train[0])


def test_the_encoding_does_not_depend_on_the_values_in_a_batch(tmp_path: Path, outputs: Outputs) -> None:
    rows = (SCORING / "data/raw/customers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/one.csv").write_text("".join(rows[:2]), encoding="utf-8")
    arguments = ("--process_mode", "inference", "--input", tmp_path / "raw", "--output", tmp_path / "out")
    succeed(SCORING / "src/process.py", *arguments)

    [row] = read(tmp_path / "out/inference.csv")
    expected = read(outputs.batch / "inference.csv")[0]
    assert list(row) == list(expected)
    assert [float(value) for value in row.values()] == [float(value) for value in expected.values()]


def test_the_model_is_better_than_the_majority_class(outputs: Outputs) -> None:
    metrics = json.loads((outputs.model / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["accuracy"] > metrics["accuracy_of_majority_class"] + 0.05
    assert metrics["roc_auc"] > 0.75
    assert metrics["train_rows"] + metrics["test_rows"] == 600


def test_every_customer_of_the_batch_gets_one_prediction(outputs: Outputs) -> None:
    predictions = read(outputs.predictions / "predictions.csv")
    raw = {row["customer_id"] for row in read(SCORING / "data/raw/customers.csv")}

    assert sorted(row["customer_id"] for row in predictions) == sorted(raw)
    assert {row["batch"] for row in predictions} == {"monthly run"}
    for row in predictions:
        assert 0 <= float(row["probability"]) <= 1
        assert row["will_churn"] == ("1" if float(row["probability"]) >= 0.4 else "0")
    assert len({row["will_churn"] for row in predictions}) == 2


def test_the_archive_holds_the_batch(outputs: Outputs) -> None:
    batch = (outputs.batch / "inference.csv").read_bytes()
    manifest = json.loads((outputs.archive / "manifest.json").read_text(encoding="utf-8"))

    assert gzip.decompress((outputs.archive / "inference.csv.gz").read_bytes()) == batch
    assert manifest == {"batch": "monthly run", "sha256": {"inference.csv": hashlib.sha256(batch).hexdigest()}}


def test_repeating_gives_the_same_bytes(outputs: Outputs, tmp_path: Path) -> None:
    again = contents(run_both_pipelines(tmp_path).root)
    assert sorted(again) == [
        "archive/inference.csv.gz",
        "archive/manifest.json",
        "batch/inference.csv",
        "model/metrics.json",
        "model/model.joblib",
        "predictions/predictions.csv",
        "training_data/test.csv",
        "training_data/train.csv",
    ]
    assert again == contents(outputs.root)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_help(script: Path) -> None:
    text = succeed(script, "--help")
    assert "--input" in text
    assert "--output" in text


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    arguments = ("--process_mode", "inference", "--input", tmp_path, "--output", tmp_path / "out")
    result = run(SCORING / "src/process.py", *arguments)
    assert result.returncode == 1
    assert result.stderr == f"process.py: no csv file in {tmp_path}\n"
    assert not (tmp_path / "out").exists()


def test_training_data_without_the_answer_is_refused(tmp_path: Path) -> None:
    arguments = ("--process_mode", "train", "--input", SCORING / "data/raw", "--output", tmp_path / "out")
    result = run(TRAINING / "src/process.py", *arguments)
    assert result.returncode == 1
    assert "needs the column churned" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()
