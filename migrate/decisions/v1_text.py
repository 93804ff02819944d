"""The text of v1 code that a person has to write anew, as a comment."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrate.report.secrets import mask


def commented(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines as comments, below ``# In v1:``."""
    return tuple(f"#     {line}".rstrip() for line in lines)


def v1_lines(statement: cst.CSTNode, node: cst.CSTNode) -> list[str]:
    """A statement without its secrets; of one that holds others only the expression."""
    shown = statement.with_changes(leading_lines=[]) if isinstance(statement, cst.SimpleStatementLine) else node
    return mask(cst.Module([]).code_for_node(shown).strip("\n")).splitlines()
