"""Python statements to be written into v2 code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import libcst as cst

from migrate.v2.expressions import Expr, User
from migrate.v2.rendering import Layout, render


@dataclass(frozen=True)
class Assign:
    """``target = value``; the target is source text."""

    target: str
    value: Expr


@dataclass(frozen=True)
class Do:
    """An expression for its effect."""

    value: Expr


@dataclass(frozen=True)
class Return:
    value: Expr


@dataclass(frozen=True)
class Param:
    name: str
    annotation: Expr | None = None
    default: Expr | None = None


@dataclass(frozen=True)
class Define:
    """A function."""

    decorator: Expr | None
    name: str
    params: tuple[Param, ...]
    body: tuple[Statement, ...]


@dataclass(frozen=True)
class DefineClass:
    """A class with a docstring."""

    name: str
    base: Expr
    doc: tuple[str, ...]
    body: tuple[Statement, ...]


@dataclass(frozen=True)
class Branch:
    """``if test: … else: …``; without ``body`` the condition is turned round."""

    test: Expr
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Loop:
    """``for name in values: …``"""

    name: str
    values: Expr
    body: tuple[Statement, ...]


@dataclass(frozen=True)
class With:
    """``with manager: …``"""

    manager: Expr
    body: tuple[Statement, ...]


Statement: TypeAlias = Assign | Do | Return | Define | DefineClass | Branch | Loop | With


def expressions(statement: Statement, local: frozenset[str] = frozenset()) -> Iterator[tuple[Expr, frozenset[str]]]:
    """The expressions of a statement and of those in it, each with the names that functions around it bind."""
    inner: tuple[Statement, ...] = ()
    if isinstance(statement, (Assign, Do, Return)):
        yield statement.value, local
    elif isinstance(statement, Define):
        signature = (one for param in statement.params for one in (param.annotation, param.default))
        yield from ((one, local) for one in (statement.decorator, *signature) if one is not None)
        local |= {param.name for param in statement.params} | set(_bound(statement.body))
        inner = statement.body
    elif isinstance(statement, DefineClass):
        yield statement.base, local
        inner = statement.body
    elif isinstance(statement, Branch):
        yield statement.test, local
        inner = (*statement.body, *statement.orelse)
    else:
        yield statement.values if isinstance(statement, Loop) else statement.manager, local
        inner = statement.body
    for one in inner:
        yield from expressions(one, local)


def _bound(statements: tuple[Statement, ...]) -> Iterator[str]:
    for one in statements:
        if isinstance(one, Assign):
            yield one.target
        elif isinstance(one, (Loop, Branch, With)):
            yield from [one.name] if isinstance(one, Loop) else ()
            yield from _bound((*one.body, *(one.orelse if isinstance(one, Branch) else ())))
        elif isinstance(one, (Define, DefineClass)):
            yield one.name


def write(statement: Statement, layout: Layout, depth: int = 0) -> str:
    """Source of the statement, with its indentation and a newline at the end."""
    pad = layout.indent * depth
    if isinstance(statement, Assign):
        head = f"{pad}{statement.target} = "
        return f"{head}{render(statement.value, layout, depth, len(head))}\n"
    if isinstance(statement, Do):
        return f"{pad}{render(statement.value, layout, depth, len(pad))}\n"
    if isinstance(statement, Return):
        return f"{pad}return {render(statement.value, layout, depth, len(pad) + 7)}\n"
    if isinstance(statement, Branch):
        return _branch(statement, layout, depth)
    if isinstance(statement, Loop):
        head = f"{pad}for {statement.name} in "
        values = render(statement.values, layout, depth, len(head) + 1)
        return f"{head}{values}:\n" + "".join(write(inner, layout, depth + 1) for inner in statement.body)
    if isinstance(statement, With):
        head = f"{pad}with {render(statement.manager, layout, depth, len(pad) + 6)}:\n"
        return head + "".join(write(inner, layout, depth + 1) for inner in statement.body)
    if isinstance(statement, DefineClass):
        return _class(statement, layout, depth)
    decorator = ""
    if statement.decorator is not None:
        decorator = f"{pad}@{render(statement.decorator, layout, depth, len(pad) + 1)}\n"
    body = "".join(write(inner, layout, depth + 1) for inner in statement.body) or f"{pad}{layout.indent}pass\n"
    return f"{decorator}{_signature(statement, layout, depth)}{body}"


def _class(statement: DefineClass, layout: Layout, depth: int) -> str:
    pad, inner = layout.indent * depth, layout.indent * (depth + 1)
    first, *more = statement.doc
    said = [f'"""{first}', "", *more, '"""'] if more else [f'"""{first}"""']
    doc = "".join(f"{inner}{line}\n" if line else "\n" for line in said)
    body = "".join(write(one, layout, depth + 1) for one in statement.body)
    return f"{pad}class {statement.name}({render(statement.base, layout, depth)}):\n{doc}\n{body}"


def _branch(statement: Branch, layout: Layout, depth: int) -> str:
    pad = layout.indent * depth
    body, orelse = (
        "".join(write(one, layout, depth + 1) for one in part) for part in (statement.body, statement.orelse)
    )
    if not body:
        simple = isinstance(statement.test, User) and isinstance(
            statement.test.node, (cst.Name, cst.Attribute, cst.Call)
        )
        test = render(statement.test, layout, depth, len(pad) + 8)
        return f"{pad}if not {test if simple else f'({test})'}:\n{orelse}"
    text = f"{pad}if {render(statement.test, layout, depth, len(pad) + 3)}:\n{body}"
    if len(statement.orelse) == 1 and isinstance(statement.orelse[0], Branch):
        return f"{text}{pad}el{_branch(statement.orelse[0], layout, depth).removeprefix(pad)}"
    return f"{text}{pad}else:\n{orelse}" if orelse else text


def _signature(statement: Define, layout: Layout, depth: int) -> str:
    pad = layout.indent * depth
    params = list(_params(statement, layout, depth))
    line = f"{pad}def {statement.name}({', '.join(params)}):\n"
    if len(line) - 1 <= layout.width or not params:
        return line
    inner = pad + layout.indent
    return f"{pad}def {statement.name}(\n" + "".join(f"{inner}{param},\n" for param in params) + f"{pad}):\n"


def _params(statement: Define, layout: Layout, depth: int) -> Iterator[str]:
    for param in statement.params:
        text = param.name
        if param.annotation is not None:
            text += f": {render(param.annotation, layout, depth + 1)}"
        if param.default is not None:
            text += f"{' = ' if param.annotation is not None else '='}{render(param.default, layout, depth + 1)}"
        yield text
