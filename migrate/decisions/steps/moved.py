"""Steps that are made by functions, in loops or in lists: component and node stand where v1 made the step.

The statements around them move into the pipeline function as they are. Data is born with the step that writes it:
``clean = PipelineData("clean")`` goes, and ``clean = prep.outputs.clean`` follows the node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

import libcst as cst

from migrate.decisions.access import born_as
from migrate.decisions.branches import all_of
from migrate.decisions.context import Context
from migrate.decisions.inputs import input_at, input_of, is_asset, is_made_in
from migrate.decisions.outputs import pipeline_output
from migrate.decisions.rule import Decision, Edit, Manual, Move, converted
from migrate.decisions.run_settings import Bound
from migrate.decisions.settings import default_environment
from migrate.decisions.steps.bundles import collected, gathered, placed, single, with_bundles
from migrate.decisions.steps.kept import name_kept_environments
from migrate.decisions.steps.node_name import node_name
from migrate.decisions.steps.plan import ComponentPlan, PlanOf
from migrate.decisions.steps.signatures import moved_parameters, own_parameters, sign
from migrate.decisions.steps.step_lists import step_lists, word_lists
from migrate.v1.data import data_of, v1_name
from migrate.v1.nodes import code_of, walk
from migrate.v1.own_parameters import is_own
from migrate.v1.pipelines import PipelineModel
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.sweep_step import METRICS
from migrate.v1.symbolic import LOOPS
from migrate.v1.traced import Flow
from migrate.v1.values import Call, Obj, constant
from migrate.v2 import names
from migrate.v2.expressions import Attr, Code, Expr, Literal, Text, User, method
from migrate.v2.statements import Assign, Branch, Define, Do, Statement

_NODE = re.compile(r"[a-z_][a-z0-9_]*")


def moved_step(
    use: Call, step: StepModel, model: PipelineModel, plan: ComponentPlan, context: Context, plan_of: PlanOf
) -> Decision:
    """What becomes of the statement that makes the step.

    Args:
        plan_of: gives the plan of another step.

    Raises:
        Manual: it cannot be written where v1 made the step.
    """
    flow = model.flow
    assert flow is not None
    home = flow.is_home(step)
    if plan.params:
        raise Manual("parameters that v1 made behind the scenes are not known where a step like this is made")
    arguments: list[tuple[str, Expr]] = [
        (name, _source(flow.values[step, obj], obj, context))
        for obj, name in plan.inputs.items()
        if obj not in step.sometimes
    ]
    arguments += [(name, _parameter(obj, step, model, context)) for obj, name in plan.parameters.items()]
    groups = {source: _free(f"{single(source)}_inputs", step, flow) for source in step.groups}
    waiting = {one: _free(f"after_{one.name}", step, flow) for one in flow.gathered if step in one.later}
    bundles = [*groups.values(), *waiting.values()]
    arguments += [("**", Code(variable)) for variable in bundles]
    node = plan.made(arguments)
    statements: list[Statement] = [*plan.before, *collected(step, groups), *gathered(waiting, plan_of, context)]
    statements += replace(plan, value=plan.value and with_bundles(plan.value, bundles)).assigned()
    variable = _target(use) if plan.owns_statement else None
    if home and variable is not None:
        variable = new_names(flow, context).get(variable, variable)
    owns = plan.owns_statement and (variable is not None or _is_bare(use.where.statement))
    fallback = _free(plan.node, step, flow)
    after = list(_after(variable or fallback, step, plan, model, context))
    if after:
        variable = variable or fallback
    decision = _decision(use, plan, node, statements, after, variable, owns, fallback)
    return placed(decision, use.where.statement, waiting, context)


def _decision(
    use: Call,
    plan: ComponentPlan,
    node: Expr,
    statements: Sequence[Statement],
    after: Sequence[Statement],
    variable: str | None,
    owns: bool,
    fallback: str,
) -> Decision:
    fate = converted("command(...)")
    if variable is None and (owns or not plan.owns_statement):
        if owns:
            edit = Edit(use.where.statement, instead=(*statements, Do(node)))
            return Decision(fate, edits=(edit,), arguments=plan.fates)
        return Decision(fate, node, (Edit(use.where.statement, before=tuple(statements)),), plan.fates)
    variable = variable or fallback
    written = (*statements, Assign(variable, node), *after)
    if owns:
        return Decision(fate, edits=(Edit(use.where.statement, instead=written),), arguments=plan.fates)
    return Decision(fate, Code(variable), (Edit(use.where.statement, before=written),), plan.fates)


def _source(node: cst.BaseExpression, obj: Obj, context: Context) -> Expr:
    """What an input is given: a data asset does not say how it is read, and data without a variable is made here."""
    data = data_of(obj)
    if is_made_in(node, data, context):
        return input_of(data, context)
    return input_at(Attr(User(node), "id"), data, context) if is_asset(data, context) else User(node)


def _parameter(obj: Obj, step: StepModel, model: PipelineModel, context: Context) -> Expr:
    """A pipeline parameter where the step is made."""
    assert model.flow is not None
    if model.flow.is_home(step):
        return Code(moved_parameters(model, context)[obj])
    if is_own(obj, model.flow):
        return Code(own_parameters(model, context)[step.call.where.function][v1_name(obj)])
    return User(model.flow.values[step, obj])


def new_names(flow: Flow, context: Context) -> Mapping[str, str]:
    """The variables that need another name in the pipeline function, since they take that of a function called there.

    There a name is one thing only: ``train = train(data)`` reads a variable that has no value yet.
    """
    key = ("new names", flow)
    if key not in context.plans:
        stems = {name: name.removesuffix("_step") for name in flow.region.rebound}
        context.plans[key] = {name: context.new_name(f"{stem}_node") for name, stem in stems.items()}
    return cast("dict[str, str]", context.plans[key])


def returned(
    model: PipelineModel, plans: Mapping[StepModel, ComponentPlan], context: Context
) -> Iterator[tuple[Expr, Expr]]:
    """The outputs that v1 gives a name in the whole pipeline."""
    assert model.flow is not None
    renamed = new_names(model.flow, context)
    for step in model.steps:
        target = next((site.target for site in model.flow.sites if site.step is step), "")
        node = renamed.get(target, target)
        for given_name, port in plans[step].named.items():
            yield Literal(given_name), Code(f"{node}.outputs.{port}")
        for data, port in plans[step].outputs.items():
            given = pipeline_output(data)
            if given is not None:
                yield given, Code(f"{node}.outputs.{port}")
        beside = plans[step].beside
        for data in beside.outputs if beside is not None else ():
            given = pipeline_output(data)
            if given is not None:
                yield given, Code(_held_in(data, model, context))


def _held_in(data: Obj, model: PipelineModel, context: Context) -> str:
    """The variable that holds what a component beside the step writes, where the pipeline is made.

    Raises:
        Manual: there is none.
    """
    home = model.call.where.function
    functions = context.interpreter.binding_functions
    for name in data.bound_to:
        if isinstance(name, cst.Name) and functions.get(name) is home:
            return name.value
    raise Manual(f"the pipeline's output `{v1_name(data)}` has no variable where the pipeline is made")


def _is_bare(statement: cst.CSTNode) -> bool:
    """Whether the statement is an expression that nothing is bound to, or what a function returns."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    return isinstance(small, cst.Expr)


