"""Which modules of a project have to do with each other's pipelines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from migrate.decisions.context import Context
from migrate.linking.sharing import given_to, kept_in, made_for
from migrate.linking.telling import Tells
from migrate.linking.users import Users
from migrate.v1.elsewhere import ClassOf, Elements, Gives, Made, Several, Stays, Table, Together, Told


@dataclass
class Neighbours:
    """What the modules make for each other's pipelines, and what of these they give to each other.

    Args:
        users: which files take which names of a module.
        together: the files that are converted.
        tells: by module what its names stand for.
        settle: understands modules, so that it is known what they tell.
        imports_of: the modules of the project that one takes something from.
    """

    users: Callable[[], Users]
    together: frozenset[str]
    tells: Mapping[str, Tells]
    settle: Callable[[list[str]], None]
    imports_of: Callable[[str], Iterable[str]]
    makers: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """By module the functions that make something for its pipelines, by the modules that they stand in."""
    givers: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """By module the functions that it gives parts of its pipelines to, by the modules that they stand in."""
    kept: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """By module the variables at the top of others that hold what it needs for its pipelines."""
    in_vain: set[frozenset[str]] = field(default_factory=set)
    """Modules that give each other such parts, and are not converted as one for all that."""

    def clear(self) -> None:
        for one in (self.makers, self.givers, self.kept, self.in_vain):
            one.clear()

    def note(self, path: str, context: Context, lookup: Callable[[str], Told | None]) -> None:
        self.makers[path] = made_for(context, lookup)
        self.givers[path] = given_to(context)
        self.kept[path] = kept_in(context)

    def takers(self, path: str, name: str) -> set[str]:
        """The files that take a name from a module, or may ask for ``Class.member``."""
        owner, _, member = name.partition(".")
        if member:
            return self.users().asking(path, owner, member)
        return {user.path for user in self.users().of(path) if user.reads(name)}

    def made_for(self, path: str) -> set[str]:
        """The modules that make something for the pipelines of this one, or have pipelines that it makes it for.

        Also those that hand such a function or class on.
        """
        self.settle([path])
        tells = self.tells[path].items()
        made = {name: told.maker for name, told in tells if isinstance(told, (Gives, ClassOf, Table)) and told.maker}
        classes = {name for name, told in tells if isinstance(told, ClassOf) and name not in made}
        heirs = {heir for heir in self._converted(path, classes) if path in self.makers.get(heir, ())}
        homes = {home for home, _ in made.values()}
        return {*self.makers.get(path, ()), *self._takers(path, made), *heirs, *homes} - {path}

    def given_to(self, path: str) -> set[str]:
        """These, and the modules that it gives parts of pipelines to or gets them from."""
        givers = self._users_of(path, lambda told: isinstance(told, Gives) and told.place is not None and told.place[0])
        keeping = (Made, Stays, Together)
        readers = self._users_of(path, lambda told: isinstance(told, keeping) and told.kept and told.kept[0])
        more = {one for one in givers if path in self.givers.get(one, ())}
        more |= {one for one in readers if path in self.kept.get(one, ())}
        return {*self.made_for(path), *self.givers.get(path, ()), *self.kept.get(path, ()), *more} - {path}

    def staying_for(self, path: str) -> set[str]:
        """These, and the modules that take something of this one, or give it something, that stays v1 there.

        It may become v2 together with the pipelines that need it.
        """
        self.settle([path])
        givers = {one for one in self.imports_of(path) if path in self._takers(one, self._staying(one))}
        return {*self.given_to(path), *self._converted(path, self._staying(path)), *givers} - {path}

    def _staying(self, path: str) -> set[str]:
        return {name for name, told in self.tells.get(path, {}).items() if _stays(told)}

    def _users_of(self, path: str, home_of: Callable[[Told | None], object]) -> set[str]:
        """The modules that take something of this one, also through others that hand it on."""
        found: set[str] = set()
        todo = [path]
        while todo:
            known = self.tells.get(handing := todo.pop(), {})
            more = self._converted(handing, {name for name, told in known.items() if home_of(told) == path}) - found
            found |= more
            todo += sorted(more)
        return found

    def _takers(self, path: str, names: Iterable[str]) -> set[str]:
        return {taker for name in names for taker in self.takers(path, name) if taker in self.together}

    def _converted(self, path: str, names: Iterable[str]) -> set[str]:
        """Those that take one of the names, understood."""
        found = self._takers(path, names)
        self.settle(sorted(found))
        return found


def _stays(told: Told | None) -> bool:
    """Whether it is or gives an object that stays v1."""
    if isinstance(told, Gives):
        return _stays(told.result)
    if isinstance(told, ClassOf):
        return any(_stays(member) for _, member in told.members)
    if isinstance(told, (Several, Together)):
        return any(map(_stays, told.values))
    return isinstance(told, Stays) or (isinstance(told, Elements) and isinstance(told.of, Stays))
