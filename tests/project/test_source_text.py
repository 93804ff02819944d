from __future__ import annotations

import json

import pytest

from migrate.project.json_text import root
from migrate.project.source_text import Layout, write_source


def written(old: str, source: str) -> str:
    return write_source(source, old, root(old), Layout.of(f'{{"source": {old}}}'))


@pytest.mark.parametrize(
    ("old", "source", "expected"),
    [
        pytest.param('["a\\n", "b"]', "a\nc", '["a\\n", "c"]', id="one line"),
        pytest.param('["a\\n","b"]', "a\nc\nd", '["a\\n","c\\n","d"]', id="one line, compact"),
        pytest.param('[\n  "a"\n ]', "a\nb", '[\n  "a\\n",\n  "b"\n ]', id="one element gives the indentation"),
        pytest.param('[\r\n\t"a\\n",\r\n\t"b"\r\n]', "b", '[\r\n\t"b"\r\n]', id="CRLF and tabs"),
        pytest.param('[ "a" ]', "b\nc", '[ "b\\n", "c" ]', id="padded"),
        pytest.param('["a"]', "", "[]", id="nothing is left"),
        pytest.param("[]", "a\nb", '["a\\n", "b"]', id="there was nothing"),
        pytest.param('"a\\nb"', "a\nc", '"a\\nc"', id="one string"),
        pytest.param('["\\u003ca>\\n", "b"]', "<a>\nc", '["\\u003ca>\\n", "c"]', id="old lines keep their escapes"),
        pytest.param('["\\u00e9\\n", "b"]', "é\nü", '["\\u00e9\\n", "\\u00fc"]', id="ASCII only"),
        pytest.param('["é\\n", "\\u00e9"]', "é\nü", '["é\\n", "ü"]', id="letters, though one is escaped"),
        pytest.param('["\\u001b[0m"]', "é", '["é"]', id="an escaped control character says nothing about letters"),
    ],
)
def test_the_layout_of_the_notebook_is_kept(old: str, source: str, expected: str) -> None:
    assert written(old, source) == expected
    assert "".join(json.loads(expected)) == source


def test_half_a_surrogate_pair_can_still_be_written() -> None:
    assert written('["é"]', "x = '\ud83d'").encode() == b"[\"x = '\\ud83d'\"]"


def test_a_compact_notebook_without_list_to_learn_from() -> None:
    assert write_source("a\nb", "[]", root("[]"), Layout.of('{"source":[]}')) == '["a\\n","b"]'
