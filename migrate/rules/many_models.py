"""``AutoMLPipelineBuilder.get_many_models_train_steps(…)`` → a component of the registry ``azureml``"""

from __future__ import annotations

from dataclasses import replace

from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Example, Fate, Rule, changed, converted, dropped, learn
from migrate.decisions.steps import step_decision
from migrate.v1.many_models import (
    INFERENCE,
    TRAINING,
)
from migrate.v1.values import Call

_COMPONENT = 'MLClient(…, registry_name="azureml").components.get("automl_…", label="latest")'
_NODE = "the component of the registry"


def _steps(use: Call, context: Context) -> Decision:
    made = step_decision(use, context, _COMPONENT)
    message = "v2 has one component for the steps that v1 puts together"
    return replace(made, fate=changed(_COMPONENT, message))


_BOTH: dict[str, Fate] = {
    "experiment": dropped("v2 has no experiment object: the job names its experiment when it is submitted"),
    "compute_target": converted("compute_name"),
    "node_count": converted("max_nodes"),
    "process_count_per_node": converted("max_concurrency_per_node"),
    "run_invocation_timeout": converted("parallel_step_timeout_in_seconds"),
    "output_datastore": changed("outputs", "the component writes to the pipeline's place unless its node says another"),
    "partition_column_names": converted("partition_column_names"),
    "arguments": dropped("it was None"),
}
_SETTING = converted("automl_config")
_TIME = dropped("the component knows the column from the settings of the training")
_TRAINING_PARAMETERS: dict[str, Fate] = {
    **_BOTH,
    "train_data": converted("raw_data"),
    "automl_settings": converted("automl_config"),
    "train_pipeline_parameters": converted("automl_config"),
    "train_env": changed("", "the component brings its environment along"),
}
_INFERENCE_PARAMETERS: dict[str, Fate] = {
    **_BOTH,
    "inference_data": converted("raw_data"),
    "inference_pipeline_parameters": converted("inputs of the component"),
    "mini_batch_size": dropped("the component gives each process one partition at a time"),
    "train_run_id": converted("train_run_id"),
    "train_experiment_name": converted("training_experiment_name"),
    "inference_env": changed("", "the component brings its environment along"),
    "time_column_name": _TIME,
    "target_column_name": converted("label_column_name"),
    "append_row_file_name": changed("run_output", "the component names the file of its predictions by itself"),
}
RULE = Rule(
    code="AML515",
    name="many-models",
    summary="Steps that train or ask many models become one node, of the component that the registry azureml has.",
    url=learn("how-to-auto-train-forecast"),
    calls={
        TRAINING: _steps,
        INFERENCE: _steps,
    },
    parameters={
        TRAINING: _TRAINING_PARAMETERS,
        INFERENCE: _INFERENCE_PARAMETERS,
    },
    examples=(
        Example(
            before="""\
from azureml.automl.core.forecasting_parameters import ForecastingParameters
from azureml.contrib.automl.pipeline.steps import AutoMLPipelineBuilder
from azureml.core import Dataset, Experiment, Workspace
from azureml.core.compute import ComputeTarget
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.train.automl import AutoMLConfig
from azureml.train.automl.runtime._many_models.many_models_parameters import (
    ManyModelsInferenceParameters,
    ManyModelsTrainParameters,
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
parameters = ManyModelsTrainParameters(automl_settings=automl_settings, partition_column_names=columns)
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

forecasts = OutputFileDatasetConfig("forecasts", destination=(store, "sales/forecasts"))
inference_steps = AutoMLPipelineBuilder.get_many_models_batch_inference_steps(
    experiment=experiment,
    inference_data=future,
    compute_target=cluster,
    node_count=2,
    output_datastore=forecasts,
    train_run_id=training_run.id,
    train_experiment_name=training_run.experiment.name,
    inference_pipeline_parameters=ManyModelsInferenceParameters(
        partition_column_names=columns, time_column_name="day", target_column_name="pieces"
    ),
    arguments=["--forecast_quantiles", 0.1, 0.9],
)
inference_pipeline = Pipeline(ws, steps=inference_steps)
inference_run = experiment.submit(inference_pipeline)
""",
            after="""\
import json
from pathlib import Path

from azure.ai.ml import Input, MLClient, Output, dsl
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
parameters = {**automl_settings, "partition_column_names": columns}
Path("many_models_training_settings.json").write_text(json.dumps(parameters))
many_models_training_component = MLClient(DefaultAzureCredential(), registry_name="azureml").components.get(
    "automl_many_models_training",
    label="latest",
)


@dsl.pipeline(default_compute=cluster.name, continue_on_step_failure=False)
def one_model_for_each_shop_pipeline(past: Input(type="uri_folder")):
    many_models_training = many_models_training_component(
        raw_data=past,
        automl_config=Input(type="uri_file", path="many_models_training_settings.json"),
        compute_name=cluster.name,
        max_nodes=2,
        max_concurrency_per_node=8,
        parallel_step_timeout_in_seconds=1200,
    )


training_pipeline = one_model_for_each_shop_pipeline(past=past)
training_run = ws.jobs.create_or_update(training_pipeline, experiment_name=experiment)
ws.jobs.stream(training_run.name)

many_models_inference_component = MLClient(DefaultAzureCredential(), registry_name="azureml").components.get(
    "automl_many_models_inference",
    label="latest",
)


@dsl.pipeline(default_compute=cluster.name, continue_on_step_failure=False)
def one_model_for_each_shop_pipeline_2(future: Input(type="uri_folder")):
    many_models_inference = many_models_inference_component(
        raw_data=future,
        compute_name=cluster.name,
        max_nodes=2,
        max_concurrency_per_node=2,
        parallel_step_timeout_in_seconds=3700,
        train_run_id=training_run.name,
        training_experiment_name=training_run.experiment_name,
        partition_column_names=" ".join(columns),
        label_column_name="pieces",
        forecast_quantiles="0.1 0.9",
    )
    many_models_inference.outputs.run_output = Output(
        type="uri_folder",
        path=f"azureml://datastores/{store.name}/paths/sales/forecasts",
    )
    return {"predictions": many_models_inference.outputs.run_output}


inference_pipeline = one_model_for_each_shop_pipeline_2(future=future)
inference_run = ws.jobs.create_or_update(inference_pipeline, experiment_name=experiment)
""",
        ),
        Example(
            before="""\
import pandas as pd
from azureml.contrib.automl.pipeline.steps import AutoMLPipelineBuilder
from azureml.core import Dataset, Experiment, Workspace
from azureml.data.dataset_factory import TabularDatasetFactory
from azureml.pipeline.core import Pipeline
from azureml.train.automl.runtime._many_models.many_models_parameters import ManyModelsTrainParameters

ws = Workspace.from_config()
store = ws.get_default_datastore()
experiment = Experiment(ws, "sales")
settings = ManyModelsTrainParameters(
    automl_settings={"task": "forecasting", "label_column_name": "units", "time_column_name": "week"},
    partition_column_names=["store"],
)
frame = pd.read_csv("sales.csv")
sales = TabularDatasetFactory.register_pandas_dataframe(frame, target=(store, "sales"), name="sales")
steps = AutoMLPipelineBuilder.get_many_models_train_steps(
    experiment=experiment, train_data=sales, compute_target="cpu", node_count=2, train_pipeline_parameters=settings
)
experiment.submit(Pipeline(ws, steps=steps))

stock = Dataset.Tabular.from_delimited_files(path=store.path("stock/"), validate=False)
more = AutoMLPipelineBuilder.get_many_models_train_steps(
    experiment=experiment, train_data=stock, compute_target="cpu", node_count=2, train_pipeline_parameters=settings
)
experiment.submit(Pipeline(ws, steps=more))
""",
            after="""\
import json
import os
from pathlib import Path

import pandas as pd
from azure.ai.ml import Input, MLClient, dsl
from azure.ai.ml.entities import Data
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
experiment = "sales"
settings = {
    **{"task": "forecasting", "label_column_name": "units", "time_column_name": "week"},
    "partition_column_names": ["store"],
}
frame = pd.read_csv("sales.csv")
os.makedirs("tables/sales", exist_ok=True)
frame.to_parquet("tables/sales/data.parquet")
sales = ws.data.create_or_update(Data(name="sales", path="./tables/sales", type="uri_folder"))
Path("many_models_training_settings.json").write_text(json.dumps(settings))
many_models_training_component = MLClient(DefaultAzureCredential(), registry_name="azureml").components.get(
    "automl_many_models_training",
    label="latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def sales_pipeline(sales: Input(type="uri_folder")):
    many_models_training = many_models_training_component(
        raw_data=sales,
        automl_config=Input(type="uri_file", path="many_models_training_settings.json"),
        compute_name="cpu",
        max_nodes=2,
        max_concurrency_per_node=2,
        parallel_step_timeout_in_seconds=3700,
    )


ws.jobs.create_or_update(
    sales_pipeline(sales=Input(type="uri_folder", path=sales.id, mode="ro_mount")),
    experiment_name=experiment,
)

stock = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/stock/", mode="ro_mount")
Path("many_models_training_2_settings.json").write_text(json.dumps(settings))
many_models_training_component_2 = MLClient(DefaultAzureCredential(), registry_name="azureml").components.get(
    "automl_many_models_training",
    label="latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def sales_pipeline_2(stock: Input(type="uri_folder")):
    many_models_training_2 = many_models_training_component_2(
        raw_data=stock,
        automl_config=Input(type="uri_file", path="many_models_training_2_settings.json"),
        compute_name="cpu",
        max_nodes=2,
        max_concurrency_per_node=2,
        parallel_step_timeout_in_seconds=3700,
    )


ws.jobs.create_or_update(sales_pipeline_2(stock=stock), experiment_name=experiment)
""",
        ),
    ),
)
