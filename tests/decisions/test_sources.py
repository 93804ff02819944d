"""Data that a parameter of the function holds which makes the pipeline, or a variable after branches."""

from __future__ import annotations

import pytest

from tests.conversion import convert

FUNCTION = """\
from azureml.core import Workspace
from azureml.data import TabularDataset
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def make(ws: Workspace, dataset: TabularDataset):
    train = PythonScriptStep(
        "train.py", source_directory="src", inputs=[dataset.as_named_input("sales")], compute_target="cpu"
    )
    return Pipeline(ws, steps=[train])
"""


def test_a_parameter_that_some_other_file_gives() -> None:
    text = convert(FUNCTION).text
    assert 'inputs={"sales": Input(type="mltable")}' in text
    # a script that gets no path reads the table, whatever mode the Input of the other file has
    assert '        train.inputs.sales.mode = "direct"\n' in text
    assert "    return pipeline_definition(dataset=dataset)\n" in text
    # what a step reads is an input, also where the caller has the asset
    assert "def make(ws: MLClient, dataset: Input):\n" in text
    assert "azureml.data" not in text


def test_a_parameter_that_is_asked_for_more_than_its_files_is_an_asset() -> None:
    asked = FUNCTION.replace("    train = ", "    print(dataset.name, dataset.version)\n    train = ")
    text = convert(asked).text
    assert "def make(ws: MLClient, dataset: Data):\n" in text
    assert "    return pipeline_definition(dataset=dataset)\n" in text  # a job takes an asset as it is


def test_a_parameter_that_nothing_reads_keeps_its_class() -> None:
    text = convert(FUNCTION.replace("dataset: TabularDataset", "dataset: TabularDataset, other: TabularDataset")).text
    assert "def make(ws: MLClient, dataset: Input, other: TabularDataset):\n" in text


def test_a_parameter_that_is_mounted_as_an_input_is_without_a_mode() -> None:
    mounted = FUNCTION.replace("TabularDataset", "FileDataset").replace('("sales")', '("sales").as_mount()')
    text = convert(mounted).text
    assert 'inputs={"sales": Input(type="uri_folder")}' in text
    assert ".mode" not in text


def test_a_parameter_that_gets_another_value() -> None:
    text = convert(FUNCTION.replace("    train = ", "    dataset = dataset.filter(input())\n    train = ")).text
    assert "    return Pipeline(ws, steps=[train])\n" in text


BRANCHES = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
if "sales" not in ws.datasets:
    sales = Dataset.File.from_files([(store, "sales")]).register(ws, "sales")
else:
    sales = Dataset.get_by_name(ws, "sales")
rows = sales.as_named_input("rows")
train = PythonScriptStep(
    "train.py", source_directory="src", arguments=["--rows", rows.as_mount()], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train])
"""


def test_a_variable_after_branches_that_another_one_names_for_the_script() -> None:
    text = convert(BRANCHES).text
    assert "rows = " not in text
    assert (
        """\
@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(sales: Input(type="uri_folder")):
    train = train_component(rows=sales)


pipeline = pipeline_definition(sales=Input(type="uri_folder", path=sales.id, mode="ro_mount"))
"""
        in text
    )


@pytest.mark.parametrize(
    "changed",
    [
        BRANCHES.replace("train = Py", "sales = input()\ntrain = Py"),
        BRANCHES.replace("rows = sales", "sales = sales").replace("rows.as_mount", "sales.as_mount"),
    ],
)
def test_a_variable_after_branches_that_holds_something_else_by_then(changed: str) -> None:
    assert "pipeline = Pipeline(ws, steps=[train])\n" in convert(changed).text


CHOSEN = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
if monthly:
    months = Dataset.get_by_name(ws, "months")
else:
    days = Dataset.get_by_name(ws, "days")
if monthly:
    train = PythonScriptStep(
        "train.py", source_directory="src", arguments=[months.as_named_input("months").as_mount()], compute_target="cpu"
    )
else:
    train = PythonScriptStep(
        "train.py", source_directory="src", arguments=[days.as_named_input("days").as_mount()], compute_target="cpu"
    )
pipeline = Pipeline(ws, steps=[train])
"""


def test_a_variable_that_only_the_branch_of_its_step_binds() -> None:
    """No argument of the call could name it: the other branch has no such variable."""
    text = convert(CHOSEN).text
    assert text.endswith("\n        train = train_component(days=days)\n\n\npipeline = pipeline_definition()\n")


def test_a_variable_that_both_branches_bind_for_steps_of_branches() -> None:
    text = convert(CHOSEN.replace("months", "days")).text
    assert text.endswith("\npipeline = pipeline_definition(days=days)\n")
