"""Which files take which names from the modules that are converted, as their import statements say."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from migrate.conversion import Document
from migrate.errors import ReadError
from migrate.project.discovery import files_below
from migrate.project.imports import imported_files, imported_names, may_import, module_names
from migrate.project.reading import decode, kind_of
from migrate.project.search_path import SearchPath
from migrate.project.set_elsewhere import set_names

_ATTRIBUTE = re.compile(r"\.[ \t]*(\w+)")
_TEXT = re.compile(r"[\"'](\w+)")
_BY_NAME = re.compile(r"\b(?:getattr|setattr|delattr|vars)\s*\(|__dict__")


@dataclass(frozen=True)
class User:
    """A file that imports from a module.

    Args:
        path: relative to the root of the conversion.
        name: what it takes; ``*`` when that is not said.
        whole: it reads the names of the module as ``module.name``.
        converted: it is converted together with the module.
    """

    path: str
    name: str
    whole: bool
    converted: bool
    text: str
    sets: bool = False
    """Whether it sets attributes of what it takes: ``config.ws = ws``."""

    def reads(self, name: str) -> bool:
        """Whether it may need the name."""
        if self.name != "*":
            return self.name == name
        before = r"\.\s*" if self.whole else r"\b"
        if re.search(rf"{before}{re.escape(name)}\b", self.text) is not None:
            return True
        return re.search(rf"[\"']{re.escape(name)}\b", self.text) is not None and bool(_BY_NAME.search(self.text))

    def inherits(self, name: str) -> bool:
        """Whether it may have a class that inherits from the one of this name."""
        return re.search(rf"\bclass\s+\w+\s*\([^)]*\b{re.escape(name)}\b", self.text) is not None


class Users:
    """The users of the modules of one project.

    Args:
        together: the files that are converted, relative to ``root``.
        written: modules that notebooks write, which are converted too.
    """

    def __init__(self, root: Path, together: frozenset[str], written: Mapping[str, Document] | None = None) -> None:
        self._root = root
        self._written = written or {}
        self._together = together | self._written.keys()

    def of(self, path: str) -> tuple[User, ...]:
        """All that import from a module."""
        return tuple(self._by_module.get(path, ()))

    def asking(self, path: str, owner: str, member: str) -> set[str]:
        """The files that may ask an instance of a class of a module for a member, if any takes the class.

        Whoever takes it may give instances to others, or have a class below it.
        """
        takers = [user for user in self.of(path) if user.reads(owner)]
        found = {user.path for user in takers if user.inherits(owner) or member in _members(user.text)}
        together = self._asked.items() if takers else ()
        return found | {name for name, members in together if name != path and member in members}

    @cached_property
    def _asked(self) -> dict[str, frozenset[str]]:
        """By file that is converted all that it asks anything for."""
        found = {name: document.data for name, document in self._written.items()}
        for name in self._together - found.keys():
            if kind_of(name) is not None:
                with suppress(OSError):
                    found[name] = (self._root / name).read_bytes()
        return {name: _members(data.decode("utf-8", "replace")) for name, data in found.items()}

    @cached_property
    def _by_module(self) -> dict[str, list[User]]:
        """All paths are relative to the top while imports are resolved."""
        top = next((folder for folder in (self._root, *self._root.parents) if (folder / ".git").exists()), self._root)
        inside = PurePosixPath(self._root.relative_to(top).as_posix())
        together = {str(inside / name): name for name in self._together}
        modules = {name for name in together if kind_of(name) is not None}
        found: dict[str, list[User]] = {}
        if not modules:
            return found
        files = sorted({*together, *files_below(top, ".")})
        project = SearchPath.of_project(files, top.parts)
        names_of_modules = module_names((name for name in modules if name.endswith(".py")), top.parts)
        for name in files:
            written = self._written.get(together.get(name, ""))
            document = written if written is not None else _read(top, name, names_of_modules)
            if document is None:
                continue
            try:
                names = imported_names(document)
            except SyntaxError:
                continue
            text = "\n".join(document.cells.values())
            shown = together.get(name) or os.path.relpath(top / name, self._root).replace(os.sep, "/")
            search = project.of(name, document)
            kept = {module for module, _ in imported_files(name, set_names(document), modules, search)}
            for module, rest in imported_files(name, names, modules, search):
                user = User(shown, rest[0] if rest else "*", not rest, name in together, text, module in kept)
                found.setdefault(together[module], []).append(user)
        return found


def _members(text: str) -> frozenset[str]:
    """The attributes that code reads, also those that it may name in a text."""
    return frozenset([*_ATTRIBUTE.findall(text), *(_TEXT.findall(text) if _BY_NAME.search(text) else ())])


def _read(top: Path, name: str, modules: frozenset[bytes]) -> Document | None:
    """The file, if it may import one of the modules."""
    if kind_of(name) is None:
        return None
    try:
        data = (top / name).read_bytes()
        return decode(name, data) if may_import(data, modules) else None
    except (OSError, ReadError):
        return None
