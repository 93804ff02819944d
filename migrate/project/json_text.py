"""Where the values stand in a JSON text, so that one of them can be replaced and the rest stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLANK = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Value:
    """A value with the place of its text: ``text[start:end]``."""

    value: object
    start: int
    end: int


def root(text: str) -> Value:
    """The value of a whole JSON text.

    Raises:
        json.JSONDecodeError: the text is not JSON.
    """
    value = _value_at(text, 0)
    if _blank_to(text, value.end) != len(text):
        raise json.JSONDecodeError("Extra data", text, value.end)
    return value


def members(text: str, parent: Value) -> Iterator[tuple[str, Value]]:
    """The members of an object in the order of the text; ``parent`` must be one."""
    position = _blank_to(text, parent.start + 1)
    while text[position] != "}":
        name = _value_at(text, position)
        value = _value_at(text, _blank_to(text, name.end) + 1)
        yield str(name.value), value
        position = _next(text, value)


def elements(text: str, parent: Value) -> Iterator[Value]:
    """The elements of an array in the order of the text; ``parent`` must be one."""
    position = _blank_to(text, parent.start + 1)
    while text[position] != "]":
        value = _value_at(text, position)
        yield value
        position = _next(text, value)


def _next(text: str, value: Value) -> int:
    """Where the next member or element begins after ``value``, or the closing bracket."""
    position = _blank_to(text, value.end)
    return _blank_to(text, position + 1) if text[position] == "," else position


def _value_at(text: str, position: int) -> Value:
    start = _blank_to(text, position)
    value, end = _DECODER.raw_decode(text, start)
    return Value(value, start, end)


def _blank_to(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return match.end() if match else position
