"""Steps and data that are made in another place of the file than their pipeline, so that it may not see them."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrate.decisions.held import Bindings, holding, is_settled
from migrate.v1.data import PIPELINE_DATA, v1_name
from migrate.v1.interpreter import Interpreter
from migrate.v1.pipelines import PipelineModel
from migrate.v1.problems import Problem
from migrate.v1.scopes import FunctionScope
from migrate.v1.values import Where

_LATER = "changes before the pipeline is made, or is not settled in the function that makes it"


def misplaced(
    model: PipelineModel, lost_orderings: Iterable[cst.Call], interpreter: Interpreter, bindings: Bindings
) -> list[Problem]:
    """One call in the source may make several objects when it stands in a function or a loop of its own."""
    elsewhere = "is made in another function, a branch or a loop than its pipeline"
    problems = [Problem(node, "which steps `run_after` orders here is not known") for node in lost_orderings]
    problems += [
        Problem(step.call.node, f"a step {elsewhere}") for step in model.steps if not _made_for(model, step.call.where)
    ]
    for obj in (*model.data, *model.parameters):
        written = obj.symbol == PIPELINE_DATA and any(step.produces(obj) for step in model.steps)
        held = holding(obj, model.call.where, model.steps, interpreter)
        settled = held is not None and is_settled(obj, held, model, bindings)
        if obj.one_of and not settled:
            problems.append(Problem(model.call.node, f"which data `{obj.name}` holds {_LATER}"))
        if obj.call is None or sees(model.call.where, obj.call.where) or settled:
            continue
        if model.is_alike(obj) and obj.call.where.function is model.call.where.function:
            continue
        if not (written and _made_for(model, obj.call.where)):
            problems.append(Problem(obj.call.node, f"`{v1_name(obj)}` {elsewhere}"))
    return problems


def sees(inner: Where, outer: Where) -> bool:
    """Whether what is bound at ``outer`` is surely bound when ``inner`` runs (and stands before it)."""
    scope: FunctionScope | None = inner.function
    while scope is not None and scope is not outer.function:
        scope = scope.parent
    if outer.statement is inner.statement:
        return True
    if scope is None or outer.order > inner.order:
        return False
    if scope is inner.function:
        return outer.blocks == inner.blocks[: len(outer.blocks)]
    return not outer.blocks


def _made_for(model: PipelineModel, made: Where) -> bool:
    """Whether what is made there is there for the pipeline, in those of its variants that hold it."""
    where = model.call.where
    in_branch = bool(model.variants) and made.function is where.function and made.order < where.order
    return in_branch or sees(where, made)