def _free(wanted: str, step: StepModel, flow: Flow) -> str:
    """A variable for the node that the function has not got yet."""
    scope = step.call.where.function
    own = flow.region.names if flow.is_home(step) else set()
    return names.unique(wanted, {*scope.variables, *scope.arguments, *own})


def _target(use: Call) -> str | None:
    """The variable that the step is assigned to."""
    statement = use.where.statement
    if not isinstance(statement, cst.SimpleStatementLine):
        return None
    small = statement.body[0]
    if isinstance(small, cst.AnnAssign):
        return small.target.value if isinstance(small.target, cst.Name) else None
    if not isinstance(small, cst.Assign) or len(small.targets) != 1:
        return None
    target = small.targets[0].target
    return target.value if isinstance(target, cst.Name) else None


def _kept_as(use: Call) -> str | None:
    """The attribute of an instance that the data is kept in: ``self.model``."""
    statement = use.where.statement
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    target = small.targets[0].target if isinstance(small, cst.Assign) and len(small.targets) == 1 else None
    own = isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name)
    return code_of(target) if own and target is not None else None


def _after(
    variable: str, step: StepModel, plan: ComponentPlan, model: PipelineModel, context: Context
) -> Iterator[Statement]:
    """What follows the node: its settings, its name, and the data that it writes."""
    flow = model.flow
    assert flow is not None
    vanishing = [step.call.node, *flow.spent, *(late.statement for late in flow.late if late.after is None)]
    gone = {node for one in vanishing for node in walk(one)}
    yield from _optional(variable, step, plan, flow)
    optional = {f"inputs.{plan.inputs[data]}.mode" for data in step.sometimes}
    for attribute, value in plan.on_node:
        if attribute in optional:
            continue
        around = value.around(_parameter(value.parameter, step, model, context)) if isinstance(value, Bound) else value
        yield Assign(f"{variable}.{attribute}", around)
    for called, keywords in plan.calls:
        yield Do(method(Code(variable), called, **keywords))
    flows = [one.flow for one in context.pipelines_of(step) if one.flow is not None]
    needs_name = any(one.needs_name(step) for one in flows)
    name = (node_name(step, context) or _only_name(step, flows)) if needs_name else None
    if name is not None:
        yield Assign(f"{variable}.name", name)
    elif not needs_name and flow.is_home(step) and not _NODE.fullmatch(variable):
        yield Assign(f"{variable}.name", Literal(names.snake(variable)))
    written = {data: f"{variable}.outputs.{port}" for data, port in plan.outputs.items()}
    if plan.beside is not None:
        node = _free(plan.beside.node, step, flow)
        yield from plan.beside.placed(variable, node)
        yield from _beside_name(node, variable, name is not None, step, flows)
        written |= {data: f"{node}.outputs.{port}" for data, port in plan.beside.outputs.items()}
    for data, output in written.items():
        bound = (_target(data.call) or _kept_as(data.call)) if data.call is not None else None
        if bound is None:
            raise Manual(f"what `{step.variable}` writes has no variable")
        held = (data, *born_as(data, context))
        read = any(reference not in gone for one in held for reference in context.references_to(one))
        if read or "." in bound:
            yield Assign(bound, Code(output))


