"""A condition that decides which steps a pipeline holds means the same inside the pipeline function, or stays v1."""

from __future__ import annotations

import json

import pytest

from tests.conversion import convert, notebook

HEAD = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
evaluate = True
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
"""
CONDITION = """\
steps = [train]
if evaluate:
    check = PythonScriptStep(script_name="check.py", source_directory="src", compute_target="cpu")
    check.run_after(train)
    steps.append(check)
"""
PIPELINE = "pipeline = Pipeline(ws, steps=steps)\n"
CHANGE = "evaluate = False\n"
REASON = "the pipeline is not converted: which steps it holds depends on `evaluate`, which changes afterwards"


def converted(*cells: str) -> str:
    """The code of a notebook after its conversion."""
    text = convert(notebook(*cells), path="pipeline.ipynb").text
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param((HEAD + CONDITION + CHANGE, PIPELINE), id="in the cell of the condition"),
        pytest.param((HEAD + CONDITION, CHANGE + PIPELINE), id="in the cell of the pipeline"),
        pytest.param((HEAD + CONDITION, CHANGE, PIPELINE), id="in a cell between them"),
        pytest.param((HEAD + CONDITION + PIPELINE, CHANGE), id="in a cell below the pipeline"),
    ],
)
def test_a_condition_that_changes_afterwards(cells: tuple[str, ...]) -> None:
    assert REASON in converted(*cells)


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param((HEAD + CONDITION, PIPELINE), id="two cells"),
        pytest.param(("\n\n\n\n\n\n\n\n\n\n\n\n" + CHANGE, HEAD + CONDITION, PIPELINE), id="bound above"),
    ],
)
def test_a_condition_of_another_cell(cells: tuple[str, ...]) -> None:
    text = converted(*cells)
    assert "TODO" not in text
    assert "    if evaluate:\n        check = check_component(" in text


def test_a_step_of_two_branches_stands_above_what_waits_for_it() -> None:
    before = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
check = PythonScriptStep(script_name="check.py", source_directory="src", compute_target="cpu")
check.run_after(train)
steps = []
if check_it:
    steps.append(check)
    steps.append(train)
if train_it:
    steps.append(train)
pipeline = Pipeline(ws, steps=steps)
"""
    text = convert(before).text
    body = text[text.index("def pipeline_definition") : text.index("pipeline = ")].rstrip()
    assert (
        body
        == """\
def pipeline_definition():
    if check_it:
        train = train_component()
        check = check_component(after_train=train.outputs.done)
    elif train_it:
        train = train_component()"""
    )
