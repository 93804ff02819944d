"""Whether several documents that were decided on together may be written as decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Edit
from migrate.v2.expressions import Expr, User, walk
from migrate.v2.statements import Assign, Do, Statement


def shares(context: Context) -> bool:
    """Whether a pipeline is converted whose steps are made in another document, and no document gets an expression
    of another one, whose names mean something else there."""
    return any(
        model.convertible
        and not context.decisions[model.call.node].stays_v1
        and any(not context.is_own(step.call.where) for step in model.steps)
        for model in context.pipelines.values()
    ) and not any(_mixes(context))


def _mixes(context: Context) -> Iterator[bool]:
    source = context.interpreter.source
    homes: dict[cst.CSTNode, str] = {
        node: source.path_of(cell)
        for cell, positions in source.positions.items()
        for node in positions
        if isinstance(node, (cst.Name, cst.BaseStatement, cst.Call))
    }
    for node, decision in context.decisions.items():
        if decision.stays_v1:
            continue
        if decision.expr is not None:
            yield any(homes.get(one, homes.get(node)) != homes.get(node) for one in _names(decision.expr))
        for edit in decision.edits:
            home = homes.get(edit.statement)
            yield any(homes.get(one, home) != home for expr in _written(edit) for one in _names(expr))

    for move in context.moves:
        home = homes.get(move.before)
        own = [move.function.decorator, *(statement.value for statement in _plain(move.function.body))]
        own += [one for param in move.function.params for one in (param.annotation, param.default) if one is not None]
        yield any(homes.get(one, home) != home for expr in own for one in _names(expr))


def _plain(statements: Iterable[Statement]) -> Iterator[Assign | Do]:
    return (one for one in statements if isinstance(one, (Assign, Do)))


def _written(edit: Edit) -> Iterator[Expr]:
    return (one.value for one in _plain((*edit.before, *(edit.instead or ()), *edit.after)))


def _names(expr: Expr) -> Iterator[cst.Name]:
    for part in walk(expr):
        if isinstance(part, User):
            yield from _inside(part.node)


def _inside(node: cst.CSTNode) -> Iterator[cst.Name]:
    if isinstance(node, cst.Name):
        yield node
    for child in node.children:
        yield from _inside(child)
