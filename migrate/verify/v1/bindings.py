"""Values that may be bound to a pipeline parameter, and paths as they are in the project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from migrate.verify.graph import Origin, Value
from migrate.verify.project.context import Context


def value(item: Any, default: Any = ...) -> Value:
    """A literal, or a reference to a pipeline parameter with its default.

    Args:
        default: what the SDK has when nobody says anything.
    """
    if hasattr(item, "default_value") and hasattr(item, "name"):
        return Value(item.default_value, parameter=str(item.name))
    return Value(item, origin=Origin.SDK_DEFAULT if item == default else Origin.EXPLICIT)


def relative_folder(folder: str | None, context: Context) -> str:
    """A folder by its path in the project; the name alone when it is outside."""
    if not folder:
        return ""
    inside = os.path.relpath(folder, context.folder)
    return Path(folder).name if inside.startswith("..") else Path(inside).as_posix()
