"""Parameters that are annotated with a data class of the project, which callers outside of it may pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import assert_converts, convert, convert_project

SETTINGS = """\
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    compute: str
    epochs: int
    debug: bool = False
"""
BUILD = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
%s

def build(ws: Workspace, settings: Settings) -> Pipeline:
    step = PythonScriptStep(
        script_name="train.py",
        source_directory="src",
        arguments=["--epochs", settings.epochs * 2],
        compute_target=settings.compute,
        allow_reuse=settings.debug,
    )
    return Pipeline(ws, steps=[step])
"""
BUILT = """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment, PipelineJob
%s

def build(ws: MLClient, settings: Settings) -> PipelineJob:
    environment = Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
        },
    )
    step_component = command(
        display_name="train.py",
        code="src",
        command=f"python train.py --epochs {settings.epochs * 2}",
        environment=environment,
        is_deterministic=settings.debug,
    )

    @dsl.pipeline(default_compute=settings.compute, continue_on_step_failure=False)
    def pipeline_definition():
        step = step_component()

    return pipeline_definition()
"""


def test_what_the_fields_are(tmp_path: Path) -> None:
    own = "\n" + SETTINGS.partition("\n\n")[2]
    assert_converts(
        "from dataclasses import dataclass\n\n" + BUILD % own, "from dataclasses import dataclass\n\n" + BUILT % own
    )


def test_a_class_of_another_module(tmp_path: Path) -> None:
    imported = "\nfrom settings import Settings\n"
    found = convert_project(tmp_path, {"settings.py": SETTINGS, "build.py": BUILD % imported})
    assert found["build.py"].text == BUILT % imported
    assert found["build.py"].manual == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("@dataclass(frozen=True)\nclass Settings:", "class Settings:"),
        ("    compute: str\n", "    compute: object\n"),
        ("    compute: str\n", "    cluster: str\n"),
    ],
)
def test_what_the_class_does_not_say(before: str, after: str) -> None:
    own = "\n" + SETTINGS.partition("\n\n")[2].replace(before, after)
    found = convert("from dataclasses import dataclass\n\n" + BUILD % own)
    assert "    return Pipeline(ws, steps=[step])\n" in found.text
