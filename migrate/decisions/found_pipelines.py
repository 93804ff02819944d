"""The pipelines of a file: read as they stand there, or followed through the functions and loops that make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.decisions.misplaced import misplaced, sees
from migrate.v1.bound import Bound
from migrate.v1.flow import NOT_MADE, trace
from migrate.v1.interpreter import Interpreter
from migrate.v1.own_parameters import check_own
from migrate.v1.pipelines import PIPELINE, PipelineModel, PipelineReader
from migrate.v1.problems import Problem
from migrate.v1.shared_functions import only_followed
from migrate.v1.tracing import Untraceable, lost_orderings
from migrate.v1.values import Call, Obj

_OUT_OF_SIGHT = ("than its pipeline", "only known when the code runs")
"""How problems end of steps that cannot be followed."""


def find_pipelines(
    calls: Sequence[Call],
    reader: PipelineReader,
    interpreter: Interpreter,
    refused: Mapping[Obj, str],
    bound: Bound,
) -> dict[Obj, PipelineModel]:
    """Every pipeline that the calls make, in their order.

    ``refused`` holds the pipelines and steps that cannot be converted, with the reason; ``bound`` where the
    variables are bound.
    """
    lost = lost_orderings(interpreter)
    found = {
        call.result: reader.read(call.result)
        for call in calls
        if call.symbol == PIPELINE and isinstance(call.result, Obj)
    }
    for step in reader.steps:
        if step.obj in refused:
            step.problems.append(Problem(step.call.node, refused[step.obj]))
    for model in found.values():
        model.problems += misplaced(model, lost, interpreter, bound)
        if model.obj in refused:
            # what kept it from being written is the reason: that its steps are made elsewhere was none before
            model.problems.insert(0, Problem(model.call.node, refused[model.obj]))
    for obj, model in list(found.items()):
        if not model.convertible and model.obj.argument("steps") is not None:
            others = [other for other in found.values() if other is not model]
            found[obj] = _traced(model, others, reader, interpreter, refused)
    return only_followed(found)


def _traced(
    model: PipelineModel,
    others: Sequence[PipelineModel],
    reader: PipelineReader,
    interpreter: Interpreter,
    refused: Mapping[Obj, str],
) -> PipelineModel:
    """The pipeline with steps that are made by functions or in loops, if they can be followed."""
    if model.obj in refused or any(step.obj in refused for step in model.steps):
        return model
    steps = {step.obj: step for step in reader.steps if step.obj not in refused}
    for other in others:
        for step in other.steps:
            # What a function makes may be for several pipelines.
            own = step.call.where.function is other.call.where.function
            if own or (other.convertible and other.flow is None):
                steps.pop(step.obj, None)
    homes = [other.call.where.function for other in others]
    try:
        flow = trace(model.call, steps, interpreter, homes)
        parameters = {obj: None for step in flow.steps for obj in step.all_parameters}
        check_own(flow, [one for one in parameters if one.call is None or not sees(model.call.where, one.call.where)])
    except Untraceable as refusal:
        # What keeps its steps from being followed is the reason, unless something else is wrong with them.
        first = model.problems[0] if model.problems else None
        if first is not None and first.message.endswith(_OUT_OF_SIGHT) and str(refusal) != NOT_MADE:
            model.problems[0] = Problem(first.node, f"{refusal}: {first.message}")
        return model
    return PipelineModel(model.obj, model.call, flow.steps, list(flow.orderings), flow=flow)
