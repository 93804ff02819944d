"""Where a dataset of v1 lies: its paths, as far as the code tells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.data import data_type, is_default, joined, store_name, store_path
from migrate.decisions.outputs import text_of
from migrate.decisions.rule import Manual
from migrate.v1.data import stored
from migrate.v1.nodes import bound_names, locals_of, names_read, walk
from migrate.v1.texts import pieces
from migrate.v1.values import (
    UNKNOWN,
    Call,
    Const,
    ListValue,
    LocalInstance,
    Obj,
    Value,
    alternatives,
    constant,
    objects,
)
from migrate.v2.expressions import Expr, Literal, User

_DEFAULT_STORE = "workspaceblobstore"
"""The default datastore of a workspace for which nobody chose another one."""
_EVERYTHING = ("/**", "/**/*")
"""Endings of a pattern that says no more than its folder."""


@dataclass(frozen=True)
class Place:
    """One path of a dataset. ``text`` is what the path is, when that is known."""

    expr: Expr
    text: str | None
    known: str | None
    """The whole address, when all of it is known."""
    is_pattern: bool = False
    """Whether a text that is not known has a star in it."""
    varies: tuple[Expr, ...] = ()
    """The parts of it that are others each time that the code runs which names it."""

    @property
    def kind(self) -> str:
        if self.text is None:
            return "pattern" if self.is_pattern else "uri_folder"
        return "pattern" if "*" in self.text else data_type(self.text)


def places(made: Call, context: Context) -> Iterator[Place]:
    """The paths that a dataset is made of.

    Raises:
        Manual: they are only known when the code runs.
    """
    node = made.expression("path")
    if node is None:
        raise Manual("where this data lies cannot be read from the code")
    yield from _places(node, made.value("path"), _names(made), context)


@dataclass(frozen=True)
class _Names:
    """The variables of the code that makes data."""

    parameters: frozenset[str]
    """Those of its function: what its only caller gives may be another thing one day."""
    varying: frozenset[str]
    """Those that may be others when it runs again."""

    def vary(self, node: cst.BaseExpression, context: Context) -> bool:
        read = (name for name in names_read(node) if name.value in self.varying)
        return not all(_is_one(context.value(name)) for name in read)


def _is_one(value: Value | None) -> bool:
    """Whether it is one object, whoever calls the function."""
    found = alternatives(value)
    return len(found) == 1 and isinstance(found[0], (Obj, LocalInstance))


def _names(made: Call) -> _Names:
    function = made.where.function.node
    params = function.params if function is not None else cst.Parameters()
    own = frozenset(one.name.value for one in (*params.posonly_params, *params.params, *params.kwonly_params))
    loops = (one for one in made.where.blocks if isinstance(one, (cst.For, cst.While)))
    targets = (one.target for loop in loops for one in walk(loop) if isinstance(one, (cst.For, cst.AssignTarget)))
    bound = frozenset(name for target in targets for name in bound_names(target))
    return _Names(own, bound | (frozenset(locals_of(function)) if function is not None else frozenset()))


def _places(node: cst.BaseExpression, value: Value | None, own: _Names, context: Context) -> Iterator[Place]:
    if isinstance(value, ListValue):
        if not value.known or not value.items:
            raise Manual("where this data lies is only known when the code runs")
        if _is_store(value.items[0].value) and len(value.items) == 2:
            store, path = value.items
            yield _on_store(store.node, store.value, path.node, path.value, own, context)
            return
        if isinstance(node, cst.Tuple) and len(value.items) == 2 and constant(value.items[0].value) is None:
            raise Manual("whether this is a path on a datastore is only known when the code runs")
        for item in value.items:
            yield from _places(item.node, item.value, own, context)
        return
    obj = single(value)
    place = stored(obj) if obj is not None else None
    if place is not None:
        yield _on_store(place.store, place.store_value, place.path, place.path_value, own, context)
    elif objects(value):
        raise Manual("where this data lies cannot be read from the code")
    else:
        text = _trimmed_text(constant(value))
        if text is not None:
            yield Place(Literal(text), text, text)
        else:
            expr, is_pattern = _unknown(node, value, context)
            yield Place(expr, None, None, is_pattern, tuple(_varying(node, value, own, context)))


def _is_store(value: Value) -> bool:
    found = objects(value)
    return bool(found) and all("atastore" in obj.symbol for obj in found)


def _trimmed_text(value: object) -> str | None:
    return _trimmed(value) if isinstance(value, str) else None


def _trimmed(text: str) -> str:
    return next((text.removesuffix(ending) for ending in _EVERYTHING if text.endswith(ending)), text)


def _varying(node: cst.BaseExpression | None, value: Value | None, own: _Names, context: Context) -> list[Expr]:
    """The parts of a text that may be others when the code runs again."""
    parts = pieces(node, value or UNKNOWN, context.interpreter.values) if node is not None else ()
    return [User(one.node) for one in parts if not isinstance(one.value, Const) and own.vary(one.node, context)]


def _unknown(node: cst.BaseExpression, value: Value | None, context: Context) -> tuple[Expr, bool]:
    """A path of which only parts are known: how it is written, and whether it is a pattern."""
    parts = list(pieces(node, value or UNKNOWN, context.interpreter.values))
    texts = [one.value.value for one in parts if isinstance(one.value, Const) and isinstance(one.value.value, str)]
    if not any("*" in text for text in texts):
        return text_of(node, value), False
    said: list[str | Expr] = []
    for one in parts:
        text = one.value.value if isinstance(one.value, Const) else None
        said.append(text if isinstance(text, str) else User(one.node))
    *first, last = said
    trimmed = [*first, _trimmed(last) if isinstance(last, str) else last]
    is_pattern = any(isinstance(part, str) and "*" in part for part in trimmed)
    return (text_of(node, value), True) if is_pattern else (joined(trimmed), False)


def _on_store(
    store: cst.BaseExpression,
    value: Value | None,
    path: cst.BaseExpression | None,
    path_value: Value | None,
    own: _Names,
    context: Context,
) -> Place:
    if isinstance(path_value, ListValue) or objects(path_value):
        raise Manual("where this data lies cannot be read from the code")
    text = _trimmed_text(constant(path_value)) if path is not None else ""
    as_written = path is not None and any(name.value in own.parameters for name in names_read(path))
    literal: Expr | None = Literal(text.lstrip("/")) if text is not None and not as_written else None
    is_pattern = False
    if literal is None and path is not None:
        literal, is_pattern = _unknown(path, path_value, context)
    expr = store_path(store, value, literal, context)
    known = expr.parts[0] if len(expr.parts) == 1 and isinstance(expr.parts[0], str) else None
    if known is None and text is not None and not as_written and is_default(value):
        known = f"azureml://datastores/{_DEFAULT_STORE}/paths/{text.lstrip('/')}"
    varies = _varying(path, path_value, own, context)
    if own.vary(store, context):
        varies.insert(0, store_name(store, value, context))
    return Place(expr, text, known, is_pattern, tuple(varies))
