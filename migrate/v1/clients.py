"""Which workspace an object of v1 belongs to: its calls need the client of that one in v2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrate.v1.nodes import code_of
from migrate.v1.scopes import FunctionScope
from migrate.v1.values import Call, Container, Obj, Value, alternatives, objects

WORKSPACE = "azureml.core.Workspace"
EXPERIMENT = "azureml.core.Experiment"
_DEEPEST = 8
"""From a child run over its parents to the workspace; nothing real is deeper."""


def workspaces_of(values: Iterable[Value | None], depth: int = 0) -> list[Obj]:
    """The workspaces that objects belong to, as far as the code says with what each was made."""
    found: dict[Obj, None] = {}
    for one in (one for value in values for one in alternatives(value)):
        if isinstance(one, Obj) and one.symbol == WORKSPACE:
            found[one] = None
        elif isinstance(one, (Obj, Container)) and depth < _DEEPEST:
            found |= dict.fromkeys(_before(one, depth + 1))
    return list(found)


def _before(value: Obj | Container, depth: int) -> list[Obj]:
    """Those of what an object is a part of, or was made with."""
    around = [value.keeper, *((value.owner, *value.one_of) if isinstance(value, Obj) else ())]
    calls = [value.call, value.source if isinstance(value, Obj) else None]
    of_calls = (workspaces_of_call(call, depth) for call in calls if call is not None)
    return [*workspaces_of(around, depth), *(one for found in of_calls for one in found)]


def workspaces_of_call(call: Call, depth: int = 0) -> list[Obj]:
    """Those that a call is given, else that of what it is made on, else of what it is given."""
    given = [argument.value for argument in call.arguments.values()]
    own = [one for one in given if any(obj.symbol == WORKSPACE for obj in objects(one))]
    return workspaces_of(own) or workspaces_of([call.receiver], depth) or workspaces_of(given, depth)


def chosen(wanted: Sequence[Obj], found: Sequence[tuple[str, Value | None]]) -> str | None:
    """The variable, of those that hold a workspace, that holds the wanted one.

    Args:
        wanted: those that an object may belong to; none when that is not known.
        found: the variables with what they hold, the likeliest first; of some only that it is a workspace.
    """
    exact = [name for name, value in found if wanted and set(objects(value)) == set(wanted)]
    some = [name for name, value in found if not set(wanted).isdisjoint(objects(value))]
    alike = [name for name, value in found if wanted and _text(objects(value)) == _text(wanted) is not None]
    # What another module or a caller makes may be any of them.
    unknown = [name for name, value in found if value is None or _text(objects(value)) is None]
    held = {frozenset(objects(value)) for _, value in found}
    is_open = not wanted or _text(wanted) is None or len(held) == 1
    first = [name for name, _ in found] if is_open else []
    return next(iter([*exact, *some, *alike, *unknown, *first]), None) if wanted else next(iter(first), None)


def _text(workspaces: Sequence[Obj]) -> frozenset[str] | None:
    """How they are made; None when that is not known."""
    calls = [one.call for one in workspaces]
    return frozenset(code_of(one.node) for one in calls if one) if calls and None not in calls else None


CALLERS = "*client"
"""Stands among the parameters of a function for the client that all its callers in other modules have in sight."""


class HandedClient(str):
    """The parameter that a function gets for the client."""

    __slots__ = ("function",)
    function: FunctionScope
