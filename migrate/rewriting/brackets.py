"""What is written in the place of a part of an expression: its brackets and its quotes."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.removal import sole_value
from migrate.v2.expressions import Either, Expr, IfElse


def bracketed(text: str, expr: Expr, node: cst.CSTNode, statement: cst.CSTNode | None) -> str:
    """A choice in brackets, since what stands around it, as ``.version``, would go with its last part only.

    Args:
        text: the source of the expression that takes the place of the node.
        statement: where the node stands; none for what stands in no statement.
    """
    alone = statement is not None and (sole_value(statement) is node or _returns(statement, node))
    return f"({text})" if isinstance(expr, (IfElse, Either)) and not alone else text


def _returns(statement: cst.CSTNode, node: cst.CSTNode) -> bool:
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    return isinstance(small, cst.Return) and small.value is node


def in_field(text: str, outer: str) -> str:
    """The source of an expression inside an f-string, which before Python 3.12 must not have its quotes."""
    other = "'" if outer[0] == '"' else '"'
    if len(outer) == 1 and outer in text and other not in text:
        return text.replace(outer, other)
    return text
