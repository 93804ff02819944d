"""The files of a project as they were when they were read, and what they import from each other."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from migrate.conversion import Document, Options
from migrate.errors import ReadError
from migrate.project.imports import NOWHERE_ELSE, imported_files, imported_names, place_of
from migrate.project.reading import kind_of, mentions_v1, read_document
from migrate.project.search_path import SearchPath
from migrate.project.written import WrittenCode, sure

Stamp = tuple[int, int, int, int]
_NEVER_CHANGES: Final[Stamp] = (0, 0, 0, 0)
"""Of a module that is no file: it has no time and no size."""


@dataclass(frozen=True)
class Module:
    """A file of the project, as it was when it was read."""

    stamp: Stamp
    digest: bytes
    imports: tuple[str, ...]
    """The files that it imports from."""
    v1: bool
    """Whether it mentions SDK v1, so that it is converted, too."""


@dataclass
class Modules:
    """The files of one project, and the modules that its notebooks write.

    Args:
        options: ``together`` holds the paths of the documents that are converted.
    """

    root: Path
    options: Options
    _known: dict[str, Module | None] = field(default_factory=dict)
    """What was read; None for a file that cannot be."""
    _search: dict[str, SearchPath] = field(default_factory=dict)
    """By module where else it looks for others."""

    def get(self, path: str) -> Module | None:
        if path not in self._known:
            self._known[path] = None
            if kind_of(path) is not None:
                try:
                    stamp = _NEVER_CHANGES if path in self.written else _stamp(self.root / path)
                    document = self.read(path)
                except (ReadError, OSError):
                    return None
                v1 = mentions_v1(document.data)
                self._known[path] = Module(stamp, digest(document), self.imports(document), v1)
        return self._known[path]

    def read(self, path: str) -> Document:
        """A document as it is now.

        Raises:
            ReadError: it cannot be read.
        """
        if path in self.written:
            return self.written[path]
        document = read_document(self.root, path, plain_too=True)
        assert document is not None
        return document

    def imports(self, document: Document) -> tuple[str, ...]:
        """The files that a document imports from, itself excepted."""
        found: dict[str, None] = {}
        for path, rest in self._imported(document):
            found[path] = None
            if not rest and path.endswith("__init__.py"):
                # ``import package``, which has its modules as attributes when it imports them itself.
                found |= dict.fromkeys(module for module, _ in self._imported(self.read(path)))
        return tuple(path for path in found if path != document.path)

    def _imported(self, document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
        try:
            names = imported_names(document)
        except SyntaxError:
            return iter(())
        search = self._search[document.path] = self._project.of(document.path, document)
        return imported_files(document.path, names, self.together, search)

    @cached_property
    def _project(self) -> SearchPath:
        return SearchPath.of_project(self.together, self.root.parts)

    def imports_of(self, path: str) -> tuple[str, ...]:
        module = self.get(path)
        return module.imports if module is not None else ()

    def place_of(self, path: PurePosixPath, dotted: str) -> tuple[str, tuple[str, ...]] | None:
        """The file that a dotted name of a document is defined in, with the rest of the name."""
        return place_of(path, dotted, self.together, self._search.get(str(path), NOWHERE_ELSE))

    def forget_changed(self) -> bool:
        """Forget all files when one of them is not what it was any more."""
        for path, module in self._known.items():
            if module is not None and module.stamp != _NEVER_CHANGES and not _is_same(self.root / path, module.stamp):
                self._known.clear()
                return True
        return False

    @cached_property
    def written(self) -> dict[str, WrittenCode]:
        """The modules that notebooks write, as far as they are not there already."""
        written = {path: WrittenCode(file) for path, file in sure(self.options.written).items()}
        return {
            path: code for path, code in written.items() if path.endswith(".py") and path not in self.options.together
        }

    @cached_property
    def together(self) -> frozenset[str]:
        """All that is converted."""
        return self.options.together | self.written.keys()


def digest(document: Document) -> bytes:
    return hashlib.sha256(document.data).digest()


def _stamp(path: Path) -> Stamp:
    found = os.stat(path)
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def _is_same(path: Path, stamp: Stamp) -> bool:
    try:
        return _stamp(path) == stamp
    except OSError:
        return False
