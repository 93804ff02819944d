"""Reading the files of a selection: those that may use SDK v1 are decoded, the others only counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from migrate.conversion import Document, FileKind, Project
from migrate.errors import ReadError
from migrate.project.discovery import FailedFile, Selection
from migrate.project.notebook import read_notebook
from migrate.project.python_file import read_python

MARK = b"azureml"
"""Every import of SDK v1 holds these bytes; a file without them is neither decoded nor parsed."""

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
        plain: Python files and notebooks that do not mention SDK v1, and so stay as they are.
        failed: what could not be read or decoded; left as it is.
    """

    project: Project
    plain: tuple[str, ...]
    failed: tuple[FailedFile, ...]


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
    return decode(name, data) if plain_too or mentions_v1(data) else None


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
    return FilesRead(Project(selection.root, tuple(documents)), tuple(plain), tuple(failed))
