"""``run.get_best_run_by_primary_metric()`` → ``ws.jobs.get(ws.jobs.get(run.name).properties["best_child_run_id"])``"""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrate.decisions.context import Context, plain_name
from migrate.decisions.jobs import BEST_MODEL, BEST_TRIAL, asked, job
from migrate.decisions.models import model_registered
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.tracking import tracked
from migrate.v1.submitted import BEST_CHILD, BEST_OUTPUT
from migrate.v1.values import Call, Const, constant
from migrate.v2.expressions import V2, Attr, Code, Expr, ForEach, Index, Literal, Text, User, call, method
from migrate.v2.statements import Assign

_V2 = "ml_client.jobs.get(…)"
_OUTPUTS, _PICKLED = "azureml://jobs/", "/outputs/artifacts/paths/outputs/model.pkl"
_MISSING = "where no trial has finished v2 raises KeyError"


def _best_trial(use: Call, context: Context) -> Decision:
    one, client = job(use, context), context.client(use.client)
    name = Index(Attr(asked(one, client, context), "properties"), Literal("best_child_run_id"))
    return Decision(changed(_V2, f"{_MISSING}, v1 gave None"), method(client, "jobs.get", name))


def _best_child(use: Call, context: Context) -> Decision:
    """The service tags the parent run with the name of its best child."""
    if use.value("onnx_compatible") not in (None, Const(False)):
        raise Manual("v2 says which child is best of all, not which of those that are kept as ONNX")
    fate = changed(_V2, f"{_MISSING}; needs the packages mlflow and azureml-mlflow")
    child, before = _child(use, context)
    return Decision(fate, child, (*tracked(use, context), *before), _told(use))


def _child(use: Call, context: Context) -> tuple[Expr, tuple[Edit, ...]]:
    """The child that is asked for, with what has to stand before."""
    name, before = _child_name(use, context)
    return method(context.client(use.client), "jobs.get", name), before


def _child_name(use: Call, context: Context) -> tuple[Expr, tuple[Edit, ...]]:
    one, client = job(use, context), context.client(use.client)
    if use.value("iteration") not in (None, Const(None)):
        node = use.expression("iteration")
        assert node is not None
        number = node.value if isinstance(node, cst.Integer) else User(node)
        return Text((Attr(one, "name"), "_", number)), ()
    if use.value("metric") not in (None, Const(None)):
        return _best_by(use, one, client, context)
    tags = Attr(Attr(method(V2("mlflow"), "get_run", Attr(one, "name")), "data"), "tags")
    return Index(tags, Literal("automl_best_child_run_id")), ()


def _best_by(use: Call, one: Expr, client: Expr, context: Context) -> tuple[Expr, tuple[Edit, ...]]:
    """The name of the child with the best value of a metric, of those that have one.

    Raises:
        Manual: whether more of it is better is not known, or the statement cannot be written in parts.
    """
    node, metric = use.expression("metric"), constant(use.value("metric"))
    run = plain_name(one.node) if isinstance(one, User) else None
    single_line = isinstance(use.where.statement, cst.SimpleStatementLine)
    if node is None or not isinstance(metric, str) or run is None or not isinstance(client, Code) or not single_line:
        raise Manual("choose the child by its metric: ml_client.jobs.list(parent_job_name=job.name)")
    less = metric.endswith("_error") or metric == "log_loss"
    scores, child = context.new_name("scores", use.where), context.new_name("child", use.where)
    metrics = Attr(Attr(method(V2("mlflow"), "get_run", Code(f"{child}.name")), "data"), "metrics")
    worst = call(Code("float"), Literal("inf" if less else "-inf"))
    made = ForEach(
        Code(f"{child}.name"),
        method(metrics, "get", User(node), worst),
        f"{child} in {client.text}.jobs.list(parent_job_name={run}.name)",
    )
    best = call(Code("min" if less else "max"), Code(scores), key=Code(f"{scores}.get"))
    return best, (Edit(use.where.statement, before=(Assign(scores, made),)),)