def _beside_name(
    node: str, variable: str, is_named: bool, step: StepModel, flows: Sequence[Flow]
) -> Iterator[Statement]:
    """The name of the node beside that of the step, where no variable of the pipeline function gives it one."""
    suffix = f"_{METRICS}"
    sites = [site for flow in flows for site in flow.sites if site.step is step]
    if is_named:
        yield Assign(f"{node}.name", Text((Attr(Code(variable), "name"), suffix)))
    elif len(sites) == 1 and sites[0].target and not flows[0].is_home(step):
        yield Assign(f"{node}.name", Literal(f"{names.snake(sites[0].target)}{suffix}"))


def _optional(variable: str, step: StepModel, plan: ComponentPlan, flow: Flow) -> Iterator[Statement]:
    """The branches in which inputs are bound."""
    for when in dict.fromkeys(step.sometimes.values()):
        bound: list[Statement] = []
        for data, name in plan.inputs.items():
            if step.sometimes.get(data) == when:
                bound.append(Assign(f"{variable}.inputs.{name}", User(flow.values[step, data])))
                modes = (value for attribute, value in plan.on_node if attribute == f"inputs.{name}.mode")
                bound += [
                    Assign(f"{variable}.inputs.{name}.mode", mode) for mode in modes if not isinstance(mode, Bound)
                ]
        yield Branch(User(all_of(when)), tuple(bound))


def _only_name(step: StepModel, flows: Sequence[Flow]) -> Expr | None:
    """The name of a step that each pipeline holds once, where no other node has it."""
    argument = step.argument("name")
    said = constant(argument.value) if argument is not None else None
    if not isinstance(said, str) or not re.match(r"[a-zA-Z_]", said):
        return None
    name = names.snake(said)
    for flow in flows:
        sites = [site for site in flow.sites if site.step is step]
        if len(sites) != 1 or any(isinstance(one, LOOPS) for one in sites[0].blocks):
            return None
        others = [site for site in flow.sites if site.step is not step]
        if name in {names.snake(word) for one in others for word in (one.target, one.step.title) if word}:
            return None
    return Literal(name)


