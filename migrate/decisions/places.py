"""Files and folders that code names by a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrate.v1.paths import Located
from migrate.v1.values import Value, constant

if TYPE_CHECKING:
    from migrate.decisions.context import Context


def named(value: Value | None, context: Context) -> str | None:
    """The path that an expression stands for, as ``Context.find`` takes it; None when it is not known."""
    if isinstance(value, Located):
        return str(context.root / value.path) if value.start == "root" else value.path
    text = constant(value)
    return text if isinstance(text, str) else None
