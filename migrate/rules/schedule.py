"""``Schedule.create(..., recurrence=...)`` → ``JobSchedule`` with the pipeline job itself"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context, given, receiver_of
from migrate.decisions.listing import item, listed
from migrate.decisions.published import PRIVATE, client_of
from migrate.decisions.removal import alone, only_shown
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.schedules import scheduled_job, scheduled_pipeline
from migrate.decisions.submission import SCHEDULE
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, constant
from migrate.v2.expressions import V2, Attr, Code, Expr, Literal, User, call, method
from migrate.v2.statements import Assign, Do, Statement

_ENTITIES = "azure.ai.ml.entities"
_FILES = (
    "v2 schedules start at times only: let Event Grid call a Logic App or function that invokes the batch endpoint "
    "(how-to-use-event-grid-batch)"
)
_ID = "v2 knows a schedule by its name"


def _create(use: Call, context: Context) -> Decision:
    if use.value("datastore") not in (None, Const(None)):
        raise Manual(_FILES)
    trigger, name = _trigger(use, context), use.expression("name")
    if trigger is None or name is None:
        raise Manual("the schedule has neither times nor files that it waits for")
    pipeline = scheduled_pipeline(use, context)
    client = client_of(use, context)
    before, job = scheduled_job(use, pipeline, context)
    made = call(
        V2(_ENTITIES, "JobSchedule"),
        name=User(name),
        trigger=trigger,
        create_job=job,
        description=given(use, "description"),
    )
    expr = method(method(client, "schedules.begin_create_or_update", made), "result")
    fate = changed(
        "JobSchedule(create_job=…)", "a schedule starts the pipeline itself in v2, with the data of that time"
    )
    edits = (Edit(use.where.statement, before=tuple(before)),) if before else ()
    return Decision(fate, expr, edits)


def _trigger(use: Call, context: Context) -> Expr | None:
    node = use.expression("recurrence")
    made = context.interpreter.uses.calls.get(node) if isinstance(node, cst.Call) else None
    return (context.decide(made).expr if made is not None else None) or given(use, "recurrence")


# Schedules that are there


def _get(use: Call, context: Context) -> Decision:
    node = use.expression("id")
    if node is None or isinstance(use.value("id"), Const):
        raise Manual(f"ml_client.schedules.get(name): {_ID}")
    expr = method(client_of(use, context), "schedules.get", User(node))
    return Decision(changed("ml_client.schedules.get(name)", _ID), expr)


def _list(use: Call, context: Context) -> Decision:
    for name in ("pipeline_id", "pipeline_endpoint_id"):
        if use.value(name) not in (None, Const(None)):
            raise Manual("ml_client.schedules.list() takes no pipeline: choose by schedule.create_job")
    view = None
    active = use.value("active_only")
    if active == Const(False):
        view = Literal("All")
    elif active not in (None, Const(True)):
        raise Manual("whether disabled schedules are listed is only known at run time")
    expr = method(client_of(use, context), "schedules.list", list_view_type=view)
    return Decision(converted("ml_client.schedules.list()"), listed(expr, use))


def _switch(use: Call, context: Context) -> Decision:
    owner, verb = receiver_of(use), use.entry.name
    if owner is None:
        raise Manual("which schedule this is is not known")
    verb = "enable" if verb == "activate" else verb
    poller = method(context.client(use.client), f"schedules.begin_{verb}", Attr(User(owner), "name"))
    waiting = use.value("wait_for_provisioning")
    wait = waiting not in (None, Const(False))
    return Decision(converted(f"ml_client.schedules.begin_{verb}(name)"), method(poller, "result") if wait else poller)


_SETTABLE = {"name": "display_name", "description": "description", "recurrence": "trigger"}
_FIXED = (
    "pipeline_parameters",
    "datastore",
    "polling_interval",
    "data_path_parameter_name",
    "continue_on_step_failure",
    "path_on_datastore",
)
"""What belongs to the job that the schedule starts, or to files that it waited for."""


def _update(use: Call, context: Context) -> Decision:
    owner = receiver_of(use)
    if not isinstance(owner, cst.Name) or not alone(use.where.statement, use.node):
        raise Manual("set what changes on the schedule, then ml_client.schedules.begin_create_or_update(schedule)")
    for name in _FIXED:
        if given(use, name) is not None:
            raise Manual(f"`{name}`: change schedule.create_job, then create the schedule again under its name")
    client = context.client(use.client)
    statements: list[Statement] = []
    for name in use.arguments:
        value = given(use, name)
        if name in _SETTABLE and value is not None:
            statements.append(Assign(f"{owner.value}.{_SETTABLE[name]}", value))
    updated = method(client, "schedules.begin_create_or_update", Code(owner.value))
    statements += [Do(method(updated, "result")), *_status(use, client, owner.value)]
    fate = converted("ml_client.schedules.begin_create_or_update(schedule)")
    return Decision(fate, edits=(Edit(use.where.statement, instead=tuple(statements)),))


def _status(use: Call, client: Expr, variable: str) -> Iterator[Statement]:
    status = use.value("status")
    if status in (None, Const(None)):
        return
    verb = {"Active": "enable", "Disabled": "disable"}.get(str(constant(status)))
    if verb is None:
        raise Manual("call ml_client.schedules.begin_enable(name) or begin_disable(name)")
    yield Do(method(method(client, f"schedules.begin_{verb}", Code(f"{variable}.name")), "result"))


# Attributes

_ATTRIBUTES = {
    "id": ("name", _ID),
    "name": ("name", ""),
    "description": ("description", ""),
    "recurrence": ("trigger", ""),
}


def _attribute(use: AttributeUse, context: Context) -> Decision:
    name, message = _ATTRIBUTES[use.node.attr.value]
    fate = changed(f"schedule.{name}", message) if message else converted(f"schedule.{name}")
    return Decision(fate, Attr(User(use.node.value), name))


def _is_enabled(use: AttributeUse, context: Context) -> Decision:
    if not only_shown(use.where.statement, use.node):
        raise Manual("schedule.is_enabled is True where the status was 'Active'")
    fate = changed("schedule.is_enabled", "True where the status was 'Active', False where it was 'Disabled'")
    return Decision(fate, Attr(User(use.node.value), "is_enabled"))


_LOOKED_UP = {"workspace": converted("the client"), "id": changed("schedules.get(name)", _ID), **PRIVATE}
_WAIT = {
    "wait_for_provisioning": converted("begin_…(…).result()"),
    "wait_timeout": dropped("`result()` waits as long as it takes"),
}
_CREATE = {
    "workspace": converted("the client"),
    "name": converted("JobSchedule(name=…)"),
    "experiment_name": converted("job.experiment_name"),
    "recurrence": converted("JobSchedule(trigger=…)"),
    "description": converted("JobSchedule(description=…)"),
    "pipeline_parameters": converted("job.inputs"),
    "wait_for_provisioning": dropped("`result()` waits for the schedule"),
    "wait_timeout": dropped("`result()` waits as long as it takes"),
    "datastore": dropped("it was None"),
    "polling_interval": dropped("it is for schedules that wait for files"),
    "data_path_parameter_name": dropped("it is for schedules that wait for files"),
    "continue_on_step_failure": converted("job.settings.continue_on_step_failure"),
    "path_on_datastore": dropped("it is for schedules that wait for files"),
    **PRIVATE,
}
_DEFAULT = changed("JobSchedule(create_job=…)", "this pipeline, not what the default of its endpoint is by then")
_LIST = {
    "workspace": converted("the client"),
    "active_only": converted("list_view_type"),
    "pipeline_id": dropped("it was None"),
    "pipeline_endpoint_id": dropped("it was None"),
    **PRIVATE,
}

RULE = Rule(
    code="AML611",
    name="schedule",
    summary="A schedule becomes a JobSchedule, which starts the pipeline job itself.",
    url=learn("how-to-schedule-pipeline-job"),
    calls={
        f"{SCHEDULE}.create": _create,
        f"{SCHEDULE}.create_for_pipeline_endpoint": _create,
        f"{SCHEDULE}.get": _get,
        f"{SCHEDULE}.list": _list,
        f"{SCHEDULE}.get_all": _list,
        f"{SCHEDULE}.disable": _switch,
        f"{SCHEDULE}.enable": _switch,
        f"{SCHEDULE}.update": _update,
    },
    subscripts={SCHEDULE: item},
    attributes={
        **{f"{SCHEDULE}.{name}": _attribute for name in _ATTRIBUTES},
        f"{SCHEDULE}.status": _is_enabled,
    },
    parameters={
        f"{SCHEDULE}.create": {**_CREATE, "pipeline_id": converted("JobSchedule(create_job=…)")},
        f"{SCHEDULE}.create_for_pipeline_endpoint": {**_CREATE, "pipeline_endpoint_id": _DEFAULT},
        f"{SCHEDULE}.get": _LOOKED_UP,
        f"{SCHEDULE}.list": _LIST,
        f"{SCHEDULE}.get_all": _LIST,
        f"{SCHEDULE}.disable": _WAIT,
        f"{SCHEDULE}.enable": _WAIT,
        f"{SCHEDULE}.update": {
            **_WAIT,
            "name": changed("schedule.display_name", "the name of a v2 schedule is what it is known by"),
            "description": converted("schedule.description"),
            "recurrence": converted("schedule.trigger"),
            "status": converted("ml_client.schedules.begin_enable(name)"),
            **dict.fromkeys(_FIXED, dropped("it was None")),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter, Schedule, ScheduleRecurrence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rounds = PipelineParameter("rounds", default_value=100)
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--rounds", rounds], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train])
published = pipeline.publish("demand-training")

nightly = ScheduleRecurrence(frequency="Day", interval=1, hours=[22], minutes=[30])
schedule = Schedule.create(
    ws,
    name="demand-nightly",
    pipeline_id=published.id,
    experiment_name="demand",
    recurrence=nightly,
    description="Every night",
    pipeline_parameters={"rounds": 500},
    wait_for_provisioning=True,
)
print(schedule.id)
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import (
    BatchEndpoint,
    Environment,
    JobSchedule,
    PipelineComponentBatchDeployment,
    RecurrencePattern,
    RecurrenceTrigger,
)
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
    command="python train.py --rounds ${{inputs.rounds}}",
    inputs={"rounds": Input(type="integer")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 100):
    train = train_component(rounds=rounds)


pipeline = pipeline_definition()
published = ws.batch_endpoints.begin_create_or_update(BatchEndpoint(name="demand-training")).result()
ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name="version-0",
        endpoint_name=published.name,
        component=ws.components.create_or_update(pipeline.component),
        settings={"default_compute": "cpu", "continue_on_step_failure": False},
    ),
).result()
published.defaults = {"deployment_name": "version-0"}
published = ws.batch_endpoints.begin_create_or_update(published).result()

nightly = RecurrenceTrigger(frequency="day", interval=1, schedule=RecurrencePattern(hours=[22], minutes=[30]))
pipeline.inputs.rounds = 500
pipeline.experiment_name = "demand"
schedule = ws.schedules.begin_create_or_update(
    JobSchedule(name="demand-nightly", trigger=nightly, create_job=pipeline, description="Every night"),
).result()
print(schedule.name)
""",
        ),
        Example(
            before="""\
import os

from azureml.core import Workspace
from azureml.pipeline.core import Schedule, ScheduleRecurrence

ws = Workspace.from_config()
for schedule in Schedule.list(ws, active_only=False):
    print(schedule.id, schedule.status)

schedule = Schedule.get(ws, os.environ["SCHEDULE"])
schedule.update(description="Every two hours", recurrence=ScheduleRecurrence(frequency="Hour", interval=2))
schedule.disable(wait_for_provisioning=True)
""",
            after="""\
import os

from azure.ai.ml import MLClient
from azure.ai.ml.entities import RecurrenceTrigger
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
for schedule in ws.schedules.list(list_view_type="All"):
    print(schedule.name, schedule.is_enabled)

schedule = ws.schedules.get(os.environ["SCHEDULE"])
schedule.description = "Every two hours"
schedule.trigger = RecurrenceTrigger(frequency="hour", interval=2)
ws.schedules.begin_create_or_update(schedule).result()
ws.schedules.begin_disable(schedule.name).result()
""",
        ),
    ),
)
