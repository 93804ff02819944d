"""What the cells of a notebook do that cannot be parsed: nothing that they touch is followed any further."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from migrate.v1.source import Source

_NAMES = r"[A-Za-z_]\w*(?:[ \t]*,[ \t]*[A-Za-z_]\w*)*"
_ASSIGNED = re.compile(rf"[ \t]*(?P<names>{_NAMES})[ \t]*(?::[^=\n]*)?=(?!=)[ \t]*(?P<call>[A-Za-z_][\w.]*(?=\())?")
_ALSO_BOUND = (
    re.compile(r"[ \t]*(?:def|class)[ \t]+(\w+)"),
    re.compile(rf"[ \t]*for[ \t]+({_NAMES})[ \t]+in\b"),
    re.compile(r"[ \t]*(?:with|except)\b.*\bas[ \t]+(\w+)"),
)
_IMPORTED = re.compile(r"[ \t]*(?:from[ \t]+(?P<module>[\w.]+)[ \t]+)?import[ \t]+(?P<names>[^\n#;]+)")
_CHANGED = re.compile(
    r"(?<![\w.])(?P<name>[A-Za-z_]\w*)(?:(?:\.\w+|\[[^\]\n]*\])+[ \t]*[-+|]?=(?!=)|[ \t]*[-+|]=(?!=)"
    r"|(?:\.\w+)*\.(?:add|append|extend|insert|remove|run_after|set|update)\w*\()"
)
_STRING = re.compile(r"(?P<quote>[\"'])(?:\\.|(?!(?P=quote))[^\\\n])*(?P=quote)|#[^\n]*")
_WORD = re.compile(r"[A-Za-z_]\w*")


def cells_before(source: Source, cell: int) -> list[int]:
    """The cells that cannot be parsed between this one and the one before it."""
    if cell in source.beside:
        return []
    own = [number for number in source.modules if number not in source.beside and number < cell]
    return [number for number in sorted(source.unread) if max(own, default=-1) < number < cell]


def why(source: Source, cell: int, name: str, does: str) -> str:
    """Why nothing is known of a name, as the end of a message."""
    return f"cell {cell} {does} `{name}` and cannot be read ({source.broken[cell]})"


def bound_in(text: str) -> Mapping[str, str]:
    """The variables that a cell binds, each with the function that it is the result of, as far as one is told."""
    return {name: call for line in _statements(text) for name, call in _bound(line)}


def changed_in(text: str) -> set[str]:
    """The variables that hold what a cell may change."""
    return {match["name"] for line in _statements(text) for match in _CHANGED.finditer(line)}


def imported_in(text: str) -> dict[str, str]:
    """What a cell imports: the dotted name by that in the cell."""
    found: dict[str, str] = {}
    for line in _statements(text):
        match = _IMPORTED.match(line)
        for one in match["names"].strip("() \t").split(",") if match is not None else ():
            imported, _, local = (part.strip() for part in one.partition(" as "))
            if match is not None and match["module"]:
                found[local or imported] = f"{match['module']}.{imported}"
            elif imported:
                found[local or imported.split(".")[0]] = imported if local else imported.split(".")[0]
    return {local: dotted for local, dotted in found.items() if local.isidentifier()}


def words_in(text: str) -> set[str]:
    """All words of a cell outside of its strings and comments."""
    return set(_WORD.findall(_STRING.sub("", text)))


def _bound(line: str) -> Iterator[tuple[str, str]]:
    if match := _ASSIGNED.match(line):
        names = _WORD.findall(match["names"])
        yield from ((name, (match["call"] or "") if len(names) == 1 else "") for name in names)
    for pattern in _ALSO_BOUND:
        if match := pattern.match(line):
            yield from ((name, "") for name in _WORD.findall(match[1]))


def _statements(text: str) -> Iterator[str]:
    """The lines on which statements may begin: none in brackets, of which some may never be closed."""
    depth = 0
    for line in _STRING.sub("", text).splitlines():
        if line[:1].strip() and line[0] not in ")]}":
            depth = 0
        if not depth:
            yield line
        depth = max(0, depth + sum(line.count(one) for one in "([{") - sum(line.count(one) for one in ")]}"))
