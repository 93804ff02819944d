"""Conditions of the v1 code that decide what a pipeline holds, for use inside the pipeline function."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import libcst as cst
import libcst.matchers as m

from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.v1.data import PIPELINE_DATA, PIPELINE_PARAMETER
from migrate.v1.nodes import children, code_of, names_read
from migrate.v1.pipelines import PIPELINE_STEP, PipelineModel
from migrate.v1.purity import is_pure
from migrate.v1.scenarios import Condition
from migrate.v1.values import objects


def names_in(test: cst.BaseExpression) -> Iterator[str]:
    """The variables that the condition reads."""
    if isinstance(test, cst.Name):
        yield test.value
    elif isinstance(test, cst.Attribute):
        yield from names_in(test.value)
    else:
        for child in children(test):
            if isinstance(child, cst.BaseExpression):
                yield from names_in(child)
            else:
                yield from (
                    name
                    for inner in children(child)
                    if isinstance(inner, cst.BaseExpression)
                    for name in names_in(inner)
                )


def conditions(model: PipelineModel) -> list[Condition]:
    """The conditions that tell the variants of a pipeline apart, and those on which its steps read data."""
    found = list(model.variants[0].choices) if model.variants else []
    # Where the code makes a step as it runs, its inputs are bound there, too.
    steps = model.steps if model.flow is None else []
    asked = (one for step in steps for when in step.sometimes.values() for one, _ in when)
    return list(dict.fromkeys([*found, *asked]))


def check_conditions(model: PipelineModel, context: Context) -> None:
    """Whether the conditions of a pipeline mean the same inside its function.

    Raises:
        Manual: one does not, or it cannot be told.
    """
    told = model.variants[0].choices if model.variants else ()
    for condition in conditions(model):
        check_condition(condition, "which steps it holds" if condition in told else "which data it reads", context)


def all_of(when: Sequence[tuple[Condition, bool]]) -> cst.BaseExpression:
    """One condition for all of these."""
    tests = [condition.test if holds else _negated(condition.test) for condition, holds in when]
    several = len(tests) > 1
    found = _joinable(tests[0]) if several else tests[0]
    for test in tests[1:]:
        found = cst.BooleanOperation(found, cst.And(), _joinable(test))
    return found


def _joinable(test: cst.BaseExpression) -> cst.BaseExpression:
    return test if isinstance(test, cst.Comparison) else _grouped(test)


def _negated(test: cst.BaseExpression) -> cst.BaseExpression:
    return cst.UnaryOperation(cst.Not(), _grouped(test))


def _grouped(node: cst.BaseExpression) -> cst.BaseExpression:
    simple = isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.UnaryOperation))
    if simple or node.lpar:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def check_names(model: PipelineModel, parameters: Collection[str]) -> None:
    """Whether the parameters of the pipeline function hide a variable that a condition reads.

    Raises:
        Manual: one does.
    """
    for name in {one for condition in conditions(model) for one in names_in(condition.test)}:
        if name in parameters:
            raise Manual(f"`{name}` is a pipeline parameter and the name that its steps depend on")


def check_condition(condition: Condition, what: str, context: Context) -> None:
    """Whether a condition means the same further down.

    Args:
        what: what depends on it.

    Raises:
        Manual: it does not, or it cannot be told.
    """
    text = code_of(condition.test)
    if not is_pure(condition.test):
        raise Manual(f"{what} depends on `{text}`, which cannot be evaluated twice")
    for node in m.findall(condition.test, m.Name()):
        for obj in objects(context.value(node)):
            if obj.symbol in (PIPELINE_DATA, PIPELINE_PARAMETER) or context.catalogue.is_subclass(
                obj.symbol, PIPELINE_STEP
            ):
                raise Manual(f"{what} depends on `{text}`, an object that v2 has not at this place")
    start = _place(condition, context)
    for read in names_read(condition.test):
        if any(place > start for place in context.bound.places_of(read)):
            raise Manual(f"{what} depends on `{read.value}`, which changes afterwards")


def _place(node: cst.CSTNode, context: Context) -> tuple[int, int, int]:
    """Where a node stands in the file, whose cells run one after the other: cell, line and column."""
    where = context.interpreter.source.positions.items()
    cell, start = next((cell, positions[node].start) for cell, positions in where if node in positions)
    return cell, start.line, start.column
