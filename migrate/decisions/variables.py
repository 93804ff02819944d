"""The environment variables of a run configuration, folded into one dictionary."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.v1.run_configurations import RunModel
from migrate.v1.values import DictValue, SetEvent, Value, constant, type_name
from migrate.v2.expressions import Code, DictOf, Expr, Literal, User, call


def variables_expr(model: RunModel, context: Context) -> Expr | None:
    """The environment variables of a run configuration and of its environment, as one dictionary.

    Raises:
        Manual: they are spread over dictionaries that cannot be joined.
    """
    found = [_variables(events, context) for events in (model.environment.variables, model.variables) if events]
    if len(found) < 2:
        return found[0] if found else None
    first, second = found
    if not isinstance(first, DictOf) or not isinstance(second, DictOf):
        raise Manual("environment variables of the environment and of the run configuration have to be joined")
    return DictOf(tuple({**dict(first.items), **dict(second.items)}.items()))


def _variables(found: Sequence[SetEvent], context: Context) -> Expr:
    """A dictionary, with all that is assigned to its items afterwards."""
    ordered = sorted(found, key=lambda event: event.where.order)
    last = next((event for event in reversed(ordered) if isinstance(event.node, cst.Attribute)), None)
    later = ordered[ordered.index(last) + 1 :] if last is not None else ordered
    items: dict[Expr, Expr] = {}
    if last is not None:
        if not isinstance(last.expression, cst.Dict) or not isinstance(last.value, DictValue):
            if later:
                raise Manual("environment variables are added to a dictionary that is made elsewhere")
            return User(last.expression)
        for element in last.expression.elements:
            if not isinstance(element, cst.DictElement):
                raise Manual("environment variables come from a dictionary that is made elsewhere")
            items[_literal(element.key)] = _as_text(element.value, context.value(element.value))
    for event in later:
        key = event.node.slice[0].slice if isinstance(event.node, cst.Subscript) else None
        if isinstance(key, cst.Index):
            items[_literal(key.value)] = _as_text(event.expression, event.value)
    return DictOf(tuple(items.items()))


def _literal(node: cst.BaseExpression) -> Expr:
    return Literal(node.evaluated_value) if isinstance(node, cst.SimpleString) else User(node)


def _as_text(node: cst.BaseExpression, value: Value | None) -> Expr:
    """v2 does not turn numbers into text; v1 did."""
    known = constant(value)
    if isinstance(node, cst.SimpleString):
        return Literal(known)
    if type_name(value) in ("bool", "int", "float"):
        return call(Code("str"), User(node)) if isinstance(node, cst.Name) or known is None else Literal(str(known))
    return User(node)
