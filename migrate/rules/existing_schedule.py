"""``schedule.disable()`` → ``ws.schedules.begin_disable(schedule.name)``, and whatever else schedules are asked"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context, given, receiver_of
from migrate.decisions.listing import item, listed
from migrate.decisions.published import PRIVATE, client_of
from migrate.decisions.removal import alone, only_shown
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.schedules import goes
from migrate.decisions.submission import SCHEDULE
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, constant
from migrate.v2.expressions import Attr, Code, Expr, Literal, User, method
from migrate.v2.statements import Assign, Do, Statement

_GONE = dropped("it goes with the schedule that waited for files, which a person has to set up anew")
_ID = "v2 knows a schedule by its name"


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
    if goes(use.receiver, context):
        return Decision(_GONE, arguments=dict.fromkeys(use.arguments, _GONE))
    owner, verb = receiver_of(use), use.entry.name
    if owner is None:
        raise Manual("which schedule this is is not known")
    verb = "enable" if verb == "activate" else verb
    poller = method(context.client(use.client), f"schedules.begin_{verb}", Attr(User(owner), "name"))
    waiting = use.value("wait_for_provisioning")
    wait = waiting not in (None, Const(False))
    fate = converted(f"ml_client.schedules.begin_{verb}(name)")
    if isinstance(owner, cst.Name) and alone(use.where.statement, use.node) and _is_asked_later(use, context):
        # v1 changes the object, v2 gives another one.
        switched = Assign(owner.value, method(poller, "result"))
        return Decision(fate, edits=(Edit(use.where.statement, instead=(switched,), keep_comments=True),))
    return Decision(fate, method(poller, "result") if wait else poller)


def _is_asked_later(use: Call, context: Context) -> bool:
    """Whether the code asks the schedule for its status once it is switched."""
    asking = (one for one in context.interpreter.uses.attributes.values() if one.node.attr.value == "status")
    return any(
        one.receiver == use.receiver and one.where.function is use.where.function and one.where.order > use.where.order
        for one in asking
    )


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
    if goes(use.receiver, context):
        return Decision(_GONE, arguments=dict.fromkeys(use.arguments, _GONE))
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
    if goes(use.receiver, context):
        return Decision(_GONE)
    name, message = _ATTRIBUTES[use.node.attr.value]
    fate = changed(f"schedule.{name}", message) if message else converted(f"schedule.{name}")
    return Decision(fate, Attr(User(use.node.value), name))


def _is_enabled(use: AttributeUse, context: Context) -> Decision:
    if goes(use.receiver, context):
        return Decision(_GONE)
    if not only_shown(use.where.statement, use.node):
        raise Manual("schedule.is_enabled is True where the status was 'Active'")
    fate = changed("schedule.is_enabled", "True where the status was 'Active', False where it was 'Disabled'")
    return Decision(fate, Attr(User(use.node.value), "is_enabled"))


_LOOKED_UP = {"workspace": converted("the client"), "id": changed("schedules.get(name)", _ID), **PRIVATE}
_WAIT = {
    "wait_for_provisioning": converted("begin_…(…).result()"),
    "wait_timeout": dropped("`result()` waits as long as it takes"),
}
_LIST = {
    "workspace": converted("the client"),
    "active_only": converted("list_view_type"),
    "pipeline_id": dropped("it was None"),
    "pipeline_endpoint_id": dropped("it was None"),
    **PRIVATE,
}


RULE = Rule(
    code="AML621",
    name="existing-schedule",
    summary="A schedule that is there is found by its name, and changed or switched through the client.",
    url=learn("how-to-schedule-pipeline-job"),
    calls={
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
import os

from azureml.core import Workspace
from azureml.pipeline.core import Schedule, ScheduleRecurrence

ws = Workspace.from_config()
for schedule in Schedule.list(ws, active_only=False):
    print(schedule.id, schedule.status)

schedule = Schedule.get(ws, os.environ["SCHEDULE"])
schedule.update(description="Every two hours", recurrence=ScheduleRecurrence(frequency="Hour", interval=2))
schedule.disable(wait_for_provisioning=True)
print(schedule.status)
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
schedule = ws.schedules.begin_disable(schedule.name).result()
print(schedule.is_enabled)
""",
        ),
    ),
)
