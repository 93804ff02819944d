"""The shell splits a command into exactly the words that v1 gave to the script."""

from __future__ import annotations

import shlex

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.v2.commands import Computed, InputRef, OutputRef, Part, Word, command_line, marker
from migrate.v2.expressions import V2, Code, Text, walk
from migrate.v2.rendering import Layout, render

PYTHON = [Word("python"), Word("train.py")]


def command(text: Text, width: int = 1000, **variables: object) -> str:
    """The command that the written expression stands for when it runs."""
    source = render(text, Layout(cst.Module([]).code_for_node, lambda module, name: f"{module}.{name}", width=width))
    value = eval(source, {"shlex": shlex, **variables})
    assert isinstance(value, str)
    return value


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "python train.py"),
        ([Word("--data"), InputRef("data")], "python train.py --data ${{inputs.data}}"),
        ([InputRef("title", text=True)], "python train.py '${{inputs.title}}'"),
        ([Word("--to"), OutputRef("model")], "python train.py --to ${{outputs.model}}"),
        (
            [Word("all regions"), Word(""), Word("it's"), Word("$HOME")],
            """python train.py 'all regions' '' 'it'"'"'s' '$HOME'""",
        ),
    ],
)
def test_the_line(words: list[Part], expected: str) -> None:
    assert command(command_line(PYTHON, words)) == expected


def test_computed_words_are_quoted_when_the_code_runs() -> None:
    text = command_line(
        [Word("python"), Computed(Code("script"), "str")], [Computed(Code("any")), Computed(Code("n"), "int")]
    )
    assert command(text, script="my train.py", any=["a"], n=3) == "python 'my train.py' '['\"'\"'a'\"'\"']' 3"
    assert V2("shlex", "quote") in walk(text)


def test_numbers_need_no_quoting() -> None:
    text = command_line(PYTHON, [Computed(Code("rate"), "float")])
    assert V2("shlex", "quote") not in walk(text)
    assert command(text, rate=0.5) == "python train.py 0.5"


def test_the_marker_of_an_ordering() -> None:
    text = command_line(PYTHON, [], marker("done"))
    assert command(text) == "python train.py && echo done > ${{outputs.done}}/done.txt"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))), st.integers(20, 120))
def test_literal_words_come_back(words: list[str], width: int) -> None:
    line = command(command_line(PYTHON, [Word(word) for word in words]), width)
    assert shlex.split(line) == ["python", "train.py", *words]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=5))
def test_computed_words_come_back(words: list[str]) -> None:
    values = {f"w{index}": word for index, word in enumerate(words)}
    text = command_line(PYTHON, [Computed(Code(name), "str") for name in values])
    assert shlex.split(command(text, 40, **values)) == ["python", "train.py", *words]
