"""IPython's own syntax in a notebook cell, hidden behind Python names while the cell is converted.

A masked cell is Python with as many lines as the cell; ``unmask`` puts the hidden text back byte for byte, also when
the lines around it have changed. The syntax is that of IPython 8's ``inputtransformer2``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

PYTHON_CELL_MAGICS = frozenset({"capture", "debug", "memit", "prun", "px", "snakeviz", "time", "timeit", "wandb"})
"""Cell magics whose body is Python of the notebook itself; the body of any other is opaque."""

_DATABRICKS_LANGUAGES = frozenset({"fs", "md", "r", "scala", "sh", "sql"})
"""Databricks spells the cell magic of another language with one ``%`` alone on the first line."""

_CELL_MAGIC = re.compile(r"%%(?P<name>\S*)")
_LONE_MAGIC = re.compile(r"%(?P<name>\w+)[ \t]*(\r?\n|\Z)|%(?P<text>md)\b")
_HELP = re.compile(r"%{0,2}(?!\d)[\w*]+(\.[\w*]+|\[[^\]\n]*\])*\?\??[ \t]*\Z")
_ESCAPES = ("%", "!", "?", "/", ",", ";")
"""No Python statement begins with one of these."""


@dataclass(frozen=True)
class Mask:
    """One hidden text.

    Args:
        name: the placeholder.
        text: what it stands for.
        whole_line: whether ``text`` holds the indentation too.
    """

    name: str
    text: str
    whole_line: bool = False


@dataclass
class Masks:
    """The masks of one notebook. ``avoid`` is the notebook's text: no placeholder may occur in it."""

    avoid: str = ""
    masks: list[Mask] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def hide(self, text: str, *, whole_line: bool = False) -> str:
        """A new placeholder for ``text``."""
        names = (f"__aml_magic_{n}__" for n in self._numbers)
        name = next(name for name in names if not self._may_meet or name not in self.avoid)
        self.masks.append(Mask(name, text, whole_line))
        return name

    @cached_property
    def _may_meet(self) -> bool:
        """Whether the notebook holds anything like a placeholder; searched once, its outputs may be large."""
        return "__aml_magic_" in self.avoid

    def unmask(self, text: str) -> str:
        """``text`` with every placeholder replaced by what it stands for."""
        if "__aml_magic_" not in text:
            return text
        whole = {mask.name: mask.text for mask in self.masks if mask.whole_line}
        parts = {mask.name: mask.text for mask in self.masks if not mask.whole_line}
        text = _LINE_PLACEHOLDER.sub(lambda match: whole.get(match["name"], match[0]), text)
        return _PLACEHOLDER.sub(lambda match: parts.get(match[0], match[0]), text)


_PLACEHOLDER = re.compile(r"__aml_magic_\d+__")
_LINE_PLACEHOLDER = re.compile(r"(?:^|(?<=[\r\n]))[ \t]*(?P<name>__aml_magic_\d+__)")


def is_opaque(cell: str) -> bool:
    """True for a cell that is no Python of the notebook: ``%%bash``, ``%%writefile``, Databricks' ``%sql``, …"""
    for line in cell.splitlines(keepends=True):
        start = line.lstrip()
        if lone := _LONE_MAGIC.match(start):
            return lone["text"] is not None or lone["name"] in _DATABRICKS_LANGUAGES
        if magic := _CELL_MAGIC.match(start):
            if magic["name"] not in PYTHON_CELL_MAGICS:
                return True
        elif start and not start.startswith("#"):
            return False
    return False


def mask(cell: str, masks: Masks) -> str:
    """The cell as Python, with IPython's syntax behind placeholders."""
    if not any(sign in cell for sign in "%!?") and not _has_escaped_line(cell):
        return cell
    lines = _physical_lines(cell)
    scanner = _Scanner()
    masked: list[str] = []
    position = 0
    while position < len(lines):
        body, ending = _split_ending(lines[position])
        if scanner.at_statement and _is_magic(body):
            last = _last_line(lines, position)
            masked += _hide_lines(lines[position : last + 1], len(body) - len(body.lstrip(" \t")), masks)
            position = last + 1
            continue
        assigned = scanner.read_line(body)
        if assigned is None:
            masked.append(body + ending)
            position += 1
        else:
            last = _last_line(lines, position)
            masked += _hide_lines(lines[position : last + 1], assigned, masks)
            position = last + 1
    return "".join(masked)


def _has_escaped_line(cell: str) -> bool:
    return any(line.lstrip().startswith(_ESCAPES) for line in cell.splitlines())


def _is_magic(line: str) -> bool:
    text = line.strip()
    return text.startswith(_ESCAPES) or (text.endswith("?") and _HELP.match(text) is not None)


def _hide_lines(lines: list[str], start: int, masks: Masks) -> list[str]:
    """The magic that begins in column ``start`` of the first line and takes all of them, line by line."""
    first, ending = _split_ending(lines[0])
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    hidden = [first[:start] + masks.hide(first[start:]) + ending]
    for line in lines[1:]:
        body, ending = _split_ending(line)
        hidden.append(indent + masks.hide(body, whole_line=True) + ending)
    return hidden


def _last_line(lines: list[str], first: int) -> int:
    """A magic goes on as long as its lines end in a backslash, whatever is quoted in them."""
    last = first
    while last + 1 < len(lines) and _split_ending(lines[last])[0].endswith("\\"):
        last += 1
    return last


def _physical_lines(text: str) -> list[str]:
    """The lines as Python's tokenizer counts them; ``splitlines`` would also split at form feeds and the like."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)


def _split_ending(line: str) -> tuple[str, str]:
    body = line.rstrip("\r\n")
    return body, line[len(body) :]


class _Scanner:
    """Follows strings, brackets and continuations, to tell where a statement begins."""

    _QUOTE = re.compile(r"\"\"\"|'''|\"|'")

    def __init__(self) -> None:
        self.quote = ""
        self.depth = 0
        self.continued = False

    @property
    def at_statement(self) -> bool:
        """True when the next line begins a statement."""
        return not self.quote and not self.depth and not self.continued

    def read_line(self, line: str) -> int | None:
        """Take in one line without its ending; the column of ``%…`` or ``!…`` when that is what it assigns."""
        position = 0
        self.continued = False
        while position < len(line):
            if self.quote:
                position = self._in_string(line, position)
                continue
            char = line[position]
            if char == "#":
                return None
            if quote := self._QUOTE.match(line, position):
                self.quote = quote[0]
                position = quote.end()
                continue
            if char == "=" and not self.depth and (column := _assigned_magic(line, position)) is not None:
                return column
            self._count(char)
            position += 1
        if len(self.quote) == 1 and not self.continued:
            self.quote = ""  # an unfinished string: the line is no Python, the next one may be
        if not self.quote:
            self.continued = line.endswith("\\")
        return None

    def _count(self, char: str) -> None:
        if char in "([{":
            self.depth += 1
        elif char in ")]}":
            self.depth = max(0, self.depth - 1)

    def _in_string(self, line: str, position: int) -> int:
        while position < len(line):
            if line[position] == "\\":
                if position + 1 == len(line):
                    self.continued = True
                position += 2
            elif line.startswith(self.quote, position):
                position += len(self.quote)
                self.quote = ""
                return position
            else:
                position += 1
        return position


def _assigned_magic(line: str, equals: int) -> int | None:
    if equals and line[equals - 1] in "=!<>:+-*/%@&|^":
        return None
    match = re.compile(r"[ \t]*(?=[!%])").match(line, equals + 1)
    return match.end() if match else None
