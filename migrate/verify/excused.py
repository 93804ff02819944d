"""Findings about code that the converter left to a person: known already, and marked in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from migrate.conversion import FileKind
from migrate.verify.cells import Cell, code_cells
from migrate.verify.levels import Finding, LeftPlace


class Excused:
    """The places that are v1 still, in a set of files."""

    def __init__(self, left: Iterable[LeftPlace], files: Mapping[str, tuple[FileKind, bytes]]) -> None:
        self._places = frozenset(left)
        self._files = files
        self._starts: dict[tuple[str, int | None], dict[int, set[int]]] = {}

    def without(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that stand in no such place."""
        return [finding for finding in findings if not self._covers(finding)]

    def _covers(self, finding: Finding) -> bool:
        path, cell = finding.path, finding.cell
        if LeftPlace(path, 0, cell) in self._places and cell is not None:
            return True
        starts = self._statements(path).get((path, cell), {})
        return any(LeftPlace(path, start, cell) in self._places for start in starts.get(finding.line, {finding.line}))

    def _statements(self, path: str) -> dict[tuple[str, int | None], dict[int, set[int]]]:
        """For each line of a file the first lines of the statements that it belongs to."""
        if not any(known == path for known, _ in self._starts):
            self._starts[(path, -1)] = {}
            kind, data = self._files[path]
            for cell in _cells(data, kind):
                try:
                    tree = ast.parse(cell.text)
                except (SyntaxError, ValueError):
                    continue
                lines: dict[int, set[int]] = {}
                for node in ast.walk(tree):
                    if isinstance(node, ast.stmt):
                        for line in range(node.lineno, _end(node) + 1):
                            lines.setdefault(line, set()).add(node.lineno)
                self._starts[(path, cell.index)] = lines
        return self._starts


def _end(node: ast.stmt) -> int:
    """The last line of a statement; of a compound one the last line of its header."""
    body = getattr(node, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
        return max(node.lineno, body[0].lineno - 1)
    return node.end_lineno or node.lineno


def _cells(data: bytes, kind: FileKind) -> list[Cell]:
    try:
        return code_cells(data, kind)
    except (SyntaxError, UnicodeDecodeError, ValueError):
        return []
