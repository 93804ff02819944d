"""``PipelineRun(experiment, run_id)`` → ``ws.jobs.get(run_id)``"""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrate.decisions.annotations import annotation
from migrate.decisions.clients import stays_v1
from migrate.decisions.context import Context, plain_name, receiver_of, single
from migrate.decisions.experiments import became_name
from migrate.decisions.jobs import GET, PIPELINE_RUN, RUN, RUN_CLASSES, STEP_RUN_CLASSES, is_job, is_plain
from migrate.decisions.listed_runs import FILTERS, conditions
from migrate.decisions.removal import assigned, sole_value
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.submission import client_at
from migrate.v1.nodes import walk
from migrate.v1.uses import SubscriptUse
from migrate.v1.values import Call, Const
from migrate.v2.expressions import Code, Expr, User, call, chosen, method

_EXPERIMENT = "azureml.core.Experiment"
_EXPERIMENTS = "azureml.core.Workspace.experiments"
_NO_EXPERIMENT = "v2 has no experiment object: jobs name their experiment (experiment_name=…)"


def _get(use: Call, context: Context) -> Decision:
    node = use.expression("run_id")
    if node is None:
        raise Manual("ml_client.jobs.get(name): which job this is is not known")
    return Decision(converted(GET), method(_client(use, context), "jobs.get", User(node)))


def _of_step(use: Call, context: Context) -> Decision:
    """``AutoMLStepRun(step_run=…)``: the job of the step, which v2 has no other view of."""
    node = use.expression("step_run")
    if node is None or not is_job(use.value("step_run"), context):
        raise Manual("what started this run is not v2 code yet")
    return Decision(converted("the job of the step"), User(node))


def _client(use: Call, context: Context) -> Expr:
    """The client: the workspace that the call was given, or its experiment, else the nearest one."""
    made = single(use.value("experiment"))
    for one in (use, made.call if made is not None else None):
        workspace = one.expression("workspace") if one is not None else None
        if one is not None and stays_v1(one.value("workspace"), context):
            raise Manual(f"{GET}: the workspace stays v1")
        if workspace is not None and plain_name(workspace) is not None:
            return User(workspace)
    return context.client(use.client)


def _item(use: SubscriptUse, context: Context) -> Decision:
    """``ws.experiments["demand"]``, where all that is done with it is to find one of its runs."""
    calls = context.interpreter.uses.calls.values()
    if not isinstance(use.node, cst.Subscript) or not any(one.expression("experiment") is use.node for one in calls):
        raise Manual(_NO_EXPERIMENT)
    element = use.node.slice[0].slice
    if not isinstance(element, cst.Index):
        raise Manual(_NO_EXPERIMENT)
    return Decision(changed("experiment_name", "v2 finds a job by its name alone"), User(element.value))


def _runs(use: Call, context: Context) -> Decision:
    try:
        made = became_name(use.receiver, context)
    except Manual as refusal:
        raise Manual("choose among ml_client.jobs.list() by experiment_name") from refusal
    name = made.expression("name") if made is not None else receiver_of(use)
    if name is None or not is_plain(name):
        raise Manual("choose among ml_client.jobs.list() by experiment_name")
    client = client_at(use, made, context)
    variable = "job" if "job" not in context.names else "found_job"
    receiver = receiver_of(use)
    removed = made is not None and any(edit.statement is made.where.statement for edit in context.decide(made).edits)
    if receiver is not None and not removed and not isinstance(receiver, cst.Call):
        name = receiver  # In v2 it is the name, which is bound to another variable where it was made.
    jobs = chosen(variable, method(client, "jobs.list"), "experiment_name", User(name))
    jobs = replace(jobs, conditions=(*jobs.conditions, *conditions(use, jobs.value)))
    fate = changed("ml_client.jobs.list()", "v2 lists the jobs of the workspace; those of the experiment are chosen")
    fates = {name: fate for name, fate in _CHOSEN_BY.items() if use.value(name) not in (None, Const(None))}
    return Decision(fate, call(Code("iter"), jobs) if _is_next(use, context) else jobs, arguments=fates)


def _is_next(use: Call, context: Context) -> bool:
    """Whether the first run is taken of what v1 gives one by one, here or from the variable that holds it."""
    variable = assigned(use.where.statement) if sole_value(use.where.statement) is use.node else None
    trees: list[cst.CSTNode] = [use.where.statement]
    if variable is not None:
        trees = [module for _, module in context.interpreter.source]
    return any(
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Name)
        and node.func.value == "next"
        and node.args[:1]
        and (node.args[0].value is use.node or (variable is not None and plain_name(node.args[0].value) == variable))
        for tree in trees
        for node in walk(tree)
    )


_EXPERIMENT_GOES = dropped("v2 finds a job by its name alone")
_CHOSEN_BY = {
    "type": changed("job.type", "v2 has other words for the types of jobs"),
    "tags": converted("job.tags"),
    "properties": changed("job.properties", "other properties than in v1"),
}
_MADE = {
    "experiment": _EXPERIMENT_GOES,
    "run_id": converted("the name of the job"),
    "outputs": dropped("v2 has no such argument"),
    "_service_endpoint": dropped("v2 has no such argument"),
}
_FOUND = {
    "workspace": converted("the client"),
    "run_id": converted("the name of the job"),
    "_service_endpoint": dropped("v2 has no such argument"),
}

