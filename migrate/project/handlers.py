"""Files without SDK v1 whose functions ask for something that objects of v1 have.

``def show(run): print(run.get_portal_url())`` never names the SDK: that the run is one of v1 only its callers tell.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Container, Iterable, Iterator

from migrate.conversion import Document
from migrate.project.imports import NOWHERE_ELSE, imported_files, imported_names
from migrate.project.search_path import SearchPath

_OF_ALL = frozenset(
    {"add", "append", "close", "copy", "extend", "format", "get", "items", "join", "keys", "read", "split", "values"}
)
"""What lists, dictionaries, text and files have, too: a function that asks for no more takes these."""


def handlers(
    documents: Iterable[Document],
    read: Callable[[str], Document | None],
    files: Collection[str],
    members: Container[str],
    project: SearchPath = NOWHERE_ELSE,
) -> dict[str, Document]:
    """The modules with such functions that the documents import, also through each other.

    Args:
        read: gives a file that is no document yet; None for any other.
        members: the names of what objects of v1 have.
        project: where all of them look for modules.
    """
    found: dict[str, Document] = {}
    todo = list(documents)
    seen: set[str] = set()
    while todo:
        document = todo.pop()
        for path in _imports(document, files, project):
            module = read(path) if path.endswith(".py") and path not in seen else None
            seen.add(path)
            if module is None:
                continue
            todo.append(module)
            if asks_for_v1(module, members):
                found[path] = module
    return found


def asks_for_v1(document: Document, members: Container[str]) -> bool:
    """Whether some function asks a parameter for something that objects of v1 have."""
    return any(name in members for asks in _asking(document) for name in asks - _OF_ALL)


def _asking(document: Document) -> Iterator[set[str]]:
    """What each function of the top level, or method of a class, asks its unannotated parameters for.

    Also classes that keep what they are made with, and ask it.
    """
    for _, function, cls in _functions(document):
        plain = {one.arg for one in _params(function) if one.annotation is None}
        plain |= {function.args.kwarg.arg} if function.args.kwarg is not None else set()
        kept = _asked(cls, _kept(function, plain)) if cls is not None and function.name == "__init__" else ()
        yield {*_asked(function, plain), *kept}


def parameters_of(document: Document) -> dict[str, list[str]]:
    """The parameters of the functions of the top level, and of methods without the instance: ``Runner.__init__``."""
    found: dict[str, list[str]] = {}
    for name, function, cls in _functions(document):
        decorators = [one.id for one in function.decorator_list if isinstance(one, ast.Name)]
        bound = cls is not None and "staticmethod" not in decorators
        found[name] = [one.arg for one in _params(function)][1 if bound else 0 :]
    return found


def _functions(document: Document) -> Iterator[tuple[str, ast.FunctionDef, ast.ClassDef | None]]:
    for text in document.cells.values():
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield node.name, node, None
            elif isinstance(node, ast.ClassDef):
                yield from (
                    (f"{node.name}.{one.name}", one, node) for one in node.body if isinstance(one, ast.FunctionDef)
                )


def _params(node: ast.FunctionDef) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def _kept(init: ast.FunctionDef, plain: Collection[str]) -> set[str]:
    """The attributes that hold one of the parameters: ``self.ws``."""
    return {
        ast.unparse(target)
        for node in ast.walk(init)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in plain
        for target in node.targets
        if isinstance(target, ast.Attribute)
    }


def _asked(node: ast.AST, names: Collection[str]) -> Iterator[str]:
    """What the code asks for of one of the names, or of what these hold: ``for run in runs``, ``runs[0]``.

    Of what an object has, as in ``settings.ws.get_details()``, a word alone says too little.
    """
    known = {*names, *_held(node, names)}
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute):
            owner = one.value.value if isinstance(one.value, ast.Subscript) else one.value
            if not isinstance(owner, (ast.Name, ast.Attribute)):
                continue
            of_what_it_has = isinstance(owner, ast.Attribute) and ast.unparse(owner.value) in known - {"self", "cls"}
            if ast.unparse(owner) in known or (of_what_it_has and "_" in one.attr):
                yield one.attr
        elif isinstance(one, ast.Call) and len(one.args) > 1 and ast.unparse(one.func) in ("getattr", "hasattr"):
            member = one.args[1]
            if ast.unparse(one.args[0]) in known and isinstance(member, ast.Constant) and isinstance(member.value, str):
                yield member.value


def _held(node: ast.AST, names: Collection[str]) -> Iterator[str]:
    """The variables of loops over one of the names."""
    for one in ast.walk(node):
        if isinstance(one, (ast.For, ast.comprehension)):
            over = (part for part in ast.walk(one.iter) if isinstance(part, (ast.Name, ast.Attribute)))
            if any(ast.unparse(part) in names for part in over):
                yield from (part.id for part in ast.walk(one.target) if isinstance(part, ast.Name))


def _imports(document: Document, files: Collection[str], project: SearchPath) -> Iterator[str]:
    try:
        names = imported_names(document)
    except SyntaxError:
        return
    search = project.of(document.path, document)
    for path, _ in imported_files(document.path, names, files, search):
        yield path
