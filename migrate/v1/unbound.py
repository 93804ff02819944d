"""Names that nothing in a document binds: why nothing is known of what they stand for."""

from __future__ import annotations

import builtins

from migrate.v1.source import Source
from migrate.v1.unread import bound_in, imported_in, why

_OF_PYTHON = frozenset({*dir(builtins), "__file__", "__name__", "display", "get_ipython"})
"""What every module, or every notebook, has without an import."""


def why_unbound(source: Source, name: str, path: str) -> str:
    """Why nothing is known of a name, as the end of a message; empty when the document may still get it.

    Args:
        path: the document that reads the name.
    """
    if name in _OF_PYTHON:
        return ""
    for cell, text in source.unread.items() if path == source.path else ():
        if name in bound_in(text) or name in imported_in(text):
            return why(source, cell, name, "makes")
    bound = source.bound.get(path, frozenset())
    return "" if name in bound or "*" in bound else f"`{name}` is neither imported nor made here"
