"""Functions and classes that make steps of what callers in other modules give them, as their own definitions.

``make_step("train", inputs=[data])`` makes another component at each of its calls, so that it is written out there: a
function of another module has to stand in the same one for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

from migrate.ledger import Location
from migrate.linking.borrowing import PlaceOf, dotted_name
from migrate.linking.lendable import (
    Definition,
    Import,
    Lendable,
    import_of,
    imported,
    imports_of,
    is_absolute,
    lendable,
    local_name,
)
from migrate.linking.lender import Imported, Taker, methods_of, rewritten
from migrate.linking.origins import handing_on
from migrate.v1.nodes import code_of, imports_at_top, module_name, names_read, walk
from migrate.v1.source import FAR, Source
from migrate.v1.spelling import reading


def lent(sources: Sequence[Source], place_of: PlaceOf) -> list[Source] | None:
    """The documents with the functions where they are called; None when there are none, or one cannot be there."""
    known = {source.path: lendable(source) for source in sources}
    takers = [Taker(source, reading(source).survey) for source in sources]
    if not any(known.values()):
        return None
    follow = _Follower(known, sources, place_of)
    if not all(follow.take(taker) for taker in takers):
        return None
    taken = [one for taker in takers for one in taker.taken]
    if not taken:
        return None
    gone = _gone([one for one in taken if not _unreached(one, takers)])
    written = [rewritten(taker, gone, sources) for taker in takers]
    return None if any(one is None for one in written) else [one for one in written if one is not None]


def keeps_lent(source: Source) -> bool:
    """Whether such a function still stands in a document, as it was not written out."""
    return next(_lent_in(source), None) is not None


def names_lent(sources: Sequence[Source]) -> frozenset[tuple[str, str]]:
    """The functions, by path and name, that stand in documents besides their own, which need them there no more."""
    lent_from = {place for source in sources for place in _lent_in(source)}
    functions = ((one, cell, each) for one in sources for cell, module in one for each in module.body)
    return frozenset(
        (source.path, node.name.value)
        for source, cell, node in functions
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)) and source.location(cell, node) in lent_from
    )


def _lent_in(source: Source) -> Iterator[Location]:
    """Where the functions stand that a document has from others."""
    for cell, module in source:
        for node in module.body:
            at = source.positions[cell][node].start
            if (
                isinstance(node, (cst.FunctionDef, cst.ClassDef))
                and source.written_at(cell, (at.line, at.column))[1][0] >= FAR
            ):
                yield source.location(cell, node)


def _unreached(one: Lendable, takers: Sequence[Taker]) -> set[cst.FunctionDef]:
    """The methods of a class that none of those that take it asks for."""
    reached = {method for taker in takers if one in taker.taken for method in taker.reached(one.definition)}
    return {node for node in methods_of(one.definition) if node not in reached}


def _gone(taken: Sequence[Lendable]) -> dict[Definition, str]:
    """Those that their own modules do not need any more, with their names."""
    left = {one.definition: one for one in taken}
    while True:
        inside = {node for function in left for node in names_read(function)}
        kept = [function for function, one in left.items() if not inside.issuperset(one.reads)]
        if not kept:
            return {function: one.name for function, one in left.items()}
        for function in kept:
            del left[function]


class _Follower:
    """Finds the functions that documents take, also through modules that hand them on."""

    def __init__(
        self, known: Mapping[str, Mapping[str, Lendable]], sources: Sequence[Source], place_of: PlaceOf
    ) -> None:
        self._known = known
        self._sources = {source.path: source for source in sources}
        self._place_of = place_of

    def _find(self, path: str, module: str, name: str) -> tuple[Lendable, str] | None:
        """The function that a document imports from a module by this name, with the module that has it."""
        place = self._place_of(path, dotted_name(module, name))
        if place is None or len(place[1]) != 1:
            return None
        home, (own,) = place[0], place[1]
        found = self._known.get(home, {}).get(own)
        if found is not None:
            return found, module
        handing = handing_on(self._sources.get(home), own)
        further = self._find(home, *handing) if handing is not None else None
        if further is None:
            return None
        said = seen_from(module, home, further[1])
        return (further[0], said) if self._leads(path, said, further[0]) else None

    def _leads(self, path: str, module: str, one: Lendable) -> bool:
        return bool(module.strip(".")) and self._place_of(path, module) == (one.source.path, ())

    def take(self, taker: Taker) -> bool:
        """Note how a document takes functions; False when it takes one in a way that leaves no place for it."""
        path = taker.source.path
        at_top = {node: statement for _, module in taker.source for statement, node in imports_at_top(module)}
        for node in (one for _, module in taker.source for one in walk(module)):
            statement = at_top.get(node) if isinstance(node, (cst.Import, cst.ImportFrom)) else None
            if isinstance(node, cst.ImportFrom) and isinstance(node.names, cst.ImportStar):
                if not self._take_all(taker, module_name(node), statement):
                    return False
            elif isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
                for alias in node.names:
                    local = local_name(alias, node)
                    found = self._find(path, module_name(node), alias.evaluated_name)
                    if found is not None:
                        taker.aliases.add(alias)
                    if found is not None and not self._name(taker, found[0], local, statement, found[1]):
                        return False
                    if not self._ask(taker, local, statement, dotted_name(module_name(node), alias.evaluated_name)):
                        return False
            elif isinstance(node, cst.Import):
                for alias in node.names:
                    said = alias.evaluated_alias or alias.evaluated_name
                    if not self._ask(taker, said, statement, alias.evaluated_name):
                        return False
        return True

    def _take_all(self, taker: Taker, module: str, statement: cst.SimpleStatementLine | None) -> bool:
        """``from helpers import *``"""
        place = self._place_of(taker.source.path, module) if module.strip(".") else None
        for name, one in self._known.get(place[0], {}).items() if place is not None and not place[1] else ():
            if not taker.says(name):
                continue
            if statement is None or taker.survey.bound[name]:
                return False
            if not self._define(taker, one, name, statement, module, star=True):
                return False
        return True

    def _name(
        self, taker: Taker, one: Lendable, local: str, statement: cst.SimpleStatementLine | None, module: str
    ) -> bool:
        """The document has the function by a name of its own; one that only hands it on needs it no more."""
        if not taker.says(local):
            return True
        if statement is None or taker.survey.bound[local] > 1:
            return False
        return self._define(taker, one, local, statement, module)

    def _ask(self, taker: Taker, said: str, statement: cst.SimpleStatementLine | None, module: str) -> bool:
        """The document asks the module for them: ``utils.make_step``."""
        path = taker.source.path
        place = self._place_of(path, module)
        if place is None or place[1]:
            return True
        names = {*self._known.get(place[0], ()), *self._handed_on(place[0])}
        if names and taker.hands_on(said):
            return False
        for name in sorted(names):
            reads = [node for node in taker.survey.of(cst.Attribute) if code_of(node) == f"{said}.{name}"]
            found = self._find(path, module, name) if reads else None
            if found is None:
                continue
            if statement is None or name in taker.survey.names:
                return False
            taker.reads |= dict.fromkeys(reads, name)
            if not self._define(taker, found[0], name, statement, found[1], said=said if found[1] == module else ""):
                return False
        return True

    def _handed_on(self, path: str) -> Iterator[str]:
        """The functions that a module imports."""
        for _, module in self._sources.get(path, ()):
            for name, node in imported(module).items():
                handing = handing_on(self._sources[path], name) if isinstance(node, cst.ImportFrom) else None
                if handing is not None and self._find(path, *handing) is not None:
                    yield name

    def _define(
        self,
        taker: Taker,
        one: Lendable,
        local: str,
        statement: cst.SimpleStatementLine,
        module: str,
        star: bool = False,
        said: str = "",
    ) -> bool:
        """Note a function, and what it needs where it is from now on; False when a name means something else there."""
        if taker.known.setdefault(local, one) is not one:
            return False
        found = taker.imports.setdefault(statement, Imported())
        if any(known is one for _, known, _ in found.functions):
            return True
        others = self._known[one.source.path]
        # What makes steps is known by the names that a document itself imports.
        more = {name: node for name, node in one.v1.items() if star and taker.says(name)}
        for name, node in {**more, **one.needs}.items():
            given = star and name not in one.v1 and one.gives(name)
            known = True
            if name in others:
                taken = taker.survey.bound[name] and not self._takes(taker, others[name], name)
                known = not taken and self._define(taker, others[name], name, statement, module, star, said)
            elif node is not None and is_absolute(node) and not given:
                text = import_of(name, node)
                known = self._import(taker, name, text, found.above, text)
            elif not given and not (said and node is None):
                of, alias = self._home_of(taker, one, name, node, module)
                beside = taker.imports.setdefault(_import_from(taker.source, of) or statement, Imported())
                known = self._import(taker, name, f"from {of} import {alias}", beside.names.setdefault(of, []), alias)
            if not known:
                return False
        found.functions.append((local, one, said))
        return True

    def _home_of(self, taker: Taker, one: Lendable, name: str, node: Import | None, module: str) -> tuple[str, str]:
        """The module to import a name from that the module of a function has, and the name as it is imported."""
        if isinstance(node, cst.ImportFrom):
            of = seen_from(module, one.source.path, module_name(node))
            alias = import_of(name, node).partition(" import ")[2]
            place = self._place_of(one.source.path, module_name(node)) if module_name(node).strip(".") else None
            if place is not None and of and self._place_of(taker.source.path, of) == place:
                return of, alias
        return module, name

    def _takes(self, taker: Taker, one: Lendable, name: str) -> bool:
        """Whether the document itself imports the function by this name."""
        for _, module in taker.source:
            node = imported(module).get(name)
            if isinstance(node, cst.ImportFrom):
                found = self._find(taker.source.path, module_name(node), name)
                return found is not None and found[0] is one
        return False

    @staticmethod
    def _import(taker: Taker, name: str, text: str, lines: list[str], line: str) -> bool:
        if text in imports_of(taker.source) or taker.known.get(name) == text:
            return True
        if taker.survey.bound[name] or name in taker.known:
            return False
        taker.known[name] = text
        lines.append(line)
        return True


def _import_from(source: Source, of: str) -> cst.SimpleStatementLine | None:
    """The statement that imports names from a module."""
    for _, module in source:
        for statement, node in imports_at_top(module):
            named = isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar)
            if named and isinstance(node, cst.ImportFrom) and module_name(node) == of:
                return statement
    return None


def seen_from(module: str, path: str, further: str) -> str:
    """What a module is called that the module at a path imports from, where that one is called ``module``."""
    dots = len(further) - len(further.lstrip("."))
    if not dots:
        return further
    parts = module.split(".")
    up = dots - 1 if path.endswith("__init__.py") else dots
    return ".".join([*(parts[:-up] if up else parts), further.lstrip(".")]).rstrip(".")
