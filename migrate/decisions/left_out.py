"""What is given to a call of v1 and to nothing in its place: what stands there goes with the argument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import libcst as cst

from migrate.decisions.rule import Decision, Fate
from migrate.ledger import Outcome
from migrate.v1.nodes import walk
from migrate.v1.values import Call
from migrate.v2.expressions import User
from migrate.v2.expressions import walk as parts_of


def left_out(call: Call, decision: Decision, table: Mapping[str, Fate]) -> Iterator[cst.CSTNode]:
    """All that stands in arguments which the code that takes the place of a call leaves out.

    Args:
        table: what becomes of the arguments where the decision does not say it.
    """
    if decision.stays_v1 or not _is_replaced(call, decision):
        return
    kept = _kept(decision)
    for name, argument in call.arguments.items():
        fate = decision.arguments.get(name) or table.get(name)
        nodes = list(walk(argument.node.value))
        if fate is not None and fate.outcome is Outcome.DROPPED and not kept.intersection(nodes):
            yield from nodes


def _is_replaced(call: Call, decision: Decision) -> bool:
    gone = (edit.statement for edit in decision.edits if edit.instead is not None)
    return decision.expr is not None or any(statement is call.where.statement for statement in gone)


def _kept(decision: Decision) -> set[cst.CSTNode]:
    """The expressions of the user's that are written in place of the call."""
    parts: Iterable[object] = parts_of(decision.expr) if decision.expr is not None else ()
    return {part.node for part in parts if isinstance(part, User)}