def _output(use: Call, context: Context) -> Decision:
    """``best, model = run.get_output()``: the best child, and its model as mlflow has it."""
    for name in ("return_onnx_model", "return_split_onnx_model"):
        if use.value(name) not in (None, Const(None), Const(False)):
            raise Manual(f"`{name}`: download the ONNX file from the outputs of the best child")
    names = _pair(use)
    if names is None:
        raise Manual("bind the best child and its model to two variables")
    best, model = names
    child, before = _child(use, context)
    found = Assign(best, child)
    place = Text(("runs:/", Attr(Code(best), "name"), "/outputs/mlflow-model"))
    loaded = Assign(model, method(V2("mlflow"), "sklearn.load_model", place))
    statements = (found,) if model == "_" else (found, loaded)
    edits = (*tracked(use, context), *before, Edit(use.where.statement, instead=statements, keep_comments=True))
    return Decision(changed(f"{_V2}, mlflow.sklearn.load_model(…)", _PACKAGES), edits=edits, arguments=_told(use))


def _told(use: Call) -> dict[str, Fate]:
    """What becomes of the arguments that say which child it is."""
    return {name: fate for name, fate in _CHOSEN_BY.items() if use.value(name) not in (None, Const(None))}


def _registered(use: Call, context: Context) -> Decision:
    """``run.register_model("late")``: the model of the best child, not of the job that looked for it."""
    if use.value("model_name") in (None, Const(None), Const("")):
        raise Manual("a model of v2 needs a name; v1 made one up")
    best = context.new_name("best_child", use.where)
    name, before = _child_name(use, context)
    found = Edit(use.where.statement, before=(Assign(best, name),))
    decision = model_registered(use, context.client(use.client), Text((_OUTPUTS, Code(best), _PICKLED)))
    fates = {**decision.arguments, **_told(use)}
    return replace(decision, edits=(*tracked(use, context), *before, found), arguments=fates)


def _pair(use: Call) -> tuple[str, str] | None:
    """The two variables that the best child and its model are bound to."""
    if sole_value(use.where.statement) is not use.node:
        return None
    small = use.where.statement.body[0] if isinstance(use.where.statement, cst.SimpleStatementLine) else None
    target = small.targets[0].target if isinstance(small, cst.Assign) and len(small.targets) == 1 else None
    elements = [one.value for one in target.elements] if isinstance(target, (cst.Tuple, cst.List)) else []
    names = [one.value for one in elements if isinstance(one, cst.Name)]
    return (names[0], names[1]) if len(names) == len(elements) == 2 else None


_PACKAGES = (
    f"{_MISSING}; needs mlflow, azureml-mlflow and the packages of the model; deep learning: mlflow.pyfunc.load_model"
)
_CHOSEN_BY = {
    "iteration": changed("ml_client.jobs.get(…)", "the children are named after their parent and their iteration"),
    "metric": changed("ml_client.jobs.list(…)", "the best of the values that mlflow has of the children"),
}
_FAILED = dropped("the service says which trial is best among those that have finished")

