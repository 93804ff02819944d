"""What code of v2 needs beside it in its document: a function or a class, defined once above its first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from migrate.v1.nodes import walk
from migrate.v1.values import Where

if TYPE_CHECKING:
    from migrate.decisions.context import Context


def document(where: Where, context: Context) -> str:
    """The document of a place, as the source names it."""
    return context.interpreter.source.path_of(where.cell)


def name_in(where: Where, wanted: str, context: Context) -> str:
    """The name of a definition in the document of a place: the same for all its uses there."""
    key = ("definition", (wanted, document(where, context)))
    name = str(context.plans.get(key) or context.new_name(wanted, where))
    context.plans[key] = name
    return name


def at_top(where: Where, context: Context) -> cst.CSTNode:
    """The statement of the module, or of the cell, that a place is in: what the code there needs stands above it."""
    module = dict(context.interpreter.source)[where.cell]
    return next(one for one in module.body if any(node is where.statement for node in walk(one)))