# The function


def move(model: PipelineModel, function: Define, context: Context) -> list[Edit]:
    """Move the statements into the function; the edits of those that v2 does not need."""
    flow = model.flow
    assert flow is not None
    context.moves.append(Move(function, tuple(flow.region.statements), model.call.where.statement))
    _name_parameters(model, flow, context)
    sign(model, context)
    for name, new in new_names(flow, context).items():
        context.replacements |= {one: Code(new) for one in flow.region.renamed(name)}
    context.replacements |= {one: Code(f"{one.value} is not None") for one in flow.truths}
    name_kept_environments(flow, context)
    return [*step_lists(model, flow, context), *word_lists(flow, context), *_late(flow, context), *_shown(flow)]


def _shown(flow: Flow) -> Iterator[Edit]:
    """Edits that take out what a notebook only shows: inside of a function that does nothing."""
    for statement in flow.region.statements:
        small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
        if isinstance(small, cst.Expr) and isinstance(small.value, cst.Name):
            yield Edit(statement, instead=())


def _late(flow: Flow, context: Context) -> Iterator[Edit]:
    """Edits that put what names data behind the step that writes it."""
    for late in flow.late:
        if not context.once("late", late.statement):
            continue
        yield Edit(late.statement, instead=())
        if late.after is not None:
            yield Edit(late.after, after=(Assign(late.variable, User(late.value)),))


def shared_environment(model: PipelineModel, plans: Mapping[StepModel, ComponentPlan], context: Context) -> list[Edit]:
    """The default environment, where all steps that need it see it."""
    flow = model.flow
    assert flow is not None
    needing = [
        step
        for step in model.steps
        if step.run is None and step.environment is None and not step.describes_environment and not plans[step].in_yaml
    ]
    if not needing:
        return []
    plan = default_environment(context)
    assign = (Assign(plan.expr.text, plan.described.expr),)
    source, edits = context.interpreter.source, []
    home = source.path_of(model.call.where.cell)
    for path in dict.fromkeys(source.path_of(step.call.where.cell) for step in needing):
        here = [step for step in needing if source.path_of(step.call.where.cell) == path]
        places = [step.call.where for step in here if not flow.is_home(step)]
        first = min(places, key=lambda where: where.order, default=None)
        shared = any(len(context.pipelines_of(step)) > 1 for step in here)
        at_home = path == home and flow.region.scope.is_module and not shared
        around = _seen_by_all(first.function, context) if first is not None else None
        if around is not None and not at_home:
            if context.once("default environment", around):
                edits.append(Edit(around, before=assign))
        else:
            edits.append(Edit(model.call.where.statement, before=assign))
    return edits


def _seen_by_all(function: FunctionScope, context: Context) -> cst.CSTNode | None:
    """The function, or the class whose method it is: what is bound before that, every function sees."""
    if function.owner is None:
        return function.node
    return next((node for node, cls in context.interpreter.classes.items() if cls is function.owner), function.node)


def _name_parameters(model: PipelineModel, flow: Flow, context: Context) -> None:
    """Pipeline parameters where the moved statements hand them on."""
    parameters = moved_parameters(model, context)
    inside = {node for statement in flow.region.statements for node in walk(statement)}
    inside |= {node for one in flow.inline for node in walk(one)}
    known = {*flow.helpers, *_constructors(flow, inside, context)}
    for obj, name in parameters.items():
        for reference in context.references_to(obj):
            if reference in inside:
                context.replacements[reference] = Code(name)
            elif context.function_of(reference) in known:
                context.replacements[reference] = Code(reference.value)


def _constructors(flow: Flow, inside: Iterable[cst.CSTNode], context: Context) -> Iterator[FunctionScope]:
    """Those of classes all of whose instances are made inside of the function."""
    made = {*inside, *(node for helper in flow.helpers if helper.node is not None for node in walk(helper.node))}
    for cls in context.interpreter.classes.values():
        calls = [call for one in (cls, *cls.heirs) for call in one.made]
        init = dict(cls.methods).get("__init__")
        if init is not None and calls and all(call in made for call in calls):
            yield init


__all__ = ["move", "moved_step", "returned", "shared_environment"]
