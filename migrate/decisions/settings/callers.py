"""What is set on an object by those to whom a function gives it: whether each of them has one of its own."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.decisions.settings.folded import root
from migrate.v1.folding import conda_mutations, root_of, where_of
from migrate.v1.makers import caller_of
from migrate.v1.nodes import walk
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.values import Obj, SetEvent


def home_of(obj: Obj) -> FunctionScope:
    """The function that makes it."""
    assert obj.call is not None
    return obj.call.where.function


def bindings(obj: Obj, context: Context) -> Iterator[tuple[cst.Name, FunctionScope]]:
    """The variables that hold it, with the function whose variables they are."""
    for node in obj.bound_to:
        if isinstance(node, cst.Name) and node in context.interpreter.binding_functions:
            yield node, context.interpreter.binding_functions[node]


def check_fresh(event: SetEvent, obj: Obj, context: Context) -> None:
    """Refuse what is set on an object that the function at hand has not just been given.

    Raises:
        Manual: it is a parameter, an attribute, or kept somewhere.
    """
    home, function = home_of(obj), event.where.function
    wrong = Manual(f"`{event.name}` is set in another function than the object is made in")
    kept = any(scope.is_module for node, scope in bindings(obj, context) if node.value in home.globals)
    if kept or (home.node is not None and isinstance(home.node, cst.FunctionDef) and home.node.decorators):
        raise wrong
    calls = {context.place(call) for call in home.calls if caller_of(call, context.interpreter) is function}
    bound = context.bound.places(root(event) or "", function)
    if not bound or any(place[:2] not in calls for place in bound):
        raise wrong
    if context.bound.owner(root(event) or "", function) is not function:
        raise wrong
    nodes = [node for node, scope in bindings(obj, context) if node.value == root(event) and scope is function]
    for loop in event.where.blocks:
        if isinstance(loop, (cst.For, cst.While)) and not all(node in set(walk(loop)) for node in nodes):
            raise Manual(f"`{event.name}` is set in a loop on what is made before it")


def check_seen(event: SetEvent, step: StepModel, what: str, context: Context) -> None:
    """Refuse what is set after a step was made with the object.

    Raises:
        Manual: v1 has it in the step all the same.
    """
    function = event.where.function
    for place in _places(step, function, context):
        if place <= event.where.order[:2]:
            raise Manual(f"the {what} is still changed after a step was made with it")


def check_given(conda: Obj, environment: Obj, context: Context) -> None:
    """Refuse conda dependencies that change after another function has them, as one dictionary cannot.

    Raises:
        Manual: they do, or code that is not here has them.
    """
    if context.handed_on(conda) is not None:
        raise Manual("its conda dependencies are handed on to code in another file, which may change them")
    changes = [where_of(call) for call in conda_mutations(conda)]
    if not changes:
        return
    home, made = home_of(conda), root_of(environment).call
    first = next(bindings(conda, context), None)
    if first is None or first[1] is not home:
        raise Manual("its conda dependencies are made in another function, and changed without a variable of their own")
    changing = {name for where in changes for name in walk(where.statement)}
    taken: list[cst.CSTNode] = [name for name in context.references_to(conda) if context.function_of(name) is home]
    if made is not None and made.where.function is not home:
        taken += [call for call in made.where.function.calls if caller_of(call, context.interpreter) is home]
    places = [place for node in taken if node not in changing and (place := context.place(node)) is not None]
    if any(place <= changes[-1].order[:2] for place in places):
        raise Manual("its conda dependencies are made in another function, and change after they are given")


def takes(step: StepModel, event: SetEvent) -> bool:
    """Whether the step may have the run configuration on which this is set: not when it has another variable's."""
    argument = step.argument("runconfig")
    given = argument.node.value if argument is not None else None
    if step.call.where.function is not event.where.function:
        return True
    return not isinstance(given, (cst.Name, cst.Call)) or (isinstance(given, cst.Name) and given.value == root(event))


def _places(step: StepModel, function: FunctionScope, context: Context) -> Iterator[tuple[int, int]]:
    """Where a function makes the step, itself or by calls of others."""
    if step.call.where.function is function:
        yield step.call.where.order[:2]
        return
    seen, todo = set[FunctionScope](), [step.call.where.function]
    while todo:
        scope = todo.pop()
        seen.add(scope)
        for call in scope.calls:
            caller, place = caller_of(call, context.interpreter), context.place(call)
            if caller is function and place is not None:
                yield place
            elif caller is not None and caller not in seen:
                todo.append(caller)
