"""Lists that v1 gave whole, and the v2 client page by page."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Manual, converted
from migrate.v1.uses import SubscriptUse
from migrate.v1.values import Call, Container
from migrate.v2.expressions import Code, Expr, call


def is_iterated(use: Call) -> bool:
    """Whether a loop takes what the call gives, so that it need be no list."""
    statement = use.where.statement
    return isinstance(statement, cst.For) and statement.iter is use.node


def listed(pages: Expr, use: Call) -> Expr:
    """``list(ml_client.….list())``: pages have no length and no index, and are gone through once only.

    A second loop over them would find nothing (``ItemPaged.__iter__``, azure-core 1.41).
    """
    return pages if is_iterated(use) else call(Code("list"), pages)


def item(use: SubscriptUse, context: Context) -> Decision:
    """``found[0]``, where the list is one of v2."""
    container = context.value(use.container)
    made = container.call if isinstance(container, Container) else None
    if made is None or context.decide(made).stays_v1:
        raise Manual("where this list comes from is not known: take the element from list(ml_client.….list())")
    return Decision(converted("the element of the list"))
