"""Data classes and named tuples that carry steps, data and run configurations: what must not be followed."""

from __future__ import annotations

import pytest

from tests.conversion import convert

CARRIED = """\
from dataclasses import dataclass
from typing import NamedTuple

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


@dataclass
class Context:
    workspace: Workspace
    run_config: RunConfiguration


class Made(NamedTuple):
    step: PythonScriptStep
    output: PipelineData


def clean(context):
    output = PipelineData("clean")
    step = PythonScriptStep(
        "clean.py",
        source_directory="src",
        arguments=["--to", output],
        outputs=[output],
        compute_target="cpu",
        runconfig=context.run_config,
    )
    return Made(step, output)


ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
context = Context(ws, run_config=run_config)
made = clean(context)
pipeline = Pipeline(context.workspace, steps=[made.step])
"""


def test_the_environment_takes_the_name_of_the_field() -> None:
    text = convert(CARRIED).text
    assert "    workspace: MLClient\n    environment: str\n" in text
    assert 'context = Context(ws, environment="azureml:sales:4")\n' in text
    assert "environment=context.environment" in text


@pytest.mark.parametrize(("step", "follows"), [("made[0]", True), ("made._replace(output=None).step", False)])
def test_how_the_step_is_read(step: str, follows: bool) -> None:
    assert ("dsl" in convert(CARRIED.replace("[made.step]", f"[{step}]")).text) == follows


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "    run_config: RunConfiguration\n",
            "    run_config: RunConfiguration\n\n    def __post_init__(self):\n        change(self)\n",
            id="made otherwise",
        ),
        pytest.param("made = clean", "made = register(clean", id="handed on"),
    ],
)
def test_what_may_do_more(before: str, after: str) -> None:
    text = CARRIED.replace(before, after).replace("(clean(context)", "(clean(context))")
    assert "pipeline = Pipeline(" in convert(text).text


def test_a_field_whose_name_the_code_asks_for_keeps_it() -> None:
    text = convert(CARRIED + 'print(getattr(context, "run_config"))\n').text
    assert "    run_config: str\n" in text
    assert "environment=context.run_config" in text
