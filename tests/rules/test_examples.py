"""Every example of a rule is what the tool really makes of it."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from migrate.conversion import Style
from migrate.decisions.decided import IMPORTS, NO_RULE
from migrate.decisions.rule import Example, Rule
from migrate.rules import all_rules
from migrate.v1.catalogue import is_v1
from tests.conversion import assert_same, assert_stable, convert, convert_project, notebook

ALL = [
    (f"{rule.name}-{number}", rule, example) for rule in all_rules() for number, example in enumerate(rule.examples, 1)
]
EXAMPLES = [pytest.param(example, id=name) for name, _, example in ALL if not (example.code or example.beside)]
STAYING = [example for _, rule, example in ALL if rule.code in (IMPORTS, NO_RULE)]
"""They show what is left to a person."""
AROUND = [pytest.param(rule, example, id=name) for name, rule, example in ALL if example.code or example.beside]


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
    assert any(is_v1(name) for name in _modules(example.after)) is (example in STAYING)


@pytest.mark.parametrize(("rule", "example"), AROUND)
def test_a_file_around_the_code_follows_it(rule: Rule, example: Example, tmp_path: Path) -> None:
    is_notebook = example.path.endswith(".ipynb")
    files = {example.path: notebook(example.before, example.code) if is_notebook else example.before}
    if example.code and not is_notebook:
        files["code.py"] = example.code
    files |= example.beside
    converted = convert_project(tmp_path, files)
    text = converted[example.path].text
    assert_same(json.loads(text)["cells"][0]["source"] if is_notebook else text, example.after)
    assert converted[example.path].files == example.files
    uses = converted[example.path].ledger.uses
    assert rule.code in {use.verdict.code for use in uses if use.verdict is not None}
    texts = {**files, **{path: one.text for path, one in converted.items()}}
    for one in converted.values():
        texts |= one.files
    again = convert_project(tmp_path / "again", texts)
    assert texts | {path: one.text for path, one in again.items()} == texts
    assert not any(one.files for one in again.values())


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


@pytest.mark.parametrize("rule", [rule for rule in all_rules() if rule.symbols], ids=lambda rule: rule.name)
def test_the_examples_show_what_the_rule_is_about(rule: Rule) -> None:
    """Each rule that answers for symbols of v1 does so in each of its examples."""
    for example in (one for one in rule.examples if not (one.code or one.beside)):
        codes = {use.verdict.code for use in convert(example.before).ledger if use.verdict is not None}
        assert rule.code in codes


def test_the_rules_that_answer_for_no_symbol() -> None:
    """The forms in which steps are made belong to the rules of the steps; the others are about files and imports."""
    without = {rule.name for rule in all_rules() if not rule.symbols}
    assert without == {
        "azure-cli",
        "conda-file",
        "moved-steps",
        "notebook-installs",
        "requirements-file",
        "runconfig-file",
        "v1-import",
        "without-rule",
    }


def test_codes_and_names_are_unique() -> None:
    rules = all_rules()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)


def test_no_two_rules_answer_for_the_same_use() -> None:
    for kind in ("calls", "attributes", "sets", "references", "subscripts"):
        symbols = [symbol for rule in all_rules() for symbol in getattr(rule, kind)]
        assert sorted({symbol for symbol in symbols if symbols.count(symbol) > 1}) == []
