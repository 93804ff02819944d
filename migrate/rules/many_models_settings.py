"""``ManyModelsTrainParameters(…)`` → the settings that the component of many models reads from a file"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.many_models import settings_made
from migrate.decisions.parts import is_part, part_made
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, converted, dropped, learn
from migrate.v1.many_models import HTS_INFERENCE, HTS_TRAINING, MANY_INFERENCE, MANY_TRAINING
from migrate.v1.values import Call, Obj

_NODE = "the component of the registry"


def _training(use: Call, context: Context) -> Decision:
    """What the models are trained with: a dictionary, which goes to a file."""
    if not isinstance(use.result, Obj) or not is_part(use.result, context):
        raise Manual("no step of many models that could be converted uses it")
    return settings_made(use, context)


def _inference(use: Call, context: Context) -> Decision:
    """What the models are asked for: inputs of the component."""
    return part_made(use, context, _NODE)


_SETTING = converted("automl_config")
_TIME = dropped("the component knows the column from the settings of the training")
_FORECAST: dict[str, Fate] = {
    "forecast_mode": converted("forecast_mode"),
    "step": converted("forecast_step"),
    "forecast_quantiles": converted("forecast_quantiles"),
}

RULE = Rule(
    code="AML517",
    name="many-models-settings",
    summary="What many models are trained with becomes a file of settings, what they are asked for inputs of the node.",
    url=learn("how-to-auto-train-forecast"),
    calls={
        MANY_TRAINING: _training,
        HTS_TRAINING: _training,
        MANY_INFERENCE: _inference,
        HTS_INFERENCE: _inference,
    },
    parameters={
        MANY_TRAINING: {"automl_settings": _SETTING, "partition_column_names": _SETTING},
        HTS_TRAINING: {
            "automl_settings": _SETTING,
            "hierarchy_column_names": _SETTING,
            "training_level": _SETTING,
            "enable_engineered_explanations": converted("enable_engineered_explanation"),
        },
        MANY_INFERENCE: {
            "partition_column_names": converted("partition_column_names"),
            "time_column_name": _TIME,
            "target_column_name": converted("label_column_name"),
            "inference_type": converted("inference_type"),
            **_FORECAST,
        },
        HTS_INFERENCE: {
            "hierarchy_forecast_level": converted("forecast_level"),
            "allocation_method": converted("allocation_method"),
            **_FORECAST,
        },
    },
    examples=(
        Example(
            before="""\
from azureml.automl.core.forecasting_parameters import ForecastingParameters
from azureml.contrib.automl.pipeline.steps import AutoMLPipelineBuilder
from azureml.core import Dataset, Experiment, Workspace
from azureml.core.compute import ComputeTarget
from azureml.pipeline.core import Pipeline
from azureml.train.automl import AutoMLConfig
from azureml.train.automl.runtime._hts.hts_parameters import (
    HTSInferenceParameters,
    HTSTrainParameters,
)

ws = Workspace.from_config()
store = ws.get_default_datastore()
experiment = Experiment(ws, "one-model-for-each-shop")
cluster = ComputeTarget(ws, "cpu")
past = Dataset.File.from_files((store, "sales/past"))
future = Dataset.File.from_files((store, "sales/future"))
columns = ["shop", "article"]

automl_settings = AutoMLConfig(
    task="forecasting",
    primary_metric="normalized_root_mean_squared_error",
    iterations=15,
    experiment_timeout_hours=0.25,
    label_column_name="pieces",
    forecasting_parameters=ForecastingParameters(
        time_column_name="day",
        forecast_horizon=14,  # two weeks
        time_series_id_column_names=columns,
    ),
)
parameters = HTSTrainParameters(
    automl_settings=automl_settings, hierarchy_column_names=columns, training_level="shop"
)
training_steps = AutoMLPipelineBuilder.get_many_models_train_steps(
    experiment=experiment,
    train_data=past,
    compute_target=cluster,
    node_count=2,
    process_count_per_node=8,
    run_invocation_timeout=1200,
    train_pipeline_parameters=parameters,
)
training_pipeline = Pipeline(ws, steps=training_steps)
training_run = experiment.submit(training_pipeline)
training_run.wait_for_completion(show_output=False)

