"""Vaults: several secrets at once are left to a person, and no literal secret stays."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_START = """\
from azureml.core import Workspace

vault = Workspace.from_config().get_default_keyvault()
"""


@pytest.mark.parametrize("call", ["get_secrets(['a'])", "set_secrets({'a': value})", "delete_secrets(['a'])"])
def test_several_secrets_at_once(call: str) -> None:
    converted = convert(f"{_START}vault.{call}\n")
    assert {use.symbol.rpartition(".")[2] for use in converted.manual} == {call.partition("(")[0]}


@pytest.mark.parametrize(
    ("arguments", "variable"),
    [
        ("'a', 'Pa55word'", '"A_VALUE"'),
        ("name='a', value='Pa55word'", '"A_VALUE"'),
        ("'a', os.getenv('A', 'Pa55word')", "'A'"),
    ],
)
def test_a_literal_secret_leaves_the_code(arguments: str, variable: str) -> None:
    text = convert(f"import os\n{_START}vault.set_secret({arguments})\n").text
    assert "Pa55word" not in text
    assert f"os.environ[{variable}]" in text


def test_literals_in_a_dictionary() -> None:
    text = convert(f"{_START}vault.set_secrets({{'a': 'Pa55word', 'b': value}})\n").text
    assert """vault.set_secrets({'a': os.environ["A_VALUE"], 'b': value})""" in text


def test_another_class_of_this_name() -> None:
    before = """\
from vaults import Keyvault

Keyvault("v").set_secret("a", "b")
"""
    assert convert(before).text == before
