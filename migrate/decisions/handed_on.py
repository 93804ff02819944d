"""Names that are given to code which is neither v1 nor in the file, and may change what they stand for."""

from __future__ import annotations

from collections.abc import Set

import libcst as cst

from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import children
from migrate.v1.values import LocalClass

HARMLESS = frozenset({"print", "str", "repr", "type", "id", "isinstance", "display"})


def names_handed_on(interpreter: Interpreter) -> set[cst.Name]:
    """The names in calls of such code."""
    known = {call for scope in interpreter.functions.values() for call in scope.calls}
    known |= {call for cls in interpreter.classes.values() if _only_keeps(cls) for call in cls.made}
    found: set[cst.Name] = set()
    for _, module in interpreter.source:
        _collect(module, known | interpreter.uses.calls.keys(), found, False)
    return found


def _only_keeps(cls: LocalClass) -> bool:
    """Whether it is a data class or a named tuple, whose instances hold what they are given."""
    return bool(cls.fields) and {"__init__", "__post_init__", "__new__"}.isdisjoint(dict(cls.methods))


def _collect(node: cst.CSTNode, known: Set[cst.CSTNode], found: set[cst.Name], inside: bool) -> None:
    if isinstance(node, cst.Call):
        harmless = isinstance(node.func, cst.Name) and node.func.value in HARMLESS
        inside = node not in known and not harmless
    elif isinstance(node, cst.Name) and inside:
        found.add(node)
    for child in children(node):
        _collect(child, known, found, inside)
