"""What comes out of code that is not followed, when an object of v1 goes in.

An object that v2 has in the same place is the same afterwards. Of any other is only said that it may come out, so that
what is asked of it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import libcst as cst

from migrate.v1.elsewhere import Stays
from migrate.v1.recorder import Recorder
from migrate.v1.values import (
    UNKNOWN,
    Const,
    DictValue,
    Function,
    ListValue,
    LocalInstance,
    LocalLambda,
    Obj,
    Unknown,
    Value,
    alternatives,
    join,
)

_IN_PLACE: Final = (
    "azureml.core.Workspace",
    "azureml.core.Environment",
    "azureml.core.compute.ComputeTarget",
    "azureml.data.abstract_datastore.AbstractDatastore",
    "azureml.core.Datastore",
    "azureml.core.Run",
    "azureml.core.Model",
    "azureml.core.Keyvault",
)
"""Classes whose objects have a counterpart in v2 that stands in the same variable."""
SAME: Final = frozenset({"contextlib.nullcontext", "copy.copy", "copy.deepcopy", "functools.reduce", "typing.cast"})
"""What gives the object, or one like it, that it is given."""
ONE: Final = frozenset({"max", "min", "next"})
"""What gives one of the elements that it is given."""
ALL: Final = frozenset({"collections.deque", "frozenset", "iter", "list", "reversed", "set", "sorted", "tuple"})
"""What gives all of them."""
_HANDING: Final = (
    SAME
    | ONE
    | ALL
    | {"dict", "filter", "getattr", "map", "vars", "weakref.proxy", "weakref.ref", "types.MappingProxyType"}
    | {f"collections.{name}" for name in ("ChainMap", "OrderedDict", "defaultdict")}
    | {"asyncio.run", "asyncio.wait_for", "contextvars.ContextVar", "dataclasses.replace", "property"}
    | {f"itertools.{name}" for name in ("chain", "cycle", "filterfalse", "islice", "repeat", "starmap", "takewhile")}
)
"""Functions and classes of Python that hand on what they are given, or what a function gives that they are given."""
_HOLDING: Final = frozenset({"copy", "get", "items", "keys", "pop", "popleft", "put", "result", "set", "values"})
"""What is asked of something that holds others, rather than of an object of v1."""
_DEEPEST = 3


class HandedOn(Recorder):
    """Follows objects of v1 through what only hands them on."""

    def hands_on(self, dotted: str) -> bool:
        return dotted in _HANDING

    def handed_on(self, node: cst.CSTNode, value: Value, through: str) -> Value:
        """The value where v2 has it in the same place, else only what it may be."""
        found = [one for one in alternatives(value) if one != Const(None)]
        if found and all(isinstance(one, LocalInstance) or self._is_in_place(one) for one in found):
            return value
        return self.unsure(node, [value], through)

    def unsure(self, node: cst.CSTNode, values: list[Value], through: str) -> Value:
        """What may be one of the objects of v1 in these values."""
        symbols = sorted({symbol for value in values for symbol in _v1_in(value, self.values.get)})
        return join(*(self._unsure(node, one, through) for one in symbols)) if len(symbols) <= _DEEPEST else UNKNOWN

    def _unsure(self, node: cst.CSTNode, symbol: str, through: str) -> Unknown:
        told = Stays(self.shown(node), symbol, becomes=True, decorator=through)
        return Unknown(symbol=symbol, told=told, origin=f"what `{through}` gives is not followed")

    def is_unsure(self, value: Value) -> bool:
        """Whether it is only known that it may be an object of v1, or hold one."""
        return isinstance(value, Unknown) and isinstance(value.told, Stays) and bool(value.told.decorator)

    def keeps_unsure(self, value: Value, name: str) -> bool:
        """Whether a member of it may be an object of v1, or hold one, again."""
        if not isinstance(value, Unknown) or not self.is_unsure(value):
            return False
        return name in _HOLDING or self.catalogue.member(value.symbol, name) is None

    def _is_in_place(self, obj: Value) -> bool:
        return isinstance(obj, Obj) and any(
            obj.symbol == one or self.catalogue.is_subclass(obj.symbol, one) for one in _IN_PLACE
        )


def _v1_in(value: Value | None, known: Callable[[cst.CSTNode], Value | None], depth: int = 0) -> Iterator[str]:
    """The v1 classes of the objects in a value, or that a function gives."""
    for one in alternatives(value) if depth < _DEEPEST else ():
        if isinstance(one, Obj) or (isinstance(one, Unknown) and one.symbol):
            yield one.symbol
        elif isinstance(one, (ListValue, DictValue)):
            items = one.items if isinstance(one, ListValue) else list(one.items.values())
            for item in items:
                yield from _v1_in(item.value, known, depth + 1)
        elif isinstance(one, Function):
            yield from _v1_in(one.scope.result, known, depth + 1)
        elif isinstance(one, LocalLambda):
            yield from _v1_in(known(one.node.body), known, depth + 1)
