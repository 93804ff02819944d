"""What v2 cannot express is forgiven only when it is on the list and the ledger has it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from migrate.decisions.packages import is_v1_package
from migrate.ledger import Kind, Location, Outcome, Use, Verdict
from migrate.v1.catalogue import catalogue
from migrate.verify.compare.compare import compare
from migrate.verify.compare.excuses import PACKAGES_ADDED, Excuse, LedgerUse, excuses, ledger_uses
from migrate.verify.graph import Graph, Node, Value

NAME = "azureml.pipeline.steps.ParallelRunConfig"


def graphs(**settings: object) -> tuple[Graph, Graph]:
    """A v1 pipeline with settings that the v2 one does not have."""
    node = Node("Score", "parallel")
    given = {name.replace("__", "."): Value(value) for name, value in settings.items()}
    return Graph("v1", nodes=(replace(node, settings=given),)), Graph("v2", nodes=(node,))


def judged(*uses: LedgerUse) -> list[tuple[str, str, bool]]:
    v1, v2 = graphs(parallel__append_row_file_name="rows.txt")
    return [(item.field, item.excuse, item.is_wrong) for item in compare(v1, v2, uses).differences]


FIELD = "parallel.append_row_file_name"


@pytest.mark.parametrize("outcome", ["changed", "dropped"])
def test_excused_by_the_ledger(outcome: str) -> None:
    use = LedgerUse(NAME, "append_row_file_name", outcome)
    assert judged(use) == [(FIELD, "append-row-file-name", False)]


@pytest.mark.parametrize(
    "use",
    [
        LedgerUse(NAME, "append_row_file_name", "converted"),
        LedgerUse(NAME, "append_row_file_name", "manual"),
        LedgerUse(NAME, "output_action", "changed"),
        LedgerUse("azureml.pipeline.steps.ParallelRunStep", "append_row_file_name", "changed"),
    ],
)
def test_not_excused_by_another_entry(use: LedgerUse) -> None:
    assert judged(use) == [(FIELD, "", True)]


def test_not_excused_without_a_ledger() -> None:
    assert judged() == [(FIELD, "", True)]


def test_what_is_not_on_the_list_stays_wrong() -> None:
    v1, v2 = graphs(parallel__mini_batch_size=5)
    comparison = compare(v1, v2, [LedgerUse(NAME, "mini_batch_size", "changed")])
    assert [item.field for item in comparison.wrong] == ["parallel.mini_batch_size"]
    assert not comparison.equivalent


def test_an_excused_difference_is_listed_beside_the_level() -> None:
    v1, v2 = graphs(priority=5)
    symbol = "azureml.core.RunConfiguration.priority"
    comparison = compare(v1, v2, [LedgerUse(symbol, "priority", "changed")])
    assert comparison.equivalent
    assert [str(item) for item in comparison.excused] == [
        "node 'Score': settings.priority: v1 has 5, v2 has nothing [excused: numeric-priority]"
    ]


def test_the_ledger_of_a_conversion() -> None:
    verdict = Verdict(Outcome.CHANGED, "AML301")
    uses = [
        Use(Kind.ARGUMENT, NAME, "append_row_file_name", Location("a.py", 1), verdict),
        Use(Kind.ARGUMENT, NAME, "output_action", Location("a.py", 2)),
    ]
    assert ledger_uses(uses) == (LedgerUse(NAME, "append_row_file_name", "changed", "a.py"),)


def test_the_list_is_short_and_has_its_evidence() -> None:
    found = excuses()
    assert len({excuse.id for excuse in found}) == len(found) <= 25
    for excuse in found:
        assert excuse.uses, excuse.id
        assert len(excuse.evidence) > 20, excuse.id
        assert not re.fullmatch(excuse.field, "environment.image"), excuse.id


@pytest.mark.parametrize("excuse", excuses(), ids=lambda excuse: excuse.id)
def test_every_use_is_one_that_the_ledger_can_have(excuse: Excuse) -> None:
    for symbol, name in excuse.uses:
        if is_v1_package(symbol):  # as a file lists it
            continue
        if (symbol, name) == PACKAGES_ADDED:  # tests/verify/test_packages_of_jobs.py has a conversion that gives it
            continue
        entry = catalogue().get(symbol)
        assert entry is not None, symbol
        assert not name or name == entry.name or f"{name}" in entry.signature, (symbol, name)
