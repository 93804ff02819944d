"""The environment variables of a run configuration, folded into one dictionary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.misplaced import sees
from migrate.decisions.moving import check_moved
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Edit, Manual
from migrate.v1.environments import EnvironmentModel
from migrate.v1.nodes import code_of
from migrate.v1.run_configurations import RunModel
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.values import DictValue, SetEvent, Value, Where, constant, type_name
from migrate.v2.expressions import Code, DictOf, Expr, Literal, User, call
from migrate.v2.statements import Assign


def variables_expr(model: RunModel, context: Context) -> Expr | None:
    """The environment variables of a run configuration and of its environment, as one dictionary.

    Raises:
        Manual: they are spread over dictionaries that cannot be joined.
    """
    made = model.obj.call
    given = variables_of(model.environment, made.where if made is not None else None, context)
    return joined_variables(given, _variables(model.variables, context) if model.variables else None)


def variables_of(environment: EnvironmentModel, where: Where | None, context: Context) -> Expr | None:
    """The environment variables of an environment, for what is made at this place.

    Raises:
        Manual: they cannot be written there.
    """
    for event in environment.variables:
        if where is not None and event.where.function not in _around(where.function):
            check_moved(event.expression, event.where, where, context)
    told = DictOf(tuple((Literal(name), Literal(text)) for name, text in environment.told.items()))
    given = _variables(environment.variables, context) if environment.variables else None
    return joined_variables(told if environment.told else None, given)


def joined_variables(first: Expr | None, second: Expr | None) -> Expr | None:
    """The variables of both, of which the second ones hold.

    Raises:
        Manual: they are spread over dictionaries that cannot be joined.
    """
    if first is None or second is None:
        return second if first is None else first
    if not isinstance(first, DictOf) or not isinstance(second, DictOf):
        raise Manual("environment variables of the environment and of what runs in it have to be joined")
    return DictOf(tuple({**dict(first.items), **dict(second.items)}.items()))


def variable_edits(
    model: RunModel, steps: Sequence[StepModel], context: Context, name: Callable[[], str]
) -> tuple[Code, tuple[Edit, ...]] | None:
    """What is set in a branch stays there: the variable of the dictionary, and what becomes of the statements.

    None when nothing is set in a branch.

    Raises:
        Manual: the dictionary would be out of sight where something is set, or comes too late for a step.
    """
    run, environment = model.obj.call, model.environment.obj.call
    if run is None:
        return None
    found = sorted((*model.environment.variables, *model.variables), key=lambda event: event.where.order)
    home = run.where
    if environment is not None and found and found[0].where.order < home.order:
        home = environment.where
    if not any(event.shared or _in_branch(event, run.where) or _in_branch(event, home) for event in found):
        return None
    if model.environment.told:
        raise Manual("the function that makes the environment sets environment variables, and a branch sets more")
    if any(event.where.function is not home.function or event.where.order < home.order for event in found):
        raise Manual("environment variables are set in a branch, in another function than the run configuration")
    if not sees(run.where, home) or any(step.call.where.order < found[-1].where.order for step in steps):
        raise Manual("environment variables are set in a branch, too late for a step")
    whole = [event for event in found if isinstance(event.node, cst.Attribute)]
    if model.environment.variables and model.variables and whole:
        raise Manual("environment variables of the environment and of the run configuration have to be joined")
    variable = name()
    edits = []
    if found[0] not in whole or _in_branch(found[0], home):
        edits.append(Edit(home.statement, before=(Assign(variable, DictOf(())),)))
    for event in found:
        if sole_value(event.where.statement) is not event.expression:
            raise Manual(f"`{event.name}` is set together with something else")
        assigned = variables_set(event, variable, context)
        edits.append(Edit(event.where.statement, instead=(assigned,), keep_comments=True))
    return Code(variable), tuple(edits)


def variables_set(event: SetEvent, dictionary: str, context: Context) -> Assign:
    """The same of a dictionary: ``dictionary = {…}``, or one item of it.

    Raises:
        Manual: the variables come from a dictionary that is made elsewhere.
    """
    if isinstance(event.node, cst.Subscript):
        item = code_of(event.node)[len(code_of(event.node.value)) :]
        return Assign(dictionary + item, _as_text(event.expression, event.value))
    return Assign(dictionary, _variables([event], context))


def _around(function: FunctionScope) -> Iterator[FunctionScope]:
    """The function and those that it is defined in."""
    scope: FunctionScope | None = function
    while scope is not None:
        yield scope
        scope = scope.parent


def _in_branch(event: SetEvent, home: Where) -> bool:
    return event.where.function is home.function and event.where.blocks != home.blocks[: len(event.where.blocks)]


def _variables(found: Sequence[SetEvent], context: Context) -> Expr:
    """A dictionary, with all that is assigned to its items afterwards."""
    ordered = sorted(found, key=lambda event: event.where.order)
    last = next((event for event in reversed(ordered) if isinstance(event.node, cst.Attribute)), None)
    later = ordered[ordered.index(last) + 1 :] if last is not None else ordered
    items: dict[Expr, Expr] = {}
    if last is not None:
        if not isinstance(last.expression, cst.Dict) or not isinstance(last.value, DictValue):
            if later:
                raise Manual("environment variables are added to a dictionary that is made elsewhere")
            return User(last.expression)
        for element in last.expression.elements:
            if not isinstance(element, cst.DictElement):
                raise Manual("environment variables come from a dictionary that is made elsewhere")
            items[_literal(element.key)] = _as_text(element.value, context.value(element.value))
    for event in later:
        key = event.node.slice[0].slice if isinstance(event.node, cst.Subscript) else None
        if isinstance(key, cst.Index):
            items[_literal(key.value)] = _as_text(event.expression, event.value)
    return DictOf(tuple(items.items()))


def _literal(node: cst.BaseExpression) -> Expr:
    return Literal(node.evaluated_value) if isinstance(node, cst.SimpleString) else User(node)


def _as_text(node: cst.BaseExpression, value: Value | None) -> Expr:
    """v2 does not turn numbers into text; v1 did."""
    known = constant(value)
    if isinstance(node, cst.SimpleString):
        return Literal(known)
    if type_name(value) in ("bool", "int", "float"):
        return call(Code("str"), User(node)) if isinstance(node, cst.Name) or known is None else Literal(str(known))
    return User(node)
