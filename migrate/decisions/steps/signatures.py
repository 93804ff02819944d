"""What the functions take that make the steps of a pipeline: in v2 other things than in v1.

What nothing reads any more goes, environments come in place of run configurations, and what v1 made a pipeline
parameter of inside of such a function comes from the pipeline function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.data import parameter_name
from migrate.decisions.removal import assigned
from migrate.decisions.rule import Edit, Manual
from migrate.decisions.steps.kept import becomes_environment
from migrate.v1.data import v1_name
from migrate.v1.makers import caller_of, passed
from migrate.v1.nodes import names_read, walk
from migrate.v1.own_parameters import is_own
from migrate.v1.pipelines import PipelineModel
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.traced import Flow
from migrate.v1.values import Obj, Value, alternatives, objects
from migrate.v2 import names
from migrate.v2.expressions import CallTo, Code, Expr, User
from migrate.v2.expressions import walk as walk_expr
from migrate.v2.statements import Assign, Do


def moved_parameters(model: PipelineModel, context: Context) -> Mapping[Obj, str]:
    """The names of the parameters of the pipeline function, which the moved statements must not use for others."""
    key = ("moved parameters", model.obj)
    if key not in context.plans:
        flow = _flow(model)
        taken = set(flow.region.names)
        found: dict[Obj, str] = {}
        shared: dict[str, str] = {}
        for obj in model.parameters:
            known = shared.get(v1_name(obj)) if any(is_own(one, flow) for one in _alike(obj, model)) else None
            found[obj] = known or names.unique(parameter_name(obj), taken)
            shared[v1_name(obj)] = found[obj]
        context.plans[key] = found
    return cast("dict[Obj, str]", context.plans[key])


def _alike(obj: Obj, model: PipelineModel) -> list[Obj]:
    return [one for one in model.parameters if v1_name(one) == v1_name(obj)]


def own_parameters(model: PipelineModel, context: Context) -> Mapping[FunctionScope, Mapping[str, str]]:
    """By function the parameters that it gets, each with the name of the pipeline's."""
    key = ("own parameters", model.obj)
    if key not in context.plans:
        flow = _flow(model)
        found: dict[FunctionScope, dict[str, str]] = {}
        for helper in flow.helpers:
            made = (one for one in model.parameters if one.call is not None and one.call.where.function is helper)
            own = {v1_name(one): _local(one, helper) for one in made}
            taken = {*helper.variables, *helper.arguments, *own.values()}
            for inner, needed in found.items():
                if any(caller_of(call, context.interpreter) is helper for call in inner.calls):
                    own |= {name: names.unique(local, taken) for name, local in needed.items() if name not in own}
            if own:
                found[helper] = own
        context.plans[key] = found
    return cast("dict[FunctionScope, dict[str, str]]", context.plans[key])


def _local(obj: Obj, helper: FunctionScope) -> str:
    """The variable that holds the parameter in the function which makes it."""
    variable = assigned(obj.call.where.statement) if obj.call is not None else None
    if variable is not None and variable.isidentifier() and variable in obj.bound_to.values():
        return variable
    return names.unique(parameter_name(obj), {*helper.variables, *helper.arguments})


def sign(model: PipelineModel, context: Context) -> None:
    """Change what the functions take that are called for the pipeline.

    Raises:
        Manual: another function that is called alike would have to take it, too.
    """
    flow = _flow(model)
    for helper in flow.helpers:
        if context.once("signature", helper):
            _slim(helper, flow, context)
    own = own_parameters(model, context)
    of_pipeline = {v1_name(obj): name for obj, name in moved_parameters(model, context).items()}
    more: dict[cst.Call, list[tuple[str, Expr]]] = {}
    for helper, needed in own.items():
        if _is_one_of_several(helper, context):
            raise Manual(f"`{helper.name}` is called like others, and makes pipeline parameters")
        assert isinstance(helper.node, cst.FunctionDef)
        context.more_parameters[helper.node.params] = tuple(needed.values())
        for call in dict.fromkeys(helper.calls):
            around = own.get(caller_of(call, context.interpreter) or helper, {})
            inside = caller_of(call, context.interpreter) in flow.helpers
            if not inside and not flow.region.holds(call) and call not in flow.region.given:
                continue
            given = [(local, Code((around if inside else of_pipeline)[name])) for name, local in needed.items()]
            more[call] = [*more.get(call, []), *given]
    for call, given_more in more.items():
        kept = [argument for argument in call.args if argument not in context.superfluous]
        arguments = [(_keyword(argument, context), User(argument.value)) for argument in kept]
        context.replacements[call] = CallTo(User(call.func), (*arguments, *given_more))


