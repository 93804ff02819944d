"""``TrainingOutput("Model", model_file="outputs/x")`` → an output that the trial's command copies the file to"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, dropped, learn
from migrate.v1.sweep_step import TRAINING_OUTPUT
from migrate.v1.values import Call, objects


def _output(use: Call, context: Context) -> Decision:
    steps = context.converted_steps
    held = [data for step in steps for data in (*step.best, *step.models, *step.lost)]
    if not any(
        use.result in objects(argument.value) for data in held if (argument := data.argument("training_output"))
    ):
        raise Manual("no step that could be converted has this output")
    return Decision(changed("outputs of the node", "v2 has the outputs of the best trial under their names"))


RULE = Rule(
    code="AML509",
    name="training-output",
    summary="What v1 takes from the best trial is an output that the trial's command writes.",
    url=learn("migrate-to-v2-execution-hyperdrive"),
    calls={TRAINING_OUTPUT: _output},
    parameters={
        TRAINING_OUTPUT: {
            "type": changed("outputs", "the model is an output, metrics are in mlflow"),
            "model_file": changed("cp", "the command copies the file to the output"),
            "iteration": dropped("it was None"),
            "metric": dropped("it was None"),
        }
    },
    examples=(
        Example(
            before="""\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter, TrainingOutput
from azureml.pipeline.steps import HyperDriveStep, PythonScriptStep
from azureml.train.hyperdrive import (
    BanditPolicy,
    HyperDriveConfig,
    PrimaryMetricGoal,
    RandomParameterSampling,
    choice,
    uniform,
)

ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = DataReference(store, data_reference_name="raw", path_on_datastore="2026/raw")
epochs = PipelineParameter("epochs", 10)
model = PipelineData("model", store, training_output=TrainingOutput("Model", model_file="outputs/model.pkl"))

