"""What v2 cannot express: a short list with its evidence, and the ledger entries that must confirm each use of it."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import NamedTuple

from migrate.ledger import Outcome, Use
from migrate.verify.compare.difference import Difference, Judgement

_CONFIRMING = frozenset({Outcome.CHANGED.value, Outcome.DROPPED.value})


class LedgerUse(NamedTuple):
    """One entry of the ledger, as far as a comparison needs it.

    Args:
        symbol: the v1 symbol, in its canonical spelling.
        name: the keyword or attribute; empty for a call.
        outcome: what became of it.
        path: the file that it stands in.
    """

    symbol: str
    name: str
    outcome: str
    path: str = ""


PACKAGES_ADDED = ("project", "packages")
"""The one entry that is no use of v1: the conversion has added packages to a file that lists them."""


@dataclass(frozen=True)
class Excuse:
    """A kind of difference that may be forgiven.

    Args:
        field: what the field of the difference must match as a whole.
        v2: the value that v2 must have; empty for any.
        uses: what the ledger must have: ``symbol`` or ``symbol:name``; any one of them.
        evidence: where one can read, or see in the SDK, that v2 has no such thing.
    """

    id: str
    field: re.Pattern[str]
    v2: str
    uses: tuple[tuple[str, str], ...]
    evidence: str

    def covers(self, difference: Difference, ledger: frozenset[tuple[str, str]]) -> bool:
        """Whether the difference is of this kind and the ledger says that it is known."""
        fits = self.field.fullmatch(difference.field) and (not self.v2 or difference.v2 == self.v2)
        return bool(fits) and any(use in ledger for use in self.uses)


@functools.cache
def excuses() -> tuple[Excuse, ...]:
    """The list, from ``excuses.csv``."""
    text = (files("migrate.verify.compare") / "excuses.csv").read_text(encoding="utf-8")
    return tuple(
        Excuse(
            row["id"],
            re.compile(row["field"]),
            row["v2"],
            tuple(_use(use) for use in row["uses"].split()),
            row["evidence"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def excused(difference: Difference, uses: Iterable[LedgerUse]) -> Difference:
    """The difference, excused if the list has it and the ledger confirms it."""
    ledger = frozenset((use.symbol, use.name) for use in uses if use.outcome in _CONFIRMING)
    for excuse in excuses():
        if excuse.covers(difference, ledger):
            return replace(difference, judgement=Judgement.EXCUSED, excuse=excuse.id)
    return difference


def ledger_uses(uses: Iterable[Use]) -> tuple[LedgerUse, ...]:
    """The entries of a ledger that have an outcome."""
    return tuple(
        LedgerUse(use.symbol, use.name, use.verdict.outcome.value, use.location.path)
        for use in uses
        if use.verdict is not None
    )


def _use(text: str) -> tuple[str, str]:
    symbol, _, name = text.partition(":")
    return symbol, name
