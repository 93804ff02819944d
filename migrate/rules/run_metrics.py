"""``run.get_metrics()`` → ``mlflow.get_run(run.name).data.metrics``"""

from __future__ import annotations

from migrate.decisions.context import Context, plain_name
from migrate.decisions.jobs import RUN, job
from migrate.decisions.metric_lists import give_lists
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.run_files import GET_FILE_NAMES, LOGS, all_logs, files, log, names, one_file
from migrate.decisions.tracking import tracked
from migrate.v1.values import Call, Const
from migrate.v2.expressions import V2, Attr, Code, ForEach, User, method

_TRIALS = "azureml.train.hyperdrive.HyperDriveRun.get_metrics"
_MLFLOW = V2("mlflow")
_LAST = "mlflow gives the last value of each metric, not a list; needs the packages mlflow and azureml-mlflow"
_HISTORY = f"all values where the code needs a list; {_LAST}"


def _metrics(use: Call, context: Context) -> Decision:
    one = job(use, context)
    if use.value("recursive") not in (None, Const(None), Const(False)):
        raise Manual("mlflow.get_run(job.name).data.metrics for each child: ml_client.jobs.list(parent_job_name=…)")
    data = Attr(method(_MLFLOW, "get_run", Attr(one, "name")), "data")
    fates = {}
    if use.value("name") not in (None, Const(None)):
        fates["name"] = changed("", "mlflow gives all metrics of the run")
    fate = changed("mlflow.get_run(job.name).data.metrics", _LAST)
    if give_lists(use, one, context):
        fate = changed("MlflowClient().get_metric_history(job.name, name)", _HISTORY)
    return Decision(fate, Attr(data, "metrics"), tracked(use, context), fates)


def _of_trials(use: Call, context: Context) -> Decision:
    """The metrics of all trials by the names of their jobs: those of the sweep itself are others."""
    one, client = job(use, context), context.client(use.client)
    variable = plain_name(one.node) if isinstance(one, User) else None
    if variable is None or not isinstance(client, Code):
        raise Manual("mlflow.get_run(job.name).data.metrics for each trial: ml_client.jobs.list(parent_job_name=…)")
    name = context.new_name("trial", use.where)
    metrics = Attr(Attr(method(_MLFLOW, "get_run", Code(f"{name}.name")), "data"), "metrics")
    trials = f"{name} in {client.text}.jobs.list(parent_job_name={variable}.name)"
    expr = ForEach(Code(f"{name}.name"), metrics, trials)
    return Decision(changed("mlflow.get_run(job.name).data.metrics", _LAST), expr, tracked(use, context))