def _keyword(argument: cst.Arg, context: Context) -> str:
    if argument.keyword is None:
        return argument.star
    new = context.replacements.get(argument.keyword)
    return new.text if isinstance(new, Code) else argument.keyword.value


def _flow(model: PipelineModel) -> Flow:
    assert model.flow is not None
    return model.flow


def _slim(helper: FunctionScope, flow: Flow, context: Context) -> None:
    """Take out the parameters of a function that nothing in it reads any more, and name those that changed."""
    steps = flow.helpers[helper]
    node = helper.node
    assert isinstance(node, cst.FunctionDef)
    carried: set[cst.CSTNode] = set()
    for step in steps:
        decision = context.decide(step.call)
        carried |= {inner for edit in decision.edits for one in _exprs(edit) for inner in _user_nodes(one)}
        if decision.expr is not None:
            carried |= set(_user_nodes(decision.expr))
    gone = {inner for step in steps for inner in _gone(step, context)}
    gone |= {inner for one in context.superfluous for inner in walk(one)}
    if _is_one_of_several(helper, context):
        return
    calls = list(dict.fromkeys(helper.calls))
    for param in [*node.params.posonly_params, *node.params.params, *node.params.kwonly_params]:
        name = param.name.value
        reads = [one for one in names_read(node.body) if one.value == name]
        left = [one for one in reads if one not in gone or one in carried]
        if reads and not left:
            context.superfluous.add(param)
            context.superfluous |= {one for call in calls if (one := _passed(call, helper, name)) is not None}
        elif left and any(_is_environment(context.value(left[0]), step, context) for step in flow.steps):
            new = "environment" if "environment" not in helper.variables else context.new_name("environment")
            context.replacements |= {one: Code(new) for one in left}
            context.replacements[param.name] = Code(new)
            for call in calls:
                found = _passed(call, helper, name)
                if found is not None and found.keyword is not None:
                    context.replacements[found.keyword] = Code(new)


def _is_one_of_several(helper: FunctionScope, context: Context) -> bool:
    """Whether others are called alike: methods of classes above or below, and the functions of a table."""
    if any(len(alternatives(context.value(call.func))) > 1 for call in helper.calls):
        return True
    owner = helper.owner
    family = [*owner.bases, *owner.heirs] if owner is not None else []
    return any(name == helper.name for one in family for name, _ in one.methods)


def _is_environment(value: Value | None, step: StepModel, context: Context) -> bool:
    return step.run is not None and objects(value) == (step.run.obj,) and becomes_environment(step, context)


def _gone(step: StepModel, context: Context) -> set[cst.CSTNode]:
    """All that stood in the statements of the step and its data."""
    found = set(walk(step.call.node))
    for port in step.outputs:
        if port.source.call is not None:
            found |= set(walk(port.source.call.node))
    return found


def _passed(node: cst.Call, helper: FunctionScope, name: str) -> cst.Arg | None:
    """The argument of a call that fills the parameter."""
    return next((argument for argument, parameter in passed(node, helper) if parameter == name), None)


def _exprs(edit: Edit) -> Iterator[Expr]:
    for statement in (*edit.before, *(edit.instead or ()), *edit.after):
        if isinstance(statement, (Assign, Do)):
            yield statement.value


def _user_nodes(expr: Expr) -> Iterator[cst.CSTNode]:
    for part in walk_expr(expr):
        if isinstance(part, User):
            yield from walk(part.node)


__all__ = ["moved_parameters", "own_parameters", "sign"]
