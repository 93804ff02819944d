"""Environment variables that are set together."""

from __future__ import annotations

import pytest

from tests.conversion import assert_same, convert

BEFORE = """\
from azureml.core import Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment.docker.base_image = "my.azurecr.io/base:1"
%s
train_step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train_step])
"""
AFTER = """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="my.azurecr.io/base:1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
%s
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment=environment,
    environment_variables=environment_variables,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()


pipeline = pipeline_definition()
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('run_config.environment_variables.update({"A": "1", "B": name})',
         'environment_variables = {"A": "1", "B": name}'),
        ('run_config.environment_variables.update({"A": "1"}, B="2")',
         'environment_variables = {"A": "1", "B": "2"}'),
        ('run_config.environment_variables["A"] = "1"\nrun_config.environment_variables.update(B="2")',
         'environment_variables = {"A": "1", "B": "2"}'),
    ],
)  # fmt: skip
def test_each_is_one_of_the_job(before: str, after: str) -> None:
    found = convert(BEFORE % before)
    assert_same(found.text, AFTER % after)
    assert found.manual == []


@pytest.mark.parametrize(
    "line",
    [
        "run_config.environment_variables.update(read())",
        'run_config.environment_variables.update({name: "1"})',
        'run_config.environment_variables.update({"A": "1", **more})',
        "run_config.environment_variables.update(**more)",
    ],
)
def test_what_is_only_known_when_the_code_runs(line: str) -> None:
    found = convert(BEFORE % line)
    assert line in found.text
    assert "pipeline = Pipeline(ws, steps=[train_step])" in found.text


def test_dictionaries_of_others() -> None:
    line = 'settings.environment_variables.update({"A": "1"})\nos.environ.update({"A": "1"})'
    assert line in convert(BEFORE % line).text
