"""The defaults that ``[tool.azureml-migrate]`` in a ``pyproject.toml`` sets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from migrate.conversion import Style
from migrate.errors import UsageError
from migrate.verify.levels import Level

TABLE = "azureml-migrate"

# Whose code it is must not decide that it runs, nor that it is replaced: trust-code, in-place and force are for the
# command line alone.


@dataclass(frozen=True)
class Configuration:
    """What the table may hold; None where it says nothing."""

    output: Path | None = None
    style: Style | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    jobs: int | None = None
    verify: Level | None = None
    report: tuple[Path, ...] | None = None


def read_configuration(folder: Path) -> Configuration:
    """The configuration of the nearest ``pyproject.toml`` with the table, from ``folder`` up to the repository's top.

    Raises:
        UsageError: the file is not TOML, or the table holds something that is no default.
    """
    for parent in (folder, *folder.parents):
        path = parent / "pyproject.toml"
        if os.path.isfile(path):
            table = _table(path)
            if table is not None:
                return _checked(table, path)
        if os.path.exists(parent / ".git"):
            break
    return Configuration()


def _table(path: Path) -> Mapping[str, object] | None:
    import tomlkit
    from tomlkit.exceptions import ParseError, TOMLKitError

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", path=str(path)) from None
    if TABLE not in text:
        return None
    try:
        document = tomlkit.parse(text).unwrap()
    except ParseError as error:
        raise UsageError(f"is not valid TOML: {error}", path=str(path), line=error.line) from None
    except TOMLKitError as error:
        raise UsageError(f"is not valid TOML: {error}", path=str(path)) from None
    tools = document.get("tool")
    table = tools.get(TABLE) if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise UsageError(f"tool.{TABLE} is not a table", path=str(path))
    return table


def _checked(table: Mapping[str, object], path: Path) -> Configuration:
    known = [field.name for field in fields(Configuration)]
    for key in table:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            advice = f"did you mean {close[0]}?" if close else f"the keys are: {', '.join(known)}"
            raise UsageError(f"tool.{TABLE} has no key {key!r}", path=str(path), advice=advice)
    entry = _Entries(table, path)
    output = entry.texts("output", single=True)
    report = entry.texts("report")
    return Configuration(
        output=entry.place("output", output[0]) if output else None,
        style=entry.choice("style", Style),
        select=entry.texts("select"),
        ignore=entry.texts("ignore"),
        jobs=entry.count("jobs"),
        verify=entry.choice("verify", Level),
        report=None if report is None else tuple(entry.place("report", name) for name in report),
    )


_Choice = TypeVar("_Choice", Style, Level)


class _Entries:
    """The values of the table, each of the type that it must have."""

    def __init__(self, table: Mapping[str, object], path: Path) -> None:
        self.table = table
        self.path = path

    def texts(self, key: str, *, single: bool = False) -> tuple[str, ...] | None:
        value = self.table.get(key)
        if value is None:
            return None
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(text, str) and text for text in values):
            raise self._wrong(key, "a text" if single else "a text or a list of texts")
        if single and len(values) != 1:
            raise self._wrong(key, "a text")
        return tuple(values)

    def count(self, key: str) -> int | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self._wrong(key, "a number from 1")
        return value

    def choice(self, key: str, choices: type[_Choice]) -> _Choice | None:
        value = self.table.get(key)
        if value is None:
            return None
        named = {choice.value: choice for choice in choices}
        if not isinstance(value, str) or value not in named:
            raise self._wrong(key, f"one of: {', '.join(named)}")
        return named[value]

    def place(self, key: str, name: str) -> Path:
        """A path relative to the file; a project says nothing about places outside of it."""
        folder = self.path.parent.resolve()
        place = (folder / name).resolve()
        if not place.is_relative_to(folder):
            raise self._wrong(key, "a path inside the project")
        return place

    def _wrong(self, key: str, wanted: str) -> UsageError:
        return UsageError(f"tool.{TABLE}.{key} must be {wanted}", path=str(self.path))
