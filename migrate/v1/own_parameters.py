"""Pipeline parameters that the functions make which make the steps: ``rounds = PipelineParameter("rounds", 10)``.

In v2 they are parameters of the pipeline function, which hands them on to those functions.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrate.v1.kept_lists import attribute_of, own_name
from migrate.v1.nodes import code_of, names_read, walk
from migrate.v1.purity import is_pure
from migrate.v1.scopes import FunctionScope
from migrate.v1.traced import Flow
from migrate.v1.tracing import Untraceable
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
        if name is None or _default(parameter, flow) is None or call.where.blocks:
            raise Untraceable(call.node, "which pipeline parameter a function makes is only known when the code runs")
        users = [step for step in flow.steps if parameter in step.all_parameters]
        if any(step.call.where.function is not call.where.function for step in users):
            raise Untraceable(call.node, f"the pipeline parameter `{name}` is made in another function than its step")
        if any(_name(one) == name and _default(one, flow) != _default(parameter, flow) for one in known):
            raise Untraceable(call.node, f"the pipeline parameter `{name}` has several defaults")


def _name(parameter: Obj) -> str | None:
    argument = parameter.argument("name")
    name = constant(argument.value) if argument is not None else None
    return name if isinstance(name, str) else None


def _default(parameter: Obj, flow: Flow) -> tuple[type, object] | None:
    """The default, when it means the same where the pipeline is made."""
    argument, call = parameter.argument("default_value"), parameter.call
    if argument is None or call is None:
        return None
    node = argument.node.value
    if isinstance(node, _LITERALS) and isinstance(argument.value, Const):
        return type(argument.value.value), argument.value.value
    return (cst.CSTNode, code_of(node)) if _is_of_both(node, call.where.function, flow) else None


def _is_of_both(node: cst.BaseExpression, helper: FunctionScope, flow: Flow) -> bool:
    """Whether it only names what the instance keeps that both functions are methods of, or what the module binds."""
    made, instance = flow.region.pipeline.where.function, own_name(helper)
    if not is_pure(node) or made.owner is not helper.owner or instance != own_name(made):
        return False
    if any(name.value != instance and not _is_global(name.value, helper, made) for name in names_read(node)):
        return False
    kept = {attribute_of(one, instance) for one in walk(node)} - {None}
    functions = [one.node for one in (*flow.helpers, made) if one.node is not None]
    inside = (one for function in functions for one in walk(function) if isinstance(one, cst.AssignTarget))
    return not any(attribute_of(one.target, instance) in kept for one in inside)


def _is_global(name: str, helper: FunctionScope, made: FunctionScope) -> bool:
    return all(name not in (*one.variables, *one.arguments) for one in (helper, made) if not one.is_module)
