"""``run.get_best_run_by_primary_metric()`` → ``ws.jobs.get(ws.jobs.get(run.name).properties["best_child_run_id"])``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.jobs import BEST_CHILD, BEST_TRIAL, asked, job
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, dropped, learn
from migrate.decisions.tracking import tracked
from migrate.v1.values import Call, Const
from migrate.v2.expressions import V2, Attr, Index, Literal, method

_V2 = "ml_client.jobs.get(…)"
_MISSING = "where no trial has finished v2 raises KeyError"


def _best_trial(use: Call, context: Context) -> Decision:
    one, client = job(use, context), context.client(use.client)
    name = Index(Attr(asked(one, client, context), "properties"), Literal("best_child_run_id"))
    return Decision(changed(_V2, f"{_MISSING}, v1 gave None"), method(client, "jobs.get", name))


def _best_child(use: Call, context: Context) -> Decision:
    """The service tags the parent run with the name of its best child."""
    if use.value("metric") not in (None, Const(None)):
        raise Manual("choose the child by its metric: ml_client.jobs.list(parent_job_name=job.name)")
    if use.value("onnx_compatible") not in (None, Const(False)):
        raise Manual("v2 says which child is best of all, not which of those that are kept as ONNX")
    one, client = job(use, context), context.client(use.client)
    tags = Attr(Attr(method(V2("mlflow"), "get_run", Attr(one, "name")), "data"), "tags")
    found = method(client, "jobs.get", Index(tags, Literal("automl_best_child_run_id")))
    return Decision(
        changed(_V2, f"{_MISSING}; needs the packages mlflow and azureml-mlflow"), found, tracked(use, context)
    )


_FAILED = dropped("the service says which trial is best among those that have finished")

RULE = Rule(
    code="AML622",
    name="best_run",
    summary="The best trial of a sweep, or of an AutoML job, is found by the name that its parent job has for it.",
    url=learn("how-to-tune-hyperparameters"),
    calls={BEST_TRIAL: _best_trial, BEST_CHILD: _best_child},
    parameters={
        BEST_TRIAL: {
            "include_failed": _FAILED,
            "include_canceled": _FAILED,
            "include_resume_from_runs": dropped("a sweep of v2 starts anew"),
        },
        BEST_CHILD: {
            "metric": dropped("it was None"),
            "onnx_compatible": dropped("v2 says which child is best of all"),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Dataset, Experiment, Workspace
from azureml.train.hyperdrive import GridParameterSampling, HyperDriveConfig, PrimaryMetricGoal, choice
from azureml.train.sklearn import SKLearn

ws = Workspace.from_config()
rides = Dataset.get_by_name(ws, "rides")
params = {"--rides": rides.as_named_input("rides").as_mount(), "--rounds": 50, "--fast": ""}
estimator = SKLearn(source_directory="src", entry_script="train.py", script_params=params, compute_target="cpu")
sweep = HyperDriveConfig(
    estimator=estimator,
    hyperparameter_sampling=GridParameterSampling({"--depth": choice(2, 4, 8)}),
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=3,
)
run = Experiment(workspace=ws, name="rides").submit(config=sweep)
best = run.get_best_run_by_primary_metric()
print(best.get_metrics())
best.register_model(model_name="rides", model_path="outputs/rides.pkl")
""",
            after="""\
import mlflow
from azure.ai.ml import Input, MLClient, command
from azure.ai.ml.entities import Environment, Model
from azure.ai.ml.sweep import Choice
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
rides = Input(type="uri_folder", path="azureml:rides@latest", mode="ro_mount")
sweep_environment = Environment(
    image="mcr.microsoft.com/azureml/intelmpi2018.3-ubuntu16.04:20200423.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": [
            "python=3.6.2",
            {"pip": ["azureml-defaults", "scikit-learn==0.20.3", "scipy==1.2.1", "joblib==0.13.2"]},
        ],
    },
)
train_trial = command(
    code="src",
    command="python train.py --rides ${{inputs.rides}} --rounds 50 --fast --depth ${{inputs.depth}}",
    inputs={"rides": Input(type="uri_folder"), "depth": Input(type="integer")},
    environment=sweep_environment,
    compute="cpu",
)
sweep = train_trial(rides=rides, depth=Choice(values=[2, 4, 8])).sweep(
    sampling_algorithm="grid",
    primary_metric="loss",
    goal="minimize",
    max_total_trials=3,
    timeout=604800,
)
run = ws.jobs.create_or_update(sweep, experiment_name="rides")
best = ws.jobs.get(ws.jobs.get(run.name).properties["best_child_run_id"])
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
print(mlflow.get_run(best.name).data.metrics)
ws.models.create_or_update(
    Model(
        name="rides",
        path=f"azureml://jobs/{best.name}/outputs/artifacts/paths/outputs/rides.pkl",
        type="custom_model",
    ),
)
""",
        ),
    ),
)
