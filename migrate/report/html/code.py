"""The code of one file as the page shows it: cells, and in them rows of two sides."""

from __future__ import annotations

import ast
import json
import warnings
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from migrate.conversion import FileKind
from migrate.report.html.colours import Line, coloured, lines_of, marked
from migrate.report.html.diff import Equal, Row, side_by_side
from migrate.report.model import SourceEntry, UseLocation

_SHOWN = 40  # lines at most of the v1 code that a new file comes from


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook, or a whole file."""

    number: int | None
    kind: str
    text: str


def cells_of(text: str, kind: FileKind | None) -> list[Cell]:
    """The cells of a notebook; any other file is one cell, and so is a notebook that cannot be read."""
    if kind is FileKind.NOTEBOOK:
        with suppress(ValueError, TypeError, KeyError, AttributeError):
            return [
                Cell(number, str(cell.get("cell_type", "")), "".join(cell.get("source", "")))
                for number, cell in enumerate(json.loads(text.removeprefix("\ufeff"))["cells"])
            ]
    return [Cell(None, "code", text.removeprefix("\ufeff"))]


def file_code(
    source: SourceEntry,
    kind: FileKind | None,
    known: Mapping[int | None, Collection[tuple[int, int]]],
    origin: tuple[SourceEntry, FileKind | None, UseLocation] | None = None,
) -> list[dict[str, object]]:
    """The cells of a file, each with its blocks.

    A block is ``[0, i, j, lines]`` for equal lines from line i and j on, ``[1, rows]`` for changed ones and
    ``[2, rows]`` for a new file beside the v1 code that it comes from; a row is ``[i, j, left, right]``. Lines count
    from 1; 0 means that there is none.

    Args:
        known: by cell, the lines (0-based) of which one is known to have become the other.
        origin: of a new file: the v1 file that it comes from, and where in it.
    """
    after = cells_of(source.after, kind)
    if source.before is None:
        if origin is not None and origin[0].before is not None:
            return [_beside(after[0].text, kind, origin[0].before, origin[1], origin[2])]
        before = [Cell(cell.number, cell.kind, "") for cell in after]
    else:
        before = cells_of(source.before, kind)
    if len(before) != len(after):  # never by the converter, but by a person afterwards
        empty = Cell(None, "code", "")
        before += [empty] * (len(after) - len(before))
        after += [empty] * (len(before) - len(after))
    return [_cell(old, new, kind, known.get(new.number, ())) for old, new in zip(before, after, strict=True)]


def _cell(old: Cell, new: Cell, kind: FileKind | None, known: Collection[tuple[int, int]]) -> dict[str, object]:
    language = kind if new.kind == "code" else None
    before, after = lines_of(old.text), lines_of(new.text)
    left, right = coloured(before, language), coloured(after, language)
    blocks: list[list[object]] = []
    for part in side_by_side(before, after, known):
        if isinstance(part, Equal):
            blocks.append([0, part.left + 1, part.right + 1, right[part.right : part.right + part.count]])
        else:
            blocks.append([1, [_row(row, left, right) for row in part.rows]])
    return {"n": new.number, "k": new.kind, "b": blocks}


def _row(row: Row, left: Sequence[Line], right: Sequence[Line]) -> list[object]:
    return [
        0 if row.left is None else row.left + 1,
        0 if row.right is None else row.right + 1,
        [] if row.left is None else marked(left[row.left], row.left_marks),
        [] if row.right is None else marked(right[row.right], row.right_marks),
    ]


def _beside(
    text: str, kind: FileKind | None, v1: str, v1_kind: FileKind | None, place: UseLocation
) -> dict[str, object]:
    """A new file beside the v1 statement that it comes from."""
    cells = cells_of(v1, v1_kind)
    cell = next((cell for cell in cells if cell.number == place.cell), cells[0])
    lines = lines_of(cell.text)
    colours = coloured(lines, v1_kind)
    first, last = _statement(cell.text, place.line)
    left = list(range(first - 1, min(last, first + _SHOWN - 1, len(lines))))
    right = coloured(lines_of(text), kind)
    rows = [
        _row(Row(_nth(left, number), number if number < len(right) else None), colours, right)
        for number in range(max(len(left), len(right)))
    ]
    return {"n": None, "k": "code", "b": [[2, rows]]}


def _nth(lines: list[int], number: int) -> int | None:
    return lines[number] if number < len(lines) else None


def _statement(text: str, line: int) -> tuple[int, int]:
    """The first and the last line of the innermost statement around a line; the line when that is not known."""
    with suppress(SyntaxError, ValueError, RecursionError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
        around = [node for node in found if node.lineno <= line <= (node.end_lineno or node.lineno)]
        if around:
            innermost = max(around, key=lambda node: node.lineno)
            return innermost.lineno, innermost.end_lineno or line
    return line, line
