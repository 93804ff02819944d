"""Filling in placeholders, with the real shell as the judge."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.run.placeholders import UnknownPlaceholder, Values, fill_command, fill_text, without_unset_groups
from migrate.run.small_shell import split
from migrate.v2.commands import InputRef, Word, command_line
from migrate.v2.expressions import Text
from tests.run.conftest import needs_bash

# every text that can be a word of a program: no zero bytes, no halves of characters
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


def bash(line: str) -> list[str]:
    """The words that reach a program."""
    done = subprocess.run(["bash", "-ec", line], capture_output=True, check=True)
    return done.stdout.decode("utf-8").split("\0")[:-1]


def converted(*words: Word | InputRef) -> str:
    """A command as the converter writes it."""
    text = command_line([Word("printf"), Word("%s\\0")], words)
    assert isinstance(text, Text)
    return "".join(part for part in text.parts if isinstance(part, str))


@needs_bash
@settings(max_examples=150, deadline=None)
@given(value=WORDS)
def test_any_text_arrives_unchanged(value: str) -> None:
    template = converted(Word("--title"), InputRef("title", text=True), Word("x y"))
    line = fill_command(template, Values({"title": value})).text
    assert bash(line) == ["--title", value, "x y"]
    assert [token.text for token in split(line)][2:] == ["--title", value, "x y"]


@needs_bash
@settings(max_examples=100, deadline=None)
@given(literal=WORDS.filter(lambda text: "${{" not in text and "$[[" not in text))
def test_any_literal_of_v1_arrives_unchanged(literal: str) -> None:
    assert bash(fill_command(converted(Word(literal)), Values()).text) == [literal]


@needs_bash
@settings(max_examples=60, deadline=None)
@given(value=WORDS)
@pytest.mark.parametrize(
    ("template", "before", "after"),
    [
        ("printf '%s\\0' '${{inputs.x}}'", "", ""),
        ("printf '%s\\0' \"--x=${{inputs.x}}\"", "--x=", ""),
        ("printf '%s\\0' \"$(printf '%s' \"${{inputs.x}}\"; echo .)\"", "", "."),
        ("# it's a comment\nprintf '%s\\0' \"${{ inputs.x }}\"", "", ""),
        ("(true; printf '%s\\0' \"${{inputs.x}}\")", "", ""),
        ('printf \'%s\\0\' \\""${{inputs.x}}"', '"', ""),
    ],
)
def test_any_quotes_hold_any_text(template: str, before: str, after: str, value: str) -> None:
    assert bash(fill_command(template, Values({"x": value})).text) == [f"{before}{value}{after}"]


@needs_bash
def test_paths_of_this_machine_may_hold_spaces() -> None:
    values = Values(paths={"data": "/a b/c'd"}, outputs={"out": "/o u/$t"})
    filled = fill_command("printf '%s\\0' ${{inputs.data}}/x --o=${{outputs.out}}", values)
    assert bash(filled.text) == ["/a b/c'd/x", "--o=/o u/$t"]
    assert filled.notes == []


@needs_bash
def test_a_text_without_quotes_is_split_as_on_the_service() -> None:
    filled = fill_command("printf '%s\\0' ${{inputs.x}}", Values({"x": "two words"}))
    assert bash(filled.text) == ["two", "words"]


@pytest.mark.parametrize(
    ("template", "value", "noted"),
    [
        ('a "${{inputs.x}}"', "plain text; with & all", False),
        ('a "${{inputs.x}}"', "a $ sign", True),
        ('a "${{inputs.x}}"', "it's", False),
        ("a '${{inputs.x}}'", "it's", True),
        ("a '${{inputs.x}}'", "a $ sign", False),
    ],
)
def test_values_at_risk_on_the_service_are_noted(template: str, value: str, noted: bool) -> None:
    assert bool(fill_command(template, Values({"x": value})).notes) is noted


def test_optional_groups_go_with_their_inputs() -> None:
    template = "run $[[--n ${{inputs.n}}]] $[[ --m ${{inputs.m}} --k ${{inputs.k}} ]]--end"
    assert without_unset_groups(template, Values({"n": "1", "m": "2"})) == "run --n ${{inputs.n}} --end"
    assert fill_text(template, Values({"n": "1", "m": "2", "k": "3"})) == "run --n 1  --m 2 --k 3 --end"


def test_values_are_not_filled_in_again() -> None:
    values = Values({"x": "${{inputs.y}}", "y": "$[[z]]"})
    assert fill_text("${{inputs.x}} ${{inputs.y}}", values) == "${{inputs.y}} $[[z]]"


@pytest.mark.parametrize("template", ["${{inputs.nope}}", "${{outputs.nope}}", "${{parent.inputs.x}}", "${{name}}"])
def test_what_nobody_knows_is_an_error(template: str) -> None:
    with pytest.raises(UnknownPlaceholder, match=r"nope|parent|name"):
        fill_command(template, Values({"x": "1"}))
