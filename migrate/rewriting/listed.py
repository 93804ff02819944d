"""``__all__`` without the names that v2 has nothing for, and with those that others take in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import libcst as cst

from migrate.v2.expressions import Expr, ListOf, Literal


def exports(
    modules: Iterable[cst.Module], is_gone: Callable[[str], bool], given: frozenset[str]
) -> tuple[cst.BaseExpression, Expr] | None:
    """What stands for the list of names, with the list; None when it stays as it is.

    Args:
        is_gone: whether v2 has nothing for what a variable holds.
        given: what others import in v2.
    """
    for display in (one for module in modules for one in map(_display, module.body)):
        names = [_text(one.value) for one in display.elements] if display is not None else []
        if display is None or not any(is_gone(name) for name in names):
            continue
        if not all(names):
            return None
        kept: list[str] = []
        more = sorted(given - set(names))
        for name in names:
            kept += [name] if not is_gone(name) else more
            more = [] if is_gone(name) else more
        return display, ListOf(tuple(map(Literal, kept)))
    return None


def _display(statement: cst.CSTNode) -> cst.List | cst.Tuple | None:
    """What ``__all__`` is set to."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    if not isinstance(small, (cst.Assign, cst.AnnAssign)) or not isinstance(small.value, (cst.List, cst.Tuple)):
        return None
    targets = [one.target for one in small.targets] if isinstance(small, cst.Assign) else [small.target]
    named = len(targets) == 1 and isinstance(targets[0], cst.Name) and targets[0].value == "__all__"
    return small.value if named else None


def _text(node: cst.BaseExpression) -> str:
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    return value if isinstance(value, str) else ""