RULE = Rule(
    code="AML622",
    name="best_run",
    summary="The best trial of a sweep, or of an AutoML job, is found by the name that its parent job has for it.",
    url=learn("how-to-tune-hyperparameters"),
    calls={BEST_TRIAL: _best_trial, BEST_CHILD: _best_child, BEST_OUTPUT: _output, BEST_MODEL: _registered},
    parameters={
        BEST_TRIAL: {
            "include_failed": _FAILED,
            "include_canceled": _FAILED,
            "include_resume_from_runs": dropped("a sweep of v2 starts anew"),
        },
        BEST_MODEL: {
            "model_name": converted("name"),
            **dict.fromkeys(("description", "tags"), converted()),
            **dict.fromkeys(("iteration", "metric"), dropped("it was None")),
        },
        BEST_OUTPUT: {
            "iteration": dropped("it was None"),
            "metric": dropped("it was None"),
            "return_onnx_model": dropped("it was False"),
            "return_split_onnx_model": dropped("it was None"),
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
        Example(
            before="""\
from azureml.core import Dataset, Experiment, Workspace
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
config = AutoMLConfig(
    task="classification",
    compute_target="cpu",
    training_data=Dataset.get_by_name(ws, "rides"),
    label_column_name="late",
    primary_metric="accuracy",
)
run = Experiment(ws, "rides").submit(config, show_output=True)
best = run.get_best_child()
print(best.id)
""",
            after="""\
import mlflow
from azure.ai.ml import Input, MLClient, automl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = automl.classification(
    compute="cpu",
    training_data=Input(type="mltable", path="azureml:rides@latest"),
    target_column_name="late",
    primary_metric="accuracy",
)
run = ws.jobs.create_or_update(config, experiment_name="rides")
ws.jobs.stream(run.name)
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
best = ws.jobs.get(mlflow.get_run(run.name).data.tags["automl_best_child_run_id"])
print(best.name)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Experiment, Workspace
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
config = AutoMLConfig(
    task="regression",
    compute_target="cpu",
    training_data=Dataset.get_by_name(ws, "rides"),
    label_column_name="minutes",
    primary_metric="r2_score",
)
run = Experiment(ws, "rides").submit(config)
best_run, fitted_model = run.get_output()
print(best_run.get_metrics(), fitted_model.steps)
""",
            after="""\
import mlflow
from azure.ai.ml import Input, MLClient, automl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = automl.regression(
    compute="cpu",
    training_data=Input(type="mltable", path="azureml:rides@latest"),
    target_column_name="minutes",
    primary_metric="r2_score",
)
run = ws.jobs.create_or_update(config, experiment_name="rides")
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
best_run = ws.jobs.get(mlflow.get_run(run.name).data.tags["automl_best_child_run_id"])
fitted_model = mlflow.sklearn.load_model(f"runs:/{best_run.name}/outputs/mlflow-model")
print(mlflow.get_run(best_run.name).data.metrics, fitted_model.steps)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Experiment, Workspace
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
config = AutoMLConfig(
    task="classification",
    compute_target="cpu",
    training_data=Dataset.get_by_name(ws, "rides"),
    label_column_name="late",
    primary_metric="accuracy",
)
run = Experiment(ws, "rides").submit(config)
model = run.register_model(model_name="late", tags={"area": "rides"})
print(model.name, model.version)
run.register_model(model_name="precise", metric="precision_score_macro")
""",
            after="""\
import mlflow
from azure.ai.ml import Input, MLClient, automl
from azure.ai.ml.entities import Model
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = automl.classification(
    compute="cpu",
    training_data=Input(type="mltable", path="azureml:rides@latest"),
    target_column_name="late",
    primary_metric="accuracy",
)
run = ws.jobs.create_or_update(config, experiment_name="rides")
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
best_child = mlflow.get_run(run.name).data.tags["automl_best_child_run_id"]
model = ws.models.create_or_update(
    Model(
        name="late",
        path=f"azureml://jobs/{best_child}/outputs/artifacts/paths/outputs/model.pkl",
        type="custom_model",
        tags={"area": "rides"},
    ),
)
print(model.name, model.version)
scores = {
    child.name: mlflow.get_run(child.name).data.metrics.get("precision_score_macro", float("-inf"))
    for child in ws.jobs.list(parent_job_name=run.name)
}
best_child_2 = max(scores, key=scores.get)
ws.models.create_or_update(
    Model(
        name="precise",
        path=f"azureml://jobs/{best_child_2}/outputs/artifacts/paths/outputs/model.pkl",
        type="custom_model",
    ),
)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Experiment, Workspace
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
prices = Dataset.get_by_name(ws, "prices")
config = AutoMLConfig("regression", training_data=prices, label_column_name="price", compute_target="cpu")
run = Experiment(ws, "prices").submit(config)
third, model = run.get_output(iteration=3)
closest = run.get_best_child(metric="mean_absolute_error")
""",
            after="""\
import mlflow
from azure.ai.ml import Input, MLClient, automl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
prices = Input(type="mltable", path="azureml:prices@latest")
config = automl.regression(
    compute="cpu",
    training_data=prices,
    target_column_name="price",
    primary_metric="spearman_correlation",
)
run = ws.jobs.create_or_update(config, experiment_name="prices")
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
third = ws.jobs.get(f"{run.name}_3")
model = mlflow.sklearn.load_model(f"runs:/{third.name}/outputs/mlflow-model")
scores = {
    child.name: mlflow.get_run(child.name).data.metrics.get("mean_absolute_error", float("inf"))
    for child in ws.jobs.list(parent_job_name=run.name)
}
closest = ws.jobs.get(min(scores, key=scores.get))
""",
        ),
    ),
)
