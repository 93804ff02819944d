"""What a variable of the code around a pipeline may hold: steps, the data that they write, and lists of these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import libcst as cst

from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.values import Obj

Blocks: TypeAlias = tuple[cst.CSTNode, ...]
LOOPS = (cst.For, cst.While, cst.CompFor)


@dataclass(eq=False)
class Site:
    """A place that makes a step each time it runs: a constructor, or a call of a function that makes one."""

    call: cst.Call
    step: StepModel
    blocks: Blocks
    """The branches and loops around it."""
    helper: FunctionScope | None = None
    reads: list[tuple[Handle, Blocks]] = field(default_factory=list)
    """The data that is given to it, each with the blocks around what put it there."""
    included: bool = False
    target: str = ""
    """The variable that the step is bound to."""


@dataclass(eq=False)
class Handle:
    """A step (``data`` is None), or data that one writes."""

    site: Site | None
    data: Obj | None
    blocks: Blocks


@dataclass(eq=False)
class Several:
    """A list or tuple, or one of several; each element with the blocks around what put it there."""

    items: list[tuple[Symbolic, Blocks]] = field(default_factory=list)
    keys: dict[object, Symbolic] = field(default_factory=dict)
    """For a dictionary its elements by key, as far as these are literals."""


@dataclass(eq=False)
class Last(Several):
    """The last element of a list: one of these, as branches put something behind it or not."""


@dataclass(eq=False)
class Element(Several):
    """One of the elements of a list."""


@dataclass(eq=False)
class Carried(Several):
    """What a variable holds when a round of a loop begins: what was there before the loop, or what a round left."""

    left: Symbolic = None
    """What a round leaves, once the loop has been followed."""
    reads: dict[cst.Name, None] = field(default_factory=dict)
    """Where that is read."""

    def whole(self) -> list[Handle]:
        """All that it may hold."""
        return [one for value in (*(item for item, _ in self.items), self.left) for one in all_handles(value)]


@dataclass(eq=False)
class Instance:
    """An instance of a class of the project, with what its methods and its making keep in it."""

    keys: dict[str, Symbolic] = field(default_factory=dict)
    """By attribute."""


Symbolic: TypeAlias = Handle | Several | Instance | None


def spread(value: Symbolic, blocks: Blocks) -> Iterator[tuple[Handle, Blocks]]:
    """The steps and data in a value; a list's elements with the blocks around what put them there."""
    if isinstance(value, Handle):
        yield value, blocks
    elif isinstance(value, Several):
        for item, around in value.items:
            yield from spread(item, around)


def holds_steps(value: Symbolic) -> bool:
    """Whether all that the value holds are steps that are followed."""
    if isinstance(value, Several):
        return all(holds_steps(item) for item, _ in value.items)
    return isinstance(value, Handle) and value.data is None


def handles(value: Symbolic) -> list[Handle]:
    return [handle for handle, _ in spread(value, ())]


def all_handles(value: Symbolic) -> list[Handle]:
    """The steps and data that a value may be, also those of earlier rounds of a loop."""
    return value.whole() if isinstance(value, Carried) else handles(value)


def joined(before: Symbolic, taken: Symbolic, other: Symbolic) -> Symbolic:
    """What a variable holds after two branches; what only one of them keeps is not certain any more."""
    if taken is other:
        return taken
    found = [one for one in (taken, other) if one is not before and one is not None]
    if len(found) == 1:
        return found[0]
    return Several([(one, ()) for one in found])


def last_of(held: Several, blocks: Blocks) -> Symbolic:
    """The last element of a list, as seen from these blocks; None when it is not known to be a step.

    In a loop that is what an earlier round may have put there.
    """
    found: list[tuple[Symbolic, Blocks]] = []
    if any(isinstance(block, LOOPS) for block in blocks):
        return None
    for value, around in reversed(held.items):
        if not isinstance(value, Handle) or value.data is not None:
            return None
        if any(isinstance(block, LOOPS) for block in around):
            return None
        found.append((value, around))
        if set(around) <= set(blocks):
            return found[0][0] if len(found) == 1 else Last(found)
    return None


def is_filled(held: Several, blocks: Blocks) -> bool | None:
    """Whether a list has elements, as seen from these blocks; None when that is only known when the code runs."""
    if any(isinstance(block, LOOPS) for block in blocks):
        return None
    if not held.items:
        return False
    return True if any(set(around) <= set(blocks) for _, around in held.items) else None
