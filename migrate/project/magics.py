"""IPython's own syntax in a notebook cell, hidden behind Python names while the cell is converted.

A masked cell is Python with as many lines as the cell; ``unmask`` puts the hidden text back byte for byte, also when
the lines around it have changed. The syntax is that of IPython 8's ``inputtransformer2``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count

from migrate.project.inlaid import Inlaid, expanded_in, inlaid_in, is_expanded, is_python, pieces
from migrate.project.run_files import file_run, shown_as_import, with_run_lines

PYTHON_CELL_MAGICS = frozenset({"capture", "debug", "memit", "prun", "px", "snakeviz", "time", "timeit", "wandb"})
"""Cell magics whose body is Python of the notebook itself; the body of any other is opaque."""

_DATABRICKS_LANGUAGES = frozenset({"fs", "md", "r", "scala", "sh", "sql"})
"""Databricks spells the cell magic of another language with one ``%`` alone on the first line."""

_CELL_MAGIC = re.compile(r"%%(?P<name>\S*)")
_LONE_MAGIC = re.compile(r"%(?P<name>\w+)[ \t]*(\r?\n|\Z)|%(?P<text>md)\b")
_HELP = re.compile(r"%{0,2}(?!\d)[\w*]+(\.[\w*]+|\[[^\]\n]*\])*\?\??[ \t]*\Z")
_WITHOUT_SIGN = re.compile(
    r"(?:autoreload|cat|cd|conda|cp|load_ext|ls|mamba|matplotlib|mkdir|mv|pip|reload_ext|rm|rmdir)[ \t]+[^\s=]"
)
"""Line magics that IPython also takes without their sign, in a cell of one line."""
_ESCAPES = ("%", "!", "?", "/", ",", ";")
"""No Python statement begins with one of these."""


@dataclass(frozen=True)
class Mask:
    """One hidden text.

    Args:
        name: the placeholder.
        text: what it stands for.
        whole_line: whether ``text`` holds the indentation too.
        inlaid: the Python in it, which stands behind the placeholder.
        following: the placeholders of the lines in which it goes on.
        runs: the file that it runs, whose names it gives to the notebook.
    """

    name: str
    text: str
    whole_line: bool = False
    inlaid: tuple[Inlaid, ...] = ()
    following: tuple[str, ...] = ()
    runs: str = ""

    @property
    def shown(self) -> str:
        """What stands in the cell for it."""
        if self.runs:
            return shown_as_import(self.name, self.runs)
        return "; ".join([self.name, *(one.code for one in self.inlaid)])

    def with_pieces(self, pieces: Sequence[str]) -> str:
        """The text with other Python in it."""
        text = self.text
        for one, code in reversed(list(zip(self.inlaid, pieces))):  # noqa: B905 (Python 3.8)
            if code != one.code:
                text = text[: one.start] + one.written(code) + text[one.end :]
        return text


@dataclass
class Masks:
    """The masks of one notebook.

    Args:
        avoid: the notebook's text: no placeholder may occur in it.
        reads: whether the Python is shown whose value IPython puts into a line; it may be none after all.
    """

    avoid: str = ""
    reads: bool = True
    masks: list[Mask] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def hide(self, text: str, inlaid: tuple[Inlaid, ...] = (), *, whole_line: bool = False, runs: str = "") -> str:
        """A new placeholder for ``text``, with the Python that is in it or the file that it runs."""
        names = (f"__aml_magic_{n}__" for n in self._numbers)
        name = next(name for name in names if not self._may_meet or name not in self.avoid)
        if not self.reads:
            inlaid = tuple(one for one in inlaid if not one.sign)
        self.masks.append(Mask(name, text, whole_line, inlaid, runs=runs if self.reads else ""))
        return self.masks[-1].shown

    def join(self, count: int) -> None:
        """Tell that the last ``count`` texts are lines of one command."""
        first, *others = self.masks[-count:]
        self.masks[-count] = replace(first, following=tuple(one.name for one in others))

    def lines_of(self, name: str) -> list[Mask]:
        """What a placeholder and those of the lines stand for in which it goes on."""
        by_name = {mask.name: mask for mask in self.masks}
        return [by_name[one] for one in (name, *by_name[name].following)]

    def put(self, text: str, start: int, new: str) -> str:
        """A cell with another command in the place of the one whose placeholder begins at ``start``.

        Args:
            new: with the Python of the old one, in the place of which that of the cell is put.
        """
        mask = next(one for one in self.masks if text.startswith(one.name, start))
        end = start
        for line in self.lines_of(mask.name):
            place = text.index(line.name, end)
            end = place + len(line.name)
            if line.inlaid and text.startswith(";", end):
                found, end = _behind(text, place, line)
                for one, code in zip(line.inlaid, found):  # noqa: B905 (Python 3.8)
                    new = new.replace(line.text[one.start : one.end], one.written(code))
        if len(text.splitlines()) > 1 and _is_bare(new):
            new = f"%{new}"
        return text[:start] + new + text[end:]

    def put_body(self, text: str, old: str, new: str) -> str:
        """A cell of another language with another text below its magic, as far as that is hidden there."""
        body = next(mask for mask in self.masks if mask.text == old and mask.name in text)
        return text.replace(body.name, new)

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
        for mask in self.masks:
            text = self._held_together(text, mask) if mask.following and mask.name in text else text
        for mask in self.masks:
            text = _with_pieces(text, mask) if mask.inlaid else text
        text = with_run_lines(text)
        if len(text.splitlines()) > 1:  # IPython needs the sign then
            parts.update(
                {mask.name: f"%{mask.text}" for mask in self.masks if mask.name in parts and _is_bare(mask.text)}
            )
        text = _LINE_PLACEHOLDER.sub(lambda match: whole.get(match["name"], match[0]), text)
        return _PLACEHOLDER.sub(lambda match: parts.get(match[0], match[0]), text)

    def _held_together(self, text: str, mask: Mask) -> str:
        """A cell with what was written between the lines of a command above it: comments mostly."""
        above = _line_start(text, text.index(mask.name))
        last = mask
        for line in self.lines_of(mask.name)[1:]:
            if line.name not in text:
                break
            place = text.index(last.name)
            end = _behind(text, place, last)[1] if last.inlaid else place + len(last.name)
            below = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?").match(text, end)
            start, stop = below.end() if below else end, _line_start(text, text.index(line.name))
            if start < stop:
                text = text[:above] + text[start:stop] + text[above:start] + text[stop:]
                above += stop - start
            last = line
        return text


def _line_start(text: str, position: int) -> int:
    return max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1


def _with_pieces(text: str, mask: Mask) -> str:
    """A text with the Python behind a placeholder put into what this stands for."""
    start = text.find(f"{mask.name};")
    if start < 0:
        return text
    found, end = _behind(text, start, mask)
    above = text[:start].rstrip(" \t") if mask.whole_line else text[:start]
    return above + mask.with_pieces(found) + text[end:]


def _behind(text: str, start: int, mask: Mask) -> tuple[list[str], int]:
    """The Python behind a placeholder, as it was when it is something else now, and where it ends."""
    behind = start + len(mask.name) + 1
    behind += len(text[behind:]) - len(text[behind:].lstrip(" \t"))
    found, length = pieces(text[behind:])
    return (found if len(found) == len(mask.inlaid) else [one.code for one in mask.inlaid]), behind + length


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
    if len(cell.splitlines()) == 1 and _is_bare(cell):
        return "".join(_hide_lines([cell], 0, masks))
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


def without_lone_magic(cell: str) -> str:
    """A cell of which the code is gone, without the magic for that: IPython runs none on nothing."""
    lines = [line for line in cell.splitlines() if line.strip()]
    named = [match["name"] for line in lines if (match := _CELL_MAGIC.match(line.strip()))]
    if not named or len(named) < len(lines) or not PYTHON_CELL_MAGICS.issuperset(named):
        return cell
    keeps = any(re.match(r"[ \t]*%%capture(?:[ \t]+--?[\w-]+)*[ \t]+\w", line) for line in lines)
    return cell.rstrip("\r\n") + "\npass" if keeps else ""


def mask_head(cell: str, masks: Masks) -> str | None:
    """A cell of another language as Python, when IPython puts the value of some into its magic; None without."""
    head = _HEAD.match(cell)
    inlaid = expanded_in(head["magic"]) if head is not None else ()
    if head is None or not inlaid or not masks.reads:
        return None
    hidden = masks.hide(head["magic"], inlaid)
    return head["above"] + hidden + head["ending"] + masks.hide(cell[head.end() :])


_HEAD = re.compile(
    r"(?P<above>(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*)(?P<magic>%%[^\r\n]*)(?P<ending>\r\n|\r|\n)(?=[^\r\n])"
)


def _is_bare(text: str) -> bool:
    """Whether it is a magic without its sign, which is no Python."""
    return _WITHOUT_SIGN.match(text) is not None and not is_python(text)


def _has_escaped_line(cell: str) -> bool:
    return any(line.lstrip().startswith(_ESCAPES) for line in cell.splitlines())


def _is_magic(line: str) -> bool:
    text = line.strip()
    return text.startswith(_ESCAPES) or (text.endswith("?") and _HELP.match(text) is not None)


def _hide_lines(lines: list[str], start: int, masks: Masks) -> list[str]:
    """The magic that begins in column ``start`` of the first line and takes all of them, line by line."""
    first, ending = _split_ending(lines[0])
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    runs = file_run("".join(lines)) if first[:start] == indent else ""
    hidden = [first[:start] + masks.hide(first[start:], inlaid_in(first[start:]), runs=runs) + ending]
    expanded = is_expanded(first[start:])
    for line in lines[1:]:
        body, ending = _split_ending(line)
        hidden.append(indent + masks.hide(body, expanded_in(body) if expanded else (), whole_line=True) + ending)
    if len(lines) > 1:
        masks.join(len(lines))
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
