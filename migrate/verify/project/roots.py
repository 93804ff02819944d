"""From which folder a script is meant to be started: its own, or one of those above it."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from migrate.conversion import FileKind
from migrate.project.discovery import files_below
from migrate.project.search_path import SearchPath
from migrate.verify.cells import code_cells

_LONGEST = 200  # characters of a string that may be a path


def candidates(root: Path, path: str) -> list[str]:
    """Folders, relative to the root, to start a file from; the likeliest first.

    The one in which most local imports and relative paths of the file resolve comes first, of equals the nearest.
    """
    folders = [str(folder) for folder in PurePosixPath(path).parents]
    imports, strings = _mentions(root / path)
    scores = {
        folder: sum(_holds_module(root / folder, name) for name in imports)
        + sum(_is_there(root / folder / text, text) for text in strings)
        for folder in folders
    }
    ordered = sorted(folders, key=lambda folder: -scores[folder])
    if path.endswith(".ipynb"):  # Jupyter starts in the folder of the notebook
        return [folders[0], *(folder for folder in ordered if folder != folders[0])]
    return ordered


def import_roots(path: str) -> list[str]:
    """Folders to look for modules of the project in, after what is installed."""
    return [str(folder) for folder in PurePosixPath(path).parents]


def last_roots(root: Path, path: str, name: str) -> list[str]:
    """Folders with the modules that are nowhere else.

    Args:
        name: of the project's folder, which may be a package itself.
    """
    found = [f"{folder}/src" for folder in import_roots(path) if (root / folder / "src").is_dir()]
    found += _installed(root)
    return [*found, ".."] if (root / "__init__.py").is_file() or _is_package(root, path, name) else found


def _installed(root: Path) -> Iterator[str]:
    """The folders of the packages in the project that are installed to be imported."""
    for home in SearchPath.of_project(files_below(root, "."), ()).installed:
        yield f"{home}/src" if (root / home / "src").is_dir() else home


def _is_package(root: Path, path: str, name: str) -> bool:
    """Whether the file imports a module of its project by a name that begins with that of the project's folder."""
    for node in _nodes(root / path):
        full = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        full += [f"{one}.{alias.name}" for one in full for alias in getattr(node, "names", ())]
        full += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        inside = (one.split(".")[1] for one in full if one.startswith(f"{name}."))
        if any(_holds_module(root, part) for part in inside):
            return True
    return False


def _holds_module(folder: Path, name: str) -> bool:
    return (folder / f"{name}.py").is_file() or any((folder / name).glob("*.py"))


def _mentions(path: Path) -> tuple[set[str], set[str]]:
    """Top names of the imports, and strings that may be relative paths."""
    imports: set[str] = set()
    strings: set[str] = set()
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            imports |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imports.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.strip()
            if text and len(text) < _LONGEST and not os.path.isabs(text) and "\n" not in text and "\0" not in text:
                strings.add(text)
    return imports, strings


def _is_there(path: Path, text: str) -> bool:
    """A text with a slash or dot may be any path, a plain word only a folder (``source_directory="src"``)."""
    return path.exists() if "/" in text or "." in text.strip(".") else path.is_dir()


def _nodes(path: Path) -> Iterator[ast.AST]:
    kind = FileKind.NOTEBOOK if path.suffix == ".ipynb" else FileKind.PYTHON
    try:
        cells = code_cells(path.read_bytes(), kind)
    except (SyntaxError, ValueError, OSError):
        return
    for cell in cells:
        try:
            yield from ast.walk(ast.parse(cell.text))
        except (SyntaxError, ValueError):
            continue
