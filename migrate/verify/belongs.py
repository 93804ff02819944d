"""Which of the output files a module depends on: what it imports, and the files that it names."""

from __future__ import annotations

import ast
import os
import posixpath
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path, PurePosixPath

from migrate.conversion import FileKind
from migrate.errors import ReadError
from migrate.project.imports import imported_files, imported_names
from migrate.project.reading import decode
from migrate.project.search_path import SearchPath
from migrate.verify.cells import code_cells

Files = Mapping[str, tuple[FileKind, bytes]]
"""Path relative to the root → kind and content."""

_KINDS = {".py": FileKind.PYTHON, ".ipynb": FileKind.NOTEBOOK}
_NOT_OURS = {"node_modules", "site-packages", "__pycache__"}
_MOST_FILES = 1000


def dependencies(path: str, files: Files) -> list[str]:
    """The file itself and every output file that it needs, directly or through others."""
    found = [path]
    for current in found:
        if current in files:
            found += [other for other in _direct(current, files) if other not in found]
    return found


def users(path: str, files: Files) -> list[str]:
    """The other files that need this one, nearest first: modules that only define pipelines are run by these."""
    direct = {other: set(_direct(other, files)) for other in files}
    found: list[str] = []
    waiting = {path}
    while waiting:
        nearest = [other for other in files if other != path and other not in found and direct[other] & waiting]
        found += sorted(nearest, key=lambda other: b"__main__" not in files[other][1])
        waiting = set(nearest)
    return found


def python_files(root: Path) -> Files:
    """The Python files and notebooks of a project, without what is installed in it."""
    found: dict[str, tuple[FileKind, bytes]] = {}
    for parent, folders, files in os.walk(root):
        here = Path(parent)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in _NOT_OURS and not (here / name / "pyvenv.cfg").is_file()
        )
        for name in sorted(files):
            kind = _KINDS.get(Path(name).suffix)
            if kind is not None and len(found) < _MOST_FILES and (here / name).is_file():
                found[(here / name).relative_to(root).as_posix()] = (kind, (here / name).read_bytes())
    return found


def _direct(path: str, files: Files) -> list[str]:
    kind, data = files[path]
    folder = posixpath.dirname(path)
    if kind not in _KINDS.values():
        return []
    try:
        document = decode(path, data)
        names = imported_names(document)
    except (ReadError, SyntaxError):
        return []
    search = SearchPath.of_project(files, ()).of(path, document)
    found = [one for name, _ in imported_files(path, names, files, search) for one in _with_packages(name, files)]
    named = (name for tree in _trees(data, kind) for node in ast.walk(tree) for name in _named(node, folder))
    return list(dict.fromkeys((*found, *(name for name in named if name in files))))


def _with_packages(path: str, files: Files) -> list[str]:
    """A module after the packages that it is in, which run before it."""
    packages = (f"{folder}/__init__.py" for folder in PurePosixPath(path).parents)
    return [*reversed([*takewhile(files.__contains__, packages)]), path]


def _trees(data: bytes, kind: FileKind) -> Iterator[ast.Module]:
    try:
        cells = code_cells(data, kind)
    except (SyntaxError, ValueError):
        return
    for cell in cells:
        try:
            yield ast.parse(cell.text)
        except (SyntaxError, ValueError):
            continue


def _named(node: ast.AST, folder: str) -> Iterator[str]:
    if isinstance(node, ast.Constant) and str(node.value).endswith((".yaml", ".yml", ".py")):
        for base in _bases(folder):
            yield posixpath.normpath(posixpath.join(base, str(node.value)))


def _bases(folder: str) -> list[str]:
    """The folder and its parents: which of them the code is started in is not known."""
    found = [folder or "."]
    while folder:
        folder = posixpath.dirname(folder)
        found.append(folder or ".")
    return found
