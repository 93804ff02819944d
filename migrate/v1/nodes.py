"""Walking through a tree of libcst, and what every part of the converter asks of its nodes."""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import libcst as cst

_EMPTY = cst.Module([])
_WRITTEN = 4096
"""Of how many nodes the source is kept: libcst writes it anew whenever it is asked for."""
_VALUES: dict[type[cst.CSTNode], Callable[[cst.CSTNode], Iterable[Any]]] = {}
"""By class of node what gives the values of its fields, in the order of the source."""
_LEAVES = (cst.SimpleWhitespace, cst.Comment)
"""Nodes with none below them, the most frequent one first."""
_SORTS: dict[type, str] = {}
"""By class of such a value what it is: ``node``, ``nodes`` or something else."""
_BINDING = frozenset(
    {cst.Param, cst.FunctionDef, cst.ClassDef, cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.CompFor}
    | {cst.NamedExpr, cst.Del, cst.WithItem, cst.ExceptHandler, cst.ImportAlias}
)
"""The nodes that bind variables themselves."""


class _Fields(cst.CSTVisitor):
    """Notes in which order the fields of one node are visited."""

    def __init__(self, node: cst.CSTNode) -> None:
        super().__init__()
        self.node = node
        self.names: list[str] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        return node is self.node

    def on_visit_attribute(self, node: cst.CSTNode, attribute: str) -> None:
        if node is self.node:
            self.names.append(attribute)


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The direct children in the order of the source, whitespace included: ``node.children``, four times as fast.

    libcst (1.9) finds them by making a copy of the node, with a visitor.
    """
    kind = type(node)
    if kind in _LEAVES:
        return []
    values = _VALUES.get(kind) or _values(node)
    found: list[Any] = []
    for value in values(node):
        # One check by the type of the value: with those of libcst, which are abstract, ``isinstance`` takes long.
        sort = _SORTS.get(type(value)) or _sort(value)
        if sort == "node":
            found.append(value)
        elif sort == "nodes":
            found += value
    return found


def _values(node: cst.CSTNode) -> Callable[[cst.CSTNode], Iterable[Any]]:
    """What gives the values of the fields of such nodes."""
    fields = _Fields(node)
    node.visit(fields)
    # What is only visited where there is some, such as the format of ``f"{x:>8}"``, stands last.
    names = tuple(dict.fromkeys((*fields.names, *(field.name for field in dataclasses.fields(node)))))
    found = operator.attrgetter(*names) if len(names) > 1 else lambda one: tuple(getattr(one, name) for name in names)
    _VALUES[type(node)] = found
    return found


def _sort(value: object) -> str:
    found = "node" if isinstance(value, cst.CSTNode) else "nodes" if isinstance(value, (tuple, list)) else "none"
    _SORTS[type(value)] = found
    return found


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The node and all below it, each before what is below it."""
    todo = [node]
    while todo:
        yield (one := todo.pop())
        todo += reversed(children(one))


def names_read(node: cst.CSTNode) -> Iterator[cst.Name]:
    """Every name that stands for a variable, also where it is bound; attributes and keywords are none."""
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, cst.Name):
            yield one
        else:
            todo += reversed(read_in(one))


def read_in(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The direct children in which variables are read."""
    return [node.value] if isinstance(node, (cst.Attribute, cst.Arg)) else children(node)


def bound_names(target: cst.CSTNode) -> list[str]:
    """The variables that the target of an assignment or a loop binds."""
    if isinstance(target, cst.Name):
        return [target.value]
    if isinstance(target, cst.StarredElement):
        return bound_names(target.value)
    if isinstance(target, (cst.Tuple, cst.List)):
        return [name for element in target.elements for name in bound_names(element)]
    return bound_names(target.value) if isinstance(target, cst.Element) else []


def bound_by(node: cst.CSTNode) -> list[str]:
    """The variables that a node binds itself, not by what stands in it."""
    if type(node) not in _BINDING:  # most are not: see ``children`` about ``isinstance``
        return []
    if isinstance(node, (cst.Param, cst.FunctionDef, cst.ClassDef)):
        return [node.name.value]
    if isinstance(node, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.CompFor, cst.NamedExpr)):
        return bound_names(node.target)
    if isinstance(node, cst.Del):
        return [name.value for name in names_read(node)]
    if isinstance(node, (cst.WithItem, cst.ExceptHandler)):
        named = node.asname if isinstance(node, cst.WithItem) else node.name
        return [name.value for name in names_read(named)] if named is not None else []
    if isinstance(node, cst.ImportAlias):
        return [(node.evaluated_alias or node.evaluated_name).split(".")[0]]
    return []


def locals_of(function: cst.FunctionDef | cst.Lambda) -> set[str]:
    """The variables of a function."""
    return {name for part in (function.params, function.body) for node in walk(part) for name in bound_by(node)}


def imports_at_top(module: cst.Module) -> Iterator[tuple[cst.SimpleStatementLine, cst.Import | cst.ImportFrom]]:
    """The import statements of a module that stand by themselves, outside of functions and branches."""
    for statement in module.body:
        if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
            node = statement.body[0]
            if isinstance(node, (cst.Import, cst.ImportFrom)):
                yield statement, node


def imports_in_functions(module: cst.Module) -> Iterator[tuple[cst.SimpleStatementLine, cst.ImportFrom]]:
    """``from module import name`` that stands by itself in a function or a branch."""
    at_top = {statement for statement, _ in imports_at_top(module)}
    for statement in walk(module):
        if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 and statement not in at_top:
            node = statement.body[0]
            if isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
                yield statement, node


def module_name(node: cst.ImportFrom) -> str:
    """The module of ``from module import …``, with a dot for each relative level."""
    return "." * len(node.relative) + (code_of(node.module) if node.module else "")


@lru_cache(_WRITTEN)
def code_of(node: cst.CSTNode) -> str:
    """The source of a node that may stand in any module."""
    return _EMPTY.code_for_node(node)
