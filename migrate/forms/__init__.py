"""The forms in which code makes the steps of a pipeline: v1 texts by name, each with what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.forms import functions, held, in_short, lists, loops, shared_functions

FORMS: Mapping[str, tuple[str, str]] = {
    **loops.SHAPES,
    **lists.SHAPES,
    **functions.SHAPES,
    **in_short.SHAPES,
    **shared_functions.SHAPES,
    **held.SHAPES,
}
