"""Where an environment has to be made: before the code uses it for the first time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.v1.nodes import children, names_read
from migrate.v1.values import Obj, Where
from migrate.v2.expressions import Expr, User, walk


def needed_at(obj: Obj, places: Sequence[Where], expr: Expr, context: Context) -> Where | None:
    """The place of the last change before the code uses the object; None when nothing changes it after that.

    Args:
        places: where v1 makes and changes the object, in source order.
        expr: what is made of it, with all its changes.

    Raises:
        Manual: what it is changed to is not known yet where it is used.
    """
    if obj.call is None or len(places) < 2:
        return None
    changes = {where.statement for where in places}
    inside = obj.call.where.function.node
    modules = context.interpreter.source.modules.values()
    references = set(context.references_to(obj))
    readers = [
        name
        for module in ([inside] if inside is not None else modules)
        for name, changing in _names(module, changes)
        if not changing and name in references
    ]
    read = min((place for name in readers if (place := context.place(name)) is not None), default=None)
    if read is None or read > places[-1].order[:2]:
        return None
    before = [where for where in places if where.order[:2] < read]
    if not before:
        return None
    used = [node for part in walk(expr) if isinstance(part, User) for node in names_read(part.node)]
    last = places[-1].order[:2]
    if any(read <= place[:2] <= last for name in used for place in context.bound.places_of(name)):
        raise Manual("it is used before the last change, whose values are not known there yet")
    return before[-1]


def _names(node: cst.CSTNode, changes: set[cst.CSTNode], changing: bool = False) -> Iterator[tuple[cst.Name, bool]]:
    """The names that are read when the code runs from top to bottom, and whether in one of the statements."""
    for child in children(node):
        if isinstance(child, cst.Name):
            yield child, changing
        elif not isinstance(child, (cst.FunctionDef, cst.Lambda)):
            yield from _names(child, changes, changing or child in changes)
