"""Reading logged metrics."""

from __future__ import annotations

from pathlib import Path

from migrate.run.metrics import read_metrics, store_variables
from tests.run.conftest import write


def test_the_last_value_counts(tmp_path: Path) -> None:
    write(tmp_path, {
        "0/first/metrics/loss": "100 0.9 0\n200 0.4 1\n",
        "0/second/metrics/loss": "150 0.7 0\n",
        "0/first/metrics/val/auc": "1 0.5 0\n1 0.6 1\n",
        "0/first/metrics/odd": "no numbers here\n",
        "0/first/params/loss": "1 2 3\n",
    })  # fmt: skip
    assert read_metrics(tmp_path, "") == {"loss": 0.4, "val/auc": 0.6}


def test_what_the_v1_sdk_prints_offline(tmp_path: Path) -> None:
    log = "x\nAttempted to log scalar metric my accuracy:\n0.75\nAttempted to log list metric l:\n[1]\n"
    assert read_metrics(tmp_path / "none", log) == {"my accuracy": 0.75}


def test_the_store_is_a_uri(tmp_path: Path) -> None:
    assert store_variables(tmp_path / "a b")["MLFLOW_TRACKING_URI"].endswith("/a%20b")
