"""Environments that code outside of the project gives, and versions that may be None."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts, convert

HEAD = """\
from azureml.core import Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from company_tools.environments import get_environment

ws = Workspace.from_config()
environment = get_environment(ws, "training")
run_config = RunConfiguration()
run_config.environment = environment
"""
STEP = 'script_name="train.py", source_directory="src", compute_target="cpu", runconfig=run_config'


def test_the_pipeline_is_converted_and_the_environment_left_to_a_person() -> None:
    found = assert_becomes(
        f"""\
{HEAD}run_config.environment.environment_variables["MODE"] = "fast"
train = PythonScriptStep({STEP})
pipeline = Pipeline(ws, steps=[train])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential
from company_tools.environments import get_environment

ws = MLClient.from_config(DefaultAzureCredential())
environment = get_environment(ws, "training")
# TODO(azureml-migrate AML401): make sure that this is an Environment of v2, or the name of a regis…
environment_variables = {"MODE": "fast"}
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
    assert [use.name for use in found.manual] == ["environment"]


def test_one_that_is_changed_stays() -> None:
    """What it would be changed to only v1 knows."""
    found = convert(
        f'{HEAD}run_config.environment.docker.base_image = "mine:1"\n'
        f"train = PythonScriptStep({STEP})\npipeline = Pipeline(ws, steps=[train])\n"
    )
    messages = [use.verdict.message for use in found.manual if use.verdict is not None]
    assert "an environment from elsewhere is changed here" in messages


def test_a_version_that_may_be_none() -> None:
    """v1 takes the newest version then; v2 wants to hear that."""
    assert_converts(
        """\
from azureml.core import Environment, Workspace


def get_environment(workspace: Workspace, name: str, version: str = None):
    return Environment.get(workspace=workspace, name=name, version=version)


def get_version(workspace: Workspace, name: str, version: str):
    return Environment.get(workspace=workspace, name=name, version=version)
""",
        """\
from azure.ai.ml import MLClient


def get_environment(workspace: MLClient, name: str, version: str = None):
    return f"azureml:{name}:{version}" if version else f"azureml:{name}@latest"


def get_version(workspace: MLClient, name: str, version: str):
    return f"azureml:{name}:{version}"
""",
    )
