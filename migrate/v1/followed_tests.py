"""Conditions on steps and data: which of them mean the same of the nodes and outputs of v2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst

from migrate.v1.asked import is_nothing
from migrate.v1.data import INTERMEDIATE, OUTSIDE, PIPELINE_PARAMETER, is_data
from migrate.v1.nodes import walk
from migrate.v1.tracing import Untraceable
from migrate.v1.values import Const, Obj, Parameter, Value, alternatives, objects

_UNBOUND = frozenset({*INTERMEDIATE, PIPELINE_PARAMETER})
"""What v2 has outputs and inputs for, whose truth it refuses to tell."""


def asked_names(test: cst.BaseExpression) -> Iterator[cst.Name]:
    """The variables of which a condition only asks whether there is something in them."""
    if isinstance(test, cst.Name):
        yield test
    elif isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        yield from asked_names(test.expression)
    elif isinstance(test, cst.BooleanOperation):
        yield from asked_names(test.left)
        yield from asked_names(test.right)
    elif isinstance(test, cst.Comparison) and is_nothing(test.comparisons[0].comparator):
        yield from (one for one in (test.left,) if isinstance(one, cst.Name))


def truths(node: cst.CSTNode, values: Mapping[cst.CSTNode, Value]) -> Iterator[cst.Name]:
    """The variables with data or a parameter, or nothing, whose truth decides something.

    Raises:
        Untraceable: one is compared, which v2 does in another way.
    """
    for one in walk(node):
        if isinstance(one, cst.Comparison):
            _check_comparison(one, values)
        elif isinstance(one, (cst.If, cst.IfExp, cst.While, cst.CompIf, cst.Assert)):
            _check_asked(one.test, values)
            yield from _true(one.test, values)
        elif isinstance(one, cst.UnaryOperation) and isinstance(one.operator, cst.Not):
            yield from _true(one.expression, values)


def _true(test: cst.BaseExpression, values: Mapping[cst.CSTNode, Value]) -> Iterator[cst.Name]:
    if isinstance(test, cst.BooleanOperation):
        yield from _true(test.left, values)
        yield from _true(test.right, values)
    elif any(one.symbol in _UNBOUND or _is_way_to_data(one) for one in objects(values.get(test))):
        unknown = [one for one in alternatives(values[test]) if not isinstance(one, Obj) and one != Const(None)]
        if not isinstance(test, cst.Name) or not all(map(_is_left_out, unknown)):
            raise Untraceable(test, "the truth of data decides what is made")
        yield test


def _is_way_to_data(obj: Obj) -> bool:
    """``clean.as_input()``, which is the output itself in v2."""
    return is_data(obj) and obj.symbol not in OUTSIDE


def _is_left_out(value: Value) -> bool:
    """Whether it is a parameter that a call leaves out, and that is None then."""
    node = value.function.node if isinstance(value, Parameter) else None
    if not isinstance(node, cst.FunctionDef) or not isinstance(value, Parameter):
        return False
    params = (*node.params.params, *node.params.kwonly_params)
    defaults = [one.default for one in params if one.name.value == value.name]
    return any(one is not None and is_nothing(one) for one in defaults)


def _check_asked(test: cst.BaseExpression, values: Mapping[cst.CSTNode, Value]) -> None:
    """Refuse ``step.name == "train"``: a node of v2 has another name, and other attributes."""
    for one in walk(test):
        found = objects(values.get(one.value)) if isinstance(one, cst.Attribute) else ()
        if any(obj.symbol.startswith("azureml.pipeline.steps.") for obj in found):
            raise Untraceable(one, "an attribute of a step decides what is made")


def _check_comparison(node: cst.Comparison, values: Mapping[cst.CSTNode, Value]) -> None:
    left = node.left
    for target in node.comparisons:
        sides = (left, target.comparator)
        left = target.comparator
        if isinstance(target.operator, (cst.Is, cst.IsNot)):
            continue
        found = [one for side in sides for one in objects(values.get(side))]
        if not any(one.symbol.startswith("azureml.pipeline") or one.symbol in _UNBOUND for one in found):
            continue
        if any(one.symbol in _UNBOUND for one in found) or not is_nothing(target.comparator):
            raise Untraceable(node, "steps or data are compared: in v2 all are alike")
