"""Annotations that name the class of a dataset: what functions are given and return in its place."""

from __future__ import annotations

from migrate.decisions.annotations import annotated, held_by
from migrate.decisions.context import Context
from migrate.decisions.inputs import is_asset, ports_of
from migrate.decisions.rule import Decision, Manual, converted
from migrate.v1.data import CONSUMPTION, DATA_REFERENCE, DATASETS
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Obj
from migrate.v2.expressions import V2

_INPUT, _ASSET = V2("azure.ai.ml", "Input"), V2("azure.ai.ml.entities", "Data")


def data_annotation(use: ReferenceUse, context: Context) -> Decision:
    """The class of what a function is given, or returns, in place of datasets.

    Raises:
        Manual: that is not always the same, or one of v1.
    """
    found = {
        _class_of(data, context)
        for value in annotated(use.node, context)
        for data in held_by(value)
        if data.symbol in (CONSUMPTION, DATA_REFERENCE, *DATASETS)
    }
    if len(found) != 1:
        raise Manual("data is an Input in v2, or a data asset: name the class that it has here")
    (kind,) = found
    return Decision(converted(kind.name), kind)


def _class_of(data: Obj, context: Context) -> V2:
    if data.call is None and data.source is None and data.symbol in DATASETS:
        return _class_of_given(data, context)
    if data.call is None or context.decide(data.call).stays_v1:
        raise Manual("this data stays one of v1")
    return _ASSET if data.symbol in DATASETS and is_asset(data, context) else _INPUT


def _class_of_given(data: Obj, context: Context) -> V2:
    """That of what a function is given by code which is not known: what it does with the data tells.

    A step takes either, so that a data asset does as well where an input is named.
    """
    if is_asset(data, context):
        return _ASSET
    if not any(ports_of(data, context)):
        raise Manual("this data stays one of v1")
    return _INPUT
