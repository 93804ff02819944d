"""Lists of steps and of data: plumbing of v1 that leaves nothing behind once the steps are converted."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Edit
from migrate.v1.data import PIPELINE_DATA, PIPELINE_PARAMETER
from migrate.v1.pipelines import PIPELINE_STEP, STEP_SEQUENCE, PipelineModel
from migrate.v1.values import ListValue, Obj, Value, alternatives


def plumbing(model: PipelineModel, context: Context) -> tuple[Edit, ...]:
    """Edits that remove the lists which only fed the pipeline and its steps."""
    calls = [model.call.node, *(step.call.node for step in model.steps)]
    consumed = {name for call in calls for name in _names(call)}
    edits: dict[cst.CSTNode, Edit] = {}
    for value in _lists(context):
        if not _vanishes(value, context):
            continue
        statements = [statement for statement in value.statements if _is_plumbing(statement)]
        inside = consumed | {name for statement in statements for name in _names(statement)}
        if len(statements) == len(value.statements) and _only_read_in(inside, value, context):
            edits |= {statement: Edit(statement, instead=()) for statement in statements}
    return tuple(edits.values())


def _lists(context: Context) -> list[ListValue]:
    found = [one for value in context.interpreter.bindings.values() for one in alternatives(value)]
    return [one for one in dict.fromkeys(found) if isinstance(one, ListValue) and one.statements]


def _vanishes(value: ListValue, context: Context) -> bool:
    """Whether v2 has nothing for one of its elements: a step, its data, a parameter."""
    return any(_is_plumbed(item.value, context) for item in value.flat())


def _is_plumbed(value: Value, context: Context) -> bool:
    for one in alternatives(value):
        if isinstance(one, Obj):
            if one.symbol in (PIPELINE_DATA, PIPELINE_PARAMETER, STEP_SEQUENCE):
                return True
            if context.catalogue.is_subclass(one.symbol, PIPELINE_STEP):
                return True
    return False


def _is_plumbing(statement: cst.CSTNode) -> bool:
    """``x = [...]``, ``x += [...]``, ``x.append(...)``, and nothing else in the statement."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    small = statement.body[0]
    if isinstance(small, cst.Assign):
        return len(small.targets) == 1 and isinstance(small.targets[0].target, cst.Name)
    return isinstance(small, cst.AugAssign) or (isinstance(small, cst.Expr) and isinstance(small.value, cst.Call))


def _only_read_in(places: set[cst.Name], value: ListValue, context: Context) -> bool:
    references = context.interpreter.references
    return all(node in places for node, known in references.items() if value in alternatives(known))


def _names(node: cst.CSTNode) -> Iterator[cst.Name]:
    if isinstance(node, cst.Name):
        yield node
    for child in node.children:
        yield from _names(child)
