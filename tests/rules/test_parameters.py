"""No argument of a converted call is passed over: the rule says what becomes of each parameter."""

from __future__ import annotations

import pytest

from migrate.decisions.rule import Rule
from migrate.rules import all_rules
from migrate.v1.catalogue import catalogue

CALLS = [pytest.param(rule, symbol, id=symbol) for rule in all_rules() for symbol in rule.calls]


@pytest.mark.parametrize(("rule", "symbol"), CALLS)
def test_every_parameter_is_accounted_for(rule: Rule, symbol: str) -> None:
    parameters = {
        parameter.name for parameter in catalogue().parameters(symbol) if not parameter.kind.startswith("var")
    }
    assert sorted(parameters - set(rule.parameters[symbol])) == []


@pytest.mark.parametrize(("rule", "symbol"), CALLS)
def test_no_parameter_is_made_up(rule: Rule, symbol: str) -> None:
    """A method may be called on a subclass, and then take what only that one does."""
    known = catalogue()
    name = symbol.rpartition(".")[2]
    family = [other for other in known.entries if other.rpartition(".")[2] == name]
    parameters = {parameter for other in family for parameter in known.parameters(other)}
    if not any(parameter.kind == "varkw" for parameter in known.parameters(symbol)):
        assert sorted(set(rule.parameters[symbol]) - {parameter.name for parameter in parameters}) == []


def test_only_calls_have_parameters() -> None:
    for rule in all_rules():
        assert sorted(set(rule.parameters) - set(rule.calls)) == []
