"""Why something cannot be converted, at the place that a person has to look at."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst


@dataclass(frozen=True, eq=False)
class Problem:
    """``node`` is where the trouble is; ``message`` says what it is, ``code`` which rule says so."""

    node: cst.CSTNode | None
    message: str
    code: str = ""
