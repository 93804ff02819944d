"""Files without SDK v1 that hold classes which classes with it inherit from.

What such a class keeps for the others is named after what it is: when that changes, both files do.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import TypeAlias

from migrate.conversion import Document
from migrate.project.imports import NOWHERE_ELSE, place_of
from migrate.project.search_path import SearchPath

_CLASS = re.compile(r"^\s*class\s+\w+\s*\(", re.MULTILINE)
Place: TypeAlias = tuple[str, tuple[str, ...]]


def inherited(
    documents: Iterable[Document],
    read: Callable[[str], Document | None],
    files: Collection[str],
    project: SearchPath = NOWHERE_ELSE,
) -> dict[str, Document]:
    """The files with the classes that those of the documents inherit from, also through each other.

    Args:
        read: gives a file that is no document yet; None for any other.
        project: where all of them look for modules.
    """
    found: dict[str, Document] = {}
    todo = [place for one in documents for place in _inherits(one, None, files, project)]
    seen: set[Place] = set()
    while todo:
        place = todo.pop()
        path, rest = place
        document = found.get(path) or read(path)
        if document is None or place in seen or len(rest) != 1:
            continue
        seen.add(place)
        if any(node.name == rest[0] for node in _classes(document)):
            found[path] = document
            todo += _inherits(document, rest[0], files, project)
        else:
            todo += _passed_on(document, rest[0], files, project)
    return found


def _trees(document: Document) -> Iterator[ast.Module]:
    for text in document.cells.values():
        try:
            yield ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue


def _classes(document: Document) -> Iterator[ast.ClassDef]:
    for tree in _trees(document):
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def _inherits(document: Document, name: str | None, files: Collection[str], project: SearchPath) -> Iterator[Place]:
    """Where the classes stand that those of a document, or the one of this name, inherit from."""
    if not any(_CLASS.search(text) for text in document.cells.values()):
        return
    imported = _imported(document)
    search = project.of(document.path, document)
    for node in _classes(document):
        for base in node.bases if name in (None, node.name) else ():
            first, _, rest = ast.unparse(base).partition(".")
            dotted = f"{imported[first]}.{rest}".rstrip(".") if first in imported else ""
            place = place_of(PurePosixPath(document.path), dotted, files, search) if dotted else None
            if place is not None:
                yield place
            elif first not in imported and not rest and name is not None:
                yield document.path, (first,)


def _passed_on(document: Document, name: str, files: Collection[str], project: SearchPath) -> Iterator[Place]:
    """Where a class stands that a package imports."""
    dotted = _imported(document).get(name)
    search = project.of(document.path, document)
    place = place_of(PurePosixPath(document.path), dotted, files, search) if dotted is not None else None
    if place is not None:
        yield place


def _imported(document: Document) -> dict[str, str]:
    """What the document imports, by the name that it has there."""
    found: dict[str, str] = {}
    for tree in _trees(document):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                heads = {one.name.partition(".")[0] for one in node.names if one.asname is None}
                found |= {head: head for head in heads}
                found |= {one.asname: one.name for one in node.names if one.asname is not None}
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                joint = "" if module.endswith(".") else "."
                found |= {one.asname or one.name: f"{module}{joint}{one.name}" for one in node.names}
    return found
