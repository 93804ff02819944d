"""``run.wait_for_completion()`` → ``ws.jobs.stream(run.name)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, receiver_of, single
from migrate.decisions.removal import sole_value, untaken
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, Obj, Value
from migrate.v2.expressions import Attr, Code, User, call, method
from migrate.v2.statements import Do

RUN = "azureml.core.Run"
PIPELINE_RUN = "azureml.pipeline.core.PipelineRun"
_WIDGET = "azureml.widgets.RunDetails"
_FINISHED = "v2 says 'Completed' where a pipeline run of v1 said 'Finished'"
_NOT_V2 = "what started this run is not v2 code yet"


def _submitted(value: Value | None, context: Context) -> Obj:
    """The run, provided that it is a job now.

    Raises:
        Manual: what started the run is still v1 code, or not known.
    """
    obj = single(value)
    if obj is None or obj.call is None or obj.call.entry.name != "submit":
        raise Manual(_NOT_V2)
    if context.decide(obj.call).fate.outcome.value == "manual":
        raise Manual(_NOT_V2)
    return obj


def _wait(use: Call, context: Context) -> Decision:
    _submitted(use.receiver, context)
    receiver = use.node.func.value if isinstance(use.node.func, cst.Attribute) else None
    if receiver is None:
        raise Manual("the run that this waits for is not known")
    fates = {}
    if use.value("raise_on_error") == Const(False):
        fates["raise_on_error"] = changed("", "`stream` raises when the job fails; v1 was told not to")
    client, name = context.client(use.client), Attr(User(receiver), "name")
    stream = method(client, "jobs.stream", name)
    statement = use.where.statement
    if untaken(statement, use.node):
        return Decision(converted("ml_client.jobs.stream(job.name)"), stream, arguments=fates)
    if sole_value(statement) is not use.node:
        raise Manual("`ml_client.jobs.stream(job.name)` returns nothing: ask `ml_client.jobs.get(job.name).status`")
    fate = changed("ml_client.jobs.stream(job.name)", _FINISHED)
    status = Attr(method(client, "jobs.get", name), "status")
    return Decision(fate, status, (Edit(statement, before=(Do(stream),)),), fates)


def _widget(use: Call, context: Context) -> Decision:
    _submitted(use.value("run_instance"), context)
    return Decision(changed("job.studio_url", "v2 has no widget: the address of the job in the studio is printed"))


def _show(use: Call, context: Context) -> Decision:
    widget = single(use.receiver)
    run = widget.call.expression("run_instance") if widget and widget.call else None
    if widget is None or widget.call is None or run is None:
        raise Manual("show the job in the studio: `print(job.studio_url)`")
    if context.decide(widget.call).fate.outcome.value == "manual":
        raise Manual(_NOT_V2)
    if not isinstance(use.node.func, cst.Attribute) or use.node.func.value is not widget.call.node:
        raise Manual("show the job in the studio: `print(job.studio_url)`")
    return Decision(
        changed("print(job.studio_url)", "v2 has no widget: the address of the job in the studio is printed"),
        call(Code("print"), Attr(User(run), "studio_url")),
    )


_ATTRIBUTES = {"id": "name"}


def _attribute(use: AttributeUse, context: Context) -> Decision:
    _submitted(use.receiver, context)
    v2 = _ATTRIBUTES[use.node.attr.value]
    return Decision(converted(f"job.{v2}"), Attr(User(use.node.value), v2))


def _portal(use: Call, context: Context) -> Decision:
    _submitted(use.receiver, context)
    receiver = use.node.func.value if isinstance(use.node.func, cst.Attribute) else None
    if receiver is None:
        raise Manual("the run is not known")
    return Decision(converted("job.studio_url"), Attr(User(receiver), "studio_url"))


def _status(use: Call, context: Context) -> Decision:
    _submitted(use.receiver, context)
    receiver = use.node.func.value if isinstance(use.node.func, cst.Attribute) else None
    if receiver is None:
        raise Manual("the run is not known")
    job = method(context.client(use.client), "jobs.get", Attr(User(receiver), "name"))
    return Decision(changed("ml_client.jobs.get(job.name).status", _FINISHED), Attr(job, "status"))


def _cancel(use: Call, context: Context) -> Decision:
    _submitted(use.receiver, context)
    receiver = receiver_of(use)
    if receiver is None:
        raise Manual("the run is not known")
    poller = method(context.client(use.client), "jobs.begin_cancel", Attr(User(receiver), "name"))
    return Decision(converted("ml_client.jobs.begin_cancel(job.name)"), method(poller, "result"))


def _steps(use: Call, context: Context) -> Decision:
    _submitted(use.receiver, context)
    receiver = receiver_of(use)
    if receiver is None:
        raise Manual("the run is not known")
    jobs = method(context.client(use.client), "jobs.list", parent_job_name=Attr(User(receiver), "name"))
    fate = changed("ml_client.jobs.list(parent_job_name=job.name)", "the steps are jobs in v2")
    return Decision(fate, call(Code("list"), jobs))


_WAIT = {
    "show_output": dropped("`stream` always shows the logs"),
    "wait_post_processing": dropped("`stream` returns when the job is over"),
    "raise_on_error": converted("`stream` raises when the job fails"),
    "timeout_seconds": dropped("`stream` has no limit"),
}

RULE = Rule(
    code="AML605",
    name="run",
    summary="A submitted run is a job in v2: it is streamed, shown and asked through ml_client.jobs.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={
        f"{RUN}.wait_for_completion": _wait,
        f"{PIPELINE_RUN}.wait_for_completion": _wait,
        f"{RUN}.cancel": _cancel,
        f"{PIPELINE_RUN}.cancel": _cancel,
        f"{PIPELINE_RUN}.get_steps": _steps,
        f"{RUN}.get_portal_url": _portal,
        f"{RUN}.get_status": _status,
        f"{PIPELINE_RUN}.get_status": _status,
        _WIDGET: _widget,
        f"{_WIDGET}.show": _show,
    },
    attributes={f"{RUN}.id": _attribute},
    parameters={
        f"{RUN}.wait_for_completion": _WAIT,
        f"{PIPELINE_RUN}.wait_for_completion": _WAIT,
        f"{RUN}.cancel": {},
        f"{PIPELINE_RUN}.cancel": {},
        f"{PIPELINE_RUN}.get_steps": {},
        f"{RUN}.get_portal_url": {},
        f"{RUN}.get_status": {},
        f"{PIPELINE_RUN}.get_status": {},
        _WIDGET: {"run_instance": converted("job.studio_url")},
        f"{_WIDGET}.show": {
            "render_lib": dropped("v2 has no widget"),
            "widget_settings": dropped("v2 has no widget"),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from azureml.widgets import RunDetails

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
run = Experiment(ws, "demand").submit(Pipeline(ws, steps=[train]))
RunDetails(run).show()
print(run.id, run.get_portal_url())
run.wait_for_completion(show_output=True)
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
print(run.studio_url)
print(run.name, run.studio_url)
ws.jobs.stream(run.name)
""",
        ),
    ),
)
