"""``cluster.delete()`` → ``ws.compute.begin_delete(cluster.name)``, and what else is done with a compute"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.clients import client_given
from migrate.decisions.context import Context, called_on
from migrate.decisions.removal import alone, only_shown
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.problems import in_short, origin
from migrate.v1.values import Call, Const, Obj, alternatives
from migrate.v2.expressions import Attr, Code, Expr, Literal, User, call, method
from migrate.v2.statements import Assign, Do, Statement

_COMPUTES = "azureml.core.compute"
_TARGET, _CLUSTER = f"{_COMPUTES}.ComputeTarget", f"{_COMPUTES}.AmlCompute"
_INSTANCE = f"{_COMPUTES}.ComputeInstance"
_SIZES = "v2 gives objects with more about each size, v1 gave dictionaries: their names are shown"
_NODES = "v2 gives objects where v1 gave dictionaries"


def _entity(use: Call, context: Context) -> cst.BaseExpression:
    """The compute that this is called on, an entity in v2.

    Raises:
        Manual: it stays v1, or is not known.
    """
    receiver, found = called_on(use, "compute"), alternatives(use.receiver)
    known = [one for one in found if isinstance(one, Obj)]
    if len(known) != len(found):
        raise Manual(f"where `{in_short(receiver)}` comes from is not known{origin(use.receiver)}")
    if any(one.call is not None and context.decide(one.call).stays_v1 for one in known):
        raise Manual("the compute that this is called on stays v1")
    return receiver


def _begun(use: Call, context: Context, **keywords: Expr) -> Decision:
    """``begin_…(name)``, which goes on when it returns, as v1 does unless it is told to wait."""
    name = "detach" if keywords else use.entry.name
    verb = "compute.begin_delete" if name == "detach" else f"compute.begin_{name}"
    if not alone(use.where.statement, use.node):
        raise Manual("v2 gives a poller: take it in a statement of its own")
    waits = use.value("wait_for_completion")
    if waits not in (None, Const(False), Const(True)):
        raise Manual("add `.result()` where `wait_for_completion` is True")
    expr: Expr = method(context.client(use.client), verb, Attr(User(_entity(use, context)), "name"), **keywords)
    v2 = f"ml_client.{verb}(name)"
    if waits == Const(True) or _is_waited_for(use, context):
        return Decision(converted(f"{v2}.result()"), method(expr, "result"))
    return Decision(converted(v2), expr)


def _is_waited_for(use: Call, context: Context) -> bool:
    """Whether the code waits for the deletion later: ``cluster.wait_for_completion(is_delete_operation=True)``."""
    waiting = (one for one in context.interpreter.uses.calls.values() if one.entry.name == "wait_for_completion")
    return any(
        one.value("is_delete_operation") not in (None, Const(False))
        and one.receiver == use.receiver
        and one.where.function is use.where.function
        and one.where.order > use.where.order
        for one in waiting
    )


def _operate(use: Call, context: Context) -> Decision:
    return _begun(use, context)


def _detach(use: Call, context: Context) -> Decision:
    return _begun(use, context, action=Literal("Detach"))


_SETTINGS = {
    "min_nodes": "min_instances",
    "max_nodes": "max_instances",
    "idle_seconds_before_scaledown": "idle_time_before_scale_down",
}


def _update(use: Call, context: Context) -> Decision:
    """``cluster.update(max_nodes=8)``: set on the entity, which is sent then."""
    receiver = _entity(use, context)
    if not isinstance(receiver, cst.Name) or not alone(use.where.statement, use.node):
        raise Manual("take the compute in a variable, set its fields and update it: ml_client.compute.begin_update(…)")
    statements: list[Statement] = []
    for v1, v2 in _SETTINGS.items():
        node = use.expression(v1)
        if node is not None and use.value(v1) != Const(None):
            statements.append(Assign(f"{receiver.value}.{v2}", User(node)))
    update = method(context.client(use.client), "compute.begin_update", Code(receiver.value))
    statements.append(Do(method(update, "result")))
    edit = Edit(use.where.statement, instead=tuple(statements), keep_comments=True)
    return Decision(converted("ml_client.compute.begin_update(entity).result()"), edits=(edit,))


def _sizes(use: Call, context: Context) -> Decision:
    client = client_given(use, context)
    if not only_shown(use.where.statement, use.node) or not isinstance(client, User):
        raise Manual("ml_client.compute.list_sizes(): objects where v1 gave dictionaries")
    location = use.expression("location")
    if location is not None and use.value("location") != Const(None):
        raise Manual("ml_client.compute.list_sizes(location=…): objects where v1 gave dictionaries")
    name = client.node.value if isinstance(client.node, cst.Name) else ""
    if not name:
        raise Manual("take the workspace in a variable")
    return Decision(
        changed("ml_client.compute.list_sizes()", _SIZES), Code(f"[size.name for size in {name}.compute.list_sizes()]")
    )


def _nodes(use: Call, context: Context) -> Decision:
    if not only_shown(use.where.statement, use.node):
        raise Manual("ml_client.compute.list_nodes(name): objects where v1 gave dictionaries")
    listed = method(context.client(use.client), "compute.list_nodes", Attr(User(_entity(use, context)), "name"))
    return Decision(changed("ml_client.compute.list_nodes(name)", _NODES), call(Code("list"), listed))


_STARTED = {
    "wait_for_completion": converted(".result()"),
    "show_output": dropped("v2 waits without output"),
}

RULE = Rule(
    code="AML205",
    name="compute-operations",
    summary="What is done with a compute is asked of ml_client.compute, by its name.",
    url=learn("migrate-to-v2-resource-compute"),
    calls={
        f"{_TARGET}.delete": _operate,
        f"{_CLUSTER}.delete": _operate,
        f"{_INSTANCE}.delete": _operate,
        f"{_TARGET}.detach": _detach,
        **{f"{_INSTANCE}.{name}": _operate for name in ("start", "stop", "restart")},
        f"{_CLUSTER}.update": _update,
        f"{_CLUSTER}.supported_vmsizes": _sizes,
        f"{_INSTANCE}.supported_vmsizes": _sizes,
        f"{_CLUSTER}.list_nodes": _nodes,
    },
    parameters={
        f"{_TARGET}.delete": {},
        f"{_CLUSTER}.delete": {},
        f"{_INSTANCE}.delete": _STARTED,
        f"{_TARGET}.detach": {},
        **{f"{_INSTANCE}.{name}": _STARTED for name in ("start", "stop", "restart")},
        f"{_CLUSTER}.update": {v1: converted(v2) for v1, v2 in _SETTINGS.items()},
        f"{_CLUSTER}.supported_vmsizes": {"workspace": converted("the client"), "location": dropped("it was None")},
        f"{_INSTANCE}.supported_vmsizes": {"workspace": converted("the client"), "location": dropped("it was None")},
        f"{_CLUSTER}.list_nodes": {},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeInstance, ComputeTarget

ws = Workspace.from_config()
print(AmlCompute.supported_vmsizes(workspace=ws))
instance = ComputeInstance(ws, "mine")
instance.start(wait_for_completion=True, show_output=True)
instance.stop()
cluster = ComputeTarget(ws, "cpu")
# More nodes for the night
cluster.update(min_nodes=0, max_nodes=8, idle_seconds_before_scaledown=600)
print(cluster.list_nodes())
cluster.delete()
cluster.wait_for_completion(show_output=True, is_delete_operation=True)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
print([size.name for size in ws.compute.list_sizes()])
instance = ws.compute.get("mine")
ws.compute.begin_start(instance.name).result()
ws.compute.begin_stop(instance.name)
cluster = ws.compute.get("cpu")
# More nodes for the night
cluster.min_instances = 0
cluster.max_instances = 8
cluster.idle_time_before_scale_down = 600
ws.compute.begin_update(cluster).result()
print(list(ws.compute.list_nodes(cluster.name)))
ws.compute.begin_delete(cluster.name).result()
""",
        ),
    ),
)
