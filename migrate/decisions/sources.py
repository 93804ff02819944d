"""Data from outside as what takes it says it: the variable that holds the input, or the input itself."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.decisions.context import Context, plain_name
from migrate.decisions.held import holding
from migrate.decisions.inputs import holder, input_at, input_of, is_asset
from migrate.decisions.misplaced import sees
from migrate.decisions.rule import Manual
from migrate.v1.data import origins, v1_name
from migrate.v1.steps import StepModel
from migrate.v1.values import Obj, Where
from migrate.v2.expressions import Attr, Code, Expr


def source_at(obj: Obj, where: Where, steps: Sequence[StepModel], context: Context) -> Expr:
    """The variable that holds the data at a place, or the data itself when none does.

    Args:
        where: the place where a pipeline is made, or a job.
        steps: those of the pipeline, or the job.

    Raises:
        Manual: its variable is out of sight.
    """
    held = holder(obj, context)
    if obj.one_of or (held is not None and not sees(where, held.where)):
        # Branches of the program make it, or another function.
        variable = holding(obj, where, steps, context.interpreter)
        if variable is not None:
            used = [port for step in steps for port in step.uses if port.source in (obj, *origins(obj))]
            context.refuse_staying(one.call for one in origins(obj))
            context.refuse_staying(call for port in used for call in port.calls)
            asset = variable.itself and is_asset(obj, context)
            return input_at(Attr(Code(variable.name), "id"), obj, context) if asset else Code(variable.name)
    if obj.one_of:
        return input_of(obj, context) if is_asset(obj, context) else Code(obj.name)
    if held is not None and sees(where, held.where):
        return input_of(obj, context) if obj.bound_to and is_asset(obj, context) else Code(held.name)
    # ``self.raw``, as the steps call it
    uses = [word for step in steps for word in step.places if word.port is not None and word.port.via is obj]
    found = next((name for word in uses if (name := plain_name(word.node)) is not None), None)
    if found is not None:
        return Code(found)
    parameter = _parameter(obj, where, context)
    if parameter is not None:
        return Code(parameter)
    if obj.bound_to:
        raise Manual(f"the data `{v1_name(obj)}` has no variable that the pipeline could take it from")
    return input_of(obj, context)


def optional_source(obj: Obj, where: Where, steps: Sequence[StepModel], context: Context) -> Expr:
    """The same for data that may be made in the branch in which it is read.

    Raises:
        Manual: its variable may hold something else by then.
    """
    held = holder(obj, context)
    if held is None or sees(where, held.where):
        return source_at(obj, where, steps, context)
    if len(context.bound.places(held.name, held.where.function)) > 1:
        raise Manual(f"the data `{v1_name(obj)}` has no variable that the pipeline could take it from")
    return input_of(obj, context) if obj.bound_to and is_asset(obj, context) else Code(held.name)


def _parameter(obj: Obj, where: Where, context: Context) -> str | None:
    """The parameter that holds the data in the function that makes the pipeline: what calls it gives an input."""
    names = {node.value for node in context.references_to(obj)}
    name = next(iter(names), "")
    function = where.function.node
    params = function.params if isinstance(function, cst.FunctionDef) else cst.Parameters()
    given = [one.name.value for one in (*params.posonly_params, *params.params, *params.kwonly_params)]
    known = obj.call is None and len(names) == 1 and name in given
    return name if known and len(context.bound.places(name, where.function)) == 1 else None
