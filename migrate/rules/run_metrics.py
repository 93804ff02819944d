"""``run.get_metrics()`` → ``mlflow.get_run(run.name).data.metrics``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.jobs import RUN, job
from migrate.decisions.removal import untaken
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.tracking import tracked
from migrate.v1.values import Call, Const
from migrate.v2.expressions import V2, Attr, Expr, Literal, User, method

_MLFLOW = V2("mlflow")
_LAST = "mlflow gives the last value of each metric, not a list; needs the packages mlflow and azureml-mlflow"
_NEEDS = "needs the packages mlflow and azureml-mlflow"


def _metrics(use: Call, context: Context) -> Decision:
    one = job(use, context)
    if use.value("recursive") not in (None, Const(None), Const(False)):
        raise Manual("mlflow.get_run(job.name).data.metrics for each child: ml_client.jobs.list(parent_job_name=…)")
    data = Attr(method(_MLFLOW, "get_run", Attr(one, "name")), "data")
    fates = {}
    if use.value("name") not in (None, Const(None)):
        fates["name"] = changed("", "mlflow gives all metrics of the run")
    return Decision(
        changed("mlflow.get_run(job.name).data.metrics", _LAST), Attr(data, "metrics"), tracked(use, context), fates
    )


def _file(use: Call, context: Context) -> Decision:
    one, name, path = job(use, context), use.expression("name"), use.expression("output_file_path")
    if name is None or not untaken(use.where.statement, use.node):
        raise Manual("mlflow.artifacts.download_artifacts(run_id=job.name, artifact_path=…)")
    there: Expr = Literal(".") if path is None or use.value("output_file_path") == Const(None) else User(path)
    expr = method(V2("shutil"), "copy", _downloaded(one, User(name), None), there)
    return Decision(changed("mlflow.artifacts.download_artifacts(…)", _NEEDS), expr, tracked(use, context))


def _files(use: Call, context: Context) -> Decision:
    one, prefix, folder = job(use, context), use.expression("prefix"), use.expression("output_directory")
    if use.value("output_paths") not in (None, Const(None)):
        raise Manual("mlflow.artifacts.download_artifacts(run_id=job.name, artifact_path=…) for each of the files")
    if prefix is None or use.value("append_prefix") not in (None, Const(True)):
        raise Manual("mlflow.artifacts.download_artifacts(run_id=job.name, artifact_path=…, dst_path=…)")
    there: Expr = Literal(".") if folder is None or use.value("output_directory") == Const(None) else User(folder)
    fate = changed("mlflow.artifacts.download_artifacts(…)", _NEEDS)
    return Decision(fate, _downloaded(one, User(prefix), there), tracked(use, context))


def _downloaded(one: Expr, path: Expr, folder: Expr | None) -> Expr:
    name = Attr(one, "name")
    return method(_MLFLOW, "artifacts.download_artifacts", run_id=name, artifact_path=path, dst_path=folder)


def _logs(use: Call, context: Context) -> Decision:
    one, folder = job(use, context), use.expression("destination")
    if not untaken(use.where.statement, use.node):
        raise Manual("ml_client.jobs.download(job.name, download_path=…) gives no list of files")
    client, path = context.client(use.client), None if folder is None else User(folder)
    expr = method(client, "jobs.download", Attr(one, "name"), download_path=path)
    return Decision(changed("ml_client.jobs.download(job.name)", "the files are below artifacts/"), expr)


RULE = Rule(
    code="AML616",
    name="run_metrics",
    summary="Metrics and files of a finished job are read with mlflow.",
    url=learn("how-to-track-experiments-mlflow"),
    calls={
        f"{RUN}.get_metrics": _metrics,
        f"{RUN}.download_file": _file,
        f"{RUN}.download_files": _files,
        f"{RUN}.get_all_logs": _logs,
    },
    parameters={
        f"{RUN}.get_metrics": {
            "name": converted(),
            "recursive": dropped("it was not set"),
            "run_type": dropped("mlflow gives the metrics of any run"),
            "populate": dropped("v2 has no such argument"),
        },
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
    ),
)
