"""Tests that replace a name of a module, where the module has no such name any more: a person says what instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from migrate.conversion import ConvertedFile, Document, FileKind
from migrate.decisions.decided import IMPORTS, Todo
from migrate.errors import WriteError
from migrate.ledger import Kind, Location, Outcome, Use, Verdict
from migrate.project.imports import place_of
from migrate.project.patched import patched_in
from migrate.project.search_path import SearchPath
from migrate.project.set_elsewhere import imported

_GUIDE = "https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2"


def tell_of_patched(results: Sequence[ConvertedFile], search_of: Callable[[ConvertedFile], SearchPath]) -> None:
    """Put a TODO above each statement that replaces a name which went away.

    Args:
        search_of: where a file looks for modules.
    """
    gone = {result.document.path: found for result in results if (found := _gone(result))}
    files = {result.document.path for result in results if not result.error}
    for result in results if gone else ():
        if not result.error:
            _tell(result, gone, files, search_of(result))


def _gone(result: ConvertedFile) -> dict[str, str]:
    """The names that a module imported and does not have any more, each with what it stood for."""
    document = result.document
    if result.error or document.kind is not FileKind.PYTHON or 0 not in result.cells:
        return {}
    before, after = _top(document.cells[0]), _top(result.cells[0])
    return {name: dotted for name, dotted in before.items() if dotted and name not in after}


def _top(text: str) -> dict[str, str]:
    """The names in a module, those that are imported with what they stand for."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found[node.name] = ""
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = ""
    return found | dict(imported(tree))


def _tell(result: ConvertedFile, gone: Mapping[str, Mapping[str, str]], files: set[str], search: SearchPath) -> None:
    document = result.document
    path = PurePosixPath(document.path)
    for cell, before in document.cells.items():
        text = result.cells.get(cell, before)
        new = patched_in(text)
        old = patched_in(before) if new else []
        told: set[tuple[int, str]] = set()
        for number, one in reversed(list(enumerate(new))):
            place = place_of(path, one.target, files, search)
            name = place[1][0] if place is not None and place[1] else ""
            if place is None or name not in gone.get(place[0], {}):
                continue
            message = f"`{place[0]}` has no `{name}` any more: patch what its v2 code uses"
            if (one.line, message) in told:
                continue
            told.add((one.line, message))
            text = _with_todo(text, one.line, Todo(IMPORTS, message, _GUIDE), _dash(document))
            line = old[number].line if len(old) == len(new) else one.line
            where = Location(document.path, line, 0, cell if document.kind is FileKind.NOTEBOOK else None)
            _move_down(result, where.cell, one.line)
            verdict = Verdict(Outcome.MANUAL, IMPORTS, message, url=_GUIDE)
            below = one.line + sum(line == one.line for line, _ in told)
            result.ledger.add(Use(Kind.ATTRIBUTE, gone[place[0]][name], name, where, verdict, below))
        if text != result.cells.get(cell, before):
            result.cells[cell] = text
    result.ledger.uses.sort(key=lambda use: (use.location.cell or 0, use.location.line, use.location.column))


def _move_down(result: ConvertedFile, cell: int | None, line: int) -> None:
    """Tell that what stands on a line, or below, stands one line further down."""
    for use in result.ledger:
        if use.location.cell == cell and use.output_line is not None and use.output_line >= line:
            use.output_line += 1
    for found in (result.pipelines, result.jobs):
        found[:] = [
            replace(one, v2_line=one.v2_line + 1) if one.v1.cell == cell and one.v2_line >= line else one
            for one in found
        ]


def _dash(document: Document) -> str:
    """The dash of the TODOs, or what stands for it where the encoding of the file has none."""
    try:
        document.render({cell: f"{text}\N{EM DASH}" for cell, text in document.cells.items()})
    except WriteError:
        return "-"
    return "\N{EM DASH}"


def _with_todo(text: str, line: int, todo: Todo, dash: str) -> str:
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)
    below = lines[line - 1]
    indent = below[: len(below) - len(below.lstrip(" \t"))]
    ending = re.search(r"\r\n|\r|\n", text)
    comment = f"{indent}{todo.text} {dash} {todo.url}{ending[0] if ending else chr(10)}"
    return "".join([*lines[: line - 1], comment, *lines[line - 1 :]])
