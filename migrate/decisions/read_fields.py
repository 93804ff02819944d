"""Fields of run configurations that the code reads: what was set there, or what the file says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import libcst as cst

from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, Obj, SetEvent

if TYPE_CHECKING:
    from migrate.decisions.context import Context

FIELDS = ("target", "script", "node_count", "framework", "communicator", "max_run_duration_seconds")


def field_set(use: AttributeUse) -> SetEvent | None:
    """What said what the field is; None when that may be one of several, or nothing the code could write again."""
    obj, name = use.receiver, use.node.attr.value
    if not isinstance(obj, Obj) or name not in FIELDS:
        return None
    found = [event for event in obj.sets.values() if event.name == name]
    if len(found) != 1 or obj.call is None:
        return None
    event = found[0]
    home = event.where is obj.call.where or event.where.blocks == obj.call.where.blocks
    before = event.where.function is use.where.function and event.where.order < use.where.order
    written = isinstance(event.value, Const) and isinstance(event.expression, (cst.SimpleString, cst.Integer))
    # A function may give several of them, each to another variable.
    same = event.where.function is obj.call.where.function or _owner(event.node).deep_equals(use.node.value)
    return event if home and before and written and same and not event.shared else None


def _owner(node: cst.Attribute | cst.Subscript) -> cst.BaseExpression:
    return node.value


def note_read(calls: Iterable[Call], context: Context) -> None:
    """Note what such a field is where the code reads it."""
    known: dict[cst.CSTNode, SetEvent] = {}
    for use in context.interpreter.uses.attributes.values():
        if use.symbol.rpartition(".")[0] == RUN_CONFIGURATION and (event := field_set(use)) is not None:
            known[use.node] = event
            context.interpreter.values[use.node] = event.value
    for call in calls if known else ():
        for argument in call.arguments.values():
            if argument.node.value in known:
                argument.value = known[argument.node.value].value