trial = ScriptRunConfig(
    "src", script="train.py", environment=Environment.get(ws, "training", version="3"), compute_target="gpu"
)
sampling = RandomParameterSampling({"--lr": uniform(0.001, 0.1), "--solver": choice("adam", "sgd")})
tune_step = HyperDriveStep(
    name="Tune",
    hyperdrive_config=HyperDriveConfig(
        run_config=trial,
        hyperparameter_sampling=sampling,
        policy=BanditPolicy(slack_factor=0.1, delay_evaluation=5),
        primary_metric_name="accuracy",
        primary_metric_goal=PrimaryMetricGoal.MAXIMIZE,
        max_total_runs=20,
        max_concurrent_runs=4,
        max_duration_minutes=120,
    ),
    estimator_entry_script_arguments=["--data", raw, "--epochs", epochs],
    inputs=[raw],
    outputs=[model],
    metrics_output=PipelineData("metrics", store),
)
register_step = PythonScriptStep(
    "register.py", compute_target="cpu", arguments=["--model", model], inputs=[model], source_directory="src"
)
pipeline = Pipeline(ws, steps=[register_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, dsl, load_component
from azure.ai.ml.sweep import BanditPolicy, Choice, Uniform
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
raw = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/2026/raw", mode="ro_mount")

tune_component = load_component(source="components/tune/component.yaml")
register_component = load_component(source="components/register/component.yaml")


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder"), epochs: int = 10):
    tune_step = tune_component(
        raw=raw,
        epochs=epochs,
        lr=Uniform(min_value=0.001, max_value=0.1),
        solver=Choice(values=["adam", "sgd"]),
    ).sweep(
        sampling_algorithm="random",
        primary_metric="accuracy",
        goal="maximize",
        max_total_trials=20,
        max_concurrent_trials=4,
        timeout=7200,
        early_termination_policy=BanditPolicy(slack_factor=0.1, evaluation_interval=1, delay_evaluation=5),
    )
    tune_step.compute = "gpu"
    register_step = register_component(model=tune_step.outputs.model)
    register_step.compute = "cpu"


pipeline = pipeline_definition(raw=raw)
""",
            style="yaml",
            files={
                "components/tune/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: tune
display_name: Tune
inputs:
  raw:
    type: uri_folder
  epochs:
    type: integer
  lr:
    type: number
  solver:
    type: string
outputs:
  model:
    type: uri_file
code: ../../src
command: >-
  python train.py --data ${{inputs.raw}} --epochs ${{inputs.epochs}} --lr ${{inputs.lr}} --solver '${{inputs.solver}}'
  && cp outputs/model.pkl ${{outputs.model}}
environment: azureml:training:3
""",
                "environments/pipeline.yaml": """\
channels:
  - anaconda
  - conda-forge
dependencies:
  - python=3.8.13
  - pip:
      - azureml-defaults
""",
                "components/register/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: register
display_name: register.py
inputs:
  model:
    type: uri_file
code: ../../src
command: python register.py --model ${{inputs.model}}
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
  conda_file: ../../environments/pipeline.yaml
""",
            },
        ),
        Example(
            before="""\
import json
import os

from azureml.core import Dataset, Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData, TrainingOutput
from azureml.pipeline.steps import AutoMLStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
config = AutoMLConfig(
    task="regression",
    training_data=Dataset.get_by_name(ws, "rides", version=2),
    label_column_name="fare",
    primary_metric="r2_score",
    compute_target="cpu",
)
metrics = PipelineData("metrics", pipeline_output_name="metrics", training_output=TrainingOutput(type="Metrics"))
train = AutoMLStep(name="train", automl_config=config, outputs=[metrics])
run = Experiment(ws, "rides").submit(Pipeline(ws, steps=[train]))
run.wait_for_completion()

output = run.get_pipeline_output("metrics")
output.download("results", show_progress=True)
with open(os.path.join("results", output.path_on_datastore)) as file:
    for run_id, values in json.load(file).items():
        print(run_id, values["r2_score"][0])
""",
            after="""\
import json
import os
from pathlib import Path

import mlflow
from azure.ai.ml import Input, MLClient, Output, automl, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def rides_pipeline(rides: Input(type="mltable")):
    train = automl.regression(
        display_name="train",
        training_data=rides,
        target_column_name="fare",
        primary_metric="r2_score",
        outputs={"best_model": Output(type="mlflow_model")},
    )


run = ws.jobs.create_or_update(
    rides_pipeline(rides=Input(type="mltable", path="azureml:rides:2")),
    experiment_name="rides",
)
ws.jobs.stream(run.name)

output = [job for job in ws.jobs.list(parent_job_name=run.name) if job.display_name == "train"][0]
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
trials = mlflow.search_runs(
    experiment_names=[output.experiment_name],
    filter_string=f"tags.mlflow.parentRunId = '{output.name}'",
    output_format="list",
)
trial_metrics = {trial.info.run_id: {name: [value] for name, value in trial.data.metrics.items()} for trial in trials}
Path("results", "metrics").parent.mkdir(parents=True, exist_ok=True)
Path("results", "metrics").write_text(json.dumps(trial_metrics))
with open(os.path.join("results", "metrics")) as file:
    for run_id, values in json.load(file).items():
        print(run_id, values["r2_score"][0])
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.pipeline.core import Pipeline, PipelineData, TrainingOutput
from azureml.pipeline.steps import CommandStep, HyperDriveStep
from azureml.train.hyperdrive import HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, uniform

ws = Workspace.from_config()
training = Environment.get(ws, "training", version="3")
metrics = PipelineData("metrics")
model = PipelineData("model", training_output=TrainingOutput("Model", model_file="outputs/model.pkl"))
config = HyperDriveConfig(
    run_config=ScriptRunConfig("src", script="train.py", environment=training, compute_target="cluster"),
    hyperparameter_sampling=RandomParameterSampling({"--lr": uniform(0.001, 0.1)}),
    primary_metric_name="accuracy",
    primary_metric_goal=PrimaryMetricGoal.MAXIMIZE,
    max_total_runs=20,
)
tune_step = HyperDriveStep("Tune", config, outputs=[model], metrics_output=metrics)
report_step = CommandStep(
    name="Report",
    command=["python report.py --metrics", metrics],
    inputs=[metrics],
    source_directory="src",
    runconfig=ScriptRunConfig("src", command="true", environment=training, compute_target="cluster"),
)
pipeline = Pipeline(ws, steps=[report_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.ai.ml.sweep import Uniform
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
training = "azureml:training:3"
# TODO(azureml-migrate AML506): `metrics_output`: metrics of a sweep are no output in v2: write the command of `tune_metrics_component`, which has to find that job among the children of its pipeline's job, to read the trials from MLflow (mlflow.search_runs by tags.mlflow.parentRunId), and to write them as v1 did, as JSON: {"<run>": {"<metric>": [<values>]}} — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-execution-hyperdrive?view=azureml-api-2
tune_component = command(
    display_name="Tune",
    code="src",
    command="python train.py --lr ${{inputs.lr}} && cp outputs/model.pkl ${{outputs.model}}",
    inputs={"lr": Input(type="number")},
    outputs={"model": Output(type="uri_file")},
    environment=training,
)
tune_metrics_component = command(
    display_name="metrics of Tune",
    command="echo 'v2 has no metrics of a sweep as an output: write here what reads those of Tune' >&2; exit 1",
    inputs={"after_tune": Input(type="uri_file")},
    outputs={"metrics": Output(type="uri_file")},
    environment=Environment(image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1"),
)
report_component = command(
    display_name="Report",
    code="src",
    command="python report.py --metrics ${{inputs.metrics}}",
    inputs={"metrics": Input(type="uri_file")},
    environment=training,
)


@dsl.pipeline(default_compute="cluster", continue_on_step_failure=False)
def pipeline_definition():
    tune_step = tune_component(lr=Uniform(min_value=0.001, max_value=0.1)).sweep(
        sampling_algorithm="random",
        primary_metric="accuracy",
        goal="maximize",
        max_total_trials=20,
        timeout=604800,
    )
    tune_metrics = tune_metrics_component(after_tune=tune_step.outputs.model)
    report_step = report_component(metrics=tune_metrics.outputs.metrics)


pipeline = pipeline_definition()
""",  # noqa: E501
        ),
    ),
)
