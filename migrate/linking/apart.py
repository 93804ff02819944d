"""Why modules that make something for each other's pipelines are not converted as one, as a person is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from migrate.decisions.context import Context

ALONE: Final = "-"
"""Of a module that has nothing to do with the pipelines of others."""
TOO_MANY: Final = "too many modules make steps for each other"
MIXED: Final = "an expression of one of the two modules would stand in the other, where its names mean something else"


def import_each_other(paths: Iterable[str]) -> str:
    """Of modules in a circle."""
    return f"{_listed(paths)} import each other"


def taken_too(path: str, name: str, others: Collection[str]) -> str:
    """Of something that would not be for others what it was."""
    return f"{_listed(others)} {'take' if len(others) > 1 else 'takes'} `{name}` from `{path}`, too"


def staying_together(context: Context) -> str:
    """Of modules whose pipelines do not convert together either: why the first of these does not."""
    for model in context.pipelines.values():
        decision = context.decisions[model.call.node]
        if model.convertible and not decision.stays_v1:
            continue
        reason = context.refused.get(model.obj)
        problem = model.problems[0] if model.problems else next(iter(model.all_problems), None)
        node = problem.node if reason is None and problem is not None and problem.node is not None else model.call.node
        message = reason or (problem.message if problem is not None else decision.fate.message)
        cell, line = context.place(node) or (model.call.where.cell, model.call.where.line)
        place = context.interpreter.source.place(cell, line, 0)
        return f"followed from `{place}`, {message}"
    return "none of their pipelines converts because of that"


def _listed(paths: Iterable[str]) -> str:
    shown = [f"`{path}`" for path in sorted(paths)]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
