"""Reading the files of a selection: those that may use SDK v1 are decoded, the others only counted."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from migrate.conversion import Document, FileKind, Project
from migrate.errors import ReadError
from migrate.project.bases import inherited
from migrate.project.discovery import FailedFile, Selection
from migrate.project.handlers import handlers
from migrate.project.imports import importers, may_import, module_names
from migrate.project.notebook import read_notebook
from migrate.project.python_file import read_python
from migrate.project.search_path import SearchPath
from migrate.project.set_elsewhere import modules_set
from migrate.v1.catalogue import catalogue

MARK = b"azureml"
"""Every import of SDK v1 holds these bytes; a file without them is neither decoded nor parsed."""

_RUNS_CLI = re.compile(rb"\baz\b[\"', ]+ml\b")
"""Commands of the Azure CLI, in lines of notebooks and in what code runs."""

_WIDE_MARKS = tuple("azureml".encode(encoding) for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))

_READERS: dict[str, tuple[FileKind, Callable[[str, bytes], Document]]] = {
    ".py": (FileKind.PYTHON, read_python),
    ".ipynb": (FileKind.NOTEBOOK, read_notebook),
}


@dataclass(frozen=True)
class FilesRead:
    """What was read.

    Args:
        project: the documents that may use SDK v1, in the order of their paths.
        linked: those of them that do not mention it, but import from one that does, or have the classes that its
            classes inherit from, or functions that may be given its objects, or variables that it keeps them in.
        plain: Python files and notebooks that use no SDK v1, and so stay as they are.
        failed: what could not be read or decoded; left as it is.
    """

    project: Project
    plain: tuple[str, ...]
    failed: tuple[FailedFile, ...]
    linked: frozenset[str] = frozenset()


def kind_of(name: str) -> FileKind | None:
    """The kind of a file that can be converted; None for any other file."""
    reader = _READERS.get(PurePosixPath(name).suffix.lower())
    return reader[0] if reader else None


def mentions_v1(data: bytes) -> bool:
    """True when a file may use SDK v1."""
    return MARK in data or any(mark in data for mark in _WIDE_MARKS if data[:2] in (b"\xff\xfe", b"\xfe\xff", b"\0\0"))


def read_document(root: Path, name: str, *, plain_too: bool = False) -> Document | None:
    """Read one file; None when it does not mention SDK v1.

    Args:
        plain_too: read it also when it does not.

    Raises:
        ReadError: it cannot be read or decoded.
    """
    try:
        data = (root / name).read_bytes()
    except OSError as error:
        advice = "check its permissions"
        raise ReadError(f"cannot be read: {error.strerror}", path=name, advice=advice) from None
    if plain_too or mentions_v1(data):
        return decode(name, data)
    return _with_commands(name, data) if _RUNS_CLI.search(data) else None


def _with_commands(name: str, data: bytes) -> Document | None:
    """A file that runs commands of the Azure CLI; None when it is no Python of this version, having nothing of v1."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            document = decode(name, data)
            if document.kind is FileKind.PYTHON:
                ast.parse(document.cells[0])
    except (ReadError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return document


def decode(name: str, data: bytes) -> Document:
    """The document of a Python file or notebook; the ending of its name says which.

    Raises:
        ReadError: it cannot be decoded.
    """
    _, read = _READERS[PurePosixPath(name).suffix.lower()]
    return read(name, data)


def read_files(selection: Selection) -> FilesRead:
    """Read the Python files and notebooks of a selection; what fails is reported, the rest goes on."""
    documents: list[Document] = []
    plain: list[str] = []
    failed = list(selection.failed)
    for name in selection.files:
        if kind_of(name) is None:
            continue
        try:
            document = read_document(selection.root, name)
        except ReadError as error:
            failed.append(FailedFile.from_error(name, error))
            continue
        if document is None:
            plain.append(name)
        else:
            documents.append(document)
    failed.sort(key=lambda failure: failure.path)
    linked = _linked(selection, documents, plain)
    kept = _set(selection, [*documents, *linked.values()], frozenset(plain) - linked.keys())
    if kept:
        linked |= kept | _linked(selection, [*documents, *linked.values(), *kept.values()], plain)
    for more in (_inherited, _handlers):
        linked |= more(selection, [*documents, *linked.values()], frozenset(plain) - linked.keys())
    documents = sorted([*documents, *linked.values()], key=lambda document: document.path)
    rest = tuple(name for name in plain if name not in linked)
    return FilesRead(Project(selection.root, tuple(documents)), rest, tuple(failed), frozenset(linked))


def _linked(selection: Selection, documents: Sequence[Document], plain: Sequence[str]) -> dict[str, Document]:
    """The files that get something of SDK v1 from a module of the project, if only through each other."""
    seeds = {document.path for document in documents}
    above = selection.root.parts
    candidates: dict[str, Document] = {}
    waiting = list(plain) if seeds else []
    modules = seeds
    while modules:
        names_of_modules = module_names((name for name in modules if name.endswith(".py")), above)
        found: dict[str, Document] = {}
        for name in waiting:
            try:
                data = (selection.root / name).read_bytes()
                if may_import(data, names_of_modules):
                    found[name] = decode(name, data)
            except (OSError, ReadError):
                continue
        waiting = [name for name in waiting if name not in found]
        candidates |= found
        modules = set(found)
    return importers(seeds, candidates, frozenset(selection.files), _search(selection))


def _set(selection: Selection, documents: Sequence[Document], plain: Collection[str]) -> dict[str, Document]:
    """The files that the documents keep something in."""
    files, read = frozenset(selection.files), partial(_read_plain, selection.root, plain)
    return modules_set(documents, read, files, _search(selection))


def _inherited(selection: Selection, documents: Sequence[Document], plain: Collection[str]) -> dict[str, Document]:
    """The files with classes that those of the documents inherit from."""
    files = frozenset(selection.files)
    return inherited(documents, partial(_read_plain, selection.root, plain), files, _search(selection))


def _handlers(selection: Selection, documents: Sequence[Document], plain: Collection[str]) -> dict[str, Document]:
    """The files with functions that the documents may give objects of v1 to."""
    files, read = frozenset(selection.files), partial(_read_plain, selection.root, plain)
    return handlers(documents, read, files, catalogue().members, _search(selection))


def _search(selection: Selection) -> SearchPath:
    return SearchPath.of_project(selection.files, selection.root.parts)


def _read_plain(root: Path, plain: Collection[str], name: str) -> Document | None:
    try:
        return decode(name, (root / name).read_bytes()) if name in plain else None
    except (OSError, ReadError):
        return None
