"""Steps that wait for the last one of the list that they are appended to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.linking.test_sharing import converted
from tests.linking.test_step_modules import todo

MAKING = """\
from azureml.pipeline.steps import PythonScriptStep


def clean_step(steps):
    clean = PythonScriptStep(name="clean", script_name="clean.py", source_directory="src", compute_target="cpu")
    steps.append(clean)


def train_step(steps):
    train = PythonScriptStep(name="train", script_name="train.py", source_directory="src", compute_target="cpu")
    if steps:
        train.run_after(steps[-1])
    steps.append(train)
"""
BUILD = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline

ws = Workspace.from_config()
steps = []
clean_step(steps)
train_step(steps)
pipeline = Pipeline(ws, steps=steps)
"""


def written(making: str, build: str, tmp_path: Path) -> str:
    return converted(tmp_path, {"build.py": f"{making}\n\n{build}"})["build.py"]


def test_the_last_step_of_the_list(tmp_path: Path) -> None:
    output = written(MAKING, BUILD, tmp_path)
    assert todo(output) == []
    assert "    if steps:\n        train.inputs.after_clean = steps[-1].outputs.done\n" in output
    assert 'inputs={"after_clean": Input(type="uri_folder")},' in output


def test_a_list_that_has_no_step_yet(tmp_path: Path) -> None:
    """The first one waits for none, and the condition goes with what it was for."""
    output = written(MAKING, BUILD.replace("clean_step(steps)\n", ""), tmp_path)
    assert todo(output) == []
    assert "steps[-1]" not in output
    assert "if steps" not in output


def test_the_last_step_of_the_round_before(tmp_path: Path) -> None:
    loop = "for region in ['north', 'south']:\n        train_step(steps)\n"
    output = written(MAKING, BUILD.replace("train_step(steps)\n", loop.replace("        ", "    ")), tmp_path)
    assert todo(output) == []
    assert f"    {loop}" in output
    assert "steps[-1].outputs.done" in output


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The last element may be no step at all.
        ("clean_step(steps)\n", "clean_step(steps)\nsteps.extend(more())\n"),
    ],
)
def test_lists_that_are_not_known(before: str, after: str, tmp_path: Path) -> None:
    output = written(MAKING, BUILD.replace(before, after), tmp_path)
    assert len(todo(output)) == 1
    assert "train.run_after(steps[-1])" in output


def test_an_else_is_followed_like_any_other_branch(tmp_path: Path) -> None:
    making = MAKING.replace(
        "        train.run_after(steps[-1])\n",
        "        train.run_after(steps[-1])\n    else:\n        print('the first')\n",
    )
    output = written(making, BUILD, tmp_path)
    assert todo(output) == []
    assert 'inputs={"after_clean": Input(type="uri_folder", optional=True)},' in output


def test_the_keeper_of_a_pipeline_parameter(tmp_path: Path) -> None:
    """Only the pipeline function has the parameter, so what keeps it is made there."""
    making = """\
from azureml.pipeline.core import PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


class TrainStep:
    def __init__(self, settings):
        self.settings = settings

    def append_to(self, steps):
        train = PythonScriptStep(
            name="train",
            script_name="train.py",
            source_directory="src",
            arguments=["--rounds", self.settings["rounds"]],
            compute_target="cpu",
        )
        steps.append(train)
"""
    build = BUILD.replace("clean_step(steps)\ntrain_step(steps)\n", "training.append_to(steps)\n").replace(
        "steps = []\n",
        'rounds = PipelineParameter("rounds", 10)\nsettings = {"rounds": rounds}\n'
        "training = TrainStep(settings)\nsteps = []\n",
    )
    output = written(making, build, tmp_path)
    assert output.endswith(
        """\
@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 10):
    settings = {"rounds": rounds}
    training = TrainStep(settings)
    steps = []
    training.append_to(steps)


pipeline = pipeline_definition()
"""
    )


def test_the_keeper_is_read_later(tmp_path: Path) -> None:
    making = "from azureml.pipeline.core import PipelineParameter\n" + MAKING.replace(
        'compute_target="cpu")\n    steps', 'compute_target="cpu", arguments=[settings["rounds"]])\n    steps'
    ).replace("def clean_step(steps)", "def clean_step(steps, settings)")
    build = BUILD.replace("clean_step(steps)", "clean_step(steps, settings)").replace(
        "steps = []\n", 'settings = {"rounds": PipelineParameter("rounds", 10)}\nsteps = []\n'
    )
    output = written(making, f"{build}print(settings)\n", tmp_path)
    assert "print(settings)" in output
    assert "AML602" in output
