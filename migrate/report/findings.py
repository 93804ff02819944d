"""What a person has to look at: uses of one statement with one reason are one finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from migrate.ledger import Kind, Outcome
from migrate.report.model import Place, UseEntry, UseLocation

TOLD = (Outcome.MANUAL, Outcome.CHANGED)
"""The outcomes that a person should know of, the weightiest first."""


@dataclass(frozen=True)
class Finding:
    """Uses of v1 that stand on one line and for which the same is to be done.

    Args:
        names: the arguments and attributes that it is about; empty when it is about the symbol as a whole.
        fingerprint: stays the same when the lines around it move (64 hexadecimal digits).
    """

    code: str
    outcome: Outcome
    symbol: str
    names: tuple[str, ...]
    location: UseLocation
    output: Place | None
    v2: str
    message: str
    url: str
    fingerprint: str

    @property
    def title(self) -> str:
        return f"{self.symbol} ({', '.join(self.names)})" if self.names else self.symbol


def findings(uses: Iterable[UseEntry]) -> list[Finding]:
    """What is left to a person, and what behaves differently, in the order of the uses."""
    groups: dict[tuple[object, ...], list[UseEntry]] = {}
    for use in uses:
        if use.outcome in TOLD:
            where = use.location
            # The arguments of a call that stands over several lines have lines of their own.
            line = None if use.kind is Kind.ARGUMENT else where.line
            key = (where.path, where.cell, use.code, use.outcome, use.symbol, use.message)
            known = groups.get((*key, line)) if line is not None else _last(groups, key, where)
            if known is not None:
                known.append(use)
            else:
                groups[(*key, where.line)] = [use]
    seen: Counter[str] = Counter()
    found = []
    for group in groups.values():
        first = group[0]
        whole = any(not use.name or use.symbol.endswith(f".{use.name}") for use in group)
        names = () if whole else tuple(dict.fromkeys(use.name for use in group))
        same = "\0".join((first.location.path, first.code, first.outcome.value, first.symbol, *names, first.message))
        seen[same] += 1
        found.append(
            Finding(
                first.code,
                first.outcome,
                first.symbol,
                names,
                first.location,
                first.output,
                first.v2,
                first.message,
                first.url,
                sha256(f"{same}\0{seen[same]}".encode("utf-8", "surrogatepass")).hexdigest(),
            )
        )
    return found


_CALL_LINES = 60
"""A call is not longer than that, so an argument further down belongs to another one."""


def _last(
    groups: dict[tuple[object, ...], list[UseEntry]], key: tuple[object, ...], where: UseLocation
) -> list[UseEntry] | None:
    """The group of the call, at or above the argument's line, that says the same."""
    lines = (line for line in range(where.line, max(where.line - _CALL_LINES, 0), -1) if (*key, line) in groups)
    nearest = next(lines, None)
    return None if nearest is None else groups[(*key, nearest)]
