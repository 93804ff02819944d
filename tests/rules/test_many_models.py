"""Many models and hierarchies of them: what the components of the registry are given, and what stays v1."""

from __future__ import annotations

import pytest

from tests.conversion import convert

TRAINING = """\
from azureml.contrib.automl.pipeline.steps import AutoMLPipelineBuilder
from azureml.core import Dataset, Experiment, Workspace
from azureml.pipeline.core import Pipeline

ws = Workspace.from_config()
past = Dataset.File.from_files((ws.get_default_datastore(), "past"))
settings = {"task": "forecasting", "iterations": 5}
steps = AutoMLPipelineBuilder.get_many_models_train_steps(
    experiment=Experiment(ws, "shops"),
    automl_settings=settings,
    partition_column_names=["shop"],
    train_data=past,
    compute_target="cpu",
    node_count=2,
)
pipeline = Pipeline(ws, steps=steps)
"""

NODE = """\
    many_models_training = many_models_training_component(
        raw_data=past,
        automl_config=Input(type="uri_file", path="many_models_training_settings.json"),
        compute_name="cpu",
        max_nodes=2,
        max_concurrency_per_node=2,
        parallel_step_timeout_in_seconds=3700,
    )
"""


def test_settings_in_a_dictionary() -> None:
    found = convert(TRAINING)
    assert not found.manual
    assert NODE in found.text
    assert 'json.dumps({**settings, "partition_column_names": ["shop"]})' in found.text


def test_two_trainings_write_two_files() -> None:
    again = TRAINING[TRAINING.index("steps = ") :].replace("steps", "more").replace("train_more(", "train_steps(")
    again = again.replace("pipeline = Pipeline(ws, more=more)", "second = Pipeline(ws, steps=more)")
    text = convert(TRAINING + again).text
    assert 'Path("many_models_training_settings.json")' in text
    assert 'Path("many_models_training_2_settings.json")' in text


@pytest.mark.parametrize(
    ("v1", "other", "message"),
    [
        (
            "automl_settings=settings",
            "train_pipeline_parameters=input()",
            "where its `train_pipeline_parameters` comes",
        ),
        ("train_data=past", "train_data=input()", "where its train_data `input()` comes from is not known"),
        ("automl_settings=settings,", "", "there are no many models"),
    ],
)
def test_what_stays_v1(v1: str, other: str, message: str) -> None:
    found = convert(TRAINING.replace(v1, other))
    assert message in found.text
    assert "get_many_models_train_steps(" in found.text
    assert "registry_name" not in found.text


@pytest.mark.parametrize(
    ("v1", "other", "message"),
    [
        (
            'Dataset.File.from_files((ws.get_default_datastore(), "past"))',
            'Dataset.Tabular.from_delimited_files((ws.get_default_datastore(), "past"), separator=";")',
            "`train_data`: the component reads a folder with CSV or Parquet files",
        ),
        ("node_count=2", 'node_count=2, arguments=["--x", 1]', "`arguments`: the component of the registry takes no"),
    ],
)
def test_what_is_left_to_a_person_beside_the_node(v1: str, other: str, message: str) -> None:
    found = convert(TRAINING.replace(v1, other))
    assert f"# TODO(azureml-migrate AML515): {message}" in found.text
    assert "many_models_training_component(" in found.text


FEATURIZATION = """\
from azureml.automl.core.featurization import FeaturizationConfig
from azureml.train.automl import AutoMLConfig
from azureml.train.automl.runtime._many_models.many_models_parameters import ManyModelsTrainParameters
"""


def test_featurization_that_no_file_can_hold() -> None:
    text = FEATURIZATION + TRAINING.replace(
        'settings = {"task": "forecasting", "iterations": 5}',
        'settings = AutoMLConfig(task="forecasting", featurization=FeaturizationConfig())',
    ).replace('partition_column_names=["shop"],\n', "").replace(
        "automl_settings=settings",
        'train_pipeline_parameters=ManyModelsTrainParameters(settings, partition_column_names=["shop"])',
    )
    found = convert(text)
    assert "write what it says into the settings, below `featurization`" in found.text
    assert "registry_name" not in found.text


def test_the_experiment_of_a_run_is_its_name_and_its_workspace_the_client() -> None:
    text = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import PublishedPipeline

ws = Workspace.from_config()
run = Experiment(ws, "shops").submit(PublishedPipeline.get(ws, "1"))
print(run.experiment.name)
print(run.experiment.workspace)
"""
    found = convert(text)
    assert "print(run.experiment_name)" in found.text
    assert "print(ws)" in found.text


def test_a_training_that_stays_v1_keeps_what_asks_its_models() -> None:
    asking = """\
run = Experiment(ws, "shops").submit(pipeline)
more = AutoMLPipelineBuilder.get_many_models_batch_inference_steps(
    experiment=Experiment(ws, "shops"),
    inference_data=past,
    compute_target="cpu",
    node_count=2,
    partition_column_names=["shop"],
    train_run_id=run.id,
    train_experiment_name="shops",
)
second = Pipeline(ws, steps=more)
"""
    assert not convert(TRAINING + asking).manual
    found = convert(TRAINING.replace("automl_settings=settings,", "") + asking)
    assert "the pipeline that trains the models stays v1" in found.text
    assert "get_many_models_batch_inference_steps(" in found.text


ASKING = """\
from azureml.contrib.automl.pipeline.steps import AutoMLPipelineBuilder
from azureml.contrib.automl.pipeline.steps.utilities import get_output_from_mm_pipeline
from azureml.core import Dataset, Experiment, Workspace
from azureml.pipeline.core import Pipeline

ws = Workspace.from_config()
steps = AutoMLPipelineBuilder.get_many_models_batch_inference_steps(
    experiment=Experiment(ws, "shops"),
    inference_data=Dataset.File.from_files((ws.get_default_datastore(), "future")),
    compute_target="cpu",
    node_count=2,
    partition_column_names=["shop"],
    train_run_id="calm_owl",
    train_experiment_name="shops",
)
pipeline = Pipeline(ws, steps=steps)
run = Experiment(ws, "shops").submit(pipeline)
file = get_output_from_mm_pipeline(run, "results", "many_models_inference_output", "forecasts.csv")
"""


@pytest.mark.parametrize(
    ("v1", "other", "message"),
    [
        (', "forecasts.csv"', "", "v1 wrote rows without names of columns"),
        ("pipeline(run,", "pipeline(input(),", "the pipeline whose output this is could not be converted"),
        ('"results"', "input()", "download the output `predictions` of the job"),
    ],
)
def test_predictions_that_a_person_has_to_find(v1: str, other: str, message: str) -> None:
    assert not convert(ASKING).manual
    found = convert(ASKING.replace(v1, other))
    assert message in found.text
    assert "get_output_from_mm_pipeline(" in found.text
