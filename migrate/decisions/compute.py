"""On which compute a step runs: the name, which is all that v2 takes."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.misplaced import sees
from migrate.decisions.rule import Manual
from migrate.v1.catalogue import Catalogue
from migrate.v1.nodes import code_of
from migrate.v1.pipelines import PipelineModel
from migrate.v1.plain import is_plain
from migrate.v1.spark_step import SYNAPSE_SPARK_STEP
from migrate.v1.steps import StepModel
from migrate.v1.values import UNKNOWN, Const, Obj, Value, Where, alternatives, objects, type_name
from migrate.v2.expressions import Attr, Code, Expr, Literal, User, call

COMPUTE_TARGET = "azureml.core.compute.ComputeTarget"


def _is_compute(obj: Obj, catalogue: Catalogue) -> bool:
    return obj.symbol == COMPUTE_TARGET or catalogue.is_subclass(obj.symbol, COMPUTE_TARGET)


def _chosen(step: StepModel) -> tuple[cst.BaseExpression, Value] | None:
    """What the step says about its compute: its own argument, else the run configuration's target."""
    if step.stand_in:
        # It ran outside of Azure ML, on what v2 does not attach.
        return None
    argument = step.argument("compute_target")
    if argument is not None and argument.value != Const(None):
        return argument.node.value, argument.value
    made = step.run.obj.call if step.run is not None else None
    if made is not None and not sees(step.call.where, made.where):
        return None
    if step.run is not None and step.run.target is not None:
        return step.run.target.expression, step.run.target.value
    return None


def _is_out_of_sight(node: cst.BaseExpression, step: StepModel) -> bool:
    """Whether only the function that makes the configuration of a step knows its compute."""
    made = step.configuration
    hidden = made is not None and made.call.where.function is not step.call.where.function
    return hidden and not isinstance(node, cst.SimpleString)


def compute_of(step: StepModel, context: Context) -> Expr | None:
    """The name of the step's compute as an expression; None when the step says nothing about it.

    Raises:
        Manual: it cannot be told whether the expression is a compute object or a name.
    """
    chosen = _chosen(step)
    return None if chosen is None else compute_name(*chosen, context)


def compute_seen_from(where: Where, step: StepModel, context: Context) -> Expr | None:
    """The compute of a step that another function may make; None when nothing there says it.

    Raises:
        Manual: it cannot be told whether the expression is a compute object or a name.
    """
    chosen = _chosen(step)
    if chosen is None:
        return None
    node, value = chosen
    if sees(where, step.call.where) and not _is_out_of_sight(node, step):
        return compute_name(node, value, context)
    return Literal(value.value) if isinstance(value, Const) and isinstance(value.value, str) else None


def compute_name(node: cst.BaseExpression, value: Value, context: Context) -> Expr:
    if isinstance(node, cst.Tuple) and len(node.elements) == 2:
        # v1 also takes the name together with the type of the compute.
        node = node.elements[0].value
        value = context.value(node) or UNKNOWN
    if isinstance(node, cst.SimpleString) and isinstance(value, Const):
        return Literal(value.value)
    found = objects(value)
    certain = bool(found) and len(found) == len(alternatives(value))
    if certain and all(_is_compute(obj, context.catalogue) for obj in found):
        return _name_of(node, context)
    if type_name(value) == "str" or is_plain(value):
        return User(node)
    text = code_of(node).lower()
    if not found and "name" in text:
        return User(node)
    if isinstance(node, cst.Name) and not certain:
        # Right for both: a compute of v1 or v2 has a name, and text has none.
        return call(Code("getattr"), User(node), Literal("name"), User(node))
    raise Manual(f"whether `{code_of(node)}` is a compute or its name is not known: pass its name")


def _name_of(node: cst.BaseExpression, context: Context) -> Expr:
    """The name of a compute object; what was only looked up to be passed on is named directly."""
    lookup = context.interpreter.uses.subscripts.get(node)
    if lookup is not None and lookup.key is not None:
        return User(lookup.key)
    call = context.interpreter.uses.calls.get(node) if isinstance(node, cst.Call) else None
    if call is not None and call.entry.kind == "class":
        name = call.expression("name")
        if name is not None:
            return User(name)
    return Attr(User(node), "name")


def same_compute(model: PipelineModel, context: Context) -> Expr | None:
    """The compute that all steps of a pipeline share, for ``default_compute``."""
    steps = [step for step in model.steps if not step.stand_in and step.obj.symbol != SYNAPSE_SPARK_STEP]
    chosen = [_chosen(step) for step in steps]
    if not chosen or any(one is None for one in chosen):
        return None
    if model.flow is not None and not all(isinstance(one[0], cst.SimpleString) for one in chosen if one is not None):
        return None
    if any(one is not None and _is_out_of_sight(one[0], step) for one, step in zip(chosen, steps, strict=True)):
        return None
    texts = {code_of(one[0]) for one in chosen if one is not None}
    values = [one[1] for one in chosen if one is not None]
    if len(texts) != 1 or any(value != values[0] for value in values):
        return None
    return compute_of(steps[0], context)
