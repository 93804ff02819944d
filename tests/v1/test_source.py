"""A document is parsed once; what cannot be parsed is said, with its place."""

from __future__ import annotations

import libcst as cst
import pytest

from migrate.errors import ReadError
from migrate.ledger import Location
from migrate.project.reading import decode
from migrate.v1.source import Source, parse, positions_of
from tests.conversion import notebook


def parsed(text: str) -> Source:
    return parse(decode("train.py", text.encode()))


def parsed_cells(*cells: str) -> Source:
    return parse(decode("train.ipynb", notebook(*cells).encode()))


@pytest.mark.parametrize(
    "text", ["", "\n", "# no\n", "import azureml", "a\r\nb = 2\r\n", "if a:\n\tb\n", "a\n\x0c\nb\n"]
)
def test_the_tree_holds_the_text(text: str) -> None:
    assert {number: module.code for number, module in parsed(text)} == {0: text}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nprint 'x'\n", 2), ("if a:\nb = 1\n", 2), ("x = 'a\n", 1)],
)
def test_what_is_no_python_3_is_an_error_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ReadError) as caught:
        parsed(text)
    advice = "mend the syntax, or convert from Python 2 first"
    assert str(caught.value) == f"train.py:{line}: this is not valid Python 3 ({advice})"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x = " + "(" * 20_000 + "1" + ")" * 20_000, id="parentheses"),
        pytest.param("x = " + "[" * 500 + "]" * 500, id="lists"),
        pytest.param("x = a" + ".b()" * 1000, id="calls"),
        pytest.param("x = " + " + ".join(["a"] * 3000), id="sum"),
        pytest.param("if a:\n    b\n" + "elif a:\n    b\n" * 1000, id="elif"),
    ],
)
def test_what_is_nested_too_deeply_is_an_error(text: str) -> None:
    with pytest.raises(ReadError) as caught:
        parsed(text)
    assert str(caught.value) == "train.py: this is nested too deeply to be converted"


def test_brackets_in_strings_do_not_count() -> None:
    assert parsed("x = '" + "(" * 500 + "'\n").broken == {}


def test_a_broken_cell_is_listed_and_the_others_are_parsed() -> None:
    source = parsed_cells("a = 1", "b = 1\nprint 2", "c = 3")
    assert [number for number, _ in source] == [0, 2]
    assert source.broken == {1: "line 2: this is not valid Python 3"}


def test_places() -> None:
    text = "a = 1\nif a:\n    b = c\n"
    source = parsed(text)
    name = cst.ensure_type(source.modules[0].body[1], cst.If).test
    assert source.location(0, name) == Location("train.py", 2, 3, None)
    cells = parsed_cells("a", "b\nc")
    last = cells.modules[1].body[1]
    assert cells.location(1, last) == Location("train.ipynb", 2, 0, 1)


def test_places_are_those_of_libcst() -> None:
    text = "@a\nclass B(C):\n    '''x'''\n    async def f(self, *a: int, **k) -> None: return [i for i in a if (i, )]\n"
    module = cst.parse_module(text)
    wrapper = cst.MetadataWrapper(module, unsafe_skip_copy=True)
    expected = wrapper.resolve(cst.metadata.PositionProvider)
    assert positions_of(module) == expected
