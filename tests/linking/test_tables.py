"""Functions and classes in a table of another module, called by their names there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import convert_project

_TRAINING = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def training(ws: Workspace):
    train = PythonScriptStep(name="train", script_name="train.py", compute_target="cpu")
    return Pipeline(ws, steps=[train])
"""
_MAIN = """\
import sys

from azureml.core import Experiment, Workspace
from flows import PIPELINES

ws = Workspace.from_config()
pipeline = {called}
run = Experiment(ws, "sales").submit(pipeline)
print(run.id)
"""
_V2 = """\
import sys

from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
from flows import PIPELINES

ws = MLClient.from_config(DefaultAzureCredential())
pipeline = {called}
run = ws.jobs.create_or_update(pipeline, experiment_name="sales")
print(run.name)
"""


@pytest.mark.parametrize("called", ["PIPELINES[sys.argv[1]](ws)", "PIPELINES.get(sys.argv[1])(ws)"])
def test_a_pipeline_of_a_function_of_the_table(called: str, tmp_path: Path) -> None:
    files = {
        "training.py": _TRAINING,
        "flows.py": 'from training import training\n\nPIPELINES = {"training": training}\n',
        "main.py": _MAIN.format(called=called),
    }
    assert convert_project(tmp_path, files)["main.py"].text == _V2.format(called=called)


def test_a_table_of_which_not_all_is_known(tmp_path: Path) -> None:
    files = {
        "training.py": _TRAINING,
        "flows.py": 'import other\nfrom training import training\n\nPIPELINES = {"a": training, "b": other.make}\n',
        "main.py": _MAIN.format(called="PIPELINES[sys.argv[1]](ws)"),
    }
    text = convert_project(tmp_path, files)["main.py"].text
    assert 'run = Experiment(ws, "sales").submit(pipeline)' in text
