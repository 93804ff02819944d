"""When two values are the same, whoever wrote them and however they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from migrate.verify.graph import Value

_LONG = re.compile(r"^azureml://subscriptions/.+/datastores/([^/]+)/paths/(.*)$")


def plain(name: str) -> str:
    """A name without what v2 names cannot have: ``Train Model-v2`` → ``train_model_v2``."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^0-9a-z]+", "_", split.lower()).strip("_")


def same_name(one: str, other: str) -> bool:
    """Whether a v2 name is the v1 name but for what v2 does not allow: letters, a digit in front, keywords."""
    name, found = plain(one), plain(other)
    return one == other or found in (name, f"p_{name}", f"n_{name}", f"{name}_data")


def number(value: object) -> float | None:
    """A value as a number, if it is one or the text of one; ``007`` is a text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", value):
        return float(value)
    return None


def same(one: object, other: object) -> bool:
    """Whether two literals mean the same: numbers by value, booleans and numbers also as text."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        keys = {key for item in (one, other) for key, value in item.items() if value is not None}
        return all(same(one.get(key), other.get(key)) for key in keys)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if one == other and isinstance(one, bool) == isinstance(other, bool):
        return True
    if isinstance(one, bool) or isinstance(other, bool):
        return str(one) == str(other)
    left, right = number(one), number(other)
    if left is not None and right is not None:
        # 1 and 1.0 are not the same to a program that reads a whole number
        return left == right and _has_point(one) == _has_point(other)
    return False


def same_amount(one: object, other: object) -> bool:
    """As ``same``, where 60 and 60.0 are the same amount of something."""
    left, right = number(one), number(other)
    return left == right if left is not None and right is not None else same(one, other)


def same_value(one: Value, other: Value) -> bool:
    """Whether two settings are the same, whoever chose them; parameters by name."""
    if one.parameter is not None or other.parameter is not None:
        return one.parameter is not None and other.parameter is not None and same_name(one.parameter, other.parameter)
    if one.value in (None, "") and other.value in (None, ""):
        return True
    return same_amount(one.value, other.value)


def _has_point(value: object) -> bool:
    """Whether a whole number is written as a fraction."""
    return any(letter in str(value) for letter in ".eE") and float(str(value)).is_integer()


def uri(text: str) -> str:
    """A place of data in one spelling."""
    if match := _LONG.match(text):
        text = f"azureml://datastores/{match[1]}/paths/{match[2]}"
    head, separator, tail = text.partition("://")
    path = re.sub(r"/(\./)*/*", "/", tail if separator else head)
    path = re.sub(r"/\*\*(/\*)?$", "", path.removeprefix("./")).rstrip("/")  # all that is in a folder
    return f"{head}://{path}" if separator else path
