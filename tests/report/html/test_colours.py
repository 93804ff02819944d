from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.conversion import FileKind
from migrate.report.html.colours import coloured, lines_of, marked


def test_python_has_colours() -> None:
    assert coloured(["import os  # why", 'x = "a"'], FileKind.PYTHON) == [
        ["k", "import", "", " os  ", "c", "# why"],
        ["", "x = ", "s", '"a"'],
    ]


def test_a_string_over_several_lines_is_one_in_each() -> None:
    assert coloured(['x = """a', 'b"""'], FileKind.PYTHON) == [["", "x = ", "s", '"""a'], ["s", 'b"""']]


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\r\nb", "a\rb", "a\fb\x0bc", "\n\n"])
def test_lines_end_as_in_python(text: str) -> None:
    expected = {"": [], "a": ["a"], "a\n": ["a"], "a\fb\x0bc": ["a\fb\x0bc"], "\n\n": ["", ""]}
    assert lines_of(text) == expected.get(text, ["a", "b"])


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])), max_size=5),
    st.sampled_from([None, *FileKind]),
)
def test_no_text_is_lost_or_moved(lines: list[str], kind: FileKind | None) -> None:
    assert ["".join(line[1::2]) for line in coloured(lines, kind)] == lines


def test_what_changed_is_marked_within_its_colour() -> None:
    assert marked(["k", "import", "", " os"], [(2, 8)]) == ["k", "im", "k*", "port", "*", " o", "", "s"]
