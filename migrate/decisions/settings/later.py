"""What callers set on a run configuration that a function makes: keys of the dictionary that it is in v2.

``run_config.node_count = 2`` becomes ``run_config["instance_count"] = 2`` where it stands: each call makes a
dictionary of its own, as it made a run configuration. Only ``command(**run_config)`` takes what is in it at that time,
where v1 looked when the pipeline was built.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from migrate.decisions.compute import compute_name
from migrate.decisions.context import Context
from migrate.decisions.moving import check_moved
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Edit, Manual
from migrate.decisions.run_settings import distribution, run_keywords
from migrate.decisions.settings.escaping import MORE, has_compute
from migrate.decisions.settings.folded import root
from migrate.decisions.variables import variables_of, variables_set
from migrate.v1.environments import Given, fold_environment
from migrate.v1.folding import TARGET, VARIABLES, WITHOUT_EFFECT
from migrate.v1.makers import caller_of
from migrate.v1.nodes import names_read, walk
from migrate.v1.run_configurations import RunModel
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.values import Const, SetEvent, objects
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import User
from migrate.v2.statements import Assign, Statement

_ENVIRONMENT = "environment"
_IMAGE = "environment.docker.base_image"
_OF_RUN = frozenset(VARIABLES)
_OF_ENVIRONMENT = frozenset(f"environment.{name}" for name in VARIABLES)
_DISTRIBUTED = frozenset({"communicator", "mpi", "pytorch", "tensorflow"})


def given_by_callers(model: RunModel, context: Context) -> bool:
    """Whether every caller gives it an environment, so that the function needs to describe none."""
    if model.environment.is_described:
        return False
    given = {(event.where.function, root(event)) for path, event in model.later if path == _ENVIRONMENT}
    sure = {
        (event.where.function, root(event))
        for path, event in model.later
        if path == _ENVIRONMENT and not event.where.blocks
    }
    callers = {caller_of(call, context.interpreter) for call in _home(model).calls}
    bound = {(scope, node.value) for node, scope in _bindings(model, context) if scope is not _home(model)}
    return bool(given) and given == sure == bound and callers == {scope for scope, _ in bound}


def later_edits(
    model: RunModel, steps: Sequence[StepModel], described: EnvironmentSpec, context: Context
) -> tuple[Edit, ...]:
    """What becomes of the statements.

    Raises:
        Manual: it is not known on which of several run configurations something is set, or whether a step sees it.
    """
    if not model.later:
        return ()
    for path, event in model.later:
        if sole_value(event.where.statement) is not event.expression:
            raise Manual(f"`{event.name}` is set together with something else")
        _check_fresh(event, model, context)
        for step in steps:
            _check_seen(event, step, model, context)
        if path == _IMAGE and (described.reference is not None or described.build is not None):
            raise Manual("the image of an environment that is not described is set in another function")
    _check_variables(model)
    return tuple(_edits(model, steps, context))


def _edits(model: RunModel, steps: Sequence[StepModel], context: Context) -> Iterator[Edit]:
    distributed = [(path, event) for path, event in model.later if _is_distributed(path)]
    for path, event in model.later:
        if (path, event) not in distributed:
            instead = tuple(_said(path, event, model, steps, context))
            yield Edit(event.where.statement, instead=instead, keep_comments=bool(instead))
    if distributed:
        yield from _distribution(distributed, model, context)
    elif distribution(model.settings) != distribution(_merged(model)):
        raise Manual("the number of nodes is set in another function than the number of processes")


def _said(
    path: str, event: SetEvent, model: RunModel, steps: Sequence[StepModel], context: Context
) -> Iterator[Statement]:
    """The statements in place of one; none when v2 has nothing for it."""
    variable = root(event)
    if path == TARGET:
        own = [has_compute(step) for step in steps if _takes(step, event)]
        if any(own) and not all(own):
            raise Manual(MORE)
        if not any(own):
            yield Assign(f'{variable}["compute"]', compute_name(event.expression, event.value, context))
    elif path == _ENVIRONMENT:
        yield Assign(f'{variable}["environment"]', User(event.expression))
        yield from _with_variables(event, context)
    elif path == _IMAGE:
        if event.value == Const(None):
            raise Manual("the image of its environment is taken away in another function")
        yield Assign(f'{variable}["environment"].image', User(event.expression))
    elif path in _OF_RUN | _OF_ENVIRONMENT:
        yield variables_set(event, f'{variable}["environment_variables"]', context)
    elif event.name not in WITHOUT_EFFECT and path != "framework":
        found = run_keywords({path: Given(event.expression, event.value)}, {}, {})
        if not found and (path in model.settings or [one for one, _ in model.later].count(path) > 1):
            raise Manual(f"`{path}` is set to what v2 does by itself, after it was set to something else")
        for key, value in found.items():
            yield Assign(f'{variable}["{key}"]', value)


def _with_variables(event: SetEvent, context: Context) -> Iterator[Statement]:
    """The environment variables that a given environment has."""
    for obj in objects(event.value):
        environment = fold_environment(obj)
        if environment.docker or environment.interpreter is not None:
            raise Manual(MORE)
        if environment.variables or environment.told:
            if len(objects(event.value)) > 1:
                raise Manual("one of several environments that it may have sets environment variables")
            if any(one.where.order > event.where.order for one in environment.variables):
                raise Manual("environment variables of its environment are set after it was given")
            value = variables_of(environment, event.where, context)
            if value is not None:
                yield Assign(f'{root(event)}["environment_variables"]', value)


def _distribution(found: list[tuple[str, SetEvent]], model: RunModel, context: Context) -> Iterator[Edit]:
    """How its processes are started, which v2 says in one object, where the last of it is said."""
    last = found[-1][1]
    if len({(event.where.function, root(event), event.where.blocks) for _, event in found}) > 1:
        raise Manual("how its processes are started is said in several places")
    for path, given in model.settings.items():
        if (_is_distributed(path) or path == "node_count") and any(names_read(given.expression)):
            raise Manual("how its processes are started is said in several functions")
    nodes = [event for path, event in model.later if path == "node_count"]
    if any((one.where.function, root(one)) != (last.where.function, root(last)) for one in nodes):
        raise Manual("the number of nodes is set in another function than the number of processes")
    for _, event in found:
        check_moved(event.expression, event.where, last.where, context)
        if event is not last:
            yield Edit(event.where.statement, instead=(), keep_comments=True)
    value = distribution(_merged(model))
    if value is None and distribution(model.settings) is not None:
        raise Manual("how its processes are started is taken back in another function")
    said = (Assign(f'{root(last)}["distribution"]', value),) if value is not None else ()
    yield Edit(last.where.statement, instead=said, keep_comments=value is not None)


def _merged(model: RunModel) -> dict[str, Given]:
    """The settings with those of the callers."""
    return model.settings | {path: Given(event.expression, event.value) for path, event in model.later}


def _is_distributed(path: str) -> bool:
    return path.partition(".")[0] in _DISTRIBUTED


def _check_variables(model: RunModel) -> None:
    """Refuse environment variables of which it depends on their order which of them hold."""
    paths = {path for path, _ in model.later}
    of_run = bool(model.variables) or bool(paths & _OF_RUN)
    given = [
        fold_environment(obj) for path, event in model.later if path == _ENVIRONMENT for obj in objects(event.value)
    ]
    of_given = any(one.variables or one.told for one in given)
    of_own = bool(model.environment.variables or model.environment.told or paths & _OF_ENVIRONMENT)
    if of_run + of_given + of_own > 1 or (_ENVIRONMENT in paths and of_own):
        raise Manual("environment variables of the environment and of the run configuration have to be joined")
    if _ENVIRONMENT in paths and (_IMAGE in paths or model.environment.docker):
        raise Manual("the environment that the function gives is changed, and replaced, in another function")


def _home(model: RunModel) -> FunctionScope:
    assert model.obj.call is not None
    return model.obj.call.where.function


def _bindings(model: RunModel, context: Context) -> Iterator[tuple[cst.Name, FunctionScope]]:
    """The variables that hold it, with the function whose variables they are."""
    for node in model.obj.bound_to:
        if isinstance(node, cst.Name) and node in context.interpreter.binding_functions:
            yield node, context.interpreter.binding_functions[node]


def _check_fresh(event: SetEvent, model: RunModel, context: Context) -> None:
    """Refuse what is set on a run configuration that the function at hand has not just been given.

    Raises:
        Manual: it is a parameter, an attribute, or kept somewhere.
    """
    home, function = _home(model), event.where.function
    wrong = Manual(f"`{event.name}` is set in another function than the object is made in")
    kept = any(scope.is_module for node, scope in _bindings(model, context) if node.value in home.globals)
    if kept or (home.node is not None and isinstance(home.node, cst.FunctionDef) and home.node.decorators):
        raise wrong
    calls = {context.place(call) for call in home.calls if caller_of(call, context.interpreter) is function}
    bound = context.bound.places(root(event) or "", function)
    if not bound or any(place[:2] not in calls for place in bound):
        raise wrong
    if context.bound.owner(root(event) or "", function) is not function:
        raise wrong
    nodes = [node for node, scope in _bindings(model, context) if node.value == root(event) and scope is function]
    for loop in event.where.blocks:
        if isinstance(loop, (cst.For, cst.While)) and not all(node in set(walk(loop)) for node in nodes):
            raise Manual(f"`{event.name}` is set in a loop on what is made before it")


def _check_seen(event: SetEvent, step: StepModel, model: RunModel, context: Context) -> None:
    """Refuse what is set after a step was made with the run configuration.

    Raises:
        Manual: v1 has it in the step all the same.
    """
    function = event.where.function
    if step.call.where.function is function and not _takes(step, event):
        return
    for place in _places(step, function, context):
        if place <= event.where.order[:2]:
            raise Manual("the run configuration is still changed after a step was made with it")


def _takes(step: StepModel, event: SetEvent) -> bool:
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


__all__ = ["given_by_callers", "later_edits"]
