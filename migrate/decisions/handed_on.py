"""Names that are given to code which is neither v1 nor in the file, and may change what they stand for."""

from __future__ import annotations

from collections.abc import Set

import libcst as cst

from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import children

HARMLESS = frozenset({"print", "str", "repr", "type", "id", "isinstance", "display"})


def names_handed_on(interpreter: Interpreter) -> set[cst.Name]:
    """The names in calls of such code."""
    known = {call for scope in interpreter.functions.values() for call in scope.calls}
    found: set[cst.Name] = set()
    for _, module in interpreter.source:
        _collect(module, known | interpreter.uses.calls.keys(), found, False)
    return found


def _collect(node: cst.CSTNode, known: Set[cst.CSTNode], found: set[cst.Name], inside: bool) -> None:
    if isinstance(node, cst.Call):
        harmless = isinstance(node.func, cst.Name) and node.func.value in HARMLESS
        inside = node not in known and not harmless
    elif isinstance(node, cst.Name) and inside:
        found.add(node)
    for child in children(node):
        _collect(child, known, found, inside)
