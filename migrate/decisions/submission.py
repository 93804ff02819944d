"""What is set on a pipeline job before it is submitted or scheduled."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context, given, single
from migrate.decisions.misplaced import sees
from migrate.decisions.rule import Manual
from migrate.v1.pipelines import PIPELINE
from migrate.v1.values import Argument, Call, Const, DictValue, Obj
from migrate.v2.expressions import Expr, Index, Literal, User
from migrate.v2.names import port
from migrate.v2.statements import Assign, Statement

SCHEDULE = "azureml.pipeline.core.Schedule"
SETTING = ("pipeline_parameters", "continue_on_step_failure", "regenerate_outputs")
"""What v1 gives to one submission, and v2 sets on the job, where it stays."""


def submissions(pipeline: Obj, context: Context) -> list[Call]:
    """The calls that submit or schedule a pipeline, in source order."""
    calls = context.interpreter.uses.calls.values()
    found = [one for one in calls if one.entry.name == "submit" and submitted(one) is pipeline]
    return sorted(found, key=lambda call: call.where.order)


def submitted(use: Call) -> Obj | None:
    """The pipeline that ``experiment.submit(pipeline)`` or ``pipeline.submit("experiment")`` submits."""
    receiver = single(use.receiver)
    return receiver if receiver is not None and receiver.symbol == PIPELINE else single(use.value("config"))


def fresh_job(use: Call, pipeline: Obj, wanted: str, context: Context) -> tuple[str, list[Statement]]:
    """The variable of a job for a schedule: the pipeline's own when nothing else is done with it.

    Raises:
        Manual: the pipeline has no variable here.
    """
    made = context.decide_object(pipeline).expr
    assert pipeline.call is not None
    if made is None or not sees(use.where, pipeline.call.where):
        raise Manual("the pipeline that is scheduled here is made out of sight")
    calls = context.interpreter.uses.calls.values()
    others = [one for one in calls if one.symbol.startswith(f"{SCHEDULE}.create") and one is not use]
    own = pipeline.name and not submissions(pipeline, context)
    if own and not others:
        return pipeline.name, []
    name = context.new_name(wanted)
    return name, [Assign(name, made)]


def inputs_on(variable: str, parameters: Argument | None) -> Iterator[Statement]:
    """The inputs that a job gets in place of their defaults.

    Raises:
        Manual: which they are is only known when the code runs.
    """
    if parameters is None or parameters.value == Const(None):
        return
    value, node = parameters.value, parameters.node.value
    if not isinstance(value, DictValue) or not value.complete or not all(isinstance(key, str) for key in value.items):
        raise Manual("set pipeline_job.inputs.<name> for each parameter: which they are is only known at run time")
    for key, item in value.items.items():
        written: Expr = User(item.node) if isinstance(node, cst.Dict) else Index(User(node), Literal(key))
        yield Assign(f"{variable}.inputs.{port(str(key))}", written)


def sets_something(call: Call) -> bool:
    return any(given(call, name) is not None for name in SETTING)
