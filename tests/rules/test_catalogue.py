"""The catalogue names the rule of a symbol exactly when there is one."""

from __future__ import annotations

from migrate.rules import all_rules
from migrate.v1.catalogue import catalogue


def test_the_catalogue_and_the_rules_agree() -> None:
    answered = {symbol: rule.code for rule in all_rules() for symbol in rule.symbols}
    named = {entry.symbol: entry.rule for entry in catalogue().entries.values() if entry.rule}
    assert named == answered


def test_no_symbol_has_two_rules() -> None:
    for table in ("calls", "attributes", "sets", "references", "subscripts"):
        symbols = [symbol for rule in all_rules() for symbol in getattr(rule, table)]
        assert len(symbols) == len(set(symbols)), table
