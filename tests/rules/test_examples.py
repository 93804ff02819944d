"""Every example of a rule is what the tool really makes of it."""

from __future__ import annotations

import ast

import pytest

from migrate.conversion import Style
from migrate.decisions.rule import Example, Rule
from migrate.rules import all_rules
from migrate.v1.catalogue import is_v1
from tests.conversion import assert_same, assert_stable, convert

EXAMPLES = [
    pytest.param(example, id=f"{rule.name}-{number}")
    for rule in all_rules()
    for number, example in enumerate(rule.examples, 1)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_before_becomes_after(example: Example) -> None:
    converted = convert(example.before, Style(example.style))
    assert_same(converted.text, example.after)
    for path in converted.files.keys() | example.files.keys():
        assert_same(converted.files.get(path, ""), example.files.get(path, ""), path)
    assert_stable(converted)


@pytest.mark.parametrize("example", EXAMPLES)
def test_before_is_v1_and_after_is_not(example: Example) -> None:
    assert any(is_v1(name) for name in _modules(example.before))
    assert not any(is_v1(name) for name in _modules(example.after))


def _modules(text: str) -> set[str]:
    """The modules that a text imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_every_rule_has_an_example(rule: Rule) -> None:
    assert rule.examples


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_the_examples_show_what_the_rule_is_about(rule: Rule) -> None:
    """Each rule answers for something in each of its examples."""
    for example in rule.examples:
        codes = {use.verdict.code for use in convert(example.before).ledger if use.verdict is not None}
        assert rule.code in codes


def test_codes_and_names_are_unique() -> None:
    rules = all_rules()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)


def test_no_two_rules_answer_for_the_same_use() -> None:
    for kind in ("calls", "attributes", "sets", "references", "subscripts"):
        symbols = [symbol for rule in all_rules() for symbol in getattr(rule, kind)]
        assert sorted({symbol for symbol in symbols if symbols.count(symbol) > 1}) == []
