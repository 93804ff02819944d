"""What the parameters of a module's functions hold, as their callers in other modules tell.

``def show(compute)`` says nothing of what it takes; when all that call it pass a compute target, it is one. When only
some do, or what they pass stays v1, what is asked of the parameter stays as it is, and a person is told who passes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from migrate.v1.clients import CALLERS
from migrate.v1.clients import WORKSPACE as _WORKSPACE
from migrate.v1.elsewhere import (
    ClassOf,
    Elements,
    Fixed,
    Gives,
    Made,
    Named,
    Parameters,
    Several,
    Stays,
    Told,
    Typed,
)

Key: TypeAlias = tuple[str, str, str]
"""A parameter, by document, function and name."""


@dataclass(frozen=True)
class Argument:
    """What a call passes.

    Args:
        keyword: of the argument, or its stars.
        told: what it may be; a parameter of the caller's own by its key, None for what is not known.
    """

    keyword: str
    told: tuple[Told | Key | None, ...]


@dataclass(frozen=True)
class Passes:
    """A call of a function of another module, or an assignment to an attribute of it or of one of its classes.

    Args:
        function: its document and name; of a class that keeps something its name, of the module itself none.
        place: ``path:line`` of the call.
        sets: whether it is an assignment.
        client: whether a variable holds a workspace where it stands.
    """

    function: tuple[str, str]
    place: str
    arguments: tuple[Argument, ...]
    sets: bool = False
    client: bool = False


def passed(
    path: str,
    functions: Mapping[str, Sequence[str]],
    sure: Callable[[str], bool],
    calls: Iterable[Passes],
    callers_of: Callable[[Key], Parameters],
    base_of: Callable[[Iterable[str]], str],
) -> Parameters:
    """What each parameter holds that some call passes an object of v1.

    Args:
        functions: the parameters of each function of the document.
        sure: whether all callers of a function are known.
        callers_of: what is known of a parameter that a caller hands on.
        base_of: the class that these have in common; empty when there is none.
    """
    seen: dict[Key, list[tuple[Told | None, str]]] = {}
    kept: set[Key] = set()
    in_sight: dict[str, bool] = {}
    for call in calls:
        home, name = call.function
        if home == path and name in functions and not call.sets:
            in_sight[name] = in_sight.get(name, True) and call.client
        if home != path or (name not in functions and not call.sets):
            continue
        names = iter(functions.get(name, ()))
        starred = any(argument.keyword.startswith("*") for argument in call.arguments)
        for argument in call.arguments:
            key = (path, name, argument.keyword or next(names, ""))
            given = seen.setdefault(key, [(None, "")] if starred else [])
            kept |= {key} if call.sets else set()
            for told in argument.told:
                given.append((callers_of(told).get(told) if isinstance(told, tuple) else told, call.place))
    found: dict[Key, Told] = {
        (path, name, CALLERS): Made(_WORKSPACE) for name, known in in_sight.items() if known and sure(name)
    }
    for key, given in seen.items():
        told = _agreed([one for one, _ in given], base_of) if sure(key[1]) else None
        told = told or next((stays for one, place in given if (stays := _stays(one, place, key[2]))), None)
        told = replace(told, sets=True) if isinstance(told, Stays) and key in kept else told
        if told is not None:
            found[key] = told
    return found


def merged(found: Sequence[Elements | None]) -> Elements | None:
    """What lists or dictionaries of these are together; None when that is not known of one of them."""
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found) or len({one.kind for one in known}) > 1:
        return None
    stays = [one for one in known if isinstance(one.of, Stays)]
    alike = len({one.of.symbol for one in known}) == 1
    return stays[0] if stays else known[0] if alike else None


def _agreed(given: Sequence[Told | None], base_of: Callable[[Iterable[str]], str]) -> Told | None:
    """What all callers pass, when it became v2."""
    found = list(dict.fromkeys(given))
    if not found:  # they pass ``None``
        return None
    if all(isinstance(one, Made) for one in found):
        known = [one for one in found if isinstance(one, Made)]
        base = base_of(one.symbol for one in known)
        return replace(known[0], symbol=base, variables=()) if base and len(known) > 1 else known[0] if base else None
    lists = merged([one if isinstance(one, Elements) else None for one in found])
    if lists is not None:
        return lists
    only = found[0] if len(found) == 1 else None
    instance = isinstance(only, Named) or (isinstance(only, ClassOf) and only.instance)
    return only if instance and has_v1(only) else None


def has_v1(told: Told | None) -> bool:
    """Whether it is an object of v1, or holds some."""
    if isinstance(told, Several):
        return any(map(has_v1, told.values))
    return isinstance(told, (Made, Stays, Elements, Named)) or (
        isinstance(told, ClassOf) and any(has_v1(member) for _, member in told.members)
    )


def same_v1(before: Told | None, after: Told | None) -> bool:
    """Whether both say the same of objects of v1, so that code that was understood by the one is right by the other.

    Of values that have nothing to do with v1 the one may say more.
    """
    if before == after:
        return True
    if isinstance(before, ClassOf) and isinstance(after, ClassOf):
        members, others = dict(before.members), dict(after.members)
        alike = replace(before, members=()) == replace(after, members=())
        return alike and all(same_v1(members.get(name), others.get(name)) for name in {**members, **others})
    if isinstance(before, Gives) and isinstance(after, Gives):
        return replace(before, result=None) == replace(after, result=None) and same_v1(before.result, after.result)
    return _is_plain(before) and _is_plain(after)


def _is_plain(told: Told | None) -> bool:
    """Whether it has nothing to do with v1, as far as that is known."""
    if isinstance(told, Several):
        return all(map(_is_plain, told.values))
    if isinstance(told, ClassOf):
        return told.maker is None and all(_is_plain(member) for _, member in told.members)
    if isinstance(told, Gives):
        return told.maker is None and _is_plain(told.result)
    return told is None or isinstance(told, (Typed, Fixed))


def _stays(told: Told | None, place: str, name: str) -> Stays | Elements | None:
    """An object of v1 of which not all is known here."""
    if isinstance(told, Elements):
        of = _stays(told.of, place, name)
        return Elements(told.kind, replace(of, many=told.kind)) if isinstance(of, Stays) else None
    if isinstance(told, Made):
        return Stays(place, told.symbol, passed=name, becomes=True)
    if isinstance(told, Stays) and told.symbol:
        return replace(told, place=told.place if told.passed else place, passed=name, kept=None)
    return None
