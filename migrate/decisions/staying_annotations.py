"""Annotations that keep the class of v1: what the function is given, or gives, stays v1 in it."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.annotations import calls_of_class, is_annotation
from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.v1.nodes import walk
from migrate.v1.uses import ReferenceUse


def refuse_staying(use: ReferenceUse, context: Context) -> None:
    """An annotation of a function in which such an object stays v1.

    Raises:
        Manual: it is one.
    """
    if not is_annotation(use.node, context):
        return
    function = next((one for one in context.interpreter.functions if use.node in _signature(one)), None)
    inside = set(walk(function)) if function is not None else set()
    if any(context.decide(call).stays_v1 for call in calls_of_class(use.symbol, context) if call.node in inside):
        kind = use.symbol.rpartition(".")[2]
        raise Manual(f"what is {'an' if kind[0] in 'AEIOU' else 'a'} {kind} here could not be converted")


def _signature(function: cst.CSTNode) -> set[cst.CSTNode]:
    if not isinstance(function, cst.FunctionDef):
        return set()
    returned = walk(function.returns) if function.returns is not None else ()
    return {*walk(function.params), *returned}
