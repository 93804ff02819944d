"""Documents with the functions and classes of others, below the imports that brought them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import libcst as cst

from migrate.ledger import Location
from migrate.linking.lendable import Definition, Lendable
from migrate.v1.nodes import code_of, module_name, names_read, walk
from migrate.v1.source import FAR, Place, Source
from migrate.v1.spelling import Writer, written_anew
from migrate.v1.spelling.survey import Survey

_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


@dataclass
class Imported:
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
class Taker:
    """A document that imports such functions.

    Args:
        aliases: what it no longer imports.
        reads: the expressions that say a function as an attribute of its module, with its name from now on.
        known: the names that it has because of these functions, each with what it stands for.
    """

    source: Source
    survey: Survey
    imports: dict[cst.SimpleStatementLine, Imported] = field(default_factory=dict)
    aliases: set[cst.ImportAlias] = field(default_factory=set)
    reads: dict[cst.Attribute, str] = field(default_factory=dict)
    known: dict[str, object] = field(default_factory=dict)

    @cached_property
    def _said(self) -> list[cst.Name]:
        """The names that something other than an import says."""
        names = (name for _, module in self.source for name in names_read(module))
        return [name for name in names if name not in self.survey.in_imports]

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
                for one in methods_of(definition)
                if one not in found and (one.name.value in names or one.name.value.startswith("__"))
            }
            if not more:
                return found
            found |= more
            names |= {node.attr.value for one in more for node in walk(one) if isinstance(node, cst.Attribute)}

    @property
    def taken(self) -> list[Lendable]:
        return [one for each in self.imports.values() for _, one, _ in each.functions]


def methods_of(definition: Definition) -> list[cst.FunctionDef]:
    """Those of a class."""
    inside = definition.body.body if isinstance(definition, cst.ClassDef) else ()
    return [node for node in inside if isinstance(node, cst.FunctionDef)]


def rewritten(taker: Taker, gone: Mapping[Definition, str], sources: Sequence[Source]) -> Source | None:
    source = taker.source
    if not taker.imports and not taker.aliases and not any(node in gone for node in taker.survey.nodes):
        return source
    homes = {id(one.source): one.source for one in taker.taken}
    far: dict[cst.CSTNode, Place] = {}
    elsewhere: dict[Place, Location] = {}
    for home in homes.values():
        # Each module has lines of its own.
        first = FAR * (1 + [id(one) for one in sources].index(id(home)))
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

    def __init__(self, taker: Taker, gone: Mapping[Definition, str]) -> None:
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
        found = found or Imported()
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
        left_out = set(methods_of(one.definition)) - self._taker.reached(one.definition)
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
