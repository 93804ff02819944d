"""Statements of a notebook that move into a function of another cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import libcst as cst

from migrate.decisions.decided import Todo

Pair: TypeAlias = tuple[cst.CSTNode, cst.CSTNode]
"""A statement of the source, and what stands for it now."""


@dataclass
class Gathered:
    """What the cells of a document, which are written one after the other, know of each other."""

    statements: dict[cst.CSTNode, cst.CSTNode] = field(default_factory=dict)
    """By statement of the source what moves from its cell to a later one."""
    reached: dict[cst.CSTNode, list[Todo]] = field(default_factory=dict)
    """Leftovers that were met, by the statement that they stand in."""
    rewritten: set[cst.CSTNode] = field(default_factory=set)
    """The statements in which an expression was replaced."""
    emptied: set[cst.CSTNode] = field(default_factory=set)
    """Blocks, and whole ``if`` statements, that nothing is left of."""

    def take(self, pairs: Iterable[Pair], moved: Iterable[cst.CSTNode]) -> list[Pair]:
        """Take out of a cell what moves to another one; the pairs that stay."""
        going = set(moved)
        found = list(pairs)
        self.statements |= {statement: node for statement, node in found if statement in going}
        return [pair for pair in found if pair[0] not in going]

    def given(self, statements: Iterable[cst.CSTNode], own: Iterable[Pair]) -> Iterator[Pair]:
        """What moves into a function, in its order."""
        known = {**self.statements, **dict(own)}
        return ((statement, known[statement]) for statement in statements if statement in known)
