"""Names made from v1's are valid in v2, near to what they were, and never taken twice."""

from __future__ import annotations

import keyword
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.v2.names import PORT_METHODS, RESERVED_PORTS, port, snake, unique, unique_variable

NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Train Model-v2", "train_model_v2"),
        ("train.py", "train_py"),
        ("trainModel", "train_model"),
        ("TRAIN", "train"),
        ("  train  ", "train"),
        ("2nd step", "n_2nd_step"),
        ("", "n"),
        ("???", "n"),
        ("class", "class_"),
        ("Zürich", "z_rich"),
        ("_private_", "private"),
    ],
)
def test_snake(text: str, name: str) -> None:
    assert snake(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("raw_data", "raw_data"),
        ("rawData", "rawData"),
        ("raw data-2", "raw_data_2"),
        ("2nd", "p_2nd"),
        ("", "port"),
        ("path", "path_data"),
        ("Home", "Home_data"),
        ("items", "items_data"),
        ("lambda", "lambda_data"),
    ],
)
def test_port(text: str, name: str) -> None:
    assert port(text) == name


@given(st.text())
def test_snake_is_a_valid_name(text: str) -> None:
    name = snake(text)
    assert NAME.fullmatch(name)
    assert name == name.lower()
    assert not keyword.iskeyword(name)


@given(st.text() | st.sampled_from(sorted(RESERVED_PORTS | PORT_METHODS | set(keyword.kwlist))))
def test_port_is_a_valid_name(text: str) -> None:
    name = port(text)
    assert NAME.fullmatch(name)
    assert not keyword.iskeyword(name)
    assert name.lower() not in RESERVED_PORTS
    assert name not in PORT_METHODS


@given(st.from_regex(NAME, fullmatch=True))
def test_a_valid_name_stays_as_it_is(text: str) -> None:
    if text.strip("_") == text and not keyword.iskeyword(text) and text.lower() not in RESERVED_PORTS | PORT_METHODS:
        assert port(text) == text


def test_unique_names_are_numbered() -> None:
    taken = {"train"}
    assert [unique(name, taken) for name in ("train", "Train", "score", "train")] == [
        "train_2",
        "Train_3",
        "score",
        "train_4",
    ]
    assert taken == {"train", "train_2", "Train_3", "score", "train_4"}


def test_variables_that_differ_in_case_only_are_two() -> None:
    taken = {"train"}
    assert [unique_variable(name, taken) for name in ("Train", "train", "Train")] == ["Train", "train_2", "Train_2"]


@given(st.lists(st.sampled_from(["a", "A", "a_2", "A_2", "b"]), max_size=12))
def test_unique_never_gives_a_name_twice(names: list[str]) -> None:
    taken: set[str] = set()
    given = [unique(name, taken).lower() for name in names]
    assert len(set(given)) == len(given) == len(taken)
