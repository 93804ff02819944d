"""``AutoMLStep(...)`` with its ``AutoMLConfig`` → ``automl.classification(..., outputs={"best_model": …})``"""

from __future__ import annotations

from migrate.decisions.automl_fates import CONFIG, FORECASTING
from migrate.decisions.automl_settings import JOB, settings_of_job
from migrate.decisions.context import Context
from migrate.decisions.rule import (
    Decision,
    Example,
    Fate,
    Rule,
    changed,
    converted,
    dropped,
    learn,
    manual,
)
from migrate.decisions.steps import step_decision
from migrate.v1.automl_step import (
    AUTOML_CONFIG,
    AUTOML_STEP,
    FORECASTING_PARAMETERS,
)
from migrate.v1.values import Call


def _step(use: Call, context: Context) -> Decision:
    return step_decision(use, context, JOB)


_STEP: dict[str, Fate] = {
    "name": converted("display_name"),
    "automl_config": converted(JOB),
    "inputs": converted("training_data"),
    "compute_target": dropped("v1 did nothing with it: the AutoMLConfig names the compute"),
    "outputs": changed("outputs", "the model is a folder with an MLflow model; v1 gave a pickled one"),
    "script_repl_params": dropped("v2 runs no script to get the data"),
    "allow_reuse": converted(),
    "version": dropped("only a registered component has a version"),
    "hash_paths": dropped("v2 looks at all that the step is made of"),
    "enable_default_model_output": converted("outputs", "the best model is an output in any case"),
    "enable_default_metrics_output": dropped("metrics are no output in v2: mlflow has them"),
    "passthru_automl_config": dropped("azureml-pipeline-steps 1.62 has no such argument either"),
}

