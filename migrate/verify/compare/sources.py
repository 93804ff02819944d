"""The files that go along with a pair of nodes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from migrate.verify.compare.difference import Text
from migrate.verify.compare.ports import Found
from migrate.verify.graph import Graph, Node
from migrate.verify.remarks import UNREACHED

_NOT_CODE = frozenset({".amlignore", ".gitignore", ".amltmp"})
_NEVER = frozenset({"__pycache__", ".git", ".ipynb_checkpoints", "node_modules", ".hg", ".svn"})
_PROGRAMS = frozenset({".py", ".pyi", ".so", ".sh", ".r", ".jl", ".pl"})
"""Endings of files whose mere presence can change what a program does."""


def sources(one: Node, other: Node, v1: Graph, v2: Graph) -> Iterator[Found]:
    """Compare two code folders file by file.

    Where the folder of the scripts also holds the modules that build the pipeline, those differ as they must: Python
    files that the script does not lead to, and notebooks, are left out there.
    """
    left, right = _files(one), _files(other)
    own = {_inside(one, v1), _inside(other, v2)} - {""}
    unreached: set[str] = set()
    if own:
        found = other.settings.get(UNREACHED)
        unreached = set(found.value) if found is not None and isinstance(found.value, (list, tuple)) else set()
    for path in sorted(set(left) | set(right)):
        if left.get(path) == right.get(path) or path in own or path in unreached:
            continue
        if own and path.endswith(".ipynb"):
            continue
        if path not in left and PurePosixPath(path).suffix.lower() not in _PROGRAMS:
            continue  # a description of a component, a report: nothing that a program finds by itself
        if path in left and path in right:
            yield f"source.{path}", Text(f"content {left[path][:12]}"), Text(f"content {right[path][:12]}")
        else:
            yield f"source.{path}", _presence(path in left), _presence(path in right)


def _presence(there: bool) -> object:
    return Text("the file") if there else None


def _files(node: Node) -> dict[str, str]:
    return {
        path: content
        for path, content in node.source.items()
        if PurePosixPath(path).name not in _NOT_CODE and not _NEVER & set(PurePosixPath(path).parts)
    }


def _inside(node: Node, graph: Graph) -> str:
    """The file that defines the pipeline, by its path in the code folder; empty when it is not in there."""
    folder = PurePosixPath(node.source_folder or "?")
    path = PurePosixPath(graph.place.path)
    return path.relative_to(folder).as_posix() if graph.place.path and path.is_relative_to(folder) else ""
