"""Steps and data that are made in another place of the file than their pipeline, so that it may not see them."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrate.decisions.held import holding, is_settled
from migrate.v1.bound import Bound
from migrate.v1.data import PIPELINE_DATA, in_messages
from migrate.v1.interpreter import Interpreter
from migrate.v1.pipelines import PipelineModel
from migrate.v1.problems import Problem
from migrate.v1.scenarios import Unsettled, conditions
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.values import Obj, Where

_LATER = "changes before the pipeline is made, or is not settled in the function that makes it"


def misplaced(
    model: PipelineModel, lost_orderings: Iterable[cst.Call], interpreter: Interpreter, bound: Bound
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
        settled = held is not None and is_settled(obj, held, model, bound)
        if obj.one_of and not settled:
            problems.append(Problem(model.call.node, f"which data `{obj.name}` holds {_LATER}"))
        hidden = obj.call is not None and not written and obj.call.where.in_class and obj in model.sources
        if obj.call is None or (sees(model.call.where, obj.call.where) and not hidden) or settled:
            continue
        if model.is_alike(obj) and obj.call.where.function is model.call.where.function:
            continue
        if any(_reads_there(step, obj, model) for step in model.steps):
            continue
        if not (written and _made_for(model, obj.call.where)):
            problems.append(Problem(obj.call.node, f"{in_messages(obj)} {elsewhere}"))
    return problems


def _reads_there(step: StepModel, data: Obj, model: PipelineModel) -> bool:
    """Whether the step reads data from outside only when the branch runs that makes it."""
    made, when = data.call, step.sometimes.get(data)
    if made is None or when is None or data in model.sources:
        return False
    if made.where.function is not step.call.where.function or made.where.order > step.call.where.order:
        return False
    try:
        found = tuple(conditions(made.where.blocks, step.call.where.blocks, step.branches))
    except Unsettled:
        return False
    return found == when[: len(found)] and model.producer(data) is None


def sees(inner: Where, outer: Where) -> bool:
    """Whether what is bound at ``outer`` is surely bound when ``inner`` runs (and stands before it)."""
    scope: FunctionScope | None = inner.function
    while scope is not None and scope is not outer.function:
        scope = scope.parent
    if outer.statement is inner.statement:
        return True
    if outer.order > inner.order:
        return False
    if scope is None:
        # At the top of another document, which is understood together with this one and imported by it.
        return outer.function.is_module and not outer.blocks and _document(inner) is not outer.function
    if scope is inner.function:
        return outer.blocks == inner.blocks[: len(outer.blocks)]
    return not outer.blocks


def _document(where: Where) -> FunctionScope:
    scope = where.function
    while scope.parent is not None:
        scope = scope.parent
    return scope


def _made_for(model: PipelineModel, made: Where) -> bool:
    """Whether what is made there is there for the pipeline, in those of its variants that hold it."""
    where = model.call.where
    if made.function is not where.function and made.in_class:
        return False
    in_branch = bool(model.variants) and made.function is where.function and made.order < where.order
    return in_branch or sees(where, made)
