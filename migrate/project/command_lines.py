"""Commands in lines of a notebook (``%pip``, ``!az``), and of scripts in the shape of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migrate.conversion import ConvertedFile, Document, FileKind
from migrate.project.notebook import NotebookDocument
from migrate.project.python_file import PythonDocument
from migrate.project.script_cells import has_cells, is_databricks

_HOLDER = re.compile(r"__aml_magic_\d+__")
_MAGIC = re.compile(
    r"(?m)^(?P<prefix># MAGIC[ \t]+)(?P<text>[^\s#](?:[^\r\n]*\\\r?\n# MAGIC(?=[ \t]))*[^\r\n]*)|^# COMMAND ----------"
)
_COMMENTED = re.compile(r"(?m)^(?P<prefix>#[ \t]*)(?P<text>[%!](?!%)(?:[^\r\n]*\\\r?\n#(?=[ \t]))*[^\r\n]*)")


@dataclass(frozen=True)
class CommandLine:
    """One command.

    Args:
        cell: number of the cell in the document.
        line: 1-based line in the cell.
        prefix: the comment sign before it.
        text: the command with the sign of IPython, over several lines when it goes on in the next one.
        holder: what stands for it in the text of the cell.
        number: how many of the same stand above it.
        cell_shown: the cell in reports; None outside notebooks.
    """

    cell: int
    line: int
    prefix: str
    text: str
    holder: str
    number: int
    cell_shown: int | None


def command_lines(document: Document) -> Iterator[CommandLine]:
    """The lines of a document that may hold commands."""
    if isinstance(document, (NotebookDocument, PythonDocument)):
        opaque = document.opaque if isinstance(document, NotebookDocument) else {}
        shown = isinstance(document, NotebookDocument)
        masks = document.masks
        goes_on = {name for mask in masks.masks for name in mask.following}
        first = {mask.name for mask in masks.masks} - goes_on
        for index, text in document.cells.items() if first else ():
            newline = "\r\n" if "\r\n" in text else "\n"
            for match in _HOLDER.finditer(text):
                if match[0] in first and index not in opaque:
                    line = text.count("\n", 0, match.start()) + 1
                    command = newline.join(mask.text for mask in masks.lines_of(match[0]))
                    yield CommandLine(index, line, "", command, match[0], 0, index if shown else None)
    if document.kind is FileKind.PYTHON:
        text = document.cells.get(0, "")
        for match in _of_script(text):
            line = text.count("\n", 0, match.start()) + 1
            number = len(_lines_of(match[0], text[: match.start()]))
            sign = match["prefix"].rstrip()
            command = re.sub(rf"(\r?\n){sign}", r"\1", match["text"])
            yield CommandLine(0, line, match["prefix"], command, match[0], number, None)


def _of_script(text: str) -> Iterator[re.Match[str]]:
    if not is_databricks(text):
        yield from _COMMENTED.finditer(text) if has_cells(text) else ()
        return
    shell = False
    for match in _MAGIC.finditer(text):
        if match["text"] is None:
            shell = False
        elif match["text"].startswith(("%sh", "%pip", "!")):
            shell = shell or match["text"].startswith("%sh")
            yield match
        elif shell:
            yield match


def put(result: ConvertedFile, new: Sequence[tuple[CommandLine, str]]) -> None:
    """Write other commands in place of some of one file, in order; nothing at all takes a line away."""
    for line, text in reversed(new):
        before = result.cells.get(line.cell, result.document.cells[line.cell])
        places = _lines_of(line.holder, before)
        if text == line.text or line.number >= len(places):
            continue
        if not text and _is_alone(before, *places[line.number].span()):
            text = "pass"
        start, end = places[line.number].span("holder" if text else 0)
        if isinstance(result.document, (NotebookDocument, PythonDocument)) and not line.prefix:
            masks = result.document.masks
            end = _lines_of(masks.lines_of(line.holder)[-1].name, before)[0].end()
            result.cells[line.cell] = masks.put(before, start, text) if text else before[:start] + before[end:]
        else:
            sign = line.prefix.rstrip()
            shown = line.prefix + re.sub(r"(\r?\n)", rf"\1{sign}", text) if text else ""
            result.cells[line.cell] = before[:start] + shown + before[end:]


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether a line is all that a block has."""
    indent = _indent(text[start:end])
    around = (_indent(lines[0]) for lines in (_statements(text[:start])[-1:], _statements(text[end:])[:1]) if lines)
    return indent > 0 and indent not in around


def _statements(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _lines_of(holder: str, text: str) -> list[re.Match[str]]:
    """The places where a command stands, with the rest of its line when that is blank."""
    own = rf"^[ \t]*(?P<holder>{re.escape(holder)})[ \t]*(?:;[^\r\n]*)?(?:\r?\n|\Z)"
    found = list(re.finditer(rf"(?m){own}", text))
    return found or list(re.finditer(rf"(?P<holder>{re.escape(holder)})", text))
