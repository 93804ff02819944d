"""Environments that branches of the code choose."""

from __future__ import annotations

import pytest

from tests.conversion import assert_converts, convert

HEAD = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run = RunConfiguration()
"""
TAIL = """\
step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=run)
pipeline = Pipeline(ws, steps=[step])
"""
V2_TAIL = """\
step_component = command(display_name="train.py", code="src", command="python train.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
"""


def test_what_is_described_first_is_kept_where_no_branch_is_taken() -> None:
    assert_converts(
        f"""\
{HEAD}run.environment.docker.base_image = "mine:1"
run.environment.python.user_managed_dependencies = True
if shared:
    run.environment = Environment.get(ws, "training")
{TAIL}""",
        f"""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(image="mine:1")
if shared:
    environment = "azureml:training@latest"
{V2_TAIL}""",
    )


def test_the_default_is_written_where_no_branch_may_be_taken() -> None:
    text = convert(f'{HEAD}if shared:\n    run.environment = Environment.get(ws, "training")\n{TAIL}').text
    assert 'environment = Environment(\n    image="mcr.microsoft.com/azureml/' in text
    assert text.endswith(f'if shared:\n    environment = "azureml:training@latest"\n{V2_TAIL}')


def test_one_of_two_environments() -> None:
    assert_converts(
        f"""\
{HEAD}try:
    env = Environment.get(ws, "training")
except Exception:
    env = Environment.from_conda_specification("training", "conda.yml")
    env.register(ws)
run.environment = env
{TAIL}""",
        f"""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
try:
    env = ws.environments.get("training", label="latest")
except Exception:
    env = Environment(
        name="training",
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file="conda.yml",
    )
    ws.environments.create_or_update(env)
{V2_TAIL.replace("environment=environment", "environment=env")}""",
    )


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        (
            "if a:\n    run.environment = Environment.get(ws, 'a')\n"
            "    run.environment.python.interpreter_path = 'python'",
            "this environment is changed after it was made inside another expression",
        ),
        (
            "if a:\n    run.environment = Environment.get(ws, 'a')\nelif b:\n"
            "    run.environment.docker.base_image = 'b'\nelse:\n    run.environment.docker.base_image = 'c'",
            "the environment of the run configuration is described in several branches",
        ),
        (
            "if a:\n    env = Environment.get(ws, 'a')\nelse:\n    env = Environment('b')\n"
            "env.docker.base_image = 'c'\nrun.environment = env",
            "`base_image` is set on what may also be an environment that stays v1",
        ),
        (
            "env = other = Environment('a')\nif a:\n    env.python.user_managed_dependencies = True\n"
            "run.environment = other",
            "`user_managed_dependencies` is set on `env`, which is also `other`",
        ),
        (
            "env = Environment('a')\nif a:\n    env.docker.base_dockerfile = 'FROM a'\nrun.environment = env",
            "v2 installs no conda dependencies on top of a Dockerfile: install them in the Dockerfile",
        ),
        (
            "def change():\n    run.environment_variables['A'] = '1'\nchange()",
            "`environment_variables[]` is set in another function than the object is made in",
        ),
    ],
)
def test_what_cannot_be_said_in_branches_stays(statements: str, message: str) -> None:
    found = convert(f"{HEAD}{statements}\n{TAIL}")
    assert any(use.verdict is not None and message in use.verdict.message for use in found.manual)
    assert "azureml.pipeline.steps" in found.text
