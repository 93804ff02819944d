"""Python expressions to be written into v2 code; :mod:`migrate.v2.rendering` makes source of them.

An expression is a small tree. It may hold expressions of the user's (:class:`User`), which are written as the user
wrote them after their own v1 parts were converted, and names of v2 (:class:`V2`), for which an import is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import libcst as cst

_COMPREHENSION = re.compile(r"\bfor\s+([\w\s,]+?)\s+in\b")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


@dataclass(frozen=True)
class Code:
    """Python source as it is, on one line."""

    text: str


@dataclass(frozen=True)
class User:
    """An expression of the user's."""

    node: cst.BaseExpression


@dataclass(frozen=True)
class V2:
    """A public name of a package, ``V2("azure.ai.ml", "MLClient")``; without name the module itself."""

    module: str
    name: str = ""


@dataclass(frozen=True)
class Literal:
    """A string, number, bool or None."""

    value: object


@dataclass(frozen=True)
class Attr:
    value: Expr
    name: str


@dataclass(frozen=True)
class Index:
    value: Expr
    key: Expr


@dataclass(frozen=True)
class CallTo:
    """A call; arguments without keyword come first."""

    func: Expr
    args: tuple[tuple[str, Expr], ...] = ()


@dataclass(frozen=True)
class DictOf:
    items: tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True)
class ListOf:
    items: tuple[Expr, ...]


@dataclass(frozen=True)
class Chosen:
    """``[value for name in values if left == right]``, with as many loops and conditions."""

    value: Expr
    loops: tuple[tuple[str, Expr], ...]
    conditions: tuple[tuple[Expr, str, Expr] | Expr, ...] = ()
    """The operator of each between its operands, or what is a condition by itself."""


@dataclass(frozen=True)
class Starred:
    """``*value`` inside a list or a call."""

    value: Expr


@dataclass(frozen=True)
class Text:
    """A string put together from literal text and expressions; an f-string where it holds an expression.

    ``wrap`` lets a long one continue on further lines, broken at its pieces.
    """

    parts: tuple[str | Expr, ...]
    wrap: bool = False


@dataclass(frozen=True)
class IfElse:
    """``yes if test else no``."""

    test: Expr
    yes: Expr
    no: Expr


@dataclass(frozen=True)
class Either:
    """``first or second``."""

    first: Expr
    second: Expr


@dataclass(frozen=True)
class Each:
    """``value for …`` as the only argument of a call; ``loop`` is source text."""

    value: Expr
    loop: str


@dataclass(frozen=True)
class ForEach:
    """``{key: value for …}``; ``loop`` is source text."""

    key: Expr
    value: Expr
    loop: str


Expr: TypeAlias = (
    Code
    | User
    | V2
    | Literal
    | Attr
    | Index
    | CallTo
    | DictOf
    | ListOf
    | Chosen
    | Starred
    | Text
    | IfElse
    | Either
    | Each
    | ForEach
)


SPREAD = Code("**")
"""As the key of a dictionary's item: the value is a dictionary whose items it takes."""


def call(func: Expr, *positional: Expr, **keywords: Expr | None) -> CallTo:
    """A call; keywords whose value is None are left out."""
    args = [("", argument) for argument in positional]
    args += [(name, value) for name, value in keywords.items() if value is not None]
    return CallTo(func, tuple(args))


def method(receiver: Expr, dotted: str, *positional: Expr, **keywords: Expr | None) -> CallTo:
    """``receiver.jobs.stream(...)``."""
    for name in dotted.split("."):
        receiver = Attr(receiver, name)
    return call(receiver, *positional, **keywords)


def chosen(name: str, values: Expr, attribute: str, wanted: Expr) -> Chosen:
    """``[name for name in values if name.attribute == wanted]``."""
    return Chosen(Code(name), ((name, values),), ((Attr(Code(name), attribute), "==", wanted),))


def dict_of(items: dict[str, Expr]) -> DictOf:
    return DictOf(tuple((Literal(key), value) for key, value in items.items()))


def strings(values: Sequence[str]) -> ListOf:
    return ListOf(tuple(Literal(value) for value in values))


def children(expr: Expr) -> Iterator[Expr]:
    if isinstance(expr, (Attr, Starred)):
        yield expr.value
    elif isinstance(expr, Index):
        yield from (expr.value, expr.key)
    elif isinstance(expr, CallTo):
        yield expr.func
        yield from (value for _, value in expr.args)
    elif isinstance(expr, DictOf):
        for key, value in expr.items:
            yield from (key, value)
    elif isinstance(expr, ForEach):
        yield from (expr.key, expr.value)
    elif isinstance(expr, IfElse):
        yield from (expr.test, expr.yes, expr.no)
    elif isinstance(expr, Either):
        yield from (expr.first, expr.second)
    elif isinstance(expr, Each):
        yield expr.value
    elif isinstance(expr, ListOf):
        yield from expr.items
    elif isinstance(expr, Chosen):
        yield expr.value
        yield from (values for _, values in expr.loops)
        for test in expr.conditions:
            yield from (test[0], test[2]) if isinstance(test, tuple) else (test,)
    elif isinstance(expr, Text):
        yield from (part for part in expr.parts if not isinstance(part, str))


def walk(expr: Expr) -> Iterator[Expr]:
    yield expr
    for child in children(expr):
        yield from walk(child)


def names_in(code: Code) -> list[str]:
    """The variables that a piece of new code names, but for those of its own comprehensions."""
    own = {name for one in _COMPREHENSION.findall(code.text) for name in _NAME.findall(one)}
    return [name for name in _NAME.findall(code.text) if name not in own]


def is_constant(expr: Expr) -> bool:
    """Whether it holds nothing that only running the code can tell."""
    return not any(isinstance(part, (User, Code, V2)) for part in walk(expr))
