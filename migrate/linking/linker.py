"""Follow what the modules of a project import from each other.

Each module is understood after those that it imports, which tell it what their names stand for. An object of another
module is known by its v1 class, and only when it became v2 there. Modules that import each other in a circle are
understood until what they tell each other changes no more, so nothing depends on where one starts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import Final

from migrate.conversion import Document, Options
from migrate.decisions.decider import decide
from migrate.errors import ReadError
from migrate.ledger import Location
from migrate.linking.apart import ALONE, MIXED, TOO_MANY, import_each_other, staying_together, taken_too
from migrate.linking.borrowing import borrowed
from migrate.linking.circles import circles
from migrate.linking.given import Passes, passed, same_v1
from migrate.linking.hoisting import hoisted
from migrate.linking.lending import keeps_lent, lent, names_lent
from migrate.linking.modules import Modules, digest
from migrate.linking.neighbours import Neighbours
from migrate.linking.sharing import changes, component, converted_pipelines, pipelines_wanted
from migrate.linking.steps_at_top import functions_at_top, in_functions
from migrate.linking.telling import Telling, Tells, common_class, is_given_away
from migrate.linking.understood import Understood, written_out
from migrate.linking.users import Users
from migrate.linking.variables_moved import variables_moved
from migrate.project.handlers import asks_for_v1, parameters_of
from migrate.project.run_files import is_run
from migrate.rules import all_rules
from migrate.v1.catalogue import catalogue
from migrate.v1.elsewhere import ClassOf, Everything, Parameters, Stays, Told
from migrate.v1.function_tables import holds_functions
from migrate.v1.interpreter import interpret
from migrate.v1.source import Source, parse, united

_ROUNDS: Final = 4
"""How often modules in a circle are understood before they are taken to tell each other nothing."""


@dataclass
class Linker:
    """The documents of one project, each understood once.

    Args:
        options: ``together`` holds the paths of the documents that are converted.
    """

    root: Path
    options: Options
    asks: int = 2
    """How often the callers of a module's functions are asked what they pass: what they have may come from functions
    that were themselves told."""
    moved: Mapping[str, Source] | None = None
    """The documents with environment variables set by the callers of functions; None when that is not known yet."""
    understood: list[str] = field(default_factory=list)
    """The path of each document that was understood, as often as it was."""
    _tells: dict[str, Tells] = field(default_factory=dict)
    _told_to: dict[str, dict[str, Tells]] = field(default_factory=dict)
    """By module what those tell it that it imports from."""
    _waiting: dict[str, Understood] = field(default_factory=dict)
    """Modules that others needed and that have not been asked for themselves yet."""
    _pipelines: dict[str, set[Location]] = field(default_factory=dict)
    """By module its pipelines that are converted when it is understood alone."""
    _with_more: set[str] = field(default_factory=set)
    """The modules with pipelines that are not."""
    _passed: dict[str, list[Passes]] = field(default_factory=dict)
    """By module what it gives to functions of others."""
    _given: dict[str, Parameters] = field(default_factory=dict)
    """By module what its callers pass."""
    _groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By module all those that are converted together with it."""
    _views: dict[str, Understood] = field(default_factory=dict)
    """Modules that were understood with those that they are converted with, and have not been asked for yet."""
    _hoisted: dict[tuple[str, ...], list[Source]] = field(default_factory=dict)
    """By modules that are converted together what they are with pipelines made by callers, or steps by functions."""
    _apart: dict[str, str] = field(default_factory=dict)
    """Why a module is not converted together with those that make something for its pipelines, or take it from it."""

    def understand(self, document: Document) -> Understood:
        """Understand a document.

        Raises:
            ReadError: it cannot be parsed.
        """
        self._forget_changed()
        path = document.path
        module = self._modules.get(path)
        if module is None or module.digest != digest(document):
            # Not what the other modules see, but what the caller has in hand.
            imports = self._modules.imports(document)
            self._settle(imports)
            return self._understand(document, {name: self._tells[name] for name in imports})
        self._settle(module.imports)
        alone = self._alone(document)
        return self._joint(path) or self._explained(document, alone)

    def _explained(self, document: Document, alone: Understood) -> Understood:
        """The document alone, where it says why it is not understood together with others."""
        path = document.path
        apart = self._apart.get(path, "")
        return self._understand(document, self._told_to[path], apart) if apart else alone

    def _alone(self, document: Document) -> Understood:
        """A document, understood without those that import from it."""
        path = document.path
        if path in self._waiting:
            return self._waiting.pop(path)
        tells = self._told_to.setdefault(path, {name: self._tells[name] for name in self._modules.imports_of(path)})
        understood = self._understand(document, tells)
        if path not in self._tells:
            self._tells[path] = self._told(understood, tells)
        self._note(understood, tells)
        return understood

    def _note(self, understood: Understood, tells: Mapping[str, Tells]) -> None:
        path = understood.source.path
        lookup = partial(self._lookup, PurePosixPath(path), tells)
        self._near.note(path, understood.context, lookup)
        self._pipelines[path] = converted_pipelines(understood.context)
        if len(self._pipelines[path]) < len(pipelines_wanted(understood.context)):
            self._with_more.add(path)
        self._passed[path] = Telling(understood.context, lookup, partial(self._module_of, path)).passed()

    def needed(self, path: str, names: Collection[str]) -> dict[str, str]:
        """Those of a module's v1 imports that other files need after the conversion, each with the reason."""
        found: dict[str, str] = {}
        for user in self._users.of(path):
            told = names if user.name == "*" else (user.name,)
            for name in told:
                if name not in names or name in found or not user.reads(name):
                    continue
                if not user.converted:
                    found[name] = f"`{user.path}`, which is not converted here, takes it from this file"
                elif user.whole and self._stays_v1(user.path):
                    found[name] = f"`{user.path}` takes it from this file"
        return found

    def is_taken(self, path: str, name: str) -> bool:
        """Whether some file of the project takes the name from the module."""
        return bool(self.takers(path, name))

    def takers(self, path: str, name: str) -> set[str]:
        """The files of the project that take the name from the module."""
        return self._near.takers(path, name)

    def _stays_v1(self, path: str) -> bool:
        """Whether some v1 code stays in a document."""
        module = self._modules.get(path)
        if module is None:
            return True
        self._settle([path])
        try:
            self._waiting[path] = self._alone(self._modules.read(path))
        except (ReadError, RecursionError):
            return True
        decisions = (self._joint(path) or self._waiting[path]).decisions
        return any(decision.stays_v1 for decision in decisions.by_node.values()) or bool(decisions.todos)

    @cached_property
    def _modules(self) -> Modules:
        return Modules(self.root, self.options)

    @cached_property
    def _near(self) -> Neighbours:
        return Neighbours(
            lambda: self._users,
            self.options.together,
            self._tells,
            self._settle,
            self._modules.imports_of,
        )

    @cached_property
    def _users(self) -> Users:
        return Users(self.root, self.options.together, self._modules.written)

    def _forget_changed(self) -> None:
        if self._modules.forget_changed():
            known = (
                self._tells,
                self._told_to,
                self._waiting,
                self._groups,
                self._pipelines,
                self._views,
                self._with_more,
            )
            for one in (*known, self._passed, self._given, self._apart, self._hoisted, self._near):
                one.clear()
            for name in ("_users", "_first", "_second", "_moved"):
                self.__dict__.pop(name, None)

    # Understanding

    def _settle(self, paths: Sequence[str]) -> None:
        """Understand these modules and all that they import from, those first that the others need."""
        for circle in circles(paths, self._modules.imports_of):
            if circle[0] not in self._tells:
                self._settle_circle(circle)

    def _settle_circle(self, circle: Sequence[str]) -> None:
        inside: dict[str, Tells] = {path: {} for path in circle}
        for attempt in range(_ROUNDS + 1):
            around = {path: self._around(path, inside) for path in circle}
            found = {path: self._try(path, around[path]) for path in circle}
            tells = {path: self._told(one, around[path]) if one else {} for path, one in found.items()}
            if len(circle) == 1 or tells == inside:
                break
            inside = tells if attempt < _ROUNDS - 1 else {path: {} for path in circle}
        self._tells |= tells
        self._told_to |= around
        for path, one in found.items():
            module = self._modules.get(path)
            if one is not None and module is not None and module.v1:
                self._waiting[path] = one
            if one is not None:
                self._note(one, around[path])

    def _around(self, path: str, inside: Mapping[str, Tells]) -> dict[str, Tells]:
        return {name: inside[name] if name in inside else self._tells[name] for name in self._modules.imports_of(path)}

    def _try(self, path: str, tells: Mapping[str, Tells]) -> Understood | None:
        if self._modules.get(path) is None:
            return None
        try:
            return self._understand(self._modules.read(path), tells)
        except (ReadError, RecursionError):
            return None

    def _understand(self, document: Document, tells: Mapping[str, Tells], apart: str = "") -> Understood:
        self.understood.append(document.path)
        path = PurePosixPath(document.path)
        source = self._source(document)
        given = self._told_by_callers(document)

        def understood(sources: Sequence[Source]) -> Understood:
            interpreter = interpret(sources[0], lambda dotted, _: self._lookup(path, tells, dotted), given, apart)
            context, decisions = decide(
                interpreter, self.options, self.root, path, all_rules(), partial(self.is_taken, document.path)
            )
            return Understood(sources[0], interpreter, context, decisions)

        return written_out([source], understood, self.is_taken)

    @cached_property
    def _first(self) -> Linker:
        """The project as it is understood when no caller tells anything."""
        return Linker(self.root, self.options, asks=0, moved=self._moved)

    @cached_property
    def _second(self) -> Linker:
        """The project as it is understood when callers are asked once."""
        return Linker(self.root, self.options, asks=1, moved=self._moved)

    @cached_property
    def _moved(self) -> Mapping[str, Source]:
        if self.moved is not None:
            return self.moved
        known = {path: self._modules.get(path) for path in sorted(self._modules.together)}
        documents = [self._modules.read(path) for path, module in known.items() if module is not None]
        with_v1 = [one for one in documents if (module := known[one.path]) is not None and module.v1]

        def converted(moved: Mapping[str, Source]) -> set[Location]:
            other = Linker(self.root, self.options, moved=moved)
            return {one for document in with_v1 for one in converted_pipelines(other.understand(document).context)}

        try:
            return variables_moved(documents, self._place_of, converted)
        except ReadError:
            return {}

    def _source(self, document: Document) -> Source:
        """A document as it is understood, as long as it is what the project has."""
        moved, module = self._moved.get(document.path), self._modules.get(document.path)
        is_known = moved is not None and module is not None and module.digest == digest(document)
        return moved if moved is not None and is_known else parse(document)

    def _passed_by(self, path: str) -> list[Passes]:
        """What a module gives to functions of others, also where it is converted together with some."""
        self._settle([path])
        if path not in self._passed:
            return []
        joint = self._joint(path)
        if joint is None:
            return self._passed[path]
        lookup = partial(self._lookup, PurePosixPath(path), self._told_to[path])
        # Those that are converted together know what they pass to each other, but not what the others have in sight.
        inside = self._group(path)
        own = [replace(one, arguments=()) for one in self._passed[path] if one.function[0] in inside]
        return [*own, *Telling(joint.context, lookup, partial(self._module_of, path)).passed()]

    def _module_of(self, path: str, dotted: str) -> str:
        """The document of a module, as another one imports it; empty when the project has none."""
        place = self._modules.place_of(PurePosixPath(path), dotted)
        return place[0] if place is not None and not place[1] else ""

    def _told_by_callers(self, document: Document) -> Parameters:
        """What callers pass to the functions of a module, when these ask their parameters for something."""
        path = document.path
        if not self.asks or not path.endswith(".py"):
            return {}
        is_set = any(user.sets for user in self._users.of(path))
        return self._passed_to(path) if is_set or asks_for_v1(document, catalogue().members) else {}

    def _passed_to(self, path: str) -> Parameters:
        if path not in self._given:
            self._given[path] = {}
            users = [one for one in self._users.of(path) if one.path != path]
            functions = parameters_of(self._modules.read(path)) if users else {}
            readers = {head: [one for one in users if one.reads(head)] for head in map(_head, functions)}

            def sure(name: str) -> bool:
                of_function = name in functions
                known = readers[_head(name)] if of_function else [one for one in users if one.sets]
                return all(one.converted and not (of_function and one.inherits(_head(name))) for one in known)

            setting = {one.path for one in users if one.sets and one.converted}
            callers = sorted(setting | {one.path for by in readers.values() for one in by if one.converted})

            def told(linker: Linker) -> Parameters:
                calls = [one for caller in callers for one in linker._passed_by(caller)]
                return passed(path, functions, sure, calls, lambda key: self._passed_to(key[0]), common_class)

            self._given[path] = told(self._first)
            if self.asks > 1 and any(isinstance(one, Stays) for one in self._given[path].values()):
                self._given[path] = told(self._second)
        return self._given[path]

    # Understanding several as one

    def _joint(self, path: str) -> Understood | None:
        """The document, understood with those that make steps for its pipelines, or whose pipelines have its steps."""
        group = self._group(path)
        if not group:
            return None
        return self._views.pop(path, None) or self._understand_in(group, path, self._sources(group))

    def _group(self, path: str) -> tuple[str, ...]:
        """The modules that are converted together with this one, each after those that it imports."""
        if path not in self._groups:
            self._group_all(component(path, self._near.staying_for) or {path})
        return self._groups[path]

    def _group_all(self, found: Set[str]) -> None:
        """Group modules of which some may have to do with what stays v1 in others."""
        failed = [
            one for one in sorted(found) if one not in self._groups and not self._grouped(one, self._near.given_to)
        ]
        if failed and len(found) > 1:
            self._grouped(failed[0], self._near.staying_for)
        for one in failed:
            if one not in self._groups:
                self._grouped(one, self._near.made_for, last=True)

    def _grouped(self, path: str, neighbours: Callable[[str], set[str]], *, last: bool = False) -> bool:
        """Convert a module and all that are found with it as one, if that can be.

        Args:
            last: whether there are no others to try when it cannot.
        """
        found = component(path, neighbours)
        if not last and (not found or found in self._near.in_vain):
            return False
        if not last and any(component(one, neighbours) != found for one in found):
            return False  # Each of them has to come to the same answer.
        inside = [circle for circle in circles(sorted(found), self._modules.imports_of) if not found.isdisjoint(circle)]
        group = tuple(circle[0] for circle in inside)
        # Too many to be found are none.
        is_alone = found and (len(found) == 1 or found.isdisjoint(self._with_more))
        reason = ALONE if is_alone else self._why_apart(found, inside)
        if reason and reason != ALONE and not last:
            self._near.in_vain.add(frozenset(found))
            return False
        self._groups |= dict.fromkeys(found or {path}, () if reason else group)
        if reason != ALONE:
            self._apart |= dict.fromkeys(found or {path}, reason)
        return True

    def _why_apart(self, found: Set[str], circles: Sequence[tuple[str, ...]]) -> str:
        """Why these modules are not converted as one; empty when they are."""
        if not found:
            return TOO_MANY
        circle = next((one for one in circles if len(one) > 1), None)
        if circle is not None:
            return import_each_other(circle)
        group = tuple(one for (one,) in circles)
        reason = self._why_not(group)
        if reason:
            known = {one.path: one for one in self._sources(group)}
            for writes in _WAYS:
                again: list[Source] | None = list(known.values())
                for write in writes:
                    again = write(again, self._place_of) if again is not None else None
                if again is not None:
                    self._hoisted[group] = again
                    if not self._why_not(group):
                        return ""
                    del self._hoisted[group]
        return reason

    def _why_not(self, group: tuple[str, ...]) -> str:
        """Why these modules do not convert as one that is for all others what they are alone; empty when they do."""
        needed = [*((one, self._near.makers) for one in group), *((one, self._near.kept) for one in group)]
        made = ((path, names) for one, by in needed for path, names in by.get(one, {}).items() if path in group)
        for path, name in ((path, name) for path, names in made for name in names):
            if others := self._near.takers(path, name) - set(group):
                return taken_too(path, name, others)
        sources = self._sources(group)
        views = {group[-1]: self._understand_in(group, group[-1], sources)}
        context = views[group[-1]].context
        alone = set().union(*(self._pipelines.get(path, set()) for path in group))
        if borrowed(context, self._place_of, self.is_taken) is None:
            return MIXED
        if not alone < converted_pipelines(context):
            return staying_together(context)
        views |= {path: self._understand_in(group, path, sources) for path in reversed(group[:-1])}
        if any(keeps_lent(view.source) for view in views.values()):
            return MIXED
        for path, names in ((path, names) for one in group for path, names in self._near.givers.get(one, {}).items()):
            for name in sorted(names) if path in group else ():
                others = self._near.takers(path, name) - set(group)
                if others and changes(views[path].context, path, name):
                    return taken_too(path, name, others)
        for path, view in views.items():
            tables = (name for name, one in view.interpreter.modules[path].variables.items() if holds_functions(one))
            for name in tables:
                if others := self._near.takers(path, name) - set(group):
                    return taken_too(path, name, others)
            before, after = self._tells[path], self._told(view, self._told_to[path])
            users = [user for user in self._users.of(path) if user.path not in group]
            for name in sorted({**before, **after}):
                others = {user.path for user in users if user.reads(name)}
                if others and not same_v1(before.get(name), after.get(name)):
                    return taken_too(path, name, others)
        self._views |= views
        return ""

    def _place_of(self, path: str, dotted: str) -> tuple[str, tuple[str, ...]] | None:
        return self._modules.place_of(PurePosixPath(path), dotted)

    def _sources(self, group: Sequence[str]) -> list[Source]:
        known = self._hoisted.get(tuple(group))
        return known if known is not None else [self._source(self._modules.read(name)) for name in group]

    def _understand_in(self, group: Sequence[str], path: str, sources: Sequence[Source]) -> Understood:
        self.understood.append(path)
        given = {key: symbol for name in group for key, symbol in self._given.get(name, {}).items()}
        taken = {imported for name in group for imported in self._modules.imports_of(name)}
        makers = functions_at_top(sources)

        def lookup(dotted: str, path: str) -> Told | None:
            told = self._lookup(PurePosixPath(path), self._told_to[path], dotted)
            return makers.get(self._place_of(path, dotted)) if told is None else told

        def needed(name: str) -> bool:
            return any(self.is_taken(one, name) for one in group)

        def understood(sources: Sequence[Source]) -> Understood:
            own = sources[group.index(path)]
            interpreter = interpret(
                united(sources, own, frozenset(group) - taken),
                lookup,
                given,
            )
            context, decisions = decide(
                interpreter, self.options, self.root, PurePosixPath(group[-1]), all_rules(), needed
            )
            context.new_files[:] = [file for file in context.new_files if file.source.path == path]
            return Understood(own, interpreter, context, decisions.of(path))

        moved = names_lent(sources)
        found = written_out(
            sources, understood, lambda path, name: (path, name) not in moved and self.is_taken(path, name)
        )
        found.borrowed = (borrowed(found.context, self._place_of, self.is_taken) or {}).get(path)
        return found

    def _told(self, understood: Understood, tells: Mapping[str, Tells]) -> Tells:
        path = PurePosixPath(understood.source.path)
        return Telling(understood.context, partial(self._lookup, path, tells)).names()

    def _lookup(self, path: PurePosixPath, tells: Mapping[str, Tells], dotted: str) -> Told | None:
        place = self._modules.place_of(path, dotted)
        if place is None:
            return None
        module, rest = place
        names = tells.get(module)
        if names is None or not rest:
            return None
        if rest == ("*",):
            every = is_run(dotted)
            return Everything(tuple((name, one) for name, one in names.items() if every or is_given_away(name, names)))
        told = names.get(rest[0])
        for name in rest[1:]:
            told = dict(told.members).get(name) if isinstance(told, ClassOf) else None
        return told


_WAYS = ((hoisted,), (in_functions,), (lent,), (lent, hoisted))
"""How modules are written anew where they do not convert as they are: what stands in another module, and when."""


def _head(function: str) -> str:
    """The name at the top of a module that a function is reached by."""
    return function.partition(".")[0]


@lru_cache(maxsize=2)
def linker(root: Path, options: Options) -> Linker:
    """The linker of a project; the same for all its documents."""
    return Linker(root, options)
