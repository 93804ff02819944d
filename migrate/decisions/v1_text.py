"""The text of v1 code that a person has to write anew, as a comment."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrate.report.secrets import mask
from migrate.v1.nodes import code_of


def commented(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines as comments, below ``# In v1:``."""
    return tuple(f"#     {line}".rstrip() for line in lines)


def v1_lines(statement: cst.CSTNode, node: cst.CSTNode) -> list[str]:
    """A statement without its secrets; of one that holds others only the expression."""
    shown = statement.with_changes(leading_lines=[]) if isinstance(statement, cst.SimpleStatementLine) else node
    return mask(code_of(shown).strip("\n")).splitlines()


def shown(*nodes: cst.BaseExpression) -> str:
    """An expression without its secrets, in one line; two are a key and its value."""
    return " ".join(mask(": ".join(map(code_of, nodes))).split())
