"""Which of its branches a program takes, as far as that decides what a pipeline holds.

``steps = [train, check] if ...`` and ``register.run_after(check)`` in a branch make one pipeline for each way through
the branches. A :class:`Scenario` is one of these ways; under it the values that the branches joined are single again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import libcst as cst

from migrate.v1.nodes import children
from migrate.v1.values import Item, ListValue, Obj, OneOf, Value, Where, alternatives

Condition: TypeAlias = cst.If | cst.IfExp
"""What decides between two branches by its ``test``."""

MOST_BRANCHES = 6
"""More conditions than these are not told apart: each doubles the number of scenarios."""


class Unsettled(Exception):
    """What stands in this block may run never or often, whichever branches are taken."""


def conditions(
    blocks: tuple[cst.CSTNode, ...], home: tuple[cst.CSTNode, ...], branches: Mapping[cst.CSTNode, Condition]
) -> Iterator[tuple[Condition, bool]]:
    """The conditions on which a block is run when ``home`` is, each with whether it has to hold.

    Args:
        branches: by what stands behind ``else`` the condition that it belongs to.

    Raises:
        Unsettled: it is, or stands in, a loop or another block that is no branch of an ``if``.
    """
    shared = 0
    while shared < min(len(home), len(blocks)) and home[shared] is blocks[shared]:
        shared += 1
    previous: cst.CSTNode | None = blocks[shared - 1] if shared else None
    for block in blocks[shared:]:
        parent = branches.get(block)
        if parent is not None and previous is not block:
            yield parent, False
        elif isinstance(block, (cst.If, cst.IfExp)):
            yield block, True
        else:
            raise Unsettled
        previous = block


def exclusive(one: Sequence[cst.CSTNode], other: Sequence[cst.CSTNode]) -> bool:
    """Whether only one of two places runs: they are in different branches of one ``if``."""
    pair = next(((a, b) for a, b in zip(one, other, strict=False) if a is not b), None)
    return pair is not None and (pair[1] in _other_branches(pair[0]) or pair[0] in _other_branches(pair[1]))


def _other_branches(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    while isinstance(node, cst.If) and node.orelse is not None:
        node = node.orelse
        yield node


def else_branches(modules: Iterable[cst.Module]) -> dict[cst.CSTNode, Condition]:
    """By the ``else`` or ``elif`` branch the ``if`` that it belongs to."""
    found: dict[cst.CSTNode, Condition] = {}

    def collect(node: cst.CSTNode) -> None:
        if isinstance(node, cst.If) and node.orelse is not None:
            found[node.orelse] = node
        for child in children(node):
            if isinstance(child, (cst.BaseStatement, cst.BaseSuite, cst.Else, cst.ExceptHandler, cst.Finally)):
                collect(child)

    for module in modules:
        for statement in module.body:
            collect(statement)
    return found


def united(value: Value | None) -> ListValue | None:
    """The elements of all the lists that it may be, each with the branch that makes its list.

    None unless each list is made in a branch of its own; what a branch binds takes the place of an empty list.
    """
    found = alternatives(value)
    lists = [one for one in found if isinstance(one, ListValue)]
    if len(found) < 2 or len(lists) < len(found) or len({one.function for one in lists}) > 1:
        return None
    for one in lists:
        depth = len(one.blocks)
        if one.items and any(other is not one and other.blocks[:depth] == one.blocks for other in lists):
            return None
    joined = ListValue(complete=all(one.complete for one in lists), function=lists[0].function)
    for one in lists:
        for item in one.items:
            inside = item.blocks if item.blocks is not None and item.blocks[: len(one.blocks)] == one.blocks else None
            joined.put(item.value, item.node, True, inside if item.conditional else one.blocks)
    return joined


@dataclass(eq=False)
class Scenario:
    """One way through the branches, for what stands at ``home``.

    ``choices`` says of each condition whether it holds; a condition that is asked for and not there is noted in
    ``asked`` and taken to hold.
    """

    home: Where
    branches: Mapping[cst.CSTNode, Condition]
    choices: Mapping[Condition, bool] = field(default_factory=dict)
    asked: dict[Condition, None] = field(default_factory=dict)

    def holds(self, blocks: tuple[cst.CSTNode, ...]) -> bool:
        """Whether the block is run.

        Raises:
            Unsettled: it is, or stands in, a loop or another block that is no branch of an ``if``.
        """
        found = conditions(blocks, self.home.blocks, self.branches)
        return all(self._is(condition) is wanted for condition, wanted in found)

    def met(self, when: Iterable[tuple[Condition, bool]]) -> bool:
        """Whether all of these hold."""
        return all(self._is(condition) is wanted for condition, wanted in when)

    def _is(self, condition: Condition) -> bool:
        self.asked[condition] = None
        return self.choices.get(condition, True)

    def settle(self, value: Value) -> Value:
        """The value without the alternatives of branches that are not taken.

        Raises:
            Unsettled: what is left depends on more than branches.
        """
        if isinstance(value, OneOf):
            return self._last(value)
        if isinstance(value, ListValue):
            return self._list(value)
        return value

    def _last(self, value: OneOf) -> Value:
        """The alternative that was bound last among those that the scenario runs."""
        found: list[tuple[int, Value]] = []
        for one in value.values:
            if isinstance(one, ListValue):
                if one.function is not self.home.function:
                    raise Unsettled
                blocks = one.blocks
            elif isinstance(one, Obj) and one.call is not None and one.call.where.function is self.home.function:
                blocks = one.call.where.blocks
            else:
                raise Unsettled
            if self.holds(blocks):
                found.append((len(blocks), one))
        if not found:
            raise Unsettled
        depth = max(depth for depth, _ in found)
        # What a branch binds takes the place of what was bound before the branch.
        deepest = [one for length, one in found if length == depth]
        if len(deepest) != 1:
            raise Unsettled
        return self.settle(deepest[0])

    def _list(self, value: ListValue) -> ListValue:
        if value.known:
            items = value.items
        else:
            if not value.complete or value.function is not self.home.function:
                raise Unsettled
            items = [item for item in value.items if self._has(item)]
        return ListValue([Item(self.settle(item.value), item.node) for item in items])

    def _has(self, item: Item) -> bool:
        if not item.conditional:
            return True
        if item.blocks is None:
            raise Unsettled
        return self.holds(item.blocks)


def scenarios(asked: Iterable[Condition]) -> Iterator[dict[Condition, bool]]:
    """Every combination of these conditions."""
    found = list(asked)
    for choices in itertools.product((True, False), repeat=len(found)):
        yield dict(zip(found, choices, strict=True))
