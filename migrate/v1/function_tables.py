"""Tables of functions of the project: ``STEPS = {"clean": clean_step}``, called as ``STEPS[name](data)``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import walk
from migrate.v1.values import DictValue, Function, Value, alternatives


def in_table(name: cst.CSTNode, interpreter: Interpreter) -> bool:
    """Whether a function is named as an element of a table of a module, of which all that is done is to call these."""
    for _, module in interpreter.source:
        for statement in module.body:
            table = _table(statement)
            if table is not None and any(element.value is name for element in table.elements):
                known = interpreter.values.get(table)
                return known is not None and _only_called(known, interpreter)
    return False


def holds_functions(value: Value) -> bool:
    """Whether it is such a table."""
    return isinstance(value, DictValue) and any(
        isinstance(one, Function) for item in value.items.values() for one in alternatives(item.value)
    )


def _table(statement: cst.CSTNode) -> cst.Dict | None:
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    if not isinstance(small, (cst.Assign, cst.AnnAssign)):
        return None
    return small.value if isinstance(small.value, cst.Dict) else None


def _only_called(table: Value, interpreter: Interpreter) -> bool:
    named = {node for node, value in interpreter.references.items() if any(one is table for one in alternatives(value))}
    harmless = {node for _, module in interpreter.source for one in walk(module) for node in _uses(one)}
    return named <= harmless


def _uses(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What the node asks for its elements, its keys, or whether it has one."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Subscript):
        yield node.func.value
    elif isinstance(node, (cst.For, cst.CompFor)):
        yield node.iter
    elif isinstance(node, cst.ComparisonTarget) and isinstance(node.operator, (cst.In, cst.NotIn)):
        yield node.comparator