RULE = Rule(
    code="AML505",
    name="automl-step",
    summary="An AutoMLStep and its AutoMLConfig become an AutoML job inside the pipeline.",
    url=learn("migrate-to-v2-execution-automl"),
    calls={
        AUTOML_STEP: _step,
        **dict.fromkeys((AUTOML_CONFIG, FORECASTING_PARAMETERS), settings_of_job),
    },
    spread=frozenset({AUTOML_CONFIG}),
    parameters={
        AUTOML_STEP: _STEP,
        AUTOML_CONFIG: CONFIG,
        FORECASTING_PARAMETERS: {
            **FORECASTING,
            "group_column_names": manual("v2 has no models by group: make one job for each group"),
            "_enable_future_regressors": manual("name the columns in features_unknown_at_forecast_time instead"),
        },
    },
    examples=(
        Example(
            before="""\
import logging

from azureml.core import Dataset, Workspace
from azureml.core.compute import ComputeTarget
from azureml.pipeline.core import Pipeline, PipelineData, TrainingOutput
from azureml.pipeline.steps import AutoMLStep, PythonScriptStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
cluster = ComputeTarget(ws, "cpu")
visits = Dataset.get_by_name(ws, "visits")
metrics_data = PipelineData("metrics_data", training_output=TrainingOutput(type="Metrics"))
model_data = PipelineData("model_data", training_output=TrainingOutput(type="Model"))

automl_settings = {
    "experiment_timeout_hours": 0.25,
    "iterations": 20,
    "max_concurrent_iterations": 4,
    "primary_metric": "AUC_weighted",
    "n_cross_validations": 3,
    "verbosity": logging.INFO,
}
automl_config = AutoMLConfig(
    task="classification",
    debug_log="automl_errors.log",
    path="src",
    compute_target=cluster,
    training_data=visits,
    label_column_name="returned",
    enable_early_stopping=True,
    featurization="auto",
    blocked_models=["KNN", "TensorFlowDNN"],
    **automl_settings,
)
automl_step = AutoMLStep(
    name="Find a model", automl_config=automl_config, outputs=[metrics_data, model_data], allow_reuse=False
)
register_step = PythonScriptStep(
    "register.py",
    arguments=["--model", model_data],
    inputs=[model_data],
    compute_target=cluster,
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[automl_step, register_step])
""",
            after="""\
import logging

from azure.ai.ml import Input, MLClient, Output, automl, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cluster = ws.compute.get("cpu")
visits = Input(type="mltable", path="azureml:visits@latest")

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
register_component = command(
    display_name="register.py",
    code="src",
    command="python register.py --model ${{inputs.model_data}}",
    inputs={"model_data": Input(type="mlflow_model")},
    environment=environment,
)


@dsl.pipeline(default_compute=cluster.name, continue_on_step_failure=False)
def pipeline_definition(visits: Input(type="mltable")):
    automl_step = automl.classification(
        display_name="Find a model",
        training_data=visits,
        target_column_name="returned",
        primary_metric="AUC_weighted",
        n_cross_validations=3,
        log_verbosity="info",
        outputs={"best_model": Output(type="mlflow_model")},
    )
    automl_step.set_limits(timeout_minutes=15, max_trials=20, max_concurrent_trials=4, enable_early_termination=True)
    automl_step.set_training(blocked_training_algorithms=["KNN"])
    automl_step.set_featurization(mode="auto")
    register_step = register_component(model_data=automl_step.outputs.best_model)


pipeline = pipeline_definition(visits=visits)
""",
        ),
        Example(
            before="""\
from azureml.automl.core.featurization import FeaturizationConfig
from azureml.automl.core.forecasting_parameters import ForecastingParameters
from azureml.core import Dataset, Workspace
from azureml.core.compute import ComputeTarget
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import AutoMLStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
sales = Dataset.get_by_name(ws, "sales")

featurization = FeaturizationConfig(blocked_transformers=["LabelEncoder"])
featurization.add_column_purpose("shop", "Categorical")
featurization.add_transformer_params("Imputer", ["price"], {"strategy": "median"})
automl_config = AutoMLConfig(
    task="forecasting",
    compute_target=ComputeTarget(ws, "cpu"),
    training_data=sales,
    label_column_name="pieces",
    experiment_timeout_minutes=30,
    featurization=featurization,
    forecasting_parameters=ForecastingParameters(
        time_column_name="day",
        forecast_horizon=14,
        time_series_id_column_names=["shop"],
        freq="D",
        use_stl="season_trend",
        cv_step_size="auto",
    ),
)
forecast_step = AutoMLStep(name="Forecast", automl_config=automl_config)
pipeline = Pipeline(ws, steps=[forecast_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, automl, dsl
from azure.ai.ml.automl import ColumnTransformer
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
sales = Input(type="mltable", path="azureml:sales@latest")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(sales: Input(type="mltable")):
    forecast_step = automl.forecasting(
        display_name="Forecast",
        training_data=sales,
        target_column_name="pieces",
        primary_metric="spearman_correlation",
        outputs={"best_model": Output(type="mlflow_model")},
    )
    forecast_step.set_limits(timeout_minutes=30)
    forecast_step.set_featurization(
        mode="custom",
        blocked_transformers=["LabelEncoder"],
        column_name_and_types={"shop": "Categorical"},
        transformer_params={
            "imputer": [
                ColumnTransformer(fields=["price"], parameters={"strategy": "median"}),
            ],
        },
    )
    forecast_step.set_forecast_settings(
        time_column_name="day",
        forecast_horizon=14,
        time_series_id_column_names="shop",
        use_stl="seasontrend",
        frequency="D",
    )


pipeline = pipeline_definition(sales=sales)
""",
        ),
        Example(
            before="""\
from azureml.automl.core.forecasting_parameters import ForecastingParameters
from azureml.core import Dataset, Experiment, Workspace
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
sales = Dataset.get_by_name(ws, "sales")
settings = {"iterations": 5}
config = AutoMLConfig(
    task="forecasting",
    compute_target="cpu",
    training_data=sales,
    label_column_name="pieces",
    forecasting_parameters=ForecastingParameters(time_column_name="day", time_series_id_column_names=["shop", "town"]),
    **settings,
)
run = Experiment(ws, "sales").submit(config, show_output=True)
""",
            after="""\
from azure.ai.ml import Input, MLClient, automl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
sales = Input(type="mltable", path="azureml:sales@latest")
config = automl.forecasting(
    compute="cpu",
    training_data=sales,
    target_column_name="pieces",
    primary_metric="spearman_correlation",
)
config.set_limits(max_trials=5)
config.set_forecast_settings(time_column_name="day", time_series_id_column_names=["shop", "town"])
run = ws.jobs.create_or_update(config, experiment_name="sales")
ws.jobs.stream(run.name)
""",
        ),
        Example(
            before="""\
from azureml.automl.core.featurization import FeaturizationConfig
from azureml.core import Dataset, Experiment, Workspace
from azureml.core.compute import ComputeTarget
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
gpu = ComputeTarget(ws, "gpu")
reviews = Dataset.get_by_name(ws, "reviews")
held_out = Dataset.get_by_name(ws, "held-out")
moods = AutoMLConfig(
    task="text-classification",
    training_data=reviews,
    validation_data=held_out,
    label_column_name="mood",
    compute_target=gpu,
    experiment_timeout_hours=4,
    enable_early_stopping=True,
    featurization=FeaturizationConfig(dataset_language="deu"),
)
mood_run = Experiment(ws, "reviews").submit(moods)
places = AutoMLConfig(task="text-ner", training_data=reviews, validation_data=held_out, compute_target=gpu)
place_run = Experiment(ws, "reviews").submit(places)
""",
            after="""\
from azure.ai.ml import Input, MLClient, automl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
gpu = ws.compute.get("gpu")
reviews = Input(type="mltable", path="azureml:reviews@latest")
held_out = Input(type="mltable", path="azureml:held-out@latest")
moods = automl.text_classification(
    compute=gpu.name,
    training_data=reviews,
    validation_data=held_out,
    target_column_name="mood",
)
moods.set_limits(timeout_minutes=240)
moods.set_featurization(dataset_language="deu")
mood_run = ws.jobs.create_or_update(moods, experiment_name="reviews")
places = automl.text_ner(compute=gpu.name, training_data=reviews, validation_data=held_out)
place_run = ws.jobs.create_or_update(places, experiment_name="reviews")
""",
        ),
    ),
)
