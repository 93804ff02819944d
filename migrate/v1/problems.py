"""Why something cannot be converted, at the place that a person has to look at."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrate.v1.nodes import code_of
from migrate.v1.values import Argument, Foreign, Parameter, Unknown, Value, alternatives, objects

_WIDTH = 60
"""How many characters of an expression a message shows."""


@dataclass(frozen=True, eq=False)
class Problem:
    """``node`` is where the trouble is; ``message`` says what it is, ``code`` which rule says so."""

    node: cst.CSTNode | None
    message: str
    code: str = ""


def origin(of: Value | Argument | None) -> str:
    """Where what is not followed comes from, to end a message with; empty when that is not known."""
    value = of.value if isinstance(of, Argument) else of
    found = next((told for one in alternatives(value) if (told := _source(one))), "") or _several(value)
    return f": {found}" if found else ""


def not_followed(what: str, node: cst.CSTNode | None, of: Value | Argument | None) -> str:
    """The message that something is not followed: what the code calls it, and where that leads.

    Args:
        what: as ``its environment``.
        node: the expression that stands for it.
    """
    named = f" `{in_short(node)}`" if node is not None else ""
    return f"where {what}{named} comes from is not known{origin(of)}"


def in_short(node: cst.CSTNode) -> str:
    """The text of an expression on one line, cut where it is long."""
    text = " ".join(code_of(node).split())
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1].rstrip()}…"


def _several(value: Value | None) -> str:
    """That branches or callers decide which of several objects it is."""
    made = [one.call for one in objects(value) if one.call is not None]
    if len(made) < 2 or len(made) < len(alternatives(value)):
        return ""
    return f"it is one of {len(made)}, which one is only known when the code runs"


def _source(value: Value) -> str:
    if isinstance(value, Unknown):
        return value.origin
    if isinstance(value, Foreign):
        return value.unbound
    return parameter_of(value) if isinstance(value, Parameter) else ""


def parameter_of(parameter: Parameter) -> str:
    """Which parameter it is, and why nothing is known of it, as the end of a message."""
    function = parameter.function
    if function.is_module:
        return ""
    called = "some calls of which are not followed" if function.calls else "whose callers are not known"
    if parameter.apart:
        called = f"which is not followed from where it is called: {parameter.apart}"
    return f"it is the parameter `{parameter.name}` of `{function.name}`, {called}"
