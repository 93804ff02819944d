"""Classes that are derived from one of v1, and objects of v1 that another module makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from migrate.decisions.rule import Decision, Manual
from migrate.v1.elsewhere import Stays
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Call, Unknown, Value, alternatives

if TYPE_CHECKING:
    from migrate.decisions.context import Context


def made_elsewhere(value: Value | None) -> str:
    """Where another module makes it and keeps it v1; empty when none does."""
    found = (one for one in alternatives(value) if isinstance(one, Unknown) and one.symbol)
    # What a decorator hands on to v1 as a workspace is one, or v1 had failed.
    found = (one for one in found if not (isinstance(one.told, Stays) and one.told.decorator))
    return next((one.origin for one in found), "")


def called_on(value: Value | None) -> str:
    """Why nothing is asked of it in v2, when another module makes it and keeps it v1, or passes it."""
    for one in alternatives(value):
        if isinstance(one, Unknown) and one.symbol:
            unsure = isinstance(one.told, Stays) and (one.told.passed or one.told.decorator)
            return f"{'this' if unsure else 'what this is called on'} stays v1: {one.origin}"
    return ""


def set_on(use: Call, context: Context) -> str:
    """Where another module makes the object that keeps what the call gives, and stays v1 there; empty when none does.

    ``run_config.environment = Environment.get(ws, "sales")`` needs an environment of v1 then.
    """
    statement = use.where.statement
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    if not isinstance(small, cst.Assign) or small.value is not use.node:
        return ""
    owners = (one.target.value for one in small.targets if isinstance(one.target, cst.Attribute))
    return next((found for one in owners if (found := made_elsewhere(context.value(one)))), "")


def is_base(use: ReferenceUse) -> bool:
    """Whether a class is derived from it."""
    statement = use.where.statement
    return isinstance(statement, cst.ClassDef) and any(base.value is use.node for base in statement.bases)


def extended() -> Decision:
    raise Manual("a class is derived from it: its counterpart in v2 has other methods and another constructor")