RULE = Rule(
    code="AML615",
    name="existing_run",
    summary="A run of earlier is a job that is found by its name, or among all by its experiment.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={
        **dict.fromkeys(RUN_CLASSES, _get),
        **dict.fromkeys(STEP_RUN_CLASSES, _of_step),
        f"{PIPELINE_RUN}.get": _get,
        f"{RUN}.get": _get,
        "azureml.core.get_run": _get,
        "azureml.core.Workspace.get_run": _get,
        f"{_EXPERIMENT}.get_runs": _runs,
    },
    references=dict.fromkeys(RUN_CLASSES, annotation),
    subscripts={_EXPERIMENTS: _item},
    parameters={
        **dict.fromkeys(RUN_CLASSES, _MADE),
        "azureml.train.hyperdrive.HyperDriveRun": {**_MADE, "hyperdrive_config": dropped("the job knows its settings")},
        **{symbol: {"step_run": converted("the job of the step")} for symbol in STEP_RUN_CLASSES},
        f"{PIPELINE_RUN}.get": _FOUND,
        f"{RUN}.get": _FOUND,
        "azureml.core.Workspace.get_run": {"run_id": converted("the name of the job")},
        "azureml.core.get_run": {
            "experiment": _EXPERIMENT_GOES,
            "run_id": converted("the name of the job"),
            "rehydrate": dropped("v2 has no such argument"),
            "clean_up": dropped("v2 has no such argument"),
        },
        f"{_EXPERIMENT}.get_runs": dict.fromkeys(FILTERS, dropped("it was not set")),
    },
    examples=(
        Example(
            before="""\
from azureml.core import Experiment, Run, Workspace
from azureml.pipeline.core import PipelineRun
from azureml.widgets import RunDetails

ws = Workspace.from_config()
pipeline_run = PipelineRun(ws.experiments["demand"], "plucky_ear_81w2")
RunDetails(pipeline_run).show()
pipeline_run.wait_for_completion(show_output=True)

experiment = Experiment(ws, "demand")
print(Run(experiment, "calm_owl_5t0k").get_status())
for run in experiment.get_runs():
    print(run.id, run.get_status())
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
pipeline_run = ws.jobs.get("plucky_ear_81w2")
print(pipeline_run.studio_url)
ws.jobs.stream(pipeline_run.name)

print(ws.jobs.get("calm_owl_5t0k").status)
for run in [job for job in ws.jobs.list() if job.experiment_name == "demand"]:
    print(run.name, ws.jobs.get(run.name).status)
""",
        ),
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import PipelineRun
from azureml.pipeline.steps import AutoMLStepRun
from azureml.train.automl.run import AutoMLRun

ws = Workspace.from_config()
experiment = Experiment(ws, "demand")
search = AutoMLRun(experiment=experiment, run_id="AutoML_5f1c")
search.wait_for_completion()
pipeline_run = PipelineRun(experiment, "plucky_ear_81w2")
step = AutoMLStepRun(step_run=pipeline_run.find_step_run("search")[0])
print(step.get_status())
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
search = ws.jobs.get("AutoML_5f1c")
ws.jobs.stream(search.name)
pipeline_run = ws.jobs.get("plucky_ear_81w2")
step = [
    job
    for job in ws.jobs.list(parent_job_name=pipeline_run.name)
    if job.display_name == "search"
][0]
print(ws.jobs.get(step.name).status)
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Experiment, Run, ScriptRunConfig, Workspace


def train(ws: Workspace, experiment: Experiment, rate: float) -> Run:
    config = ScriptRunConfig(
        source_directory="src",
        script="train.py",
        arguments=["--rate", rate],
        compute_target="cpu",
        environment=Environment.get(ws, "training"),
    )
    return experiment.submit(config)


workspace = Workspace.from_config()
training = Experiment(workspace, "training")
runs: list[Run] = [train(workspace, training, rate) for rate in (0.1, 0.2)]
""",
            after="""\
from azure.ai.ml import MLClient, command
from azure.ai.ml.entities import Job
from azure.identity import DefaultAzureCredential


def train(ws: MLClient, experiment: str, rate: float) -> Job:
    config = command(
        code="src",
        command=f"python train.py --rate {rate}",
        environment="azureml:training@latest",
        compute="cpu",
    )
    return ws.jobs.create_or_update(config, experiment_name=experiment)


workspace = MLClient.from_config(DefaultAzureCredential())
training = "training"
runs: list[Job] = [train(workspace, training, rate) for rate in (0.1, 0.2)]
""",
        ),
        Example(
            before="""\
from azureml.core import Experiment, Workspace

ws = Workspace.from_config()
experiment = Experiment(ws, "demand")
for run in experiment.get_runs(type="automl", tags={"quality": "good", "area": "rides"}):
    print(run.id, run.tags)
marked = list(experiment.get_runs(tags="look again", include_children=False))
print(len(marked), [run.get_status() for run in marked])
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
experiment = "demand"
for run in [
    job
    for job in ws.jobs.list()
    if job.experiment_name == experiment
    and job.type == "automl"
    and job.tags.get("quality") == "good"
    and job.tags.get("area") == "rides"
]:
    print(run.name, ws.jobs.get(run.name).tags)
marked = list([
    job
    for job in ws.jobs.list()
    if job.experiment_name == experiment and "look again" in job.tags
])
print(len(marked), [ws.jobs.get(run.name).status for run in marked])
""",
        ),
    ),
)
