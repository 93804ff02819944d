"""Expressions that may be evaluated once more, or not at all."""

from __future__ import annotations

import libcst as cst
import libcst.matchers as m

_PURE_FUNCTIONS = frozenset({"len", "bool", "int", "float", "str", "isinstance", "any", "all", "getattr", "hasattr"})
_PURE_METHODS = frozenset(
    {
        *("lower", "upper", "casefold", "title", "strip", "lstrip", "rstrip", "startswith", "endswith", "format"),
        *("split", "rsplit", "splitlines", "partition", "rpartition", "join", "get", "keys", "values", "items"),
        *("getenv", "exists", "isfile", "isdir", "basename", "dirname", "splitext", "normpath"),
    }
)
"""Of texts, dictionaries, ``os`` and ``os.path``."""


def is_pure(test: cst.BaseExpression) -> bool:
    """Whether evaluating the condition once more does nothing else, and gives the same again."""
    calls = m.findall(test, m.Call())
    if m.findall(test, m.NamedExpr() | m.Await() | m.Yield()):
        return False
    return all(_is_pure_call(call) for call in calls if isinstance(call, cst.Call))


def _is_pure_call(call: cst.Call) -> bool:
    if isinstance(call.func, cst.Name):
        return call.func.value in _PURE_FUNCTIONS
    return isinstance(call.func, cst.Attribute) and call.func.attr.value in _PURE_METHODS
