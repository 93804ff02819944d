"""Spark pools of Synapse: v1 reached them by a linked service, v2 by their resource id."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.misplaced import sees
from migrate.decisions.outputs import text_of
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, changed, converted
from migrate.decisions.schedules import showing
from migrate.v1.values import Call, Const, Obj
from migrate.v2.expressions import V2, Expr, Literal, Text, User, call, method

LINKED = "azureml.core.LinkedService"
REGISTERED = f"{LINKED}.register"
CONFIGURATION = "azureml.core.SynapseWorkspaceLinkedServiceConfiguration"
ATTACHED = "azureml.core.compute.SynapseCompute.attach_configuration"
_ATTACH = "azureml.core.compute.ComputeTarget.attach"
_ENTITIES = "azure.ai.ml.entities"
_IDENTITY = "the attached pool has an identity of its own: give it the roles in Synapse that the linked service had"


@dataclass(frozen=True)
class Pool:
    """A Spark pool that is attached.

    Args:
        parts: the calls that describe it, whose results nothing else needs.
    """

    parts: tuple[Call, ...]
    resource_id: Expr


def pool_of(attach: Call, context: Context) -> Pool | None:
    """The pool that a call attaches, when the code says all of its resource id."""
    if attach.symbol != _ATTACH:
        return None
    described = _made(attach, "attach_configuration", ATTACHED)
    linked = _made(described, "linked_service", REGISTERED)
    workspace = _made(linked, "linked_service_config", CONFIGURATION)
    if described is None or linked is None or workspace is None or described.value("type") != Const("SynapseSpark"):
        return None
    names = [_piece(workspace, name, attach, context) for name in ("subscription_id", "resource_group", "name")]
    pieces = [one for one in (*names, _piece(described, "pool_name", attach, context)) if one is not None]
    parts = (described, linked, workspace)
    if len(pieces) < 4 or not all(_is_only_for(part, attach, context) for part in parts):
        return None
    places = ("/subscriptions/", "/resourceGroups/", "/providers/Microsoft.Synapse/workspaces/", "/bigDataPools/")
    text = [part for pair in zip(places, pieces, strict=True) for part in pair]
    return Pool(parts, Text(tuple(text), wrap=True))


def _made(use: Call | None, parameter: str, symbol: str) -> Call | None:
    """The call that gives an argument of another one."""
    obj = single(use.value(parameter)) if use is not None else None
    return obj.call if obj is not None and obj.call is not None and obj.call.symbol == symbol else None


def _piece(use: Call, parameter: str, attach: Call, context: Context) -> str | Expr | None:
    """What an argument says, if that can be written where the pool is attached."""
    node = use.expression(parameter)
    if isinstance(node, cst.Name):
        once = len(context.bound.places_of(node)) == 1
        return User(node) if once and sees(attach.where, use.where) else None
    found = text_of(node, use.value(parameter)) if node is not None else None
    return str(found.value) if isinstance(found, Literal) else None


def _is_only_for(part: Call, attach: Call, context: Context) -> bool:
    """Whether the object is made here, and nothing but the next one on the way to the pool needs it."""
    obj = part.result
    if not isinstance(obj, Obj) or not sees(attach.where, part.where):
        return False
    if obj.bound_to and removal(part.where.statement, part.node) is None:
        return False
    needed = [node for node in context.references_to(obj) if not showing(node, context)]
    return len(needed) == (1 if obj.bound_to else 0) and not obj.sets


def pool_attached(use: Call, context: Context) -> Decision | None:
    """``ComputeTarget.attach(…)`` of a Spark pool; None when it is another compute, or not known."""
    found, workspace, name = pool_of(use, context), use.expression("workspace"), use.expression("name")
    if found is None or workspace is None or name is None:
        return None
    entity = call(
        V2(_ENTITIES, "SynapseSparkCompute"),
        name=User(name),
        resource_id=found.resource_id,
        identity=call(V2(_ENTITIES, "IdentityConfiguration"), type=Literal("system_assigned")),
    )
    expr = method(method(User(workspace), "compute.begin_attach", entity), "result")
    fates = {
        "workspace": converted("the client"),
        "name": converted("SynapseSparkCompute(name=…)"),
        "attach_configuration": changed("SynapseSparkCompute(resource_id=…)", _IDENTITY),
    }
    return Decision(changed("ml_client.compute.begin_attach(entity).result()", _IDENTITY), expr, arguments=fates)
