"""Environments that a function makes, and on which those set more to whom it gives them."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_HEAD = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def get_environment():
    return Environment.from_conda_specification("training", "conda.yml")


env = get_environment()
"""
_RUN = """\
run_config = RunConfiguration()
run_config.environment = env
"""
_STEP = 'train = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)\n'
_END = "pipeline = Pipeline(ws, steps=[train])\n"
_IMAGE = 'env.docker.base_image = "python:3.10"\n'


def test_the_image_stays_where_it_is_set_and_the_variables_go_to_the_step() -> None:
    said = f'env.docker.enabled = True\n{_IMAGE}env.environment_variables["STAGE"] = "dev"\n'
    assert (
        convert(_HEAD + said + _RUN + _STEP + _END).text
        == """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def get_environment():
    return Environment(
        name="training",
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file="conda.yml",
    )


env = get_environment()
env.image = "python:3.10"
environment_variables = {"STAGE": "dev"}
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment=env,
    environment_variables=environment_variables,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
"""
    )


def test_each_caller_has_an_image_of_its_own() -> None:
    other = f"other = get_environment()\n{_RUN}".replace("env\n", "other\n")
    text = convert(_HEAD + _IMAGE + other + _STEP + _END).text
    assert 'env = get_environment()\nenv.image = "python:3.10"\nother = get_environment()\n' in text
    assert "environment=other)" in text


def test_variables_of_one_that_is_registered() -> None:
    code = _HEAD.replace('from_conda_specification("training", "conda.yml")', 'get(ws, "training", version="3")')
    converted = convert(code + 'env.environment_variables = {"STAGE": "dev"}\n' + _RUN + _STEP + _END)
    assert not converted.manual
    assert '    return "azureml:training:3"\n' in converted.text
    assert 'env = get_environment()\nenvironment_variables = {"STAGE": "dev"}\n' in converted.text


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (_RUN + _STEP + _IMAGE, "the environment is still changed after a step was made with it"),
        ("other = get_environment()\nenv.environment_variables = {'A': '1'}\n" + _RUN + _STEP, "on one of several env"),
        (_RUN + "level = 3\nenv.environment_variables['A'] = level\n" + _STEP, "after the run configuration is made"),
        (
            "def more(given):\n    given.docker.base_image = 'a'\n\nmore(env)\n" + _RUN + _STEP,
            "is set in another function than the object is made in",
        ),
        ("env.docker.base_dockerfile = 'FROM a'\n" + _RUN + _STEP, "set in another function than the object is made"),
    ],
)
def test_what_stays_v1(code: str, why: str) -> None:
    text = convert(_HEAD + code + _END).text
    assert "the pipeline is not converted: " in text
    assert why in text
    assert '    return Environment.from_conda_specification("training", "conda.yml")\n' in text
