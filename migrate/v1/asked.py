"""Conditions that ask whether there is something in a variable: ``if data``, ``if data is not None``."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from migrate.v1.data import is_data
from migrate.v1.nodes import code_of
from migrate.v1.values import Const, Obj, Value, alternatives


def none_asked(test: cst.BaseExpression) -> tuple[str, bool] | None:
    """The variable of ``data is None`` and the like, and what the condition is when there is nothing in it."""
    if isinstance(test, cst.Name):
        return test.value, False
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        inner = none_asked(test.expression)
        return (inner[0], not inner[1]) if inner is not None else None
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1 or not isinstance(test.left, cst.Name):
        return None
    operator, comparator = test.comparisons[0].operator, test.comparisons[0].comparator
    if not is_nothing(comparator) or not isinstance(operator, (cst.Is, cst.IsNot)):
        return None
    return test.left.value, isinstance(operator, cst.Is)


def asked(test: cst.BaseExpression, values: Mapping[cst.CSTNode, Value]) -> tuple[str, bool]:
    """What a condition asks, and whether it holds when that does: ``if data`` and ``if data is None`` ask the same."""
    found, inner = none_asked(test), test
    while isinstance(inner, cst.UnaryOperation):
        inner = inner.expression
    plain = isinstance(inner, cst.Comparison) or all(
        one == Const(None) or (isinstance(one, Obj) and is_data(one))
        for one in alternatives(values.get(inner)) or (None,)
    )
    return (f"{found[0]} is not None", not found[1]) if found is not None and plain else (code_of(test), True)


def opposite(test: cst.BaseExpression) -> cst.BaseExpression:
    """``data is not None`` for ``data is None``."""
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return test.expression
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        (target,) = test.comparisons
        if isinstance(target.operator, (cst.Is, cst.IsNot)):
            operator = cst.IsNot() if isinstance(target.operator, cst.Is) else cst.Is()
            return test.with_changes(comparisons=[target.with_changes(operator=operator)])
    plain = isinstance(test, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)) or test.lpar
    grouped = test if plain else test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(cst.Not(), grouped)


def is_nothing(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"
