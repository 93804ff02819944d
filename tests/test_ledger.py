"""The ledger tells what became of each use, and which has no outcome yet."""

from __future__ import annotations

from migrate.ledger import Kind, Ledger, Location, Outcome, Use, Verdict


def use(line: int, outcome: Outcome | None = None) -> Use:
    verdict = Verdict(outcome, "AML101") if outcome else None
    return Use(Kind.CALL, "azureml.core.Workspace.from_config", "", Location("a.py", line), verdict)


def test_a_use_without_an_outcome_is_unbalanced() -> None:
    ledger = Ledger()
    done, open_use = ledger.add(use(1, Outcome.CONVERTED)), ledger.add(use(2))
    assert ledger.unbalanced() == [open_use]
    assert list(ledger) == [done, open_use]
    open_use.verdict = done.verdict
    assert ledger.unbalanced() == []


def test_outcomes_are_counted() -> None:
    ledger = Ledger([use(1, Outcome.CONVERTED), use(2)])
    ledger.extend([use(3, Outcome.MANUAL), use(4, Outcome.CONVERTED)])
    assert ledger.outcomes() == {Outcome.CONVERTED: 2, Outcome.MANUAL: 1}
    assert len(ledger) == 4


def test_places_are_in_reading_order() -> None:
    places = [Location("b.py", 1), Location("a.py", 10), Location("a.py", 2, 4), Location("a.py", 2)]
    assert sorted(places) == [Location("a.py", 2), Location("a.py", 2, 4), Location("a.py", 10), Location("b.py", 1)]


def test_outcomes_and_kinds_are_written_as_words() -> None:
    assert [outcome.value for outcome in Outcome] == ["converted", "changed", "dropped", "manual"]
    assert [kind.value for kind in Kind] == ["import", "call", "argument", "attribute", "file"]
