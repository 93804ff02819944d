"""Jobs by themselves, and steps, whose configuration each branch of the program makes: they are made after them."""

from __future__ import annotations

from tests.conversion import assert_same, assert_stable, convert

AUTOML = """\
import sys

from azureml.core import Dataset, Experiment, Workspace
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
rides = Dataset.get_by_name(ws, "rides", version=2)
if len(sys.argv) > 1:
    config = AutoMLConfig(
        task="regression", training_data=rides, label_column_name="fare", iterations=10, primary_metric="r2_score"
    )
else:
    config = AutoMLConfig(
        task="regression",
        training_data=rides,
        label_column_name="fare",
        iterations=50,
        primary_metric="r2_score",
        compute_target="cpu",
    )
run = Experiment(ws, "rides").submit(config)
print(run.id)
"""
_TODO = (
    "# TODO(azureml-migrate AML505): an AutoML job of v2 needs a compute target (compute=…); in v1 this one trained on "
    "the own machine — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-execution-automl"
    "?view=azureml-api-2"
)


def test_only_the_branch_that_trains_on_the_own_machine_is_left_to_a_person() -> None:
    found = convert(AUTOML)
    assert_same(
        found.text,
        f"""\
import sys

from azure.ai.ml import Input, MLClient, automl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
rides = Input(type="mltable", path="azureml:rides:2")
if len(sys.argv) > 1:
    {_TODO}
    config = automl.regression(training_data=rides, target_column_name="fare", primary_metric="r2_score")
    config.set_limits(max_trials=10)
else:
    config = automl.regression(compute="cpu", training_data=rides, target_column_name="fare", primary_metric="r2_score")
    config.set_limits(max_trials=50)
run = ws.jobs.create_or_update(config, experiment_name="rides")
print(run.name)
""",
    )
    assert_stable(found)


def test_a_job_that_no_branch_gives_a_compute_target_stays_v1() -> None:
    found = convert(AUTOML.replace('        compute_target="cpu",\n', ""))
    assert "automl.regression" not in found.text
    assert "an AutoML job of v2 needs a compute target; v1 trained on the own machine" in found.text


def test_a_branch_that_stays_v1_keeps_the_others() -> None:
    found = convert(AUTOML.replace("iterations=10", "iterations=10, **options()"))
    assert "automl.regression" not in found.text
    assert 'run = Experiment(ws, "rides").submit(config)' in found.text


SCRIPTS = """\
import sys

from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
training = Environment.get(ws, "training", version="1")
if len(sys.argv) > 1:
    config = ScriptRunConfig("src", script="try.py", compute_target="cpu", environment=training)
else:
    config = ScriptRunConfig("src", script="train.py", compute_target="gpu", environment=training)
run = Experiment(ws, "rides").submit(config)
"""


def test_scripts() -> None:
    found = convert(SCRIPTS)
    assert_same(
        found.text,
        """\
import sys

from azure.ai.ml import MLClient, command
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
training = "azureml:training:1"
if len(sys.argv) > 1:
    config = command(code="src", command="python try.py", environment=training, compute="cpu")
else:
    config = command(code="src", command="python train.py", environment=training, compute="gpu")
run = ws.jobs.create_or_update(config, experiment_name="rides")
""",
    )
    assert not found.manual


def test_what_may_be_no_configuration_is_not_submitted() -> None:
    text = SCRIPTS.replace('config = ScriptRunConfig("src", script="try.py"', 'config = make("src", script="try.py"')
    assert 'run = Experiment(ws, "rides").submit(config)' in convert(text).text


PIPELINE = """\
import sys

from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import AutoMLStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
rides = Dataset.get_by_name(ws, "rides", version=2)
quick = len(sys.argv) > 1
if quick:
    config = AutoMLConfig(
        task="regression",
        training_data=rides,
        label_column_name="fare",
        primary_metric="r2_score",
        iterations=10,
        compute_target="cpu",
    )
else:
    config = AutoMLConfig(
        task="regression",
        training_data=rides,
        label_column_name="fare",
        primary_metric="r2_score",
        iterations=50,
        compute_target="large",
    )
train_step = AutoMLStep("train", config)
pipeline = Pipeline(ws, steps=[train_step])
"""


def test_a_step_is_made_in_each_branch() -> None:
    found = convert(PIPELINE)
    assert_same(
        found.text,
        """\
import sys

from azure.ai.ml import Input, MLClient, Output, automl, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
rides = Input(type="mltable", path="azureml:rides:2")
quick = len(sys.argv) > 1


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition(rides: Input(type="mltable")):
    if quick:
        train_step = automl.regression(
            display_name="train",
            training_data=rides,
            target_column_name="fare",
            primary_metric="r2_score",
            compute="cpu",
            outputs={"best_model": Output(type="mlflow_model")},
        )
        train_step.set_limits(max_trials=10)
    else:
        train_step_2 = automl.regression(
            display_name="train",
            training_data=rides,
            target_column_name="fare",
            primary_metric="r2_score",
            compute="large",
            outputs={"best_model": Output(type="mlflow_model")},
        )
        train_step_2.set_limits(max_trials=50)


pipeline = pipeline_definition(rides=rides)
""",
    )
    assert not found.manual
    assert_stable(found)


def test_a_step_whose_configuration_only_some_branches_make_stays_v1() -> None:
    other = PIPELINE.replace("    config = AutoMLConfig(", "    config = configured(", 1)
    assert 'train_step = AutoMLStep("train", config)\n' in convert(other).text
