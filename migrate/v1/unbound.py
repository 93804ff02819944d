"""Names that nothing in a document binds: why nothing is known of what they stand for."""

from __future__ import annotations

import builtins
import re

from migrate.v1.source import Source

_OF_PYTHON = frozenset({*dir(builtins), "__file__", "__name__", "display", "get_ipython"})
"""What every module, or every notebook, has without an import."""
_BINDS = r"^[ \t]*(?:{0}[ \t]*(?::[^=\n]*)?=(?!=)|(?:def|class)[ \t]+{0}\b|(?:from|import)\b[^\n]*\b{0}\b)"
"""Lines of a cell that cannot be parsed which make a variable."""


def why_unbound(source: Source, name: str, path: str) -> str:
    """Why nothing is known of a name, as the end of a message; empty when the document may still get it.

    Args:
        path: the document that reads the name.
    """
    if name in _OF_PYTHON:
        return ""
    line = re.compile(_BINDS.format(re.escape(name)), re.MULTILINE)
    for cell, text in source.unread.items() if path == source.path else ():
        if line.search(text):
            return f"cell {cell} makes `{name}` and cannot be read ({source.broken[cell]})"
    bound = source.bound.get(path, frozenset())
    return "" if name in bound or "*" in bound else f"`{name}` is neither imported nor made here"
