"""A pipeline is converted whole or not at all, whichever rules are applied."""

from __future__ import annotations

import ast

import pytest

from migrate.conversion import Style
from migrate.decisions.rule import Example, Rule
from migrate.rules import all_rules
from migrate.rules.moved_steps import RULE as MOVED_STEPS
from tests.conversion import Converted, assert_same, convert

PIPELINES = [
    pytest.param(example, id=f"{rule.name}-{number}")
    for rule in all_rules()
    for number, example in enumerate(rule.examples, 1)
    if "PythonScriptStep(" in example.before
]
PARTS = {"PythonScriptStep", "PipelineData", "PipelineParameter", "RunConfiguration", "StepSequence"}


def called(text: str) -> set[str]:
    """The names of what a text calls."""
    calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return {func.id for func in calls if isinstance(func, ast.Name)}


def assert_whole(before: str, converted: Converted) -> None:
    kept = called(converted.text)
    if "Pipeline" in kept:
        assert called(before) & PARTS <= kept
        assert converted.result.pipelines == []
        assert converted.files == {}
    else:
        assert not kept & PARTS


FORMS = [one.values[0] for one in PIPELINES if one.values[0] in MOVED_STEPS.examples]
EACH = 3


def concerned(example: Example) -> list[Rule]:
    """The rules that decide on a use of the example: without any other one its conversion is the same.

    Of a form of code, which takes longer and of which there are many with the same rules, some each.
    """
    uses = convert(example.before, Style(example.style)).ledger
    codes = {use.verdict.code for use in uses if use.verdict is not None}
    found = [rule for rule in all_rules() if rule.code in codes]
    if example not in FORMS:
        return found
    first = FORMS.index(example) * EACH
    return [found[place % len(found)] for place in range(first, first + min(EACH, len(found)))]


@pytest.mark.parametrize("example", PIPELINES)
def test_without_a_rule(example: Example) -> None:
    for rule in concerned(example):
        print(f"without {rule.code}")
        converted = convert(example.before, Style(example.style), ignore=(rule.code,))
        assert_whole(example.before, converted)
        again = convert(converted.text, Style(example.style), ignore=(rule.code,))
        assert_same(again.text, converted.text, "the second conversion")


@pytest.mark.parametrize("example", PIPELINES)
def test_with_one_rule_alone(example: Example) -> None:
    for rule in concerned(example):
        print(f"with {rule.code} alone")
        assert_whole(example.before, convert(example.before, select=(rule.code,)))


def test_a_rule_that_is_not_concerned_changes_nothing() -> None:
    """Which spares the tests above most of the rules."""
    example: Example = PIPELINES[0].values[0]  # type: ignore[assignment]
    whole, named = convert(example.before), {rule.name for rule in concerned(example)}
    assert named
    for rule in all_rules():
        changed = convert(example.before, ignore=(rule.code,)).text != whole.text
        assert not changed or rule.name in named, rule.name


def test_what_is_not_selected_says_so() -> None:
    converted = convert("from azureml.core import Workspace\n\nws = Workspace.from_config()\n", ignore=("AML1",))
    assert "# TODO(azureml-migrate AML101): the rule for this was not selected" in converted.text
    assert "ws = Workspace.from_config()" in converted.text
