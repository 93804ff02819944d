"""The syntax trees of one document, with the position of every node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import libcst as cst
from libcst.metadata import CodeRange, PositionProvider

from migrate.conversion import Document
from migrate.errors import ReadError
from migrate.ledger import Location


@dataclass(frozen=True)
class Source:
    """A parsed document. ``broken`` holds the cells that are not Python, with the reason."""

    path: str
    modules: Mapping[int, cst.Module]
    positions: Mapping[int, Mapping[cst.CSTNode, CodeRange]]
    notebook: bool
    broken: Mapping[int, str] = field(default_factory=dict)

    def location(self, cell: int, node: cst.CSTNode) -> Location:
        start = self.positions[cell][node].start
        return Location(self.path, start.line, start.column, cell if self.notebook else None)

    def __iter__(self) -> Iterator[tuple[int, cst.Module]]:
        return iter(self.modules.items())


def parse(document: Document) -> Source:
    """Parse each cell of the document once.

    Raises:
        ReadError: a Python file that is not valid Python 3; cells of a notebook that are not are listed instead.
    """
    notebook = document.kind.value == "notebook"
    modules: dict[int, cst.Module] = {}
    positions: dict[int, Mapping[cst.CSTNode, CodeRange]] = {}
    broken: dict[int, str] = {}
    for number, text in document.cells.items():
        try:
            module = cst.parse_module(text)
        except (cst.ParserSyntaxError, RecursionError) as error:
            line, reason = _explain(error)
            if not notebook:
                raise ReadError(
                    reason, path=document.path, line=line, advice="mend the syntax, or convert from Python 2 first"
                ) from error
            broken[number] = f"line {line}: {reason}" if line else reason
            continue
        modules[number] = module
        positions[number] = positions_of(module)
    return Source(document.path, modules, positions, notebook, broken)


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
    """The place of every node of a module."""
    return _Positions().compute(module)


def _explain(error: Exception) -> tuple[int | None, str]:
    if isinstance(error, cst.ParserSyntaxError):
        return error.raw_line, "this is not valid Python 3"
    return None, "this file is nested too deeply to be parsed"
