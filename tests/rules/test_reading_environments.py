"""No attribute of v1 is read from, or set on, an environment of v2 without a TODO."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts

_HEAD = """\
from azureml.core import Environment, Workspace

ws = Workspace.from_config()
"""
_V2 = """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
"""


def test_what_a_v2_environment_does_not_have() -> None:
    assert_becomes(
        f"""\
{_HEAD}env = Environment.get(ws, "training")
print(env.python)
print(env.docker.base_image_registry)
print(env.environment_variables)
env = Environment.list(ws)["other"]
env.docker.enabled = True
env.docker.shm_size = "2g"
""",
        f"""\
{_V2}env = ws.environments.get("training", label="latest")
# TODO(azureml-migrate AML406): a v2 environment has no `python`: its packages are in `conda_file`
print(env.python)
# TODO(azureml-migrate AML406): a v2 environment has no `base_image_registry`
print(env.docker.base_image_registry)
# TODO(azureml-migrate AML406): a v2 environment has no `environment_variables`: the jobs that run…
print(env.environment_variables)
env = ws.environments.get("other", label="latest")
# TODO(azureml-migrate AML406): a registered environment is changed here: a v2 environment has no `…
env.docker.shm_size = "2g"
""",
    )


def test_packages_that_a_registered_environment_gets_besides() -> None:
    assert_converts(
        f"""\
{_HEAD}env = Environment.get(ws, "training")
env.python.conda_dependencies.add_conda_package("pandas")
env.register(ws)
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
registered_environment = ws.environments.get("training", label="latest")
env = Environment(
    name="training",
    image=registered_environment.image,
    conda_file={
        **registered_environment.conda_file,
        "dependencies": [*registered_environment.conda_file["dependencies"], "pandas"],
    },
)
ws.environments.create_or_update(env)
""",
    )


def test_dependencies_that_are_shown_before_an_environment_has_them() -> None:
    assert_becomes(
        """\
from azureml.core import Environment
from azureml.core.conda_dependencies import CondaDependencies

packages = CondaDependencies.create(pip_packages=["pandas"])
print(packages.serialize_to_string())
env = Environment("training")
env.python.conda_dependencies = packages
""",
        """\
from azure.ai.ml.entities import Environment

# TODO(azureml-migrate AML403): write the dependencies as a conda file by hand
print(packages.serialize_to_string())
env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", {"pip": ["pandas"]}],
    },
)
""",
    )
