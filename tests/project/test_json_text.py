from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.project.json_text import elements, members, root

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(
    st.dictionaries(st.text(), JSON), st.sampled_from([None, 0, 1, "\t"]), st.booleans(), st.sampled_from(["", " \n"])
)
def test_each_member_is_found_at_its_place(
    value: dict[str, object], indent: int | str | None, ascii_only: bool, around: str
) -> None:
    text = around + json.dumps(value, indent=indent, ensure_ascii=ascii_only) + around
    found = dict(members(text, root(text)))
    assert {name: member.value for name, member in found.items()} == value
    for member in found.values():
        assert json.loads(text[member.start : member.end]) == member.value


@given(st.lists(JSON), st.sampled_from([None, 2]))
def test_each_element_is_found_at_its_place(value: list[object], indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    found = list(elements(text, root(text)))
    assert [element.value for element in found] == value
    assert [json.loads(text[element.start : element.end]) for element in found] == value


@pytest.mark.parametrize("text", ["", "{", '{"a": 1} x', "[1,]", "{'a': 1}"])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        root(text)
