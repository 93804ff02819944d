"""How long a person will need. The minutes are assumptions, not measurements: set your own to plan with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pydantic import Field

from migrate.ledger import Kind, Outcome, Use
from migrate.report.model import Count, Part

MINUTES = {
    "manual call": 20,
    "manual argument": 10,
    "manual attribute": 10,
    "manual file": 30,
    "changed use": 3,
    "converted file": 10,
    "pipeline": 60,
}
"""Assumed minutes for one of each: to convert what is left to a person, to check what behaves differently, to review a
file, and to run a pipeline on the service and compare. A manual import goes with the calls of what it imports, a manual
argument with its call when that is manual as well."""

FORMULA = "the sum of number x minutes over the rows below; the minutes are assumptions"


class EffortRow(Part):
    what: str
    number: Count
    minutes_each: Count

    @property
    def minutes(self) -> int:
        return self.number * self.minutes_each


class Effort(Part):
    formula: str = FORMULA
    rows: list[EffortRow]
    minutes: Count = Field(description="the sum of number x minutes_each")

    @property
    def hours(self) -> str:
        return f"{self.minutes / 60:.1f}"


def estimate(uses: Iterable[Use], *, files: int, pipelines: int) -> Effort:
    """The effort for a person.

    Args:
        files: those that the conversion changes.
        pipelines: all, converted or not.
    """
    uses = [use for use in uses if use.verdict is not None]
    manual = [use for use in uses if use.verdict is not None and use.verdict.outcome is Outcome.MANUAL]
    calls = {_call_of(use) for use in manual if use.kind is Kind.CALL}
    numbers = Counter({"converted file": files, "pipeline": pipelines})
    for use in manual:
        if use.kind is not Kind.IMPORT and not (use.kind is Kind.ARGUMENT and _call_of(use) in calls):
            numbers[f"manual {use.kind.value}"] += 1
    numbers["changed use"] = sum(use.verdict is not None and use.verdict.outcome is Outcome.CHANGED for use in uses)
    rows = [EffortRow(what=what, number=numbers[what], minutes_each=minutes) for what, minutes in MINUTES.items()]
    return Effort(rows=rows, minutes=sum(row.minutes for row in rows))


def _call_of(use: Use) -> tuple[str, str]:
    """The calls in a file that an argument can belong to."""
    return use.location.path, use.symbol
