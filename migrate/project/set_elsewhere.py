"""Attributes that a file sets on what it imports: ``config.ws = ws``, which others then read from there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache

from migrate.conversion import Document
from migrate.project.imports import NOWHERE_ELSE, imported_files
from migrate.project.search_path import SearchPath


def set_names(document: Document) -> tuple[str, ...]:
    """The dotted names of these: ``config.ws``, ``settings.Settings.ws``; none of a text that cannot be parsed.

    Also what a class sets for those that it inherits from: ``self.ws = ws`` is ``mixins.Mixin.ws``.
    """
    return tuple(dict.fromkeys(name for text in document.cells.values() for name in _names_in(text)))


def modules_set(
    documents: Iterable[Document],
    read: Callable[[str], Document | None],
    files: Collection[str],
    project: SearchPath = NOWHERE_ELSE,
) -> dict[str, Document]:
    """The modules without SDK v1 that the documents keep something in.

    Args:
        read: gives a file that is no document yet; None for any other.
        project: where its documents look for modules.
    """
    found: dict[str, Document] = {}
    for document in documents:
        names = set_names(document)
        for path, _ in imported_files(document.path, names, files, project.of(document.path, document)):
            module = read(path) if path not in found else None
            if module is not None:
                found[path] = module
    return found


@lru_cache(10_000)
def _names_in(text: str) -> tuple[str, ...]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    known = dict(imported(tree))
    for node in ast.walk(tree):  # an instance of a class that is imported
        made = node.value if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) else None
        of = dotted(made.func, known) if made is not None else ""
        if of and isinstance(node, ast.Assign):
            known |= {target.id: of for target in node.targets if isinstance(target, ast.Name)}
    return tuple(filter(None, [*(dotted(target, known) for target in _targets(tree)), *_inherited(tree, known)]))


def _inherited(tree: ast.Module, known: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(tree):
        above = [dotted(base, known) for base in node.bases] if isinstance(node, ast.ClassDef) else []
        if any(above):
            own = {one.attr for one in _targets(node) if isinstance(one.value, ast.Name) and one.value.id == "self"}
            yield from (f"{base}.{name}" for base in above if base for name in sorted(own))


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names that import statements bind, with what they stand for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                head = alias.name.partition(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (head, head)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            joint = "" if module.endswith(".") else "."
            yield from ((alias.asname or alias.name, f"{module}{joint}{alias.name}") for alias in node.names)


def _targets(tree: ast.AST) -> Iterator[ast.Attribute]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node


def dotted(node: ast.expr, known: dict[str, str]) -> str:
    """The dotted name of something imported, or of its attribute; empty for anything else."""
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, known)
        return f"{owner}.{node.attr}" if owner else ""
    return known.get(node.id, "") if isinstance(node, ast.Name) else ""
