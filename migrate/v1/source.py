"""The syntax trees of one document, with the position of every node."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeAlias

import libcst as cst
from libcst.metadata import CodeRange, PositionProvider

from migrate.conversion import Document
from migrate.errors import ReadError
from migrate.ledger import Location
from migrate.v1.nodes import bound_by, walk

_KEPT = 128
"""How many documents stay parsed, as the modules of a project are understood several times each."""
FAR = 1_000_000
"""No file has a line of this number: what a document has from others is told by lines behind it."""
Place: TypeAlias = tuple[int, int]
"""Line, from 1, and column, from 0."""


@dataclass(frozen=True, eq=False)
class Source:
    """A parsed document. ``broken`` holds the cells that are not Python, with the reason."""

    path: str
    modules: Mapping[int, cst.Module]
    positions: Mapping[int, Mapping[cst.CSTNode, CodeRange]]
    notebook: bool
    broken: Mapping[int, str] = field(default_factory=dict)
    unread: Mapping[int, str] = field(default_factory=dict)
    """What stands in those cells."""
    beside: Mapping[int, tuple[str, int | None]] = field(default_factory=dict)
    """The cells of other documents that are understood together with this one: path, and cell of a notebook."""
    apart: frozenset[str] = frozenset()
    """The paths of those from which no other one takes anything, so that they need no names that differ."""
    moved: Mapping[int, Mapping[Place, tuple[int, Place]]] = field(default_factory=dict)
    """For cells that are not as they are written: by place of a node where it stands in its document, with the cell."""
    elsewhere: Mapping[int, Mapping[Place, Location]] = field(default_factory=dict)
    """By place in the file that of another document where v1 has what stands there now."""

    def path_of(self, cell: int) -> str:
        return self.beside[cell][0] if cell in self.beside else self.path

    def place(self, cell: int, line: int, column: int) -> Location:
        path, number = self.beside.get(cell, (self.path, cell if self.notebook else None))
        origin, place = self.written_at(cell, (line, column))
        other = self.elsewhere.get(cell, {}).get(place) if origin == (number or 0) else None
        return other or Location(path, *place, None if number is None else origin)

    def written_at(self, cell: int, place: Place) -> tuple[int, Place]:
        """Where something stands in its document: the cell, and its place or that of what was last before it."""
        moved = self.moved.get(cell)
        if moved is None:
            return (self.beside[cell][1] or 0 if cell in self.beside else cell), place
        known = place if place in moved else max((one for one in moved if one < place), default=min(moved))
        return moved[known]

    def location(self, cell: int, node: cst.CSTNode) -> Location:
        start = self.positions[cell][node].start
        return self.place(cell, start.line, start.column)

    @cached_property
    def texts(self) -> list[str]:
        """The code of each cell: libcst writes it anew whenever it is asked for."""
        return [module.code for module in self.modules.values()]

    @cached_property
    def tries(self) -> Mapping[cst.Try, frozenset[cst.CSTNode]]:
        """The ``try`` statements, each with all that stands in its body."""
        nodes = (node for module in self.modules.values() for node in walk(module))
        return {node: frozenset(walk(node.body)) for node in nodes if isinstance(node, cst.Try)}

    @cached_property
    def bound(self) -> Mapping[str, frozenset[str]]:
        """By path all names that something in the document binds; ``*`` stands for names that are not told."""
        found: dict[str, set[str]] = {}
        for cell, module in self:
            names = found.setdefault(self.path_of(cell), set())
            for node in walk(module):
                names.update(("*",) if isinstance(node, (cst.ImportStar, cst.Match)) else bound_by(node))
        return {path: frozenset(names) for path, names in found.items()}

    def __iter__(self) -> Iterator[tuple[int, cst.Module]]:
        return iter(self.modules.items())


@dataclass(frozen=True)
class _Text:
    """A document by what it says, so that it is parsed once however often it is asked for."""

    document: Document = field(compare=False)
    path: str
    kind: str
    cells: tuple[tuple[int, str], ...]


def parse(document: Document) -> Source:
    """Parse each cell of the document once.

    Nothing changes a tree, so the same one may be understood together with several others.

    Raises:
        ReadError: a Python file that is not valid Python 3; cells of a notebook that are not are listed instead.
    """
    return _parsed(_Text(document, document.path, document.kind.value, tuple(document.cells.items())))


@lru_cache(_KEPT)
def _parsed(asked: _Text) -> Source:
    document = asked.document
    notebook = document.kind.value == "notebook"
    modules: dict[int, cst.Module] = {}
    positions: dict[int, Mapping[cst.CSTNode, CodeRange]] = {}
    broken: dict[int, str] = {}
    unread: dict[int, str] = {}
    for number, text in document.cells.items():
        try:
            _check_depth(text)
            module = cst.parse_module(text)
            positions[number] = positions_of(module)
        except (cst.ParserSyntaxError, RecursionError) as error:
            line, reason = _explain(error)
            if not notebook:
                advice = _MEND if line else ""
                raise ReadError(reason, path=document.path, line=line, advice=advice) from None
            unread[number] = text
            broken[number] = f"line {line}: {reason}" if line else reason
            continue
        modules[number] = module
    return Source(document.path, modules, positions, notebook, broken, unread)


def united(sources: Sequence[Source], own: Source, apart: frozenset[str]) -> Source:
    """One source of several documents, as ``own`` sees it.

    Args:
        apart: see ``Source.apart``.

    Its cells keep their numbers. Those of the others get numbers before and behind them, so that all stand in the
    same order whichever is ``own``.
    """
    place = sources.index(own)
    numbers: dict[int, tuple[Source, int]] = {}
    first = min(own.modules, default=0) - sum(len(one.modules) for one in sources[:place])
    behind = max(own.modules, default=0) + 1
    for one in sources[:place]:
        for number in one.modules:
            numbers[first] = (one, number)
            first += 1
    numbers |= {number: (own, number) for number in own.modules}
    for one in sources[place + 1 :]:
        for number in one.modules:
            numbers[behind] = (one, number)
            behind += 1
    return Source(
        own.path,
        {cell: one.modules[number] for cell, (one, number) in numbers.items()},
        {cell: one.positions[number] for cell, (one, number) in numbers.items()},
        own.notebook,
        own.broken,
        own.unread,
        {
            cell: (one.path, number if one.notebook else None)
            for cell, (one, number) in numbers.items()
            if one is not own
        },
        apart,
        {cell: one.moved[number] for cell, (one, number) in numbers.items() if number in one.moved},
        {cell: one.elsewhere[number] for cell, (one, number) in numbers.items() if number in one.elsewhere},
    )


class _Positions(PositionProvider):
    """libcst's own positions, computed without a MetadataWrapper.

    The wrapper copies the tree, and even with ``unsafe_skip_copy`` visits all of it once more for providers that
    nobody asked for (libcst 1.9); each costs as much as the parse. The parser shares no node between two places, so
    neither is needed.
    """

    def compute(self, module: cst.Module) -> Mapping[cst.CSTNode, CodeRange]:
        self._gen_impl(module)
        return {node: value for node, value in self._computed.items() if isinstance(value, CodeRange)}


def positions_of(module: cst.Module) -> Mapping[cst.CSTNode, CodeRange]:
    """The place of every node of a module.

    Raises:
        RecursionError: the module is nested too deeply.
    """
    try:
        return _Positions().compute(module)
    except KeyError:
        # libcst looks for the end of a node that it did not get to (libcst 1.9).
        raise RecursionError from None


_MEND = "mend the syntax, or convert from Python 2 first"
TOO_DEEP = "this is nested too deeply to be converted"
_MOST_BRACKETS = 200
"""Python itself takes no more within each other, and libcst's parser crashes at some thousands."""
_BRACKET = re.compile(r"[(\[{]|([)\]}])")


def _check_depth(text: str) -> None:
    """Raise RecursionError for a text with more open brackets than Python takes."""
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth += -1 if bracket[1] else 1
        if depth > _MOST_BRACKETS:
            # They may stand in strings or comments; only then can Python read it.
            try:
                ast.parse(text)
            except (SyntaxError, ValueError, MemoryError):
                raise RecursionError from None
            return


def _explain(error: Exception) -> tuple[int | None, str]:
    if isinstance(error, cst.ParserSyntaxError):
        return error.raw_line, "this is not valid Python 3"
    return None, TOO_DEEP
