"""A conda file that loses the packages of SDK v1 does not keep its pipeline from being proved equal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli import invoke
from migrate.decisions.packages import PROVIDES
from migrate.verify.compare.excuses import excuses
from tests.around.test_surroundings import STEPS

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")


def test_a_pipeline_whose_conda_file_changes_reaches_equivalent(tmp_path: Path) -> None:
    source, report = tmp_path / "v1", tmp_path / "report.json"
    (source / "train").mkdir(parents=True)
    (source / "pipeline.py").write_text(STEPS, encoding="utf-8")
    (source / "train/train.py").write_text("print('done')\n", encoding="utf-8")
    conda = "dependencies:\n- python=3.10\n- pip:\n  - azureml-defaults\n  - pandas\n"
    (source / "train/conda.yml").write_text(conda, encoding="utf-8")
    arguments = ["convert", str(source), "-o", str(tmp_path / "v2"), "--report", str(report)]
    assert invoke([*arguments, "--verify", "equivalent", "--trust-code"]) == 0
    assert "azureml" not in (tmp_path / "v2/train/conda.yml").read_text(encoding="utf-8")
    assert [one["level"] for one in json.loads(report.read_text(encoding="utf-8"))["pipelines"]] == ["equivalent"]


def test_the_excuse_for_packages_knows_all_of_v1() -> None:
    confirming = next(excuse.uses for excuse in excuses() if excuse.id == "sdk-packages")
    assert {name for name in PROVIDES if (name, "") not in confirming} == set()
