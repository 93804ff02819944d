"""One call of an installed package: does it take these arguments?"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from migrate.verify.closest import suggestion
from migrate.verify.installed import Class, Constant
from migrate.verify.signatures import Signature
from migrate.verify.values import Either, Instance, Namespace, Value
from migrate.verify.vocabulary import INPUT_MODES, INPUT_TYPES, OUTPUT_MODES, OUTPUT_TYPES

Report = Callable[[ast.AST, str, str, str], None]
"""Called with the node, the name of the check, the message and the advice."""

_CLOSED_VALUES = {
    ("Input", "type"): INPUT_TYPES,
    ("Input", "mode"): INPUT_MODES,
    ("Output", "type"): OUTPUT_TYPES,
    ("Output", "mode"): OUTPUT_MODES,
}


# Read from **kwargs, but for nothing: 1.35.2 raises all the same.
_REFUSED = {("load_component", "path"): "pass it as source="}


def check_arguments(node: ast.Call, expected: Signature, name: str, report: Report) -> None:
    """Report the arguments of a call that the callee does not take, and those that it misses."""
    spread = any(isinstance(item, ast.Starred) for item in node.args)
    given = {item.arg: item for item in node.keywords if item.arg is not None}
    for keyword, item in given.items():
        if (name, keyword) in _REFUSED:
            report(item, "unknown-keyword", f"{name}() refuses {keyword!r}", _REFUSED[name, keyword])
        elif keyword not in expected.keywords and not expected.is_open:
            hint = suggestion(keyword, expected.keywords)
            report(item, "unknown-keyword", f"{name}() takes no argument {keyword!r}", hint)
    if not spread and not expected.many and len(node.args) > len(expected.positional):
        count = len(expected.positional)
        message = f"{name}() takes {count or 'no'} positional argument{'' if count == 1 else 's'}"
        report(node, "positional-argument", message, "pass them by keyword")
    if spread or len(given) < len(node.keywords):
        return
    filled = {*given, *expected.positional[: len(node.args)]}
    for missing in sorted(expected.required - filled):
        report(node, "missing-argument", f"{name}() needs the argument {missing!r}", "")


def check_values(node: ast.Call, name: str, keywords: Mapping[str | None, Value], report: Report) -> None:
    """Report words that v2 does not know, where the SDK takes any string."""
    for item in node.keywords:
        allowed = _CLOSED_VALUES.get((name, item.arg or ""))
        value = keywords.get(item.arg)
        if allowed is None or not isinstance(value, Constant) or not isinstance(value.value, str):
            continue
        if value.value not in allowed and not value.value.startswith("${{"):
            message = f"{name}({item.arg}=...) does not know {value.value!r}"
            report(item.value, "unknown-value", message, "one of " + ", ".join(sorted(allowed)))


def describe(value: Value) -> str:
    """What a value is called in a message."""
    if isinstance(value, Either):
        return " or ".join(describe(option) for option in value.options)
    if isinstance(value, Namespace):
        return value.name
    if isinstance(value, Class):
        return value.name
    if isinstance(value, Instance):
        return value.cls.name
    return "this"
