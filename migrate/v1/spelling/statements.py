"""Expressions that make steps, spelled out as the statements that do the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from migrate.v1.nodes import code_of

Comprehension = cst.ListComp | cst.GeneratorExp | cst.DictComp


def line(small: cst.BaseSmallStatement) -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([small])


def assign(name: str, value: cst.BaseExpression) -> cst.SimpleStatementLine:
    return line(cst.Assign([cst.AssignTarget(cst.Name(name))], value))


def append(name: str, value: cst.BaseExpression) -> cst.SimpleStatementLine:
    return line(cst.Expr(cst.Call(cst.Attribute(cst.Name(name), cst.Name("append")), [cst.Arg(value)])))


def set_item(name: str, key: cst.BaseExpression, value: cst.BaseExpression) -> cst.SimpleStatementLine:
    target = cst.Subscript(cst.Name(name), [cst.SubscriptElement(cst.Index(key))])
    return line(cst.Assign([cst.AssignTarget(target)], value))


def on_one_line(node: cst.BaseExpression) -> cst.BaseExpression:
    """The expression in parentheses when it goes over several lines."""
    if "\n" not in code_of(node) or node.lpar:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def loops(node: Comprehension, body: cst.BaseStatement) -> cst.BaseStatement:
    """The loops and conditions of a comprehension around the statement."""
    return _loop(node.for_in, body)


def _loop(node: cst.CompFor, body: cst.BaseStatement) -> cst.BaseStatement:
    inside = body if node.inner_for_in is None else _loop(node.inner_for_in, body)
    for condition in reversed(node.ifs):
        inside = cst.If(on_one_line(condition.test), cst.IndentedBlock([inside]))
    return cst.For(node.target, on_one_line(node.iter), cst.IndentedBlock([inside]))


def filled(name: str, node: Comprehension, fresh: bool) -> list[cst.BaseStatement]:
    """The statements that make the list or dictionary.

    Args:
        fresh: whether it is a new one, rather than one that is added to.
    """
    body = set_item(name, node.key, node.value) if isinstance(node, cst.DictComp) else append(name, node.elt)
    empty: cst.BaseExpression = cst.Dict([]) if isinstance(node, cst.DictComp) else cst.List([])
    return [*([assign(name, empty)] if fresh else []), loops(node, body)]


def either(
    node: cst.IfExp, statement: Callable[[cst.BaseExpression], cst.BaseSmallStatement]
) -> list[cst.BaseStatement]:
    """``if`` and ``else`` with a statement for each of the two values."""
    other = node.orelse
    orelse: Sequence[cst.BaseStatement]
    orelse = either(other, statement) if isinstance(other, cst.IfExp) else [line(statement(on_one_line(other)))]
    return [
        cst.If(
            on_one_line(node.test),
            cst.IndentedBlock([line(statement(on_one_line(node.body)))]),
            cst.Else(cst.IndentedBlock(orelse)),
        )
    ]


def function(name: str, node: cst.Lambda) -> cst.FunctionDef:
    """``def name(…): return …``."""
    body = cst.IndentedBlock([line(cst.Return(on_one_line(node.body)))])
    return cst.FunctionDef(cst.Name(name), node.params, body)
