"""Lists of arguments of which only parts are known: the rest goes into the command as the list that it is."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping

import libcst as cst

from migrate.v1.nodes import walk
from migrate.v1.values import (
    UNKNOWN,
    DictValue,
    Foreign,
    Item,
    ListValue,
    Obj,
    Parameter,
    Unknown,
    Value,
    alternatives,
)

_COMPREHENSIONS = (cst.ListComp, cst.GeneratorExp)


class Unsplit(Exception):
    """Among what is not known there may be data or pipeline parameters."""


def split(node: cst.BaseExpression, known: Mapping[cst.CSTNode, Value]) -> Iterator[Item]:
    """The arguments that the expression lists, and the lists of arguments of which nothing is known.

    Raises:
        Unsplit: it holds data, or may hold some, that could not be told apart.
    """
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        yield from split(node.left, known)
        yield from split(node.right, known)
    elif isinstance(node, (cst.List, cst.Tuple)):
        for element in node.elements:
            if isinstance(element, cst.StarredElement):
                yield from split(element.value, known)
            else:
                yield from _element(Item(known.get(element.value, UNKNOWN), element.value))
    elif is_plain(node, known):
        yield Item(UNKNOWN, node, many=True)
    elif isinstance(node, cst.Name):
        yield from _listed(known.get(node), known)
    else:
        raise Unsplit


def _element(item: Item) -> Iterator[Item]:
    if isinstance(item.value, ListValue):
        raise Unsplit
    yield item


def _listed(value: Value | None, known: Mapping[cst.CSTNode, Value]) -> Iterator[Item]:
    if not isinstance(value, ListValue) or value.mixed:
        raise Unsplit
    for item in value.all():
        if item.many and not is_plain(item.node, known):
            raise Unsplit
        yield from (item,) if item.many else _element(item)


def is_plain(node: cst.BaseExpression, known: Mapping[cst.CSTNode, Value]) -> bool:
    """Whether there is surely nothing of v1 in the list."""
    for inner in walk(node):
        if not _is_plain(known.get(inner), known):
            return False
        # A function of which nothing is known may give data.
        called = inner.func if isinstance(inner, cst.Call) else None
        foreign = isinstance(called, cst.Name) and not hasattr(builtins, called.value)
        given = alternatives(known.get(inner, UNKNOWN)) if foreign else ()
        if any(isinstance(one, (Unknown, Foreign)) for one in given):
            return False
    return True


def _is_plain(value: Value | None, known: Mapping[cst.CSTNode, Value]) -> bool:
    for one in alternatives(value):
        if isinstance(one, ListValue):
            if one.mixed or not all(_is_plain(item.value, known) for item in one.all()):
                return False
            if not all(is_plain(item.node, known) for _, item in one.added):
                return False
        elif isinstance(one, DictValue):
            if not all(_is_plain(item.value, known) for item in one.items.values()):
                return False
        elif isinstance(one, Parameter):
            if not _says_plain(one):
                return False
        elif isinstance(one, Obj) or (isinstance(one, Unknown) and one.symbol):
            return False
    return True


_PLAIN = frozenset(
    {"Iterable", "List", "None", "Optional", "Sequence", "Tuple", "Union"}
    | {"bool", "float", "int", "list", "str", "tuple", "typing", "t"}
)


def _says_plain(parameter: Parameter) -> bool:
    """Whether the annotation of a parameter names builtin types only: ``Optional[list]``."""
    function = parameter.function.node
    if function is None:
        return False
    found = (*function.params.posonly_params, *function.params.params, *function.params.kwonly_params)
    said = next((one.annotation for one in found if one.name.value == parameter.name), None)
    if said is None:
        return False
    names = [node.value for node in walk(said.annotation) if isinstance(node, cst.Name)]
    return bool(names) and _PLAIN.issuperset(names)


__all__ = ["Unsplit", "is_plain", "split"]
