"""The statements of what is made in several places, folded into one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Edit, Manual
from migrate.v1.environments import EnvironmentModel
from migrate.v1.folding import WITHOUT_EFFECT, aside, conda_mutations, mutations, owned, where_of
from migrate.v1.values import Obj, SetEvent, Where
from migrate.v2.statements import Statement

_WITHOUT_EFFECT = WITHOUT_EFFECT | {"user_managed_dependencies"}
"""Settings of v1 that v2 has nothing for."""


def places(obj: Obj, environment: EnvironmentModel | None) -> list[Where]:
    places = mutations(obj)
    if environment is not None and environment.obj not in set(owned(obj)):
        besides = [event.where for event in aside(obj)]
        places += [where for where in mutations(environment.obj) if where not in (*places, *besides)]
    if environment is not None and environment.conda is not None and environment.conda.obj is not None:
        conda = environment.conda.obj
        places += [where_of(call) for call in conda_mutations(conda)]
    return sorted(places, key=lambda where: where.order)


def folded(
    places: Iterable[Where],
    statements: list[Statement],
    context: Context,
    within: bool = False,
    at: Where | None = None,
) -> tuple[Edit, ...]:
    """Everything at the last place, nothing at the others.

    Args:
        within: whether the statement at the last place makes something else of it.
        at: another of the places, where it is needed already.
    """
    ordered = list(dict.fromkeys(where.statement for where in places))
    last = ordered[-1] if at is None else at.statement
    others = [statement for statement in ordered if statement is not last]
    removed = tuple(Edit(statement, instead=(), keep_comments=_tells(statement, context)) for statement in others)
    if within or (sole_value(last) is None and not isinstance(last, cst.If)):
        return (*removed, Edit(last, before=tuple(statements)))
    return (*removed, Edit(last, instead=tuple(statements), keep_comments=True))


def _tells(statement: cst.CSTNode, context: Context) -> bool:
    """Whether the comment above a folded statement is worth keeping: not when v2 has nothing for the statement."""
    events = (event for _, event in context.interpreter.uses.sets.values())
    return all(event.name not in _WITHOUT_EFFECT for event in events if event.where.statement is statement)


def with_first(edit: Edit, statement: Statement) -> Edit:
    """The edit with one more statement, at its beginning."""
    if edit.instead is None:
        return replace(edit, before=(statement, *edit.before))
    return replace(edit, instead=(statement, *edit.instead), keep_comments=True)


def set_aside(event: SetEvent) -> Edit:
    """A setting in a branch goes.

    Raises:
        Manual: it shares its statement with something else.
    """
    if sole_value(event.where.statement) is not event.expression:
        raise Manual(f"`{event.name}` is set together with something else")
    return Edit(event.where.statement, instead=())


def root(event: SetEvent) -> str | None:
    """The variable in front of what is set."""
    variable: cst.BaseExpression = event.node
    while isinstance(variable, (cst.Attribute, cst.Subscript)):
        variable = variable.value
    return variable.value if isinstance(variable, cst.Name) else None
