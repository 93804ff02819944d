"""Which steps a call of ``run_after`` orders where functions and loops make them.

The call stays where it is and binds an input each time it runs. So an input must not be bound twice: each step that
waits is made in the loop that the call stands in, or is another element of a list in each of its rounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from migrate.v1.nodes import bound_names, code_of
from migrate.v1.steps import StepModel
from migrate.v1.symbolic import LOOPS, Blocks, Carried, Element, Handle, Last, Several, Symbolic, all_handles
from migrate.v1.tracing import Untraceable

_MANY = "a step waits for every step that a loop makes: an input of v2 takes only one"
_SHIFTED = re.compile(r"(?P<name>\w+)( [-+] \d+)?")
_PAIRS = re.compile(r"zip\((?P<all>\w+)(\[:-1\])?, (?P=all)\[1:\]\)|(itertools\.)?pairwise\(\w+\)")
_PLACES = re.compile(r"range\((1, len\(\w+\)|len\(\w+\) - 1|0, len\(\w+\) - 1)\)|enumerate\(\w+(\[1:\])?\)")


@dataclass(frozen=True, eq=False)
class Ordering:
    """A call ``later.run_after(earlier)``."""

    node: cst.Call
    receiver: cst.BaseExpression
    given: cst.BaseExpression
    later: Symbolic
    earlier: Symbolic
    blocks: Blocks
    known: int
    """How many elements the list has in which the earlier step is, as far as it is followed."""

    def pairs(self) -> Iterator[tuple[Handle, Handle]]:
        """Each step that may wait, with each that it may wait for.

        Raises:
            Untraceable: that is not known, or an input would be bound twice.
        """
        earlier, later = self._steps(self.earlier), self._steps(self.later)
        for loop in self.blocks:
            if isinstance(loop, LOOPS) and not self._binds_once(loop, later):
                raise Untraceable(self.node, _MANY)
        held = self.later if isinstance(self.later, Element) else None
        if held is not None and isinstance(self.earlier, Element) and held.items is self.earlier.items:
            yield from _neighbours(held, self.node) if self._is_consecutive() else _others(earlier, later)
        else:
            found = list(_others(earlier, later))
            if not found:
                raise Untraceable(self.node, "a step waits for itself")
            yield from found

    def _steps(self, value: Symbolic) -> list[Handle]:
        single = isinstance(value, (Handle, Last, Carried, Element))
        found = all_handles(value) if single else []
        if not found or any(one.data is not None or one.site is None for one in found):
            raise Untraceable(self.node, "an ordering without data is followed between steps in variables only")
        return found

    def _binds_once(self, loop: cst.CSTNode, later: Sequence[Handle]) -> bool:
        """Whether each round orders another step, or all do the same."""
        if not isinstance(loop, (cst.For, cst.While)):
            return False
        if isinstance(self.later, Handle) and loop in self.later.blocks:
            return True
        if isinstance(loop, cst.For) and isinstance(self.later, Element) and self._is_of(self.receiver, loop):
            return len(later) == len({one.site for one in later})
        return isinstance(self.earlier, Handle) and loop not in self.earlier.blocks

    def _is_of(self, node: cst.BaseExpression, loop: cst.For) -> bool:
        """Whether it is another element in each round of the loop."""
        targets = bound_names(loop.target)
        if isinstance(node, cst.Name):
            return node.value in targets
        if not code_of(loop.iter).startswith(("range(", "enumerate(")):
            return False
        index = node.slice[0].slice if isinstance(node, cst.Subscript) and len(node.slice) == 1 else None
        match = _SHIFTED.fullmatch(code_of(index.value)) if isinstance(index, cst.Index) else None
        return match is not None and match["name"] == targets[0]

    def _is_consecutive(self) -> bool:
        """Whether an element waits for the one before it."""
        loops = [block for block in self.blocks if isinstance(block, cst.For)]
        if not loops:
            return False
        written, targets = code_of(loops[-1].iter), bound_names(loops[-1].target)
        if _PAIRS.fullmatch(written) is not None:
            return [code_of(self.given), code_of(self.receiver)] == targets
        places = [self._place(self.given, targets), self._place(self.receiver, targets)]
        return _PLACES.fullmatch(written) is not None and places in ([-1, 0], [0, 1])

    def _place(self, node: cst.BaseExpression, targets: Sequence[str]) -> int | None:
        """Of which element it is, counted from that of the round."""
        if isinstance(node, cst.Name):
            return 0 if node.value == targets[-1] else None
        index = node.slice[0].slice if isinstance(node, cst.Subscript) else None
        text = code_of(index.value) if isinstance(index, cst.Index) else ""
        return {targets[0]: 0, f"{targets[0]} - 1": -1, f"{targets[0]} + 1": 1}.get(text)


def _others(earlier: Sequence[Handle], later: Sequence[Handle]) -> Iterator[tuple[Handle, Handle]]:
    """Every pair of two steps, or of what a loop makes in two of its rounds."""
    for one in earlier:
        for other in later:
            if one.site is not other.site or _loops(one):
                yield one, other


def _neighbours(held: Several, node: cst.Call) -> Iterator[tuple[Handle, Handle]]:
    """The elements of a list of which the second may follow right behind the first."""
    items = [(value, blocks) for value, blocks in held.items if isinstance(value, Handle)]
    if len(items) < len(held.items):
        raise Untraceable(node, "an ordering without data is followed between steps in variables only")
    for start, (one, around) in enumerate(items):
        for end, (other, blocks) in enumerate(items):
            between = items[start + 1 : end] if start < end else []
            shared = any(block in blocks for block in around if isinstance(block, LOOPS))
            if (start < end and all(inside for _, inside in between)) or shared:
                yield one, other


def _loops(handle: Handle) -> bool:
    return any(isinstance(block, LOOPS) for block in handle.blocks)


def single_input(pairs: Mapping[cst.Call, Iterable[tuple[StepModel, StepModel]]]) -> bool:
    """Whether no step has to wait for one of several steps by more than one call."""
    found: dict[StepModel, set[cst.Call]] = {}
    for call, known in pairs.items():
        several = list(known)
        for _, later in several if len(several) > 1 else ():
            found.setdefault(later, set()).add(call)
    return all(len(calls) == 1 for calls in found.values())
