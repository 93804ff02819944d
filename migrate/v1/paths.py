"""Paths and texts that code puts together: ``os.path.join("src", name)``, ``Path(__file__).parent / "src"``."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

import libcst as cst

from migrate.v1.values import UNKNOWN, Const, Unknown, Value

Start = Literal["", "cwd", "root"]

_PATHS = frozenset({"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath"})
_TEXTS = frozenset({"str", "os.fspath"})
_FUNCTIONS = frozenset({"join", "dirname", "normpath", "abspath", "realpath", "expanduser"})
_SAME_PLACE = frozenset({"resolve", "absolute", "expanduser"})


@dataclass(frozen=True)
class Located(Unknown):
    """A path of which it is known where in the project it is, but not how it is written when the code runs.

    ``start`` says where ``path`` begins: at the project's root, at the folder that the code runs in, or (empty) the
    same, when it is not made absolute and so its text is known.
    """

    path: str = "."
    start: Start = ""

    @property
    def is_text(self) -> bool:
        """Whether it is a text and not an object of ``pathlib``."""
        return self.type_name == "str"

    def at(self, path: str) -> Located:
        return Located(self.type_name, path=posixpath.normpath(path), start=self.start)


def own_path(path: str) -> Located:
    """``__file__``."""
    return Located("str", path=path, start="root")


def called(dotted: str, arguments: Sequence[tuple[cst.Arg, Value]]) -> Value | None:
    """What a function of ``os`` or ``pathlib`` returns; None when it is another one, or is not known."""
    values = [value for _, value in arguments]
    if any(argument.star or argument.keyword is not None for argument, _ in arguments):
        return None
    if dotted in ("os.getcwd", "pathlib.Path.cwd") and not values:
        return Located("str" if dotted == "os.getcwd" else "", start="cwd")
    if dotted in _PATHS:
        joined = _joined(values) if values else Const(".")
        return _object(joined) if joined is not None else None
    if dotted in _TEXTS and len(values) == 1 and isinstance(values[0], Located):
        return _text(values[0])
    module, _, name = dotted.rpartition(".")
    if module != "os.path" or name not in _FUNCTIONS or not values:
        return None
    path = _joined([_text(value) if isinstance(value, Located) else value for value in values])
    if name == "join" or path is None:
        return path
    if isinstance(path, Const):
        text = str(path.value)
        if name in ("abspath", "realpath"):
            return Located("str", path=posixpath.normpath(text), start="cwd")
        return Const(posixpath.dirname(text) if name == "dirname" else posixpath.normpath(text))
    return path.at(posixpath.dirname(path.path) or _above(path.path)) if name == "dirname" else path


def asked(place: Located, method: str, values: Sequence[Value]) -> Value:
    """What a method of a path returns."""
    if method in _SAME_PLACE:
        return Located("", path=place.path, start=place.start or "cwd")
    if method == "joinpath":
        joined = _joined([place, *values])
        return _object(joined) if joined is not None else UNKNOWN
    return _text(place) if method in ("as_posix", "__str__") else UNKNOWN


def member(place: Located, name: str) -> Value:
    """An attribute of a path."""
    return place.at(_above(place.path)) if name == "parent" and not place.is_text else UNKNOWN


def parents(place: Located, index: int) -> Value:
    """``path.parents[index]``."""
    for _ in range(index + 1):
        place = place.at(_above(place.path))
    return place


def added(left: Value, right: Value) -> Value | None:
    """``left + right`` and ``left / right``, when one of them is a path."""
    if isinstance(left, Located) and not left.is_text:
        joined = _joined([left, right])
        return _object(joined) if joined is not None else None
    return concatenated([left, right]) if isinstance(left, Located) else None


def formatted(node: cst.FormattedString, values: Sequence[Value]) -> Value:
    """An f-string, with what stands for its expressions in their order."""
    prefix = node.prefix.lower().replace("f", "")
    parts: list[Value] = []
    waiting = list(values)
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            try:
                text = ast.literal_eval(f"{prefix}{node.quote}{part.value}{node.quote}")
            except (SyntaxError, ValueError):
                return Unknown("str")
            parts.append(Const(text.replace("{{", "{").replace("}}", "}")))
        elif isinstance(part, cst.FormattedStringExpression):
            value = waiting.pop(0)
            if part.conversion is not None or part.format_spec is not None or part.equal is not None:
                return Unknown("str")
            parts.append(Const(str(value.value)) if isinstance(value, Const) else value)
    return concatenated(parts)


def concatenated(parts: Sequence[Value]) -> Value:
    """Texts one after the other."""
    parts = [_text(part) if isinstance(part, Located) else part for part in parts]
    first = parts[0] if parts else Const("")
    texts = [part.value for part in parts if isinstance(part, Const) and isinstance(part.value, str)]
    if len(texts) == len(parts):
        return Const("".join(texts))
    if isinstance(first, Located) and len(texts) == len(parts) - 1:
        behind = "".join(texts)
        if not behind or behind.startswith("/"):
            return Located("str", path=posixpath.normpath(first.path + behind), start=first.start)
    return Unknown("str")


def _joined(values: Sequence[Value]) -> Const | Located | None:
    """The paths, each below the one before it."""
    first, *rest = values
    texts = []
    for value in rest:
        value = _text(value) if isinstance(value, Located) else value
        if not isinstance(value, Const) or not isinstance(value.value, str) or value.value.startswith("/"):
            return None
        texts.append(value.value)
    if isinstance(first, Located):
        return first.at(posixpath.join(first.path, *texts))
    if isinstance(first, Const) and isinstance(first.value, str):
        return Const(posixpath.join(first.value, *texts))
    return None


def _object(value: Const | Located) -> Located:
    """The path as an object of ``pathlib``."""
    if isinstance(value, Located):
        return Located("", path=value.path, start=value.start)
    return Located("", path=str(PurePosixPath(str(value.value))), start="")


def _text(place: Located) -> Const | Located:
    return Located("str", path=place.path, start=place.start) if place.start else Const(place.path)


def _above(path: str) -> str:
    return posixpath.normpath(posixpath.join(path, ".."))
