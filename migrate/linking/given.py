"""The classes of parameters of a module's functions, as their callers in other modules tell.

``def show(compute)`` says nothing of what it takes; when all that call it pass a compute target, it is one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from migrate.conversion import Document
from migrate.linking.telling import Passes


def untyped(document: Document) -> dict[str, list[str]]:
    """By function of the top level that asks an unannotated parameter for something, its parameters in order."""
    found: dict[str, list[str]] = {}
    for text in document.cells.values():
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef):
                continue
            params = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            plain = {one.arg for one in params if one.annotation is None}
            asked = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Attribute))
            if any(isinstance(one, ast.Name) and one.id in plain for one in asked):
                found[node.name] = [one.arg for one in params]
    return found


def classes(path: str, functions: Mapping[str, list[str]], calls: Iterable[Passes]) -> dict[tuple[str, str, str], str]:
    """The class of each parameter of which all calls agree, by document, function and parameter."""
    seen: dict[tuple[str, str, str], set[str]] = {}
    for (home, name), keywords, given in calls:
        if home != path or name not in functions:
            continue
        names = iter(functions[name])
        starred = any(keyword.startswith("*") for keyword in keywords)
        for keyword, symbol in zip(keywords, given, strict=True):
            parameter = keyword or next(names, "")
            seen.setdefault((path, name, parameter), set()).add("" if starred else symbol)
    return {key: next(iter(symbols)) for key, symbols in seen.items() if len(symbols) == 1 and "" not in symbols}
