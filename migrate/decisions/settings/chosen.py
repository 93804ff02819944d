"""Which environment a run configuration has when branches decide: a variable that each branch binds.

``if curated: run_config.environment = env`` … ``else: run_config.environment.python.conda_dependencies = …``
"""

from __future__ import annotations

from itertools import groupby

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Edit, Manual
from migrate.decisions.settings.environments import EnvironmentPlanner
from migrate.decisions.settings.plans import EnvironmentPlan
from migrate.v1.run_configurations import RunModel
from migrate.v1.scenarios import exclusive
from migrate.v1.values import SetEvent, objects
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import Code, Expr, User
from migrate.v2.statements import Assign

_FIELD = "environment"


def chosen_environment(
    model: RunModel, environments: EnvironmentPlanner, context: Context
) -> tuple[EnvironmentPlan, tuple[Edit, ...]]:
    """The variable with the environment, and what becomes of the statements that say which one it is.

    Raises:
        Manual: what cannot be said in each branch by itself.
    """
    home = model.obj.call
    assert home is not None
    variable = Code(context.new_name("environment"))
    edits: list[Edit] = []
    described = False
    for _, group in groupby(model.chosen, key=lambda event: event.where.blocks):
        events = list(group)
        for event in events:
            _check(event, home.where.function is event.where.function, environments)
        given = [event for event in events if event.name == _FIELD]
        if given and len(given) < len(events):
            raise Manual("an environment that is given to the run configuration is changed there")
        edits += [Edit(event.where.statement, instead=()) for event in events[:-1]]
        if given:
            value: Expr = User(given[-1].expression)
        elif described:
            raise Manual("the environment of the run configuration is described in several branches")
        else:
            described, value = True, environments.describe(model.environment).expr
            environments.note_parts(model.environment)
        edits.append(Edit(events[-1].where.statement, instead=(Assign(variable.text, value),), keep_comments=True))
    if not _always_bound(model.chosen, home.where.blocks):
        if described:
            raise Manual("whether the run configuration keeps the environment that is described is not clear")
        default = Assign(variable.text, environments.describe(model.environment).expr)
        edits.append(Edit(home.where.statement, before=(default,)))
    return EnvironmentPlan(variable, EnvironmentSpec(reference=variable)), tuple(edits)


def _check(event: SetEvent, same_function: bool, environments: EnvironmentPlanner) -> None:
    if not same_function:
        raise Manual(f"`{event.name}` is set in another function than the run configuration is made in")
    if sole_value(event.where.statement) is not event.expression:
        raise Manual(f"`{event.name}` is set together with something else")
    if event.name == _FIELD:
        for obj in objects(event.value):
            problem = environments.settings.problems.get(obj)
            if problem is not None:
                raise Manual(problem.message)


def _always_bound(chosen: list[SetEvent], home: tuple[cst.CSTNode, ...]) -> bool:
    """Whether one of the places surely runs, or one of two branches of the same ``if``."""
    places = list(dict.fromkeys(event.where.blocks for event in chosen))
    if any(place == home[: len(place)] for place in places):
        return True
    inner = [place for place in places if len(place) == len(home) + 1]
    return any(isinstance(one[-1], cst.Else) and exclusive(one, other) for one in inner for other in inner)
