"""Whether code expects something to fail. Isolated process only."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Collection


def copes(path: str, line: int, errors: Collection[str]) -> bool:
    """Whether a line stands in a ``try`` that catches one of these errors, or all."""
    try:
        tree = ast.parse("".join(linecache.getlines(path)))
    except SyntaxError:
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and node.body[0].lineno <= line <= (node.body[-1].end_lineno or 0):
            for handler in node.handlers:
                names = {item.id for item in ast.walk(handler.type)
                         if isinstance(item, ast.Name)} if handler.type else set()  # fmt: skip
                if handler.type is None or names & {*errors, "Exception", "BaseException"}:
                    return True
    return False
