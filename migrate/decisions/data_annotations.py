"""Annotations that name the class of a dataset: what functions are given and return in its place."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.inputs import is_asset
from migrate.decisions.rule import Decision, Manual, converted
from migrate.v1.data import CONSUMPTION, DATASETS
from migrate.v1.nodes import walk
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import ListValue, Obj, Value, alternatives
from migrate.v2.expressions import V2

_INPUT, _ASSET = V2("azure.ai.ml", "Input"), V2("azure.ai.ml.entities", "Data")


def data_annotation(use: ReferenceUse, context: Context) -> Decision:
    """The class of what a function is given, or returns, in place of datasets.

    Raises:
        Manual: that is not always the same, or one of v1.
    """
    found = {
        _class_of(data, context)
        for value in _annotated(use.node, context)
        for data in _datasets(value)
        if data.symbol in (CONSUMPTION, *DATASETS)
    }
    if len(found) != 1:
        raise Manual("data is an Input in v2, or a data asset: name the class that it has here")
    (kind,) = found
    return Decision(converted(kind.name), kind)


def _class_of(data: Obj, context: Context) -> V2:
    if data.call is None or context.decide(data.call).stays_v1:
        raise Manual("this data stays one of v1")
    return _ASSET if data.symbol in DATASETS and is_asset(data, context) else _INPUT


def _annotated(node: cst.CSTNode, context: Context) -> Iterator[Value]:
    """What the parameter holds that the annotation is for, or what the function returns."""
    for function, scope in context.interpreter.functions.items():
        params = function.params if isinstance(function, cst.FunctionDef) else cst.Parameters()
        for param in (*params.posonly_params, *params.params, *params.kwonly_params):
            if param.annotation is not None and node in walk(param.annotation):
                yield from alternatives(context.interpreter.bindings.get(param.name))
        returned = function.returns if isinstance(function, cst.FunctionDef) else None
        if returned is not None and node in walk(returned):
            yield scope.result


def _datasets(value: Value) -> Iterator[Obj]:
    for one in alternatives(value):
        if isinstance(one, Obj):
            yield one
        elif isinstance(one, ListValue):
            yield from (obj for item in one.flat() for obj in _datasets(item.value))
