"""Errors that calls of v1 raise and that are no names of v1: those of the packages that send its requests."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Edit
from migrate.decisions.tries import tried
from migrate.v1.nodes import code_of
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Call


def errors_of(use: ReferenceUse, context: Context) -> list[Call]:
    """The calls of v1 whose errors are caught by that name; none where it is used for anything else."""
    handler = use.where.statement
    return tried(handler, context) if isinstance(handler, cst.ExceptHandler) else []


def is_raised_by_v2(use: ReferenceUse, context: Context) -> bool:
    """Whether some call that raised it is converted."""
    return any(not context.decide(call).stays_v1 for call in errors_of(use, context))


def without_import(use: ReferenceUse, context: Context) -> tuple[Edit, ...]:
    """The import of the error goes with its last use, when it imports nothing else."""
    package, _, name = use.symbol.rpartition(".")
    read = [one for one in context.interpreter.uses.errors.values() if one.symbol == use.symbol]
    if max(read, key=lambda one: one.where.order) is not use or not all(
        is_raised_by_v2(one, context) and not any(context.decide(call).stays_v1 for call in errors_of(one, context))
        for one in read
    ):
        return ()
    return tuple(
        Edit(statement, instead=())
        for _, module in context.interpreter.source
        for statement in module.body
        if isinstance(statement, cst.SimpleStatementLine)
        and len(statement.body) == 1
        and _imports_only(statement.body[0], package, name)
    )


def _imports_only(node: cst.CSTNode, package: str, name: str) -> bool:
    if not isinstance(node, cst.ImportFrom) or node.module is None or isinstance(node.names, cst.ImportStar):
        return False
    imported = [alias.name.value for alias in node.names if isinstance(alias.name, cst.Name)]
    return not node.relative and code_of(node.module) == package and imported == [name]
