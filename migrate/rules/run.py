"""``run.wait_for_completion()`` → ``ws.jobs.stream(run.name)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.job_status import FINISHED, say_completed
from migrate.decisions.jobs import PIPELINE_RUN, RUN, STEP_RUN, asked, job, job_of
from migrate.decisions.listing import listed
from migrate.decisions.removal import alone, only_shown, sole_value, untaken
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.uses import AttributeUse, SubscriptUse
from migrate.v1.values import Call, Const, constant
from migrate.v2.expressions import V2, Attr, CallTo, Expr, call, method
from migrate.v2.statements import Do, Statement, With

_FAILED = V2("azure.ai.ml.exceptions", "JobException")
_SHOWN_AS = "v1 gave a dictionary, v2 gives the job with attributes"


def _wait(use: Call, context: Context) -> Decision:
    one = job(use, context)
    client, statement = context.client(use.client), use.where.statement
    stream = method(client, "jobs.stream", Attr(one, "name"))
    wait, fates = _waiting(use, stream)
    if isinstance(wait, Do) and untaken(statement, use.node):
        return Decision(converted("ml_client.jobs.stream(job.name)"), stream, arguments=fates)
    if alone(statement, use.node):
        edit = Edit(statement, instead=(wait,), keep_comments=True)
        return Decision(converted("ml_client.jobs.stream(job.name)"), edits=(edit,), arguments=fates)
    if sole_value(statement) is not use.node:
        raise Manual("`ml_client.jobs.stream(job.name)` returns nothing: ask `ml_client.jobs.get(job.name).status`")
    say_completed(use.node, context)
    fate = changed("ml_client.jobs.stream(job.name)", FINISHED)
    status = Attr(asked(one, client, context), "status")
    return Decision(fate, status, (Edit(statement, before=(wait,)),), fates)


def _waiting(use: Call, stream: Expr) -> tuple[Statement, dict[str, Fate]]:
    """The statement that waits, and what becomes of ``raise_on_error``."""
    value, given = use.value("raise_on_error"), use.expression("raise_on_error")
    if given is None or value == Const(True):
        return Do(stream), {}
    if value == Const(False):
        quiet = call(V2("contextlib", "suppress"), _FAILED)
        return With(quiet, (Do(stream),)), {"raise_on_error": converted("contextlib.suppress(JobException)")}
    raise Manual("`stream` raises JobException when the job fails: catch it where `raise_on_error` is False")


# What a job says about itself

_OWN = {"id": "name", "name": "display_name", "display_name": "display_name", "description": "description"}
_OWN |= {"portal_url": "studio_url", "get_portal_url": "studio_url"}
_TYPES = "'pipeline', 'command', 'sweep' or 'automl' where v1 has names such as 'azureml.PipelineRun' or 'hyperdrive'"
_CHANGING = {
    "status": ("status", FINISHED),
    "get_status": ("status", FINISHED),
    "get_detailed_status": ("status", FINISHED),
    "tags": ("tags", ""),
    "get_tags": ("tags", ""),
    "properties": ("properties", "other properties than in v1"),
    "get_properties": ("properties", "other properties than in v1"),
    "get_details": ("", _SHOWN_AS),
}
"""What is asked anew: the attribute, and what differs."""


def _said(name: str, node: cst.BaseExpression, one: Expr, client: str | None, context: Context) -> Decision:
    if name in _OWN:
        return Decision(converted(f"job.{_OWN[name]}"), Attr(one, _OWN[name]))
    attribute, message = _CHANGING[name]
    if attribute == "status":
        say_completed(node, context)
    expr: Expr = asked(one, context.client(client), context)
    v2 = "ml_client.jobs.get(job.name)"
    if attribute:
        expr, v2 = Attr(expr, attribute), f"{v2}.{attribute}"
    return Decision(changed(v2, message) if message else converted(v2), expr)


def _attribute(use: AttributeUse, context: Context) -> Decision:
    if use.node.attr.value == "type":
        one = job_of(use, context)
        if not only_shown(use.where.statement, use.node):
            raise Manual(f"job.type: {_TYPES}")
        return Decision(changed("job.type", _TYPES), Attr(one, "type"))
    return _said(use.node.attr.value, use.node, job_of(use, context), use.client, context)


def _method(use: Call, context: Context) -> Decision:
    if any(one.container is use.node for one in context.interpreter.uses.subscripts.values()):
        job(use, context)
        return Decision(converted("the attribute of the job"))
    if use.entry.name == "get_details" and not _is_shown(use):
        raise Manual(f"ml_client.jobs.get(job.name): {_SHOWN_AS}")
    return _said(use.entry.name, use.node, job(use, context), use.client, context)


def _is_shown(use: Call) -> bool:
    """Whether the value is printed as it is, or shown by a notebook."""
    return alone(use.where.statement, use.node) or only_shown(use.where.statement, use.node)


_DETAILS = {"runId": "id", "status": "status", "properties": "properties"}


def _detail(use: SubscriptUse, context: Context) -> Decision:
    """``run.get_details()["status"]``."""
    asked = context.interpreter.uses.calls[cst.ensure_type(use.container, cst.Call)]
    index = cst.ensure_type(cst.ensure_type(use.node, cst.Subscript).slice[0].slice, cst.Index)
    name = constant(context.value(index.value))
    return _said(
        _DETAILS[str(name)], cst.ensure_type(use.node, cst.Subscript), job(asked, context), use.client, context
    )


def _cancel(use: Call, context: Context) -> Decision:
    poller = method(context.client(use.client), "jobs.begin_cancel", Attr(job(use, context), "name"))
    return Decision(converted("ml_client.jobs.begin_cancel(job.name)"), method(poller, "result"))


# Its children


def _children(use: Call, context: Context) -> Decision:
    one = job(use, context)
    for name in _FILTERS:
        if use.value(name) not in (None, Const(None), Const(False)):
            raise Manual(f"jobs.list(parent_job_name=…) gives all direct children: choose those that `{name}` means")
    jobs: CallTo = method(context.client(use.client), "jobs.list", parent_job_name=Attr(one, "name"))
    fate = changed("ml_client.jobs.list(parent_job_name=job.name)", "the steps are jobs in v2")
    return Decision(fate, listed(jobs, use) if use.entry.name == "get_steps" else jobs)


_WAIT = {
    "show_output": dropped("`stream` always shows the logs"),
    "wait_post_processing": dropped("`stream` returns when the job is over"),
    "raise_on_error": converted("`stream` raises when the job fails"),
    "timeout_seconds": dropped("`stream` has no limit"),
}
_FILTERS = ("recursive", "tags", "properties", "type", "status")
_METHODS = {
    RUN: ("get_portal_url", "get_status", "get_detailed_status", "get_tags", "get_properties", "get_details"),
    PIPELINE_RUN: ("get_status", "get_tags"),
    STEP_RUN: ("get_status",),
}
_ASKED = tuple(f"{owner}.{name}" for owner, names in _METHODS.items() for name in names)
_ATTRIBUTES = ("id", "name", "display_name", "description", "portal_url", "type", "status", "tags", "properties")
_NOTHING: dict[str, Fate] = {}

RULE = Rule(
    code="AML605",
    name="run",
    summary="A submitted run is a job in v2: it is streamed, shown and asked through ml_client.jobs.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={
        **{f"{owner}.wait_for_completion": _wait for owner in (RUN, PIPELINE_RUN, STEP_RUN)},
        **{f"{owner}.cancel": _cancel for owner in (RUN, PIPELINE_RUN)},
        **dict.fromkeys(_ASKED, _method),
        f"{PIPELINE_RUN}.get_steps": _children,
        f"{RUN}.get_children": _children,
    },
    attributes={f"{RUN}.{name}": _attribute for name in _ATTRIBUTES},
    subscripts={f"{RUN}.get_details": _detail},
    parameters={
        **{f"{owner}.wait_for_completion": _WAIT for owner in (RUN, PIPELINE_RUN, STEP_RUN)},
        **{f"{owner}.cancel": _NOTHING for owner in (RUN, PIPELINE_RUN)},
        **dict.fromkeys(_ASKED, _NOTHING),
        f"{PIPELINE_RUN}.get_steps": {},
        f"{RUN}.get_children": {
            **dict.fromkeys(_FILTERS, dropped("it was not set")),
            "_rehydrate_runs": dropped("v2 has no such argument"),
        },
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
print(run.id, run.get_portal_url())
run.wait_for_completion(show_output=True)
print(run.get_status(), run.get_tags())
for step in run.get_steps():
    print(step.name, step.get_status())
""",
            after="""\
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
print(run.name, run.studio_url)
ws.jobs.stream(run.name)
print(ws.jobs.get(run.name).status, ws.jobs.get(run.name).tags)
for step in ws.jobs.list(parent_job_name=run.name):
    print(step.display_name, ws.jobs.get(step.name).status)
""",
        ),
        Example(
            before="""\
from azureml.core import Datastore, Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
config = ScriptRunConfig(source_directory="src", script="train.py", compute_target="cpu")
run = Experiment(ws, "training").submit(config)
store = Datastore.get(run.experiment.workspace, "sales")
print(store.name, run.id)
""",
            after="""\
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
config = command(code="src", command="python train.py", environment=environment, compute="cpu")
run = ws.jobs.create_or_update(config, experiment_name="training")
store = ws.datastores.get("sales")
print(store.name, run.name)
""",
        ),
    ),
)