RULE = Rule(
    code="AML616",
    name="run_metrics",
    summary="Metrics and files of a finished job are read with mlflow.",
    url=learn("how-to-track-experiments-mlflow"),
    calls={
        f"{RUN}.get_metrics": _metrics,
        _TRIALS: _of_trials,
        GET_FILE_NAMES: names,
        f"{RUN}.download_file": one_file,
        f"{RUN}.download_files": files,
        f"{RUN}.get_all_logs": all_logs,
        **dict.fromkeys(LOGS, log),
    },
    parameters={
        _TRIALS: {},
        **{symbol: {} for symbol in LOGS},
        f"{RUN}.get_metrics": {
            "name": converted(),
            "recursive": dropped("it was not set"),
            "run_type": dropped("mlflow gives the metrics of any run"),
            "populate": dropped("v2 has no such argument"),
        },
        GET_FILE_NAMES: {},
        f"{RUN}.download_file": {
            "name": converted("artifact_path"),
            "output_file_path": converted("shutil.copy(…)"),
            "_validate_checksum": dropped("v2 has no such argument"),
        },
        f"{RUN}.download_files": {
            "prefix": converted("artifact_path"),
            "output_directory": converted("dst_path"),
            "output_paths": dropped("it was not set"),
            "batch_size": dropped("v2 has no such argument"),
            "append_prefix": converted("mlflow always keeps the folders"),
            "timeout_seconds": dropped("v2 has no such argument"),
        },
        f"{RUN}.get_all_logs": {"destination": converted("download_path")},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
run = Experiment(ws, "demand").submit(Pipeline(ws, steps=[train]))
run.wait_for_completion()
training = run.find_step_run("train.py")[0]
print(training.get_metrics()["rmse"])
training.download_file("outputs/model.pkl", output_file_path="model.pkl")
training.download_files(prefix="logs", output_directory="details")
""",
            after="""\
import shutil

import mlflow
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline():
    train = train_component()


run = ws.jobs.create_or_update(demand_pipeline(), experiment_name="demand")
ws.jobs.stream(run.name)
training = [job for job in ws.jobs.list(parent_job_name=run.name) if job.display_name == "train.py"][0]
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
print(mlflow.get_run(training.name).data.metrics["rmse"])
shutil.copy(
    mlflow.artifacts.download_artifacts(run_id=training.name, artifact_path="outputs/model.pkl"),
    "model.pkl",
)
mlflow.artifacts.download_artifacts(run_id=training.name, artifact_path="logs", dst_path="details")
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace
from azureml.train.hyperdrive import GridParameterSampling, HyperDriveConfig, PrimaryMetricGoal, choice

ws = Workspace.from_config()
training = ScriptRunConfig(
    source_directory="src",
    script="train.py",
    compute_target="cpu",
    environment=Environment.get(ws, "training"),
)
sweep = HyperDriveConfig(
    run_config=training,
    hyperparameter_sampling=GridParameterSampling({"--depth": choice(2, 4)}),
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=2,
)
run = Experiment(ws, "rides").submit(sweep)
run.wait_for_completion()
print(run.get_metrics())
""",
            after="""\
import mlflow
from azure.ai.ml import Input, MLClient, command
from azure.ai.ml.sweep import Choice
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_trial = command(
    code="src",
    command="python train.py --depth ${{inputs.depth}}",
    inputs={"depth": Input(type="integer")},
    environment="azureml:training@latest",
    compute="cpu",
)
sweep = train_trial(depth=Choice(values=[2, 4])).sweep(
    sampling_algorithm="grid",
    primary_metric="loss",
    goal="minimize",
    max_total_trials=2,
    timeout=604800,
)
run = ws.jobs.create_or_update(sweep, experiment_name="rides")
ws.jobs.stream(run.name)
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
print({trial.name: mlflow.get_run(trial.name).data.metrics for trial in ws.jobs.list(parent_job_name=run.name)})
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace

ws = Workspace.from_config()
run = ws.get_run("maroon_sand")
metrics = run.get_metrics()
print("last", metrics["loss"][-1], "of", metrics["epochs"])
print("best", max(run.get_metrics("accuracy")["accuracy"]))
""",
            after="""\
import mlflow
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
run = ws.jobs.get("maroon_sand")
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
metrics = mlflow.get_run(run.name).data.metrics
print("last", [
    metric.value
    for metric in mlflow.MlflowClient().get_metric_history(run.name, "loss")
][-1], "of", metrics["epochs"])
print("best", max([
    metric.value
    for metric in mlflow.MlflowClient().get_metric_history(run.name, "accuracy")
]))
""",
        ),
        Example(
            before="""\
from azureml.core import Run, Workspace

ws = Workspace.from_config()
run = ws.get_run("rides_17")
model = "rides.pkl"
run.download_file(name="./outputs/" + model, output_file_path="models/" + model)
run.download_file("./outputs/score.py", "score.py")
run.download_files(prefix="./logs", output_directory="details")
run.register_model("rides", model_path=f"./outputs/{model}")
run.register_model("all", model_path="./outputs")
""",
            after="""\
import shutil
from pathlib import Path

import mlflow
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Model
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
run = ws.jobs.get("rides_17")
model = "rides.pkl"
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
Path("models/" + model).parent.mkdir(parents=True, exist_ok=True)
shutil.copy(
    mlflow.artifacts.download_artifacts(
        run_id=run.name,
        artifact_path="outputs/" + model,
    ),
    "models/" + model,
)
shutil.copy(
    mlflow.artifacts.download_artifacts(
        run_id=run.name,
        artifact_path="outputs/score.py",
    ),
    "score.py",
)
mlflow.artifacts.download_artifacts(
    run_id=run.name,
    artifact_path="logs",
    dst_path="details",
)
ws.models.create_or_update(
    Model(
        name="rides",
        path=f"azureml://jobs/{run.name}/outputs/artifacts/paths/outputs/{model}",
        type="custom_model",
    ),
)
ws.models.create_or_update(
    Model(
        name="all",
        path=f"azureml://jobs/{run.name}/outputs/artifacts/paths/outputs",
        type="custom_model",
    ),
)
""",
        ),
        Example(
            before="""\
from azureml.core import Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
run = Experiment(ws, "demand").submit(ScriptRunConfig("src", "train.py", compute_target="cpu"))
run.wait_for_completion()
for name in run.get_file_names():
    if name.startswith("outputs/model"):
        run.download_file(name, output_file_path=f"model/{name.split('/')[-1]}")
run.download_files(output_directory="details")
""",
            after="""\
import shutil
from pathlib import Path

import mlflow
from azure.ai.ml import MLClient, command
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
job = command(code="src", command="python train.py", environment=environment, compute="cpu")
run = ws.jobs.create_or_update(job, experiment_name="demand")
ws.jobs.stream(run.name)
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)


def artifact_paths(run_id, folder=None):
    paths = []
    for file in mlflow.artifacts.list_artifacts(run_id=run_id, artifact_path=folder):
        paths.extend(artifact_paths(run_id, file.path) if file.is_dir else [file.path])
    return paths


for name in artifact_paths(run.name):
    if name.startswith("outputs/model"):
        Path(f"model/{name.split('/')[-1]}").parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(
            mlflow.artifacts.download_artifacts(run_id=run.name, artifact_path=name),
            f"model/{name.split('/')[-1]}",
        )
mlflow.artifacts.download_artifacts(run_id=run.name, dst_path="details")
""",
        ),
    ),
)
