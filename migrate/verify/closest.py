"""The name that someone may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def suggestion(name: str, known: Iterable[str]) -> str:
    """Advice with the nearest known name; empty when none is near."""
    near = difflib.get_close_matches(name, [item for item in known if not item.startswith("_")], n=1, cutoff=0.75)
    return f"did you mean {near[0]!r}?" if near else ""
