"""Conda files: where their packages stand, so that one can be replaced and all else stays byte for byte."""

from __future__ import annotations

import re
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from migrate.errors import ReadError
from migrate.project.listing import Listed, Listing, PackageList, normalized, oldest_python
from migrate.project.requirement_lines import lines_of, newline_of, package_in

_DASH = re.compile(r"[ \t]*-[ \t]+\Z")
_NAME = re.compile(r"(?:[\w.-]+::)?(?P<name>[A-Za-z0-9_][A-Za-z0-9._-]*)")


def read_conda(path: str, text: str) -> Listing | None:
    """What a conda file lists; None for any other YAML.

    Raises:
        ReadError: it is not YAML.
    """
    try:
        content = YAML(typ="rt").load(StringIO(text))
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = mark.line + 1 if mark is not None else None
        raise ReadError("is not valid YAML", path=path, line=line, advice="correct it and convert it again") from None
    except (ValueError, RecursionError) as error:
        raise ReadError(f"cannot be read as YAML: {error}", path=path) from None
    if not isinstance(content, CommentedMap) or not isinstance(content.get("dependencies"), CommentedSeq):
        return None
    return _Reader(text).read(content["dependencies"])


def with_python(text: str, version: str) -> tuple[str, int] | None:
    """A conda file that asks for Python first, with the line where it does.

    None when it asks for some Python already, or lists nothing on lines of their own.
    """
    try:
        content = YAML(typ="rt").load(StringIO(text))
    except (YAMLError, ValueError, RecursionError):
        return None
    dependencies = content.get("dependencies") if isinstance(content, CommentedMap) else None
    if not isinstance(dependencies, CommentedSeq) or not dependencies or dependencies.fa.flow_style():
        return None
    named = (_NAME.match(item) for item in dependencies if isinstance(item, str))
    if any(match is None or normalized(match["name"]) == "python" for match in named):
        return None
    line, column = dependencies.lc.item(0)
    start, first = lines_of(text)[line]
    if not _DASH.fullmatch(first[:column]):
        return None
    return f"{text[:start]}{first[:column]}python={version}{newline_of(text)}{text[start:]}", line + 1


class _Reader:
    def __init__(self, text: str) -> None:
        self.lines = lines_of(text)
        self.newline = newline_of(text)
        self.fixed: list[Listed] = []
        self.python = ""

    def read(self, dependencies: CommentedSeq) -> Listing:
        own: list[Listed] = []
        lists: list[PackageList] = []
        others = 0
        for index, item in enumerate(dependencies):
            if isinstance(item, str):
                entry = self._entry(dependencies, index, item, _NAME)
                own += [entry] if entry else []
                if item.startswith("python") and normalized(_NAME.match(item)["name"]) == "python":  # type: ignore[index]
                    self.python = oldest_python(item.removeprefix("python"))
            elif isinstance(item, CommentedMap) and isinstance(item.get("pip"), CommentedSeq):
                others += 1
                pip = item["pip"]
                found = (self._entry(pip, number, text, None) for number, text in enumerate(pip))
                entries = [entry for entry in found if entry]
                header = self._header(item) if len(item) == 1 and len(entries) == len(pip) else None
                lists.append(PackageList(tuple(entries), header=header, needed=header is None))
        conda = PackageList(tuple(own), needed=not others and len(own) == len(dependencies), takes_wheels=False)
        return Listing((conda, *lists), python=self.python, fixed=tuple(self.fixed))

    def _entry(self, items: CommentedSeq, index: int, item: object, name: re.Pattern[str] | None) -> Listed | None:
        """The entry of a package on a line of its own."""
        if not isinstance(item, str):
            return None
        if name is None:
            package = package_in(item)
            found = package[0] if package else ""
        else:
            match = name.match(item)
            found = normalized(match["name"]) if match else ""
        line, column = items.lc.item(index)
        start, text = self.lines[line] if line < len(self.lines) else (0, "")
        rest = text[column:].rstrip("\r\n")
        quote = rest[:1] if rest[:1] in ("'", '"') else ""
        written = f"{quote}{item}{quote}"
        behind = rest[len(written) :]
        plain = rest.startswith(written) and (not behind.strip() or re.match(r"[ \t]+#", behind))
        if items.fa.flow_style() or not plain or not _DASH.match(text[:column]):
            self.fixed += [Listed(found, item, line + 1, start, start + len(text))] if found else []
            return None
        # A specification such as `pkg>=1` is plain in YAML: a quoted neighbour's quotes are not needed.
        return Listed(found, item, line + 1, start, start + len(text), text[:column], self.newline)

    def _header(self, item: CommentedMap) -> tuple[int, int] | None:
        """The line ``- pip:``."""
        line, _ = item.lc.key("pip")
        start, text = self.lines[line]
        return (
            (start, start + len(text))
            if re.match(r"[ \t]*-[ \t]+[\"']?pip[\"']?[ \t]*:[ \t]*(#.*)?\s*\Z", text)
            else None
        )