inference_steps = AutoMLPipelineBuilder.get_many_models_batch_inference_steps(
    experiment=experiment,
    inference_data=future,
    compute_target=cluster,
    node_count=2,
    train_run_id=training_run.id,
    train_experiment_name=training_run.experiment.name,
    inference_pipeline_parameters=HTSInferenceParameters(hierarchy_forecast_level="article"),
)
inference_pipeline = Pipeline(ws, steps=inference_steps)
inference_run = experiment.submit(inference_pipeline, pipeline_parameters={"hierarchy_forecast_level": "shop"})
inference_run.wait_for_completion()
inference_run.get_pipeline_output("forecasts").download("forecasts")
""",
            after="""\
import json
from pathlib import Path

from azure.ai.ml import Input, MLClient, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
experiment = "one-model-for-each-shop"
cluster = ws.compute.get("cpu")
past = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/sales/past", mode="ro_mount")
future = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/sales/future", mode="ro_mount")
columns = ["shop", "article"]

# two weeks
automl_settings = {
    "task": "forecasting",
    "primary_metric": "normalized_root_mean_squared_error",
    "iterations": 15,
    "experiment_timeout_hours": 0.25,
    "label_column_name": "pieces",
    "time_column_name": "day",
    "forecast_horizon": 14,
    "time_series_id_column_names": columns,
}
parameters = {**automl_settings, "hierarchy_column_names": columns, "hierarchy_training_level": "shop"}
Path("hts_training_settings.json").write_text(json.dumps(parameters))
hts_training_component = MLClient(DefaultAzureCredential(), registry_name="azureml").components.get(
    "automl_hts_training",
    label="latest",
)


@dsl.pipeline(default_compute=cluster.name, continue_on_step_failure=False)
def one_model_for_each_shop_pipeline(past: Input(type="uri_folder")):
    hts_training = hts_training_component(
        raw_data=past,
        automl_config=Input(type="uri_file", path="hts_training_settings.json"),
        compute_name=cluster.name,
        max_nodes=2,
        max_concurrency_per_node=8,
        parallel_step_timeout_in_seconds=1200,
    )
    return {"explanations": hts_training.outputs.run_output}


training_pipeline = one_model_for_each_shop_pipeline(past=past)
training_run = ws.jobs.create_or_update(training_pipeline, experiment_name=experiment)
ws.jobs.stream(training_run.name)

hts_inference_component = MLClient(DefaultAzureCredential(), registry_name="azureml").components.get(
    "automl_hts_inference",
    label="latest",
)


@dsl.pipeline(default_compute=cluster.name, continue_on_step_failure=False)
def one_model_for_each_shop_pipeline_2(future: Input(type="uri_folder"), hierarchy_forecast_level: str = "article"):
    hts_inference = hts_inference_component(
        raw_data=future,
        compute_name=cluster.name,
        max_nodes=2,
        max_concurrency_per_node=2,
        parallel_step_timeout_in_seconds=3700,
        train_run_id=training_run.name,
        train_experiment_name=training_run.experiment_name,
        forecast_level=hierarchy_forecast_level,
        allocation_method="proportions_of_historical_average",
    )
    return {"forecasts": hts_inference.outputs.run_output}


inference_pipeline = one_model_for_each_shop_pipeline_2(future=future)
inference_pipeline.inputs.hierarchy_forecast_level = "shop"
inference_run = ws.jobs.create_or_update(inference_pipeline, experiment_name=experiment)
ws.jobs.stream(inference_run.name)
ws.jobs.download(inference_run.name, download_path="forecasts", output_name="forecasts")
""",
        ),
    ),
)
