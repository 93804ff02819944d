"""Pipeline parameters that the functions make which make the steps: ``rounds = PipelineParameter("rounds", 10)``.

In v2 they are parameters of the pipeline function, which hands them on to those functions.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrate.v1.tracing import Flow, Untraceable
from migrate.v1.values import Const, Obj, constant

_LITERALS = (cst.SimpleString, cst.Integer, cst.Float, cst.UnaryOperation)
"""Defaults that mean the same in every file."""


def is_own(parameter: Obj, flow: Flow) -> bool:
    """Whether one of the functions that are called for the pipeline makes it."""
    return parameter.call is not None and parameter.call.where.function in flow.helpers


def check_own(flow: Flow, parameters: Iterable[Obj]) -> None:
    """Whether the pipeline function can hand these on to where v1 made them.

    Raises:
        Untraceable: why not.
    """
    known = [one for step in flow.steps for one in step.all_parameters]
    for parameter in parameters:
        call = parameter.call
        if call is None or call.where.function not in flow.helpers:
            node = call.node if call is not None else flow.region.pipeline.node
            raise Untraceable(node, "a pipeline parameter is made in another function than its pipeline")
        name = _name(parameter)
        if name is None or _default(parameter) is None or call.where.blocks:
            raise Untraceable(call.node, "which pipeline parameter a function makes is only known when the code runs")
        users = [step for step in flow.steps if parameter in step.all_parameters]
        if any(step.call.where.function is not call.where.function for step in users):
            raise Untraceable(call.node, f"the pipeline parameter `{name}` is made in another function than its step")
        if any(_name(one) == name and _default(one) != _default(parameter) for one in known):
            raise Untraceable(call.node, f"the pipeline parameter `{name}` has several defaults")


def _name(parameter: Obj) -> str | None:
    argument = parameter.argument("name")
    name = constant(argument.value) if argument is not None else None
    return name if isinstance(name, str) else None


def _default(parameter: Obj) -> tuple[type, object] | None:
    """The default, when it is spelled out where the parameter is made."""
    argument = parameter.argument("default_value")
    if argument is None or not isinstance(argument.node.value, _LITERALS) or not isinstance(argument.value, Const):
        return None
    return type(argument.value.value), argument.value.value
