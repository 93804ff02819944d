"""Expressions are trees that can be walked."""

from __future__ import annotations

import libcst as cst
import pytest

from migrate.v2.expressions import (
    V2,
    Attr,
    Code,
    DictOf,
    Expr,
    Index,
    ListOf,
    Literal,
    Text,
    User,
    call,
    dict_of,
    is_constant,
    walk,
)

TRAIN = V2("azure.ai.ml", "command")


def user(source: str) -> User:
    return User(cst.parse_expression(source))


def test_walking() -> None:
    expr = call(TRAIN, Index(Attr(Code("a"), "b"), Literal(1)), c=DictOf(((Literal("d"), Text(("e", Code("f")))),)))
    assert [part.text for part in walk(expr) if isinstance(part, Code)] == ["a", "f"]
    assert [part.value for part in walk(expr) if isinstance(part, Literal)] == [1, "d"]


@pytest.mark.parametrize(
    ("expr", "constant"),
    [
        (dict_of({"a": ListOf((Literal(1), Text(("b",))))}), True),
        (Text(("a", Code("b"))), False),
        (ListOf((user("1"),)), False),
        (call(TRAIN), False),
    ],
)
def test_constants(expr: Expr, constant: bool) -> None:
    assert is_constant(expr) is constant
