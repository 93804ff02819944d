"""Convert v1 text as ``azureml-migrate convert`` does, and compare texts so that a difference can be read."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from migrate.around.surroundings import convert_around
from migrate.conversion import ConvertedFile, Options, Style
from migrate.engine import convert_one
from migrate.ledger import Ledger, Outcome, Use
from migrate.project.discovery import select
from migrate.project.reading import decode, read_files
from migrate.project.written import with_written

PIPELINE = "pipeline.py"
HERE = Path("/nonexistent")
"""A project without files besides the one that is converted."""


@dataclass(frozen=True)
class Converted:
    """What became of one file, and of the texts that its conversion adds."""

    result: ConvertedFile

    @property
    def text(self) -> str:
        return self.result.output().decode()

    @property
    def files(self) -> dict[str, str]:
        return {new.path: new.text for new in self.result.new_files}

    @property
    def ledger(self) -> Ledger:
        return self.result.ledger

    @property
    def manual(self) -> list[Use]:
        """The uses that are left to a person."""
        return [use for use in self.ledger if use.verdict is not None and use.verdict.outcome is Outcome.MANUAL]

    def outcome(self, symbol: str, name: str = "") -> str:
        """The outcome of the use of a symbol, or of one of its arguments; of the first when there are several."""
        return next(
            use.verdict.outcome.value
            for use in self.ledger
            if use.verdict is not None and use.symbol == symbol and use.name == name
        )


def convert(
    before: str, style: Style = Style.INLINE, path: str = PIPELINE, root: Path = HERE, **options: Any
) -> Converted:
    """Convert one text. Whatever it is, every use that was seen must end with an outcome."""
    document = decode(path, before.encode())
    result = convert_one(document, root, Options(style=style, **options))
    assert result.ledger.unbalanced() == []
    return Converted(result)


def convert_in(root: Path, files: Mapping[str, str], path: str = PIPELINE, style: Style = Style.INLINE) -> Converted:
    """Write a project's files and convert the one at ``path``."""
    for name, text in files.items():
        place = root / PurePosixPath(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return convert(files[path], style, path, root)


def convert_project(root: Path, files: Mapping[str, str | bytes], **options: Any) -> dict[str, Converted]:
    """Write a project's files and convert all that can be, with the files around the code; by path."""
    for name, content in files.items():
        place = root / PurePosixPath(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    selection = select([root])
    given = Options(together=frozenset(selection.files), **options)
    documents = read_files(selection).project.documents
    given = with_written(given, documents)
    results = [convert_one(document, root, given) for document in documents]
    converted = convert_around(root, selection.files, results, given)
    assert [use for result in converted for use in result.ledger.unbalanced()] == []
    return {result.document.path: Converted(result) for result in converted}


def notebook(*cells: str) -> str:
    """A notebook of code cells."""
    code: list[dict[str, object]] = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell} for cell in cells
    ]
    return json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def assert_same(actual: str, expected: str, what: str = "the conversion") -> None:
    """Fail with a diff when two texts differ."""
    if actual == expected:
        return
    lines = difflib.unified_diff(expected.splitlines(), actual.splitlines(), "expected", "actual", lineterm="", n=100)
    raise AssertionError(f"{what} differs:\n" + "\n".join(lines) + f"\n\n{actual}")


def assert_converts(before: str, after: str, style: Style = Style.INLINE) -> Converted:
    """``before`` becomes exactly ``after``, all of it, and nothing is left to a person."""
    converted = convert(before, style)
    assert_same(converted.text, after)
    assert [(use.symbol, use.name, use.verdict) for use in converted.manual] == []
    assert_stable(converted)
    return converted


_TODO_WIDTH = 100


def short_todos(text: str) -> str:
    """The text with its TODOs cut before their link, and to a length that fits on a line of a test."""

    def shortened(match: re.Match[str]) -> str:
        todo = match[1]
        return todo if len(todo) <= _TODO_WIDTH else f"{todo[: _TODO_WIDTH - 1].rstrip()}…"

    return re.sub(r"(?m)(# TODO\(azureml-migrate .*) — https://\S+$", shortened, text)


def assert_becomes(before: str, after: str, style: Style = Style.INLINE) -> Converted:
    """``before`` becomes exactly ``after``, in which something is left to a person; each TODO ends with a link."""
    converted = convert(before, style)
    assert_same(short_todos(converted.text), after)
    todos = re.findall(r"# TODO\(azureml-migrate .*", converted.text)
    assert [todo for todo in todos if not re.search(r" — https://learn\.microsoft\.com/\S+$", todo)] == []
    assert converted.manual
    assert_stable(converted)
    return converted


def assert_unchanged(before: str) -> None:
    """Nothing happens to the text, and nothing is said about it."""
    converted = convert(before)
    assert_same(converted.text, before)
    assert [(use.symbol, use.name) for use in converted.ledger] == []


def assert_stable(converted: Converted) -> None:
    """The result is Python, and converting it again changes nothing."""
    compile(converted.text, "converted", "exec", dont_inherit=True)
    assert_same(convert(converted.text).text, converted.text, "the second conversion")
