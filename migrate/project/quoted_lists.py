"""Packages in lists of strings and in tables of keys: ``pyproject.toml``, ``Pipfile``, ``setup.py``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrate.project.listing import Listed, Listing, PackageList, normalized, oldest_python
from migrate.project.requirement_lines import lines_of, newline_of, package_in

_TABLE = re.compile(r"[ \t]*\[{1,2}[ \t]*(?P<name>[^\]]+?)[ \t]*\]{1,2}[ \t]*(#.*)?\Z")
_ARRAY = re.compile(r"[ \t]*[\"']?(?P<key>[\w.-]+)[\"']?[ \t]*=[ \t]*\[")
_KEY = re.compile(
    r"(?P<indent>[ \t]*)(?P<quote>[\"']?)(?P<key>[\w.-]+)(?P=quote)[ \t]*=[ \t]*(?P<value>[^\[{].*|\{.*\})\Z"
)
_TOKEN = re.compile(
    r"#[^\r\n]*|(?P<long>\"\"\"|''')|(?P<quote>[\"'])(?P<text>[^\"'\r\n\\]*)(?P=quote)|(?P<sign>[\[\](){}\"'])"
)
_KEYED = re.compile(r"(tool\.poetry(\.group\.[\w\"'-]+)?\.(dev-)?dependencies|(dev-)?packages)\Z")
_ONE = re.compile(rf"{_KEYED.pattern.removesuffix(chr(92) + 'Z')}\.[\"']?(?P<name>[\w-]+)[\"']?\Z")
"""A table of one package."""
_PYTHON = re.compile(
    r"(?m)^[ \t]*(?:requires-python|python_version|python_full_version|python)[ \t]*=[ \t]*[\"'](?P<bounds>[^\"'\r\n]+)"
)
_PYTHON_OF_SETUP = re.compile(r"\bpython_requires[ \t]*=[ \t]*[\"'](?P<bounds>[^\"'\r\n]+)")


def read_toml(text: str) -> Listing:
    """What the tables of ``pyproject.toml`` and ``Pipfile`` list."""
    lists: list[PackageList] = []
    keyed: list[Listed] = []
    fixed: list[Listed] = []
    table, newline, skip_to = "", newline_of(text), 0
    for number, (start, line) in enumerate(lines_of(text), 1):
        body = line.rstrip("\r\n")
        if start < skip_to:
            continue
        if found := _TABLE.match(body):
            table = found["name"].replace(" ", "")
            lists += [PackageList(tuple(keyed), keyed=True)] if keyed else []
            keyed = []
            if one := _ONE.match(table):
                fixed.append(Listed(normalized(one["name"]), one["name"], number, start, start + len(line)))
        elif _KEYED.match(table) and (found := _KEY.match(body)):
            name, end = normalized(found["key"]), start + len(line)
            keyed.append(Listed(name, body.strip(), number, start, end, found["indent"], newline))
        elif (found := _ARRAY.match(body)) and _lists_packages(table, found["key"]):
            inside = _array(text, start + found.end())
            if inside is not None:
                lists += inside.lists
                fixed += inside.fixed
                skip_to = inside.end
    lists += [PackageList(tuple(keyed), keyed=True)] if keyed else []
    return Listing(tuple(lists), python=_python(_PYTHON, text), fixed=tuple(fixed))


def _python(asks: re.Pattern[str], text: str) -> str:
    match = asks.search(text)
    return oldest_python(match["bounds"]) if match is not None else ""


def _lists_packages(table: str, key: str) -> bool:
    full = f"{table}.{key}" if table else key
    if full in ("project.dependencies", "build-system.requires"):
        return True
    if full.startswith(("project.optional-dependencies.", "dependency-groups.")):
        return True
    return full.startswith("tool.") and "dependencies" in full


def read_setup_py(text: str) -> Listing:
    """The lists of strings in a ``setup.py`` in which every string is a package."""
    lists: list[PackageList] = []
    position = 0
    while match := _TOKEN.search(text, position):
        position = match.end()
        if match["long"]:
            closing = text.find(match["long"], position)
            position = len(text) if closing < 0 else closing + 3
        elif match["sign"] == "[":
            inside = _array(text, position)
            if inside is not None:
                lists += inside.lists
                position = inside.end
        elif match["sign"] in ('"', "'"):
            end = re.compile(r"[^\r\n]*").match(text, position)
            position = end.end() if end else position
    return Listing(tuple(lists), python=_python(_PYTHON_OF_SETUP, text))


@dataclass(frozen=True)
class _Array:
    """A list of strings.

    Args:
        fixed: its packages, when something else stands between them.
        end: where it ends.
    """

    lists: tuple[PackageList, ...]
    fixed: tuple[Listed, ...]
    end: int


def _array(text: str, start: int) -> _Array | None:
    """The list of strings, or tables, whose bracket opens before ``start``; None when it holds anything else."""
    tokens: list[re.Match[str]] = []
    tables = False
    position = start
    while True:
        match = _TOKEN.search(text, position)
        between = text[position : match.start() if match else len(text)]
        if match is None or between.strip(" \t\r\n,") or match["long"]:
            return None
        position = match.end()
        if match["sign"] == "]":
            break
        if match["sign"] == "{" and (table := _INLINE.match(text, match.start())):
            tables, position = True, table.end()
            continue
        if match["sign"]:
            return None
        if match["quote"]:
            tokens.append(match)
    packages = [package_in(token["text"]) for token in tokens]
    if not tokens or not all(packages):
        return _Array((), (), position)
    found = _list(text, tokens)
    is_fixed = tables and found.layout == "inline"
    return _Array(() if is_fixed else (found,), found.entries if is_fixed else (), position)


_INLINE = re.compile(r"\{[^{}\r\n]*\}")
"""What uv and others put between packages: ``{include-group = "test"}``."""


def _list(text: str, tokens: list[re.Match[str]]) -> PackageList:
    newline = newline_of(text)
    alone = all(_alone(text, token) for token in tokens)
    entries = []
    for token in tokens:
        package = package_in(token["text"])
        assert package is not None
        line = text.count("\n", 0, token.start()) + 1
        quote = token["quote"]
        if alone:
            start, end = _line_of(text, token)
            before, after = text[start : token.start()] + quote, f"{quote},{newline}"
        else:
            (start, end), before, after = token.span(), quote, quote
        entries.append(Listed(*package, line, start, end, before, after))
    return PackageList(tuple(entries), "lines" if alone else "inline")


def _line_of(text: str, token: re.Match[str]) -> tuple[int, int]:
    start = max(text.rfind("\n", 0, token.start()), text.rfind("\r", 0, token.start())) + 1
    end = text.find("\n", token.end())
    return start, len(text) if end < 0 else end + 1


def _alone(text: str, token: re.Match[str]) -> bool:
    start, end = _line_of(text, token)
    behind = text[token.end() : end].strip()
    return not text[start : token.start()].strip() and re.fullmatch(r",?\s*(#.*)?", behind) is not None
