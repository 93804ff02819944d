"""Where the value of an input comes from, followed through nested pipelines to the outermost one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from migrate.verify.graph import DataSource, Value

PARENT_INPUT = re.compile(r"\$\{\{\s*parent\.inputs\.([\w.]+)\s*\}\}")
PARENT_OUTPUT = re.compile(r"^\$\{\{\s*parent\.outputs\.([\w.]+)\s*\}\}$")
OWN_INPUT = re.compile(r"\$\{\{\s*inputs\.([\w.]+)\s*\}\}")
OUTPUT = re.compile(r"\$\{\{\s*outputs\.([\w.]+)\s*\}\}")


@dataclass(frozen=True)
class Constant:
    """A value that stands in the source."""

    value: object


@dataclass(frozen=True)
class FromParameter:
    """A scalar parameter of the outermost pipeline, with text glued to it (``${{parent.inputs.x}}/y``).

    Args:
        value: what this submission gives it; the default otherwise.
    """

    name: str
    default: object = None
    value: object = None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class FromOutput:
    """An output of a node; ``node`` is its path through the nested pipelines (``a.p``)."""

    node: str
    port: str


@dataclass(frozen=True)
class FromOutside:
    """Data of no node. ``parameter``: the input of the outermost pipeline that it comes through."""

    source: DataSource
    mode: str = ""
    parameter: str | None = None


Source = Constant | FromParameter | FromOutput | FromOutside
Scope = Mapping[str, Source | None]
"""The inputs of a pipeline; None for one without a value."""


def text_of(value: object) -> str:
    """A literal as the service puts it into a command: booleans as ``True`` and ``False``."""
    return "" if value is None else str(value)


def setting(given: object, scope: Scope) -> Value:
    """A setting of a node, which may be bound to an input of the pipeline around it."""
    if not isinstance(given, str):
        return Value(given)
    match = PARENT_INPUT.search(given)
    if match is None:
        return Value(given)
    return _bound(given, match, scope.get(match[1]))


def variable(given: object, scope: Scope, inputs: Mapping[str, Source | None]) -> Value:
    """An environment variable, which may also name an input of its own component."""
    match = OWN_INPUT.search(given) if isinstance(given, str) else None
    if match is None or not isinstance(given, str):
        return setting(given, scope)
    return _bound(given, match, inputs.get(match[1]))


def _bound(given: str, match: re.Match[str], source: Source | None) -> Value:
    whole = match[0] == given.strip()
    if isinstance(source, Constant):
        return Value(source.value if whole else given.replace(match[0], text_of(source.value)))
    if isinstance(source, FromParameter) and whole and not (source.prefix or source.suffix):
        return Value(source.default, parameter=source.name)
    return Value(given)
