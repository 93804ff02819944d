"""Where a project has the modules that its code imports, whatever folder that code expects to be started from."""

from __future__ import annotations

import ast
import linecache
import os
import re
from collections.abc import Iterator
from types import FrameType

_NOT_OURS = {"node_modules", "__pycache__", "site-packages"}


def homes(folder: str, frame: FrameType, top: str) -> list[str]:
    """Folders in which what an import statement asks for is found: modules, and names in them.

    A folder that only has the name of a package that is not installed is not one of them.

    Args:
        folder: of the project.
        frame: with the import statement.
        top: the first part of the module's name.
    """
    asked = list(_asked(frame, top)) or [([top], set())]
    return [home for home in _holding(folder, top) if all(_resolves(home, parts, names) for parts, names in asked)]


def anywhere(folder: str, name: str) -> bool:
    """Whether the project has a module of this whole name in whatever place."""
    parts = name.split(".")
    places = (os.path.join(home, *parts) for home in _holding(folder, parts[0]))
    return any(os.path.isdir(place) or os.path.isfile(f"{place}.py") for place in places)


def _asked(frame: FrameType, top: str) -> Iterator[tuple[list[str], set[str]]]:
    """Parts of the module's name, and names wanted from it, of the statements that the frame may be at."""
    try:
        tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        if not node.lineno <= frame.f_lineno <= (node.end_lineno or node.lineno):
            continue
        if isinstance(node, ast.ImportFrom):
            found = [((node.module or "").split("."), {alias.name for alias in node.names} - {"*"})]
        else:
            found = [(alias.name.split("."), set()) for alias in node.names]
        yield from ((parts, names) for parts, names in found if parts[0] == top)


def _holding(folder: str, top: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NOT_OURS)
        if f"{top}.py" in files or (top in folders and _has_python(os.path.join(parent, top))):
            yield parent


def _has_python(folder: str) -> bool:
    return any(name.endswith(".py") for _, _, files in os.walk(folder) for name in files)


def _resolves(home: str, parts: list[str], names: set[str]) -> bool:
    place = os.path.join(home, *parts)
    if os.path.isdir(place):
        text = _text(os.path.join(place, "__init__.py"))
        return all(
            os.path.exists(os.path.join(place, f"{name}.py")) or os.path.isdir(os.path.join(place, name)) or
            _mentions(text, name)
            for name in names
        )  # fmt: skip
    return os.path.isfile(f"{place}.py") and all(_mentions(_text(f"{place}.py"), name) for name in names)


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.read()
    except OSError:
        return ""


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b|import \*", text) is not None
