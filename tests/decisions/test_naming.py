"""Names that v2 needs and v1 had not: the pipeline function, a component, a conda file."""

from __future__ import annotations

import ast

import pytest

from migrate.conversion import Style
from tests.conversion import convert

HEAD = """\
from azureml.core import Experiment, RunConfiguration, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
ws = Workspace.from_config()
"""
STEP = 'PythonScriptStep(script_name="train.py", name="Fit it", compute_target="cpu")\n'


def function(text: str) -> str:
    return next(node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(
    ("statements", "name"),
    [
        ("pipeline = Pipeline(ws, [step])\n", "pipeline_definition"),
        ("nightly = Pipeline(ws, [step])\n", "nightly_definition"),
        ("p = Pipeline(ws, [step])\nExperiment(ws, 'Churn-Model').submit(p)\n", "churn_model_pipeline"),
        ("p = Pipeline(ws, [step])\nExperiment(ws, 'my pipeline').submit(p)\n", "my_pipeline"),
        ("p = Pipeline(ws, [step])\nExperiment(ws, name).submit(p)\n", "p_definition"),
    ],
)
def test_the_pipeline_function(statements: str, name: str) -> None:
    assert function(convert(f"{HEAD}step = {STEP}{statements}").text) == name


@pytest.mark.parametrize(
    ("variable", "component", "node"),
    [
        ("train_step", "train_component", "train_step"),
        ("step_train", "train_component", "step_train"),
        ("train", "train_component", "train"),
        ("step", "step_component", "step"),
        ("trainStep", "train_component", "train_step"),
    ],
)
def test_the_component_and_its_node(variable: str, component: str, node: str) -> None:
    text = convert(f"{HEAD}{variable} = {STEP}pipeline = Pipeline(ws, [{variable}])\n").text
    assert f"\n{component} = command(" in text
    assert f"\n    {node} = {component}()\n" in text


def test_a_step_without_variable_is_named_after_its_title() -> None:
    text = convert(f"{HEAD}pipeline = Pipeline(ws, [{STEP.strip()}])\n").text
    assert "    fit_it_step = fit_it_component()\n" in text


@pytest.mark.parametrize(
    ("statements", "path"),
    [
        ("", "environments/score.yaml"),
        ("Experiment(ws, 'Churn').submit(pipeline)\n", "environments/churn.yaml"),
    ],
)
def test_the_conda_file(statements: str, path: str) -> None:
    text = f"{HEAD}step = {STEP}pipeline = Pipeline(ws, [step])\n{statements}"
    converted = convert(text, Style.YAML, "jobs/score_pipeline.py")
    assert sorted(converted.files) == ["jobs/components/step/component.yaml", f"jobs/{path}"]
