"""v1 names for images become the images."""

from __future__ import annotations

from migrate.v1.catalogue import catalogue
from tests.conversion import assert_converts, assert_same, assert_stable, assert_unchanged, convert


def test_from_the_module_and_through_it() -> None:
    assert_converts(
        """\
import azureml.core.runconfig as rc
from azureml.core.runconfig import DEFAULT_GPU_IMAGE as GPU

small = rc.DEFAULT_CPU_IMAGE
large = GPU
""",
        """\
small = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"
large = "mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04"
""",
    )


def test_in_an_environment() -> None:
    assert_converts(
        """\
from azureml.core import Environment
from azureml.core.runconfig import DEFAULT_CPU_IMAGE

env = Environment("training")
env.docker.base_image = DEFAULT_CPU_IMAGE
env.python.user_managed_dependencies = True
""",
        """\
from azure.ai.ml.entities import Environment

env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
)
""",
    )


def test_in_the_text_of_a_dockerfile() -> None:
    converted = convert(
        """\
from azureml.core import Environment
from azureml.core.runconfig import DEFAULT_CPU_IMAGE

env = Environment("training")
env.docker.base_image = None
env.docker.base_dockerfile = f"FROM {DEFAULT_CPU_IMAGE}\\nRUN pip list\\n"
env.python.user_managed_dependencies = True
other = Environment("scoring")
other.docker.base_image = None
other.docker.base_dockerfile = "FROM " + DEFAULT_CPU_IMAGE
other.python.user_managed_dependencies = True
"""
    )
    image = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"
    assert_same(
        converted.text,
        """\
from azure.ai.ml.entities import BuildContext, Environment

env = Environment(name="training", build=BuildContext(path="environments/training"))
other = Environment(name="scoring", build=BuildContext(path="environments/scoring"))
""",
    )
    assert converted.files == {
        "environments/training/Dockerfile": f"FROM {image}\nRUN pip list\n",
        "environments/scoring/Dockerfile": f"FROM {image}\n",
    }
    assert_stable(converted)


def test_a_member_of_an_enumeration_is_no_text() -> None:
    entries = catalogue().entries
    assert entries["azureml.core.runconfig.DEFAULT_CPU_IMAGE"].text is not None
    assert entries["azureml.train.hyperdrive.PrimaryMetricGoal.MAXIMIZE"].text is None
    assert entries["azureml.core.VERSION"].text is None


def test_a_constant_of_the_user() -> None:
    assert_unchanged(
        """\
DEFAULT_CPU_IMAGE = "azureml/base"
print(DEFAULT_CPU_IMAGE)
""",
    )
