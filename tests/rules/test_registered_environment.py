"""``env = env.register(ws)``: the environment that is registered is the one that was made."""

from __future__ import annotations

import pytest

from tests.conversion import assert_converts, convert

_MADE = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def training_environment(ws):
    env = Environment.from_docker_image("training", "python:3.10")
    env.environment_variables = {"LEVEL": "debug"}
    return env.register(ws)


ws = Workspace.from_config()
"""


def test_one_that_a_function_registers() -> None:
    assert_converts(
        _MADE
        + """\
run_config = RunConfiguration()
run_config.environment = training_environment(ws)
train = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, [train])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential


def training_environment(ws):
    env = Environment(name="training", image="python:3.10")
    return ws.environments.create_or_update(env)


ws = MLClient.from_config(DefaultAzureCredential())
environment = training_environment(ws)
environment_variables = {"LEVEL": "debug"}
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment=environment,
    environment_variables=environment_variables,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
    )


def test_variables_that_no_job_has() -> None:
    text = convert(f"{_MADE}training_environment(ws)\n").text
    assert "# TODO(azureml-migrate AML406): a v2 environment has no such setting" in text


@pytest.mark.parametrize("name", ["env", "registered"])
def test_one_that_is_registered_beside_its_step(name: str) -> None:
    text = convert(f"""\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
env = Environment.from_docker_image("training", "python:3.10")
{name} = env.register(ws)
script = ScriptRunConfig("src", "train.py", compute_target="cpu", environment={name})
run = Experiment(ws, "training").submit(script)
""").text
    assert f"{name} = ws.environments.create_or_update(env)" in text
    assert "environment=env," in text  # it is the same


def test_one_that_is_registered_where_it_is_set() -> None:
    """v2 would lose the registration together with the run configuration."""
    text = convert("""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
env = Environment.from_docker_image("training", "python:3.10")
run_config = RunConfiguration()
run_config.environment = env.register(ws)
train = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, [train])
""").text
    assert "register the environment in a statement of its own" in text
    assert "run_config.environment = env.register(ws)" in text
