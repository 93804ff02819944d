"""What code makes of a dataset: registered versions of it, and tables that are described by it."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.decisions.context import Context
from migrate.v1.data import DATASETS
from migrate.v1.table_methods import is_table_method
from migrate.v1.values import Call, Obj, objects


def lineage(data: Obj, context: Context) -> tuple[Obj, ...]:
    """The dataset and all that is made of it, from one to the next: they all become v2, or none.

    A method of v1 needs a dataset of v1.
    """
    found: dict[Obj, None] = {}
    left = [data]
    while left:
        one = left.pop(0)
        if one in found:
            continue
        found[one] = None
        for call in one.calls.values():
            if call.entry.name == "register" or is_table_method(call):
                left += _results(call, context)
    return tuple(found)


def _results(call: Call, context: Context) -> Iterator[Obj]:
    yield from (one for one in objects(call.result) if one.symbol in DATASETS)
    # ``train, test = table.random_split(0.8)``
    for value in context.interpreter.bindings.values():
        yield from (one for one in objects(value) if one.source is call and one.symbol in DATASETS)
