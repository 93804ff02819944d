"""v1 names for images become the images."""

from __future__ import annotations

from tests.conversion import assert_converts, assert_unchanged


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


def test_a_constant_of_the_user() -> None:
    assert_unchanged(
        """\
DEFAULT_CPU_IMAGE = "azureml/base"
print(DEFAULT_CPU_IMAGE)
""",
    )
