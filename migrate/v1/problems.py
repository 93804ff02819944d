"""Why something cannot be converted, at the place that a person has to look at."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrate.v1.values import Unknown, Value, alternatives


@dataclass(frozen=True, eq=False)
class Problem:
    """``node`` is where the trouble is; ``message`` says what it is, ``code`` which rule says so."""

    node: cst.CSTNode | None
    message: str
    code: str = ""


def origin(value: Value | None) -> str:
    """Where another module makes what is not followed, to end a message with; empty when that is not known."""
    found = (one.origin for one in alternatives(value) if isinstance(one, Unknown) and one.origin)
    return next((f": `{place}` makes it, where it stays v1" for place in found), "")
