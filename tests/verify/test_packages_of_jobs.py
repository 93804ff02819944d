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


_PIPELINE = """\
from azureml.core import Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from environments import get_environment

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = get_environment("train/conda.yml")
train = PythonScriptStep("train.py", source_directory="train", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
"""
_ENVIRONMENTS = """\
from azureml.core import Environment


def get_environment(path):
    return Environment.from_conda_specification("training", path)
"""
_SCRIPT = "import other\nfrom azureml.core import Workspace\n\nprint(Workspace.from_config().name)\n"
_OTHER = "from azureml.core import Run\n\nrun = Run.get_context()\nrun.upload_file('a', 'b')\n"


def test_packages_that_the_conversion_adds_to_a_file_that_another_module_names(tmp_path: Path) -> None:
    source, report = tmp_path / "v1", tmp_path / "report.json"
    (source / "train").mkdir(parents=True)
    conda = "dependencies:\n- python=3.10\n- pip:\n  - azureml-core\n  - pandas\n"
    files = {
        "pipeline.py": _PIPELINE,
        "environments.py": _ENVIRONMENTS,
        "train/train.py": _SCRIPT,
        "train/other.py": _OTHER,
    }
    for path, text in {**files, "train/conda.yml": conda}.items():
        (source / path).write_text(text, encoding="utf-8")
    arguments = ["convert", str(source), "-o", str(tmp_path / "v2"), "--report", str(report)]
    assert invoke([*arguments, "--verify", "equivalent", "--trust-code"]) == 1  # other.py is left to a person
    written = (tmp_path / "v2/train/conda.yml").read_text(encoding="utf-8")
    assert "azureml-core" in written
    assert "azure-ai-ml" in written
    assert [one["level"] for one in json.loads(report.read_text(encoding="utf-8"))["pipelines"]] == ["equivalent"]


def test_packages_of_what_runs_where_a_function_of_another_module_makes_the_environment(tmp_path: Path) -> None:
    (tmp_path / "v1/train").mkdir(parents=True)
    files = {
        "pipeline.py": _PIPELINE,
        "environments.py": _ENVIRONMENTS,
        "train/train.py": _SCRIPT.partition("\n")[2],
        "train/other.py": _OTHER,  # stands beside the script, which does without it
        "train/conda.yml": "dependencies:\n- python=3.10\n- pip:\n  - azureml-core\n  - pandas\n",
    }
    for path, text in files.items():
        (tmp_path / "v1" / path).write_text(text, encoding="utf-8")
    assert invoke(["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2")]) in (0, 1)
    written = (tmp_path / "v2/train/conda.yml").read_text(encoding="utf-8").splitlines()
    assert [line.strip() for line in written[3:]] == ["- azure-ai-ml>=1.26", "- azure-identity>=1.17", "- pandas"]


def test_the_excuse_for_packages_knows_all_of_v1() -> None:
    confirming = next(excuse.uses for excuse in excuses() if excuse.id == "sdk-packages")
    assert {name for name in PROVIDES if (name, "") not in confirming} == set()
