"""Functions that make steps of what callers in other modules give them, as functions of those callers.

``make_step("train", inputs=[data])`` makes another component at each of its calls, so that it is written out there: a
function of another module has to stand in the same one for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

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
from migrate.linking.origins import handing_on
from migrate.v1.catalogue import catalogue
from migrate.v1.nodes import code_of, imports_at_top, module_name, names_read, walk
from migrate.v1.source import Place, Source
from migrate.v1.spelling import Writer, written_anew
from migrate.v1.spelling.survey import Survey

_FAR = 1_000_000
"""What comes from another module is told by a line that no file has; each module has lines of its own."""
_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


@dataclass
class _Import:
    """A statement below which functions are defined that it imported.

    Args:
        functions: what is defined, each with its name there, and the module that it asks for other names.
        above: the lines that import what they read from elsewhere.
        names: what they read of their own module, by that.
    """

    functions: list[tuple[str, Lendable, str]] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class _Taker:
    """A document that imports such functions.

    Args:
        aliases: what it no longer imports.
        reads: the expressions that say a function as an attribute of its module, with its name from now on.
        known: the names that it has because of these functions, each with what it stands for.
    """

    source: Source
    survey: Survey
    imports: dict[cst.SimpleStatementLine, _Import] = field(default_factory=dict)
    aliases: set[cst.ImportAlias] = field(default_factory=set)
    reads: dict[cst.Attribute, str] = field(default_factory=dict)
    known: dict[str, object] = field(default_factory=dict)

    @cached_property
    def _said(self) -> list[cst.Name]:
        """The names that something other than an import says."""
        inside = {name for kind in (cst.Import, cst.ImportFrom) for one in self.survey.of(kind) for name in walk(one)}
        return [name for _, module in self.source for name in names_read(module) if name not in inside]

    def says(self, name: str) -> bool:
        return any(one.value == name for one in self._said)

    def hands_on(self, module: str) -> bool:
        """Whether something may ask a module for a name that is not said."""
        asked = {one.value for one in self.survey.of(cst.Attribute)}
        named = [one for one in (*self._said, *self.survey.of(cst.Attribute)) if one not in asked]
        return any(code_of(one) in (module, module.split(".")[0]) for one in named)

    def reached(self, definition: Definition) -> set[cst.FunctionDef]:
        """The methods of a class that the document may ask for, with those that they ask for."""
        names = {one.attr.value for one in self.survey.of(cst.Attribute)}
        found: set[cst.FunctionDef] = set()
        while True:
            more = {
                one
                for one in _methods(definition)
                if one not in found and (one.name.value in names or one.name.value.startswith("__"))
            }
            if not more:
                return found
            found |= more
            names |= {node.attr.value for one in more for node in walk(one) if isinstance(node, cst.Attribute)}

    @property
    def taken(self) -> list[Lendable]:
        return [one for each in self.imports.values() for _, one, _ in each.functions]


def lent(sources: Sequence[Source], place_of: PlaceOf) -> list[Source] | None:
    """The documents with the functions where they are called; None when there are none, or one cannot be there."""
    known = {source.path: lendable(source) for source in sources}
    takers = [_Taker(source, Survey(list(source.modules.values()), catalogue())) for source in sources]
    if not any(known.values()):
        return None
    follow = _Follower(known, sources, place_of)
    if not all(follow.take(taker) for taker in takers):
        return None
    taken = [one for taker in takers for one in taker.taken]
    if not taken:
        return None
    gone = _gone([one for one in taken if not _unreached(one, takers)])
    written = [_rewritten(taker, gone, sources) for taker in takers]
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
                and source.written_at(cell, (at.line, at.column))[1][0] >= _FAR
            ):
                yield source.location(cell, node)


def _unreached(one: Lendable, takers: Sequence[_Taker]) -> set[cst.FunctionDef]:
    """The methods of a class that none of those that take it asks for."""
    reached = {method for taker in takers if one in taker.taken for method in taker.reached(one.definition)}
    return {node for node in _methods(one.definition) if node not in reached}


def _methods(definition: Definition) -> list[cst.FunctionDef]:
    inside = definition.body.body if isinstance(definition, cst.ClassDef) else ()
    return [node for node in inside if isinstance(node, cst.FunctionDef)]


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

    def take(self, taker: _Taker) -> bool:
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

    def _take_all(self, taker: _Taker, module: str, statement: cst.SimpleStatementLine | None) -> bool:
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
        self, taker: _Taker, one: Lendable, local: str, statement: cst.SimpleStatementLine | None, module: str
    ) -> bool:
        """The document has the function by a name of its own; one that only hands it on needs it no more."""
        if not taker.says(local):
            return True
        if statement is None or taker.survey.bound[local] > 1:
            return False
        return self._define(taker, one, local, statement, module)

    def _ask(self, taker: _Taker, said: str, statement: cst.SimpleStatementLine | None, module: str) -> bool:
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
        taker: _Taker,
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
        found = taker.imports.setdefault(statement, _Import())
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
                beside = taker.imports.setdefault(_import_from(taker.source, of) or statement, _Import())
                known = self._import(taker, name, f"from {of} import {alias}", beside.names.setdefault(of, []), alias)
            if not known:
                return False
        found.functions.append((local, one, said))
        return True

    def _home_of(self, taker: _Taker, one: Lendable, name: str, node: Import | None, module: str) -> tuple[str, str]:
        """The module to import a name from that the module of a function has, and the name as it is imported."""
        if isinstance(node, cst.ImportFrom):
            of = seen_from(module, one.source.path, module_name(node))
            alias = import_of(name, node).partition(" import ")[2]
            place = self._place_of(one.source.path, module_name(node)) if module_name(node).strip(".") else None
            if place is not None and of and self._place_of(taker.source.path, of) == place:
                return of, alias
        return module, name

    def _takes(self, taker: _Taker, one: Lendable, name: str) -> bool:
        """Whether the document itself imports the function by this name."""
        for _, module in taker.source:
            node = imported(module).get(name)
            if isinstance(node, cst.ImportFrom):
                found = self._find(taker.source.path, module_name(node), name)
                return found is not None and found[0] is one
        return False

    @staticmethod
    def _import(taker: _Taker, name: str, text: str, lines: list[str], line: str) -> bool:
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


# Writing


def _rewritten(taker: _Taker, gone: Mapping[Definition, str], sources: Sequence[Source]) -> Source | None:
    source = taker.source
    if not taker.imports and not taker.aliases and not any(node in gone for node in taker.survey.nodes):
        return source
    homes = {id(one.source): one.source for one in taker.taken}
    far: dict[cst.CSTNode, Place] = {}
    elsewhere: dict[Place, Location] = {}
    for home in homes.values():
        first = _FAR * (1 + [id(one) for one in sources].index(id(home)))
        for cell, positions in home.positions.items():
            for node in positions:
                place = home.location(cell, node)
                far[node] = (first + place.line, place.column)
                elsewhere[far[node]] = place
    written = written_anew(source, lambda places: _Lender(taker, gone), far)
    if written is None:
        return None
    cells = {cell: {**source.elsewhere.get(cell, {}), **elsewhere} for cell in source.modules} if far else {}
    return replace(written.source, elsewhere={**source.elsewhere, **cells})


class _Lender(Writer):
    """Writes the functions below the imports that brought them."""

    def __init__(self, taker: _Taker, gone: Mapping[Definition, str]) -> None:
        super().__init__()
        self._taker = taker
        self._gone = gone
        self._left_out = set(gone.values())

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.RemovalSentinel:
        return updated_node if original_node not in self._gone else self._leave_out()

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef | cst.RemovalSentinel:
        return updated_node if original_node not in self._gone else self._leave_out()

    def _leave_out(self) -> cst.RemovalSentinel:
        self.written = True
        return cst.RemoveFromParent()

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        name = self._taker.reads.get(original_node)
        if name is None:
            return updated_node
        self.written = True
        return cst.Name(name)

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:
        """``__all__`` without the functions."""
        listed = updated_node.value
        if [code_of(one.target) for one in original_node.targets] != ["__all__"] or not isinstance(
            listed, (cst.List, cst.Tuple)
        ):
            return updated_node
        kept = [one for one in listed.elements if not self._is_left_out(one.value)]
        if len(kept) == len(listed.elements):
            return updated_node
        self.written = True
        if kept and listed.elements[-1].comma is cst.MaybeSentinel.DEFAULT:
            kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(value=listed.with_changes(elements=kept))

    def _is_left_out(self, node: cst.BaseExpression) -> bool:
        own = {alias.evaluated_alias or alias.evaluated_name for alias in self._taker.aliases}
        return isinstance(node, cst.SimpleString) and node.evaluated_value in self._left_out | own

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
        node = original_node.body[0] if len(original_node.body) == 1 else None
        found = self._taker.imports.get(original_node)
        gone = isinstance(node, cst.ImportFrom) and any(one in self._taker.aliases for one in walk(node))
        if found is None and not gone:
            return updated_node
        self.written = True
        found = found or _Import()
        lines: list[cst.BaseStatement] = [self._parsed(text, original_node) for text in found.above]
        more = dict(found.names)
        own: cst.BaseSmallStatement | None = node
        if isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
            own = self._imports(node, node.names, more.pop(module_name(node), []))
        if own is not None:
            lines.append(updated_node.with_changes(body=[own]))
            self.before |= {own: original_node, lines[-1]: original_node}
        lines += [
            self._parsed(f"from {of} import {', '.join(names)}", original_node) for of, names in more.items() if names
        ]
        if lines:
            first = lines[0].with_changes(leading_lines=updated_node.leading_lines)
            lines = [first, *(one.with_changes(leading_lines=[]) for one in lines[1:])]
            apart = len(found.above)
            if 0 < apart < len(lines):
                lines[apart] = lines[apart].with_changes(leading_lines=[cst.EmptyLine(indent=False)])
            self.before |= dict.fromkeys(lines, original_node)
        lines += [self._function(*one) for one in found.functions]
        return cst.FlattenSentinel(lines) if lines else cst.RemoveFromParent()

    def _parsed(self, text: str, before: cst.CSTNode) -> cst.BaseStatement:
        added = cst.parse_statement(text)
        assert isinstance(added, cst.SimpleStatementLine)
        self.before |= dict.fromkeys(walk(added), before)
        return added

    def _imports(
        self, node: cst.ImportFrom, names: Sequence[cst.ImportAlias], more: Sequence[str]
    ) -> cst.ImportFrom | None:
        """The import without the functions, and with what they read; None when nothing is left."""
        left = [one for one in names if one not in self._taker.aliases]
        left += [alias for name in more for alias in _aliases(name)]
        if not left:
            return None
        kept = [
            one.with_changes(comma=_COMMA) if isinstance(one.comma, cst.MaybeSentinel) else one for one in left[:-1]
        ]
        return node.with_changes(names=[*kept, left[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)])

    def _function(self, local: str, one: Lendable, said: str) -> Definition:
        """The definition without what only its readers need: it is to be written out."""
        made = one.definition.deep_clone()
        before: Mapping[cst.CSTNode, cst.CSTNode] = dict(zip(walk(made), walk(one.definition), strict=True))
        own = {name for name in one.needs if name not in self._taker.known and one.needs[name] is None}
        asked = {name for name in names_read(one.definition) if said and name.value in own}
        left_out = set(_methods(one.definition)) - self._taker.reached(one.definition)
        bare = _Bare(before, asked, said, left_out)
        written = made.visit(bare)
        assert isinstance(written, (cst.FunctionDef, cst.ClassDef))
        again = written.with_changes(name=cst.Name(local), leading_lines=[])
        self.before |= {**bare.before, again: one.definition}
        return again


def _aliases(said: str) -> Sequence[cst.ImportAlias]:
    """What is imported as ``name`` or ``name as other``."""
    line = cst.ensure_type(cst.parse_statement(f"from m import {said}"), cst.SimpleStatementLine)
    names = cst.ensure_type(line.body[0], cst.ImportFrom).names
    assert not isinstance(names, cst.ImportStar)
    return names


class _Bare(cst.CSTTransformer):
    """Leaves out annotations and methods that nothing asks for, and asks the module for what it has."""

    def __init__(
        self,
        known: Mapping[cst.CSTNode, cst.CSTNode],
        asked: set[cst.Name],
        said: str,
        left_out: set[cst.FunctionDef],
    ) -> None:
        super().__init__()
        self._left_out = left_out
        self._known = known
        self._asked = asked
        self._said = said
        self.before: dict[cst.CSTNode, cst.CSTNode] = {}

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> object:  # type: ignore[override]
        left = super().on_leave(original_node, updated_node)
        if isinstance(left, cst.CSTNode):
            self.before.setdefault(left, self._known[original_node])
        return left

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        if self._known[original_node] not in self._asked:
            return updated_node
        return cst.ensure_type(cst.parse_expression(f"{self._said}.{updated_node.value}"), cst.Attribute)

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.RemovalSentinel:
        if self._known[original_node] in self._left_out:
            return cst.RemoveFromParent()
        return updated_node.with_changes(returns=None)

    def leave_Param(self, original_node: cst.Param, updated_node: cst.Param) -> cst.Param:
        return updated_node.with_changes(annotation=None)
