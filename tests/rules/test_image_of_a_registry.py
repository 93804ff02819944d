"""An image whose registry is named by itself too."""

from __future__ import annotations

from tests.conversion import convert

_TEXT = """\
from azureml.core import Environment


def load(tag="latest"):
    env = Environment("mine")
    env.docker.base_image = {image}
    env.docker.base_image_registry.address = "own.azurecr.io"
    env.python.user_managed_dependencies = True
    return env
"""


def test_a_parameter_of_the_function_stays_in_the_name() -> None:
    text = convert(_TEXT.format(image='f"own.azurecr.io/one:{tag}"')).text
    assert 'image=f"own.azurecr.io/one:{tag}"' in text


def test_a_parameter_behind_the_registry() -> None:
    text = convert(_TEXT.format(image='f"one:{tag}"')).text
    assert "latest" not in text.partition("return env")[0].partition("Environment(")[2]


def test_a_constant_of_v1_behind_the_registry() -> None:
    v1 = _TEXT.replace("def load", "from azureml.core.runconfig import DEFAULT_GPU_IMAGE\n\n\ndef load", 1)
    text = convert(v1.format(image="DEFAULT_GPU_IMAGE")).text
    assert 'image="own.azurecr.io/mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04"' in text


def test_an_image_that_may_name_the_registry() -> None:
    text = convert(_TEXT.replace('tag="latest"', "image").format(image="image")).text
    assert "image=f\"own.azurecr.io/{image.removeprefix('own.azurecr.io/')}\"" in text
