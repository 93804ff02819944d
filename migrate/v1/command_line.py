"""The types that ``argparse`` gives the arguments of a command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import libcst as cst

from migrate.v1.nodes import code_of, walk
from migrate.v1.plain import PLAIN
from migrate.v1.values import Unknown

_FLAGS: Final = frozenset({"store_true", "store_false"})
_TYPES: Final = frozenset({"str", "int", "float"})


def types(modules: Iterable[cst.Module]) -> dict[str, Unknown]:
    """By name of an attribute what every ``add_argument`` of a document says of it: a type where it always has one."""
    found: dict[str, Unknown] = {}
    for module in modules:
        for node in walk(module):
            if isinstance(node, cst.Call) and _adds(node) and (name := _destination(node)):
                value = _value(node)
                # Two parsers may each have one of this name.
                found[name] = value if found.get(name, value) == value else PLAIN
    return found


def _adds(call: cst.Call) -> bool:
    return isinstance(call.func, cst.Attribute) and call.func.attr.value == "add_argument"


def _destination(call: cst.Call) -> str:
    keywords = _keywords(call)
    if "dest" in keywords:
        return _text(keywords["dest"])
    names = [_text(one.value) for one in call.args if one.keyword is None and not one.star]
    long = next((name for name in names if name.startswith("--")), names[0] if names else "")
    return long.lstrip("-").replace("-", "_")


def _value(call: cst.Call) -> Unknown:
    keywords = _keywords(call)
    action = _text(keywords["action"]) if "action" in keywords else "store"
    if action in _FLAGS:
        return Unknown("bool")
    kind = code_of(keywords["type"]) if "type" in keywords else "str"
    if "nargs" in keywords or action != "store" or kind not in _TYPES:
        return PLAIN
    positional = any(_text(one.value)[:1] not in ("-", "") for one in call.args if one.keyword is None)
    required = "required" in keywords and code_of(keywords["required"]) == "True"
    return Unknown(kind) if positional or required or _given(keywords.get("default")) else PLAIN


def _given(default: cst.BaseExpression | None) -> bool:
    """Whether a default is a text, which argparse gives the type to, or a number."""
    return isinstance(default, (cst.SimpleString, cst.Integer, cst.Float, cst.FormattedString, cst.UnaryOperation))


def _keywords(call: cst.Call) -> dict[str, cst.BaseExpression]:
    return {one.keyword.value: one.value for one in call.args if one.keyword is not None}


def _text(node: cst.BaseExpression) -> str:
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else ""
    return value if isinstance(value, str) else ""
