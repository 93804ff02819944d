"""What callers set on a run configuration that a function makes: keys of the dictionary that it is in v2.

``run_config.node_count = 2`` becomes ``run_config["instance_count"] = 2`` where it stands: each call makes a
dictionary of its own, as it made a run configuration. Only ``command(**run_config)`` takes what is in it at that time,
where v1 looked when the pipeline was built.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.decisions.compute import compute_name
from migrate.decisions.context import Context
from migrate.decisions.moving import check_moved
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Edit, Manual
from migrate.decisions.run_settings import distribution, run_keywords
from migrate.decisions.settings.callers import bindings, check_fresh, check_seen, home_of, takes
from migrate.decisions.settings.escaping import MORE, has_compute
from migrate.decisions.settings.folded import root
from migrate.decisions.variables import variables_of, variables_set
from migrate.v1.environments import EnvironmentModel, Given, fold_environment
from migrate.v1.folding import BASE_IMAGE, TARGET, VARIABLES, WITHOUT_EFFECT
from migrate.v1.nodes import names_read
from migrate.v1.run_configurations import RunModel
from migrate.v1.steps import StepModel
from migrate.v1.values import Const, SetEvent, objects
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import User
from migrate.v2.statements import Assign, Statement

_ENVIRONMENT = "environment"
_IMAGE = f"environment.docker.{BASE_IMAGE}"
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
    bound = [(scope, node.value) for node, scope in bindings(model.obj, context) if scope is not home_of(model.obj)]
    # Each call gives it to a variable of its own; one that a step takes at once would have no environment.
    each = len(home_of(model.obj).calls) == len(bound) == len(set(bound))
    return bool(given) and given == sure == set(bound) and each


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
        check_fresh(event, model.obj, context)
        for step in steps:
            if takes(step, event):
                check_seen(event, step, "run configuration", context)
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
        own = [has_compute(step) for step in steps if takes(step, event)]
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


def environment_edits(
    model: EnvironmentModel, steps: Sequence[StepModel], described: EnvironmentSpec, context: Context
) -> Iterator[Edit]:
    """The same of an environment, on which v2 has the image, and the steps that run in it the variables.

    Raises:
        Manual: it is not known on which of several environments something is set, or whether a step sees it.
    """
    for path, event in model.later:
        if sole_value(event.where.statement) is not event.expression:
            raise Manual(f"`{event.name}` is set together with something else")
        check_fresh(event, model.obj, context)
        for step in steps:
            check_seen(event, step, "environment", context)
        instead: tuple[Statement, ...] = ()
        if path in VARIABLES:
            _check_moved_variable(event, model, steps, context)
        elif event.name == BASE_IMAGE:
            if described.reference is not None or described.build is not None or event.value == Const(None):
                raise Manual("the image of an environment that is not described is set in another function")
            instead = (Assign(f"{root(event)}.image", User(event.expression)),)
        yield Edit(event.where.statement, instead=instead, keep_comments=bool(instead))


def _check_moved_variable(
    event: SetEvent, model: EnvironmentModel, steps: Sequence[StepModel], context: Context
) -> None:
    """Refuse a variable that not all environments of the function have, or that is not known where it is given."""
    if len(home_of(model.obj).calls) > 1:
        raise Manual("environment variables are set on one of several environments that a function makes")
    for step in steps:
        check_moved(event.expression, event.where, step.call.where, context)
        made = step.run.obj.call if step.run is not None else None
        early = made is not None and made.where.order < event.where.order
        if early and any(names_read(event.expression)):
            raise Manual("environment variables are set after the run configuration is made")
