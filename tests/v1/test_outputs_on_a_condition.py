"""An output that is there on a condition stays one, where v2 can say so."""

from __future__ import annotations

import pytest

from tests.conversion import convert

HEAD = """\
import sys

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
run_config.target = "cpu"
save = "--save" in sys.argv
model = PipelineData("model")
"""
STEP = 'step = PythonScriptStep("train.py", source_directory="src", runconfig=run_config, '
LAST = "pipeline = Pipeline(ws, steps=[step])\n"


def test_an_output_that_only_the_arguments_name() -> None:
    text = convert(
        HEAD.replace('PipelineData("model")', 'OutputFileDatasetConfig("model")')
        + f'{STEP}arguments=["--x", 1] + (["--to", model] if save else []))\n{LAST}'
    ).text
    assert text.endswith(
        """\
step_component = command(
    display_name="train.py",
    code="src",
    command=f"python train.py --x 1{' --to ${{outputs.model}}' if save else ''}",
    outputs={"model": Output(type="uri_folder")} if save else {},
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
"""
    )


def test_the_other_branch_does_not_count() -> None:
    text = convert(
        f'{HEAD}arguments = ["--x", 1]\nif save:\n    outputs = [model]\n    arguments += ["--to", model]\n'
        f"    {STEP}arguments=arguments, outputs=outputs)\n"
        f"else:\n    {STEP}arguments=arguments)\n{LAST}"
    ).text
    assert 'command="python train.py --x 1",' in text
    assert 'command="python train.py --x 1 --to ${{outputs.model}}",' in text
    assert "optional" not in text


@pytest.mark.parametrize(
    ("step", "message"),
    [
        pytest.param(
            f'{STEP}arguments=["--to", model], outputs=[model] if save else [])\n',
            "`model` is an argument on another condition than an output",
            id="an argument in any case",
        ),
        pytest.param(
            f"{STEP}outputs=[model] if ask() else [])\n",
            "which outputs it has depends on `ask()`, which cannot be evaluated twice",
            id="a condition that may do more",
        ),
        pytest.param(
            f"{STEP}outputs=[model] if save else [])\nsave = False\n",
            "which outputs it has depends on `save`, which changes afterwards",
            id="a condition that changes",
        ),
        pytest.param(
            f'model = PipelineData("model", pipeline_output_name="m")\n{STEP}outputs=[model] if save else [])\n',
            "whether `model` is an output depends on a branch",
            id="an output of the pipeline",
        ),
    ],
)
def test_what_v2_cannot_say_is_left_to_a_person(step: str, message: str) -> None:
    assert f"the pipeline is not converted: {message} —" in convert(HEAD + step + LAST).text
