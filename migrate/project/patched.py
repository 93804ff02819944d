"""Names of modules that tests replace: ``patch("shop.data.Dataset")``, ``monkeypatch.setattr(data, "Dataset", …)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from migrate.project.set_elsewhere import dotted, imported

_SETTERS = frozenset({"setattr", "delattr"})


@dataclass(frozen=True)
class Patched:
    """A name that a statement replaces.

    Args:
        target: ``shop.data.Dataset``; what follows the name may follow here, too.
        line: where the statement begins, or the decorator.
    """

    target: str
    line: int


def patched_in(text: str) -> list[Patched]:
    """All in a text, in order; none in one that cannot be parsed."""
    if "patch" not in text and "setattr" not in text:
        return []
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    known = dict(imported(tree))
    return [Patched(target, line) for call, line in _calls(tree, 1) for target in _targets(call, known)]


def _calls(node: ast.AST, line: int) -> Iterator[tuple[ast.Call, int]]:
    for child in ast.iter_child_nodes(node):
        decorates = child in getattr(node, "decorator_list", ())
        begins = child.lineno if decorates and isinstance(child, ast.expr) else line
        if isinstance(child, ast.stmt):
            begins = child.lineno
        if isinstance(child, ast.Call):
            yield child, begins
        yield from _calls(child, begins)


def _targets(call: ast.Call, known: dict[str, str]) -> Iterator[str]:
    names = _names(call.func)
    first, second = [*call.args[:2], None, None][:2]
    sets = bool(names) and names[-1] in _SETTERS
    if (sets or names[-1:] == ["patch"]) and "." in _text(first):
        yield _text(first)
    if sets or names[-2:] == ["patch", "object"]:
        owner = dotted(first, known) if first is not None else ""
        if owner and _text(second):
            yield f"{owner}.{_text(second)}"
    if names[-2:] == ["patch", "multiple"]:
        owner = _text(first) or (dotted(first, known) if first is not None else "")
        yield from (f"{owner}.{one.arg}" for one in call.keywords if owner and one.arg)


def _names(node: ast.expr) -> list[str]:
    """``mock.patch.object``, as far as it is told from the end."""
    if isinstance(node, ast.Attribute):
        return [*_names(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else []


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
