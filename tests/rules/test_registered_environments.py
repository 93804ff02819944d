"""Registered environments that are changed, and environments that another one takes the place of."""

from __future__ import annotations

import pytest

from tests.conversion import assert_becomes, convert

_HEAD = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
"""
_TAIL = """\
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=run)
pipeline = Pipeline(ws, steps=[train])
"""


def test_one_that_gets_a_dockerfile_stays() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Workspace

ws = Workspace.from_config()
env = Environment.get(ws, "training")
env.docker.base_dockerfile = "./Dockerfile"
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML402): v2 installs no conda dependencies on top of a Dockerfile: install t…
env = Environment.get(ws, "training")
env.docker.base_dockerfile = "./Dockerfile"
""",
    )


def test_one_that_gets_what_says_nothing_in_v2() -> None:
    made = """\
env = Environment.get(ws, "training", version="2")
env.inferencing_stack_version = "latest"
env.docker.enabled = True
run = RunConfiguration()
run.environment = env
"""
    converted = convert(_HEAD + made + _TAIL)
    assert not converted.manual
    assert '\nenv = "azureml:training:2"\ntrain_component = command(' in converted.text


@pytest.mark.parametrize("name", ["AzureML-Minimal", "training"])
def test_one_that_gets_another_image(name: str) -> None:
    made = f"""\
env = Environment.get(ws, "{name}")
env.docker.base_image = "my.azurecr.io/base:1"
run = RunConfiguration()
run.environment = env
"""
    converted = convert(_HEAD + made + _TAIL)
    assert not converted.manual
    said = "" if name.startswith("AzureML-") else f'name="{name}", '
    lines = [
        f'registered_environment = ws.environments.get("{name}", label="latest")',
        f'env = Environment({said}image="my.azurecr.io/base:1", conda_file=registered_environment.conda_file)',
    ]
    assert "\n".join(lines) in converted.text


def test_what_is_set_before_another_one_takes_its_place() -> None:
    made = """\
run = RunConfiguration()
run.environment.python.user_managed_dependencies = False
run.environment.docker.base_image = "lost:1"
run.environment = Environment.get(ws, "training", version="3")
"""
    converted = convert(_HEAD + made + _TAIL)
    assert not converted.manual
    assert "lost" not in converted.text
    assert 'environment="azureml:training:3"' in converted.text


def test_packages_that_a_copy_of_a_curated_one_gets_are_checked_by_a_person() -> None:
    made = """\
env = Environment.get(ws, "AzureML-Minimal").clone("mine")
env.python.conda_dependencies.add_pip_package("pandas")
run = RunConfiguration()
run.environment = env
"""
    converted = convert(_HEAD + made + _TAIL)
    assert [use.name or use.symbol for use in converted.manual] == ["azureml.core.Environment.clone"]
    assert "# TODO(azureml-migrate AML402): curated environments are images without a conda file" in converted.text
    assert "conda_file={" in converted.text


@pytest.mark.parametrize(
    "changed",
    ['remove_pip_package("pandas")', 'set_python_version("3.9")', 'add_conda_package("python=3.9")'],
)
def test_what_only_the_workspace_knows_is_not_changed(changed: str) -> None:
    made = f"""\
env = Environment.get(ws, "training").clone("mine")
env.python.conda_dependencies.{changed}
"""
    text = convert(_HEAD + made).text
    assert "AML402): only the workspace knows what the registered environment has that is changed here" in text
    assert f"env.python.conda_dependencies.{changed}" in text


def test_one_whose_own_python_runs() -> None:
    made = """\
env = Environment.get(ws, "training")
env.python.user_managed_dependencies = True
env.python.interpreter_path = "/opt/conda/bin/python"
run = RunConfiguration()
run.environment = env
"""
    converted = convert(_HEAD + made + _TAIL)
    assert not converted.manual
    assert 'env = Environment(name="training", image=registered_environment.image)\n' in converted.text
    assert 'command="/opt/conda/bin/python train.py"' in converted.text


def test_one_that_may_have_a_dockerfile_stays() -> None:
    text = convert(f'{_HEAD}env = Environment.get(ws, "training")\nenv.docker.base_image = None\n').text
    assert "# TODO(azureml-migrate AML402): a registered environment is changed here" in text


@pytest.mark.parametrize(
    ("asked", "becomes"),
    [
        ('Environment.get(ws, "sales", version="4")', '"azureml:sales:4"'),
        ('ws.environments["sales"]', 'ws.environments.get("sales", label="latest")'),
    ],
)
def test_what_the_container_of_a_registered_environment_is_told(asked: str, becomes: str) -> None:
    """What says nothing in v2 goes, and what v2 has on the job goes there."""
    found = convert(
        f"""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
env = {asked}
env.docker.enabled = True
env.docker.shm_size = "2g"
run_config = RunConfiguration()
run_config.environment = env
train = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, [train])
"""
    )
    assert not found.manual
    assert f"env = {becomes}\n" in found.text
    assert '    environment=env,\n    shm_size="2g",\n' in found.text
    assert "docker" not in found.text


def test_a_registered_environment_that_nothing_runs_in() -> None:
    """A container without a job: there is nobody to be told."""
    text = 'from azureml.core import Workspace\n\nws = Workspace.from_config()\nenv = ws.environments["sales"]\n'
    found = convert(f'{text}env.docker.shm_size = "2g"\nprint(env.name)\n')
    assert 'env.docker.shm_size = "2g"\n' in found.text
    assert [use.name for use in found.manual] == ["shm_size"]
