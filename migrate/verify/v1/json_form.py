"""A graph as JSON and back: it crosses from the isolated process to ours."""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from typing import Any, TypeVar

from migrate.verify.graph import Graph

_T = TypeVar("_T")


def to_json(item: object) -> Any:
    """Plain dictionaries and lists of a dataclass; what JSON has no form for becomes text."""
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        return {field.name: to_json(getattr(item, field.name)) for field in dataclasses.fields(item)}
    if isinstance(item, enum.Enum):
        return item.value
    if isinstance(item, (bool, int, float, str)) or item is None:
        # numpy's numbers and other subclasses are read back as what they are at heart
        return item if type(item) in (bool, int, float, str, type(None)) else _heart(item)
    if isinstance(item, dict):
        return {str(key): to_json(value) for key, value in item.items()}
    if isinstance(item, (list, tuple)):
        return [to_json(part) for part in item]
    if isinstance(item, (set, frozenset)):
        return sorted((to_json(part) for part in item), key=str)
    return str(item)


def graph_from_json(data: dict[str, Any]) -> Graph:
    return from_json(Graph, data)


def from_json(cls: type[_T], data: dict[str, Any]) -> _T:
    """Make a frozen dataclass, and those within, from what ``to_json`` gave."""
    hints = typing.get_type_hints(cls)
    return cls(**{name: _value(hints[name], value) for name, value in data.items()})


def _value(hint: Any, data: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        if data is None:
            return None
        return _value(next(item for item in arguments if item is not type(None)), data)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_value(arguments[0], item) for item in data)
        return tuple(_value(kind, item) for kind, item in zip(arguments, data, strict=True))
    if origin is dict:
        return {key: _value(arguments[1], value) for key, value in data.items()}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return from_json(hint, data)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint(data)
    return data


def _heart(item: Any) -> Any:
    for kind in (bool, int, float, str):
        if isinstance(item, kind):
            return kind.__str__(item) if kind is str else kind(item)
    return None
