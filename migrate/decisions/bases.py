"""Classes that are derived from one of v1, and objects of v1 that another module makes."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.rule import Decision, Manual
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Unknown, Value, alternatives


def made_elsewhere(value: Value | None) -> str:
    """Where another module makes it and keeps it v1; empty when none does."""
    found = (one for one in alternatives(value) if isinstance(one, Unknown) and one.symbol)
    return next((one.origin for one in found), "")


def is_base(use: ReferenceUse) -> bool:
    """Whether a class is derived from it."""
    statement = use.where.statement
    return isinstance(statement, cst.ClassDef) and any(base.value is use.node for base in statement.bases)


def extended() -> Decision:
    raise Manual("a class is derived from it: its counterpart in v2 has other methods and another constructor")
