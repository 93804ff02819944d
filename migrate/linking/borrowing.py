"""Names that expressions of one document bring into another one, when both are converted together.

``from config import run_config`` is ``from config import environment`` in v2, when the run configuration is spread.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import libcst as cst

from migrate.decisions.context import Context
from migrate.v1.clients import HandedClient
from migrate.v1.nodes import imports_at_top, imports_in_functions, module_name, read_in
from migrate.v1.values import Foreign, Obj, Symbol, alternatives
from migrate.v2.expressions import Code, Expr, User, names_in, walk
from migrate.v2.statements import Assign, expressions

IMPORT: Final = "import"
"""In place of a document: the name is a module of Python, such as ``os``."""

PlaceOf = Callable[[str, str], tuple[str, tuple[str, ...]] | None]
"""The file that a dotted name of a document is defined in, with the rest of the name."""


@dataclass(frozen=True)
class Borrowed:
    """What a document imports from others of those that are converted with it.

    Args:
        more: by module, as the document names it, what it has to import besides.
        gone: the local names of what it imports and v2 has nothing for.
        if_read: those that it imports only when something reads them.
        given: what the others import from it.
    """

    more: Mapping[str, frozenset[str]]
    gone: frozenset[str]
    if_read: frozenset[str]
    given: frozenset[str] = frozenset()


def borrowed(context: Context, place_of: PlaceOf, is_taken: Callable[[str, str], bool]) -> dict[str, Borrowed] | None:
    """By document what it imports; None when an expression means something else in the document that it comes into."""
    names = _Names(context, place_of)
    wanted: dict[str, dict[str, set[str]]] = {}
    for home, expr, local in _all_written(context, names):
        for name, of in names.strange(expr, home):
            if name in local:
                continue
            if not of:
                return None
            wanted.setdefault(home, {}).setdefault(of, set()).add(name)
    found: dict[str, Borrowed] = {}
    for home in context.interpreter.modules:
        more: dict[str, frozenset[str]] = {}
        for of, found_names in wanted.get(home, {}).items():
            module = _module_of(of, home, context, place_of) if of != IMPORT else IMPORT
            if module is None:
                return None
            more[module] = frozenset(found_names)
        parts = dict(_parts(home, context))
        gone = frozenset(name for name, is_gone in parts.items() if is_gone)
        if_read = frozenset(name for name in parts.keys() - gone if not is_taken(home, name))
        given = frozenset(name for by in wanted.values() for name in by.get(home, ()))
        found[home] = Borrowed(more, gone, if_read, given)
    return found


def _all_written(context: Context, names: _Names) -> Iterator[tuple[str, Expr, frozenset[str]]]:
    """Every expression that is written, with the document that it goes to and the names of functions around it."""
    nothing = frozenset[str]()
    for node, decision in context.decisions.items():
        home = names.homes.get(node)
        if decision.stays_v1 or home is None:
            continue
        if decision.expr is not None:
            yield home, decision.expr, nothing
        for edit in decision.edits:
            place = names.homes.get(edit.statement, home)
            for statement in (*edit.before, *(edit.instead or ()), *edit.after):
                yield from ((place, expr, local) for expr, local in expressions(statement))
    for move in context.moves:
        home = names.homes.get(move.before, context.interpreter.source.path)
        yield from ((home, expr, local) for expr, local in expressions(move.function))


class _Names:
    """In which document each name of the source stands, and which of them are the same."""

    def __init__(self, context: Context, place_of: PlaceOf) -> None:
        source, interpreter = context.interpreter.source, context.interpreter
        self._context = context
        self._scopes = interpreter.modules
        self.homes: dict[cst.CSTNode, str] = {
            node: source.path_of(cell) for cell, positions in source.positions.items() for node in positions
        }
        self._bound = {path: set(scope.variables) for path, scope in interpreter.modules.items()}
        for node in interpreter.bindings:
            self._bound[self.homes[node]].add(node.value)
        self._top = {path: set(scope.variables) for path, scope in interpreter.modules.items()}
        at_top = {statement for _, module in source for statement in module.body}
        for decision in context.decisions.values():
            for edit in decision.edits:
                made = (one.target for one in (*edit.before, *(edit.instead or ())) if isinstance(one, Assign))
                for target in made:
                    home = self.homes.get(edit.statement, source.path)
                    self._bound[home].add(target)
                    self._top[home] |= {target} if edit.statement in at_top else set()
        self._all = set().union(*self._bound.values())
        self._imported = dict(_imported(context, place_of, self.homes))

    def strange(self, expr: Expr, home: str) -> Iterator[tuple[str, str]]:
        """The names in an expression that another document has, each with that; with nothing when no import helps."""
        for part in walk(expr):
            if isinstance(part, User):
                yield from self._strange_in(part.node, home)
            if isinstance(part, Code) and not isinstance(part.text, HandedClient):
                for name in sorted({*names_in(part)} & self._all - self._bound[home]):
                    found = {self._origin(path, name) for path, bound in self._bound.items() if name in bound}
                    yield name, self._to_import(found.pop(), home) if len(found) == 1 else ""

    def _strange_in(self, node: cst.CSTNode, home: str) -> Iterator[tuple[str, str]]:
        of = self.homes.get(node, home)
        decision = self._context.decisions.get(node)
        instead = self._context.replacements.get(node) or (decision.expr if decision is not None else None)
        if of == home:
            return
        if instead is not None and not (isinstance(instead, User) and instead.node is node):
            yield from self.strange(instead, home)
        elif isinstance(node, cst.Name):
            if node.value in self._all and not self._is_same(node.value, of, home):
                yield node.value, "" if self._is_local(node) else self._to_import(self._origin(of, node.value), home)
        else:
            for child in read_in(node):
                yield from self._strange_in(child, home)

    def _is_local(self, node: cst.Name) -> bool:
        scope = self._context.function_of(node)
        while scope is not None and not scope.is_module:
            if node.value in scope.variables or node.value in scope.arguments:
                return True
            scope = scope.parent
        return False

    def _is_same(self, name: str, of: str, home: str) -> bool:
        """Whether a name at the top of one document is that of the other one."""
        value, other = self._scopes[of].variables.get(name), self._scopes[home].variables.get(name)
        if isinstance(value, (Foreign, Symbol)) and value == other:
            return True
        return name in self._top[home] and self._origin(of, name) == self._origin(home, name)

    def _to_import(self, origin: tuple[str, str], home: str) -> str:
        """The document to import a name from; empty when it cannot be, or means something else at home."""
        of, name = origin
        if name not in self._top.get(of, ()) or name in self._bound[home]:
            return ""
        if self._scopes[of].variables.get(name) == Foreign(name) and name in sys.stdlib_module_names:
            return IMPORT
        return of if not isinstance(self._scopes[of].variables.get(name), (Foreign, Symbol)) else ""

    def _origin(self, path: str, name: str) -> tuple[str, str]:
        """The document that defines what a name of this one stands for, and its name there."""
        while (path, name) in self._imported:
            path, name = self._imported[path, name]
        return path, name


def _parts(home: str, context: Context) -> Iterator[tuple[str, bool]]:
    """The names of v1 objects that a document imports from others of these, and whether v2 has nothing for them."""
    interpreter = context.interpreter
    source = interpreter.source
    local = (one for one in interpreter.functions.values() if source.path_of(interpreter.function_cells[one]) == home)
    variables = (one for scope in local for one in scope.variables.items())
    for name, value in (*variables, *interpreter.modules[home].variables.items()):
        found = alternatives(value)
        if found and all(isinstance(one, Obj) and _is_of_other(one, home, context) for one in found):
            yield name, all(one in context.vanished for one in found)


def _is_of_other(obj: Obj, home: str, context: Context) -> bool:
    made = obj.call
    return made is not None and context.interpreter.source.path_of(made.where.cell) != home


def _imported(
    context: Context, place_of: PlaceOf, homes: Mapping[cst.CSTNode, str]
) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """By document and local name the document and the name that it is imported from."""
    interpreter = context.interpreter
    own = {(homes[node], node.value) for node in interpreter.bindings}
    for home, node in imports_of(context):
        star = isinstance(node, cst.ImportFrom) and isinstance(node.names, cst.ImportStar)
        given = place_of(home, module_name(node)) if star and isinstance(node, cst.ImportFrom) else None
        if given is not None and given[0] in interpreter.modules:
            names = interpreter.modules[home].variables.keys() & interpreter.modules[given[0]].variables.keys()
            yield from (((home, name), (given[0], name)) for name in sorted(names) if (home, name) not in own)
        if isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
            for alias in node.names:
                place = place_of(home, dotted_name(module_name(node), alias.evaluated_name))
                if place is not None and len(place[1]) == 1:
                    yield (home, alias.evaluated_alias or alias.evaluated_name), (place[0], place[1][0])


def _module_of(of: str, home: str, context: Context, place_of: PlaceOf) -> str | None:
    """A module, as a document imports it or can import it."""
    for path, node in sorted(imports_of(context), key=lambda one: one[0] != home):
        names = [] if isinstance(node.names, cst.ImportStar) else [alias.evaluated_name for alias in node.names]
        if isinstance(node, cst.ImportFrom):
            if path != home and node.relative:
                continue
            names = [module_name(node), *(dotted_name(module_name(node), name) for name in names)]
        for name in names:
            place = place_of(home, name) if name.strip(".") else None
            if place == (of, ()):
                return name
            folder = place[0].removesuffix("__init__.py") if place is not None and not place[1] else ""
            if folder and folder != (place[0] if place else "") and of.startswith(folder):
                inner = f"{name}.{of.removeprefix(folder).removesuffix('.py').replace('/', '.')}"
                if place_of(home, inner) == (of, ()):
                    return inner
    return None


def imports_of(context: Context) -> Iterator[tuple[str, cst.Import | cst.ImportFrom]]:
    """The imports of the documents, those at the top first."""
    source = context.interpreter.source
    for find in (imports_at_top, imports_in_functions):
        for cell, module in source:
            for _, node in find(module):
                yield source.path_of(cell), node


def dotted_name(module: str, name: str) -> str:
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
