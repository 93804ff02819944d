"""The folders that a document adds to ``sys.path``, as far as its text says which.

A relative folder is looked for below the folder of the document and each one above it, since any of them may be the
one that the code is run in.
"""

from __future__ import annotations

import ast
import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from migrate.conversion import Document

_INSTALLABLE = frozenset({"pyproject.toml", "setup.cfg", "setup.py"})
"""Files of a folder that pip installs."""
_ADDING = frozenset({"sys.path.append", "sys.path.insert"})
_SAME = frozenset({"os.path.abspath", "os.path.realpath", "os.path.normpath", "str", "Path", "pathlib.Path"})
_PLAIN_METHODS = frozenset({"resolve", "absolute", "as_posix"})
_HERE = frozenset({"os.getcwd", "Path.cwd", "pathlib.Path.cwd"})


@dataclass(frozen=True)
class SearchPath:
    """Where else a document looks for modules than beside itself and above.

    Args:
        added: the folders that it adds to ``sys.path``, relative to the root of the project.
        above: the names of the folders that lead to the root; a package may be the root, and named by its modules.
        installed: the folders in which packages of the project lie that are installed to be imported.
    """

    added: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    installed: tuple[str, ...] = ()

    @classmethod
    def of_project(cls, files: Iterable[str], above: tuple[str, ...]) -> SearchPath:
        """What all documents of a project have in common.

        Args:
            files: those of the project, relative to its root.
        """
        homes = {str(PurePosixPath(name).parent) for name in files if name.rpartition("/")[2] in _INSTALLABLE}
        return cls(above=above, installed=tuple(sorted(homes - {"."})))

    def of(self, path: str, document: Document) -> SearchPath:
        """That of one document, which may add folders of its own."""
        return replace(self, added=added_folders(path, document))


@dataclass(frozen=True)
class _Place:
    """A path; ``fixed`` when it starts at the folder of the document, else where the code is run."""

    path: str
    fixed: bool = False

    def join(self, path: str) -> _Place:
        return _Place(posixpath.normpath(posixpath.join(self.path, path)), self.fixed)


def added_folders(path: str, document: Document) -> tuple[str, ...]:
    """The folders, relative to where the path of the document starts; likelier ones first."""
    found: dict[str, None] = {}
    home = PurePosixPath(path)
    trees = list(_trees(document))
    assigned = _assigned(trees)
    for tree in trees:
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in _ADDING or not node.args:
                continue
            place = _place(node.args[-1], assigned, home.name)
            if place is None or posixpath.isabs(place.path):
                continue
            for start in home.parents[:1] if place.fixed else home.parents:
                folder = posixpath.normpath(posixpath.join(str(start), place.path))
                if not folder.startswith(".."):
                    found[folder] = None
    return tuple(found)


def _trees(document: Document) -> Iterator[ast.Module]:
    if not any("sys.path" in text for text in document.cells.values()):
        return
    for text in document.cells.values():
        try:
            yield ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue


def _assigned(trees: list[ast.Module]) -> Mapping[str, ast.expr]:
    """The variables that are assigned once."""
    names = [
        (target.id, node.value)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    often = Counter(name for name, _ in names)
    return {name: value for name, value in names if often[name] == 1}


def _place(node: ast.expr, assigned: Mapping[str, ast.expr], file: str, depth: int = 9) -> _Place | None:
    def inner(one: ast.expr) -> _Place | None:
        return _place(one, assigned, file, depth - 1) if depth else None

    if isinstance(node, ast.Constant):
        return _Place(node.value) if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        if node.id == "__file__":
            return _Place(file, fixed=True)
        return inner(assigned[node.id]) if node.id in assigned else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return _joined(inner(node.left), [inner(node.right)])
    if isinstance(node, ast.Attribute) and node.attr == "parent":
        return _joined(inner(node.value), [_Place("..")])
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "parents":
        number = node.slice.value if isinstance(node.slice, ast.Constant) else None
        above = ["..", *[".."] * number] if isinstance(number, int) and 0 <= number < 9 else []
        return _joined(inner(node.value.value), [_Place("/".join(above))]) if above else None
    if isinstance(node, ast.Call):
        return _called(node, [inner(one) for one in node.args], inner)
    return {"os.pardir": _Place(".."), "os.curdir": _Place(".")}.get(ast.unparse(node))


def _called(
    node: ast.Call, given: Sequence[_Place | None], inner: Callable[[ast.expr], _Place | None]
) -> _Place | None:
    name = ast.unparse(node.func)
    if name in _HERE:
        return _Place(".")
    if isinstance(node.func, ast.Attribute) and node.func.attr in _PLAIN_METHODS:
        return inner(node.func.value)
    if not given or node.keywords:
        return None
    if name in _SAME and len(given) == 1:
        return given[0]
    if name == "os.path.dirname":
        return _joined(given[0], [_Place("..")])
    return _joined(given[0], given[1:]) if name == "os.path.join" else None


def _joined(first: _Place | None, others: Sequence[_Place | None]) -> _Place | None:
    for one in others:
        if first is None or one is None or one.fixed:
            return None
        first = first.join(one.path)
    return first


__all__ = ["SearchPath", "added_folders"]
