"""Requirements files of pip, and the lists of ``setup.cfg``: one package on each line."""

from __future__ import annotations

import re

from migrate.project.listing import Listed, Listing, PackageList, normalized, oldest_python

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_PACKAGE = re.compile(
    r"[ \t]*(?P<text>(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)[ \t]*(?:\[[^\]]*\])?[ \t]*"
    r"(?:(?:[=<>!~(;@]|--)[^#]*?)?)[ \t\\]*(?:\#.*)?\Z",
    re.DOTALL,
)
_INCLUDE = re.compile(r"[ \t]*(?:-r|--requirement)[ \t=]*(?P<path>[^\s#]+)")


def lines_of(text: str) -> list[tuple[int, str]]:
    """The lines of a text with their ends, each with where it begins."""
    return [(match.start(), match[0]) for match in _LINE.finditer(text)]


def read_requirements(text: str) -> Listing:
    """What a requirements file lists; lines that are no plain package (options, addresses, paths) are passed over."""
    entries: list[Listed] = []
    includes: list[str] = []
    lines = lines_of(text)
    newline = newline_of(text)
    position = 0
    while position < len(lines):
        start, line = lines[position]
        first = position
        while line.rstrip("\r\n").endswith("\\") and position + 1 < len(lines):
            position += 1
            line += lines[position][1]
        position += 1
        if include := _INCLUDE.match(line):
            includes.append(include["path"])
        elif package := package_in(line):
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            name, text_ = package
            entries.append(Listed(name, text_, first + 1, start, start + len(line), indent, newline))
    return Listing((PackageList(tuple(entries)),), tuple(includes), "--hash=" in text)


def package_in(line: str) -> tuple[str, str] | None:
    """The name and the specification of the package on a line."""
    match = _PACKAGE.match(line.rstrip("\r\n"))
    if match is None:
        return None
    return normalized(match["name"]), match["text"].strip()


def newline_of(text: str) -> str:
    return next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")


_SECTION = re.compile(r"\[(?P<name>[^\]]+)\]")
_KEY = re.compile(r"(?P<key>[^\s=:#;][^=:]*?)[ \t]*[=:](?P<value>.*)")


def read_setup_cfg(text: str) -> Listing:
    """What ``[options]`` and ``[options.extras_require]`` of a ``setup.cfg`` list, and ``deps`` of a ``tox.ini``."""
    lists: list[PackageList] = []
    fixed: list[Listed] = []
    python = ""
    entries: list[Listed] = []
    section = key = ""
    newline = newline_of(text)
    for number, (start, line) in enumerate(lines_of(text), 1):
        body = line.rstrip("\r\n")
        if found := _SECTION.match(body):
            section, key = found["name"].strip(), ""
        elif body[:1] not in (" ", "\t") and (found := _KEY.match(body)):
            key = found["key"].strip()
            if key == "python_requires":
                python = oldest_python(found["value"].strip())
            package = package_in(found["value"]) if _lists_packages(section, key) else None
            fixed += [Listed(*package, number, start, start + len(line))] if package is not None else []
        elif body.strip() and _lists_packages(section, key) and (package := package_in(body)):
            indent = body[: len(body) - len(body.lstrip())]
            entries.append(Listed(package[0], package[1], number, start, start + len(line), indent, newline))
            continue
        elif not body.strip() or body.lstrip().startswith("#"):
            continue
        if entries:
            lists.append(PackageList(tuple(entries)))
            entries = []
    if entries:
        lists.append(PackageList(tuple(entries)))
    return Listing(tuple(lists), python=python, fixed=tuple(fixed))


def _lists_packages(section: str, key: str) -> bool:
    if section.startswith("testenv"):
        return key == "deps"
    return section == "options.extras_require" or (
        section == "options" and key in ("install_requires", "tests_require", "setup_requires")
    )
