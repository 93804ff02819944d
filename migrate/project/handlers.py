"""Files without SDK v1 whose functions ask for something that objects of v1 have.

``def show(run): print(run.get_portal_url())`` never names the SDK: that the run is one of v1 only its callers tell.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Container, Iterable, Iterator

from migrate.conversion import Document
from migrate.project.imports import imported_files, imported_names
from migrate.project.search_path import SearchPath, added_folders

_OF_ALL = frozenset(
    {"add", "append", "close", "copy", "extend", "format", "get", "items", "join", "keys", "read", "split", "values"}
)
"""What lists, dictionaries, text and files have, too: a function that asks for no more takes these."""


def handlers(
    documents: Iterable[Document],
    read: Callable[[str], Document | None],
    files: Collection[str],
    members: Container[str],
    above: tuple[str, ...] = (),
) -> dict[str, Document]:
    """The modules with such functions that the documents import, also through each other.

    Args:
        read: gives a file that is no document yet; None for any other.
        members: the names of what objects of v1 have.
        above: the names of the folders that lead to the root of the project.
    """
    found: dict[str, Document] = {}
    todo = list(documents)
    seen: set[str] = set()
    while todo:
        document = todo.pop()
        for path in _imports(document, files, above):
            module = read(path) if path.endswith(".py") and path not in seen else None
            seen.add(path)
            if module is None:
                continue
            todo.append(module)
            if any(name in members for asked in asking(module).values() for name in asked.asks - _OF_ALL):
                found[path] = module
    return found


class Asking:
    """A function of the top level that asks an unannotated parameter for something.

    Args:
        params: its parameters, in order.
        asks: the names of what it asks for.
    """

    def __init__(self, params: list[str], asks: set[str]) -> None:
        self.params = params
        self.asks = asks


def asking(document: Document) -> dict[str, Asking]:
    """The functions of the top level that ask an unannotated parameter for something, by name.

    Also classes that keep what they are made with, and ask it: ``Runner.__init__``, without the instance.
    """
    found: dict[str, Asking] = {}
    for text in document.cells.values():
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                params, plain = _params(node)
                asks = set(_asked(node, plain))
                if asks:
                    found[node.name] = Asking(params, asks)
            inits = [one for one in node.body if _is_init(one)] if isinstance(node, ast.ClassDef) else []
            for init in inits:
                assert isinstance(init, ast.FunctionDef)
                params, plain = _params(init)
                asks = {*_asked(init, plain), *_asked(node, _kept(init, plain))}
                if params and asks:
                    found[f"{getattr(node, 'name', '')}.__init__"] = Asking(params[1:], asks)
    return found


def _is_init(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == "__init__"


def _params(node: ast.FunctionDef) -> tuple[list[str], set[str]]:
    """All parameters in order, and those without annotation."""
    params = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [one.arg for one in params], {one.arg for one in params if one.annotation is None}


def _kept(init: ast.FunctionDef, plain: Container[str]) -> set[str]:
    """The attributes that hold one of the parameters: ``self.ws``."""
    return {
        ast.unparse(target)
        for node in ast.walk(init)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in plain
        for target in node.targets
        if isinstance(target, ast.Attribute)
    }


def _asked(node: ast.AST, names: Container[str]) -> Iterator[str]:
    """What the code asks for of one of the names."""
    asked = (one for one in ast.walk(node) if isinstance(one, ast.Attribute))
    plain = (one for one in asked if isinstance(one.value, (ast.Name, ast.Attribute)))
    yield from (one.attr for one in plain if ast.unparse(one.value) in names)


def _imports(document: Document, files: Collection[str], above: tuple[str, ...]) -> Iterator[str]:
    try:
        names = imported_names(document)
    except SyntaxError:
        return
    search = SearchPath(added_folders(document.path, document), above)
    for path, _ in imported_files(document.path, names, files, search):
        yield path
