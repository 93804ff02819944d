"""Documents that are understood, with what they say in short written out where that makes v2 of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.decided import Decisions
from migrate.linking.borrowing import Borrowed
from migrate.v1.interpreter import Interpreter
from migrate.v1.source import Source
from migrate.v1.spelling import Reading, Short, Spelled, reading, spell_out


@dataclass
class Understood:
    """One document, understood and decided on."""

    source: Source
    interpreter: Interpreter
    context: Context
    decisions: Decisions
    borrowed: Borrowed | None = None
    """What it imports in v2 from those that are converted with it."""


def written_out(
    sources: Sequence[Source],
    understand: Callable[[Sequence[Source]], Understood],
    is_taken: Callable[[str, str], bool],
) -> Understood:
    """Understand documents with what they say in short written out, as far as its steps become v2.

    Args:
        is_taken: whether some document takes a name of the one with this path.
    """
    readings = [reading(source) for source in sources]
    found = _spelled(readings, understand, None) or understand(sources)
    left = _left(found)
    for taken, rounds in ((None, False), (is_taken, False), (is_taken, True)):
        other = _spelled(readings, understand, taken, True, found if rounds else None) if left else None
        if other is not None and len(_left(other)) < len(left):
            found, left = other, _left(other)
    return found


def _spelled(
    readings: Sequence[Reading],
    understand: Callable[[Sequence[Source]], Understood],
    is_taken: Callable[[str, str], bool] | None,
    orders: bool = False,
    staying: Understood | None = None,
) -> Understood | None:
    """The documents with what they say in short; None when there is nothing, or nothing that becomes v2.

    Args:
        is_taken: when it is given, also functions are written out and conditions get variables, and None is returned
            when there are none.
        orders: whether orderings are written out, too; None is returned when there are none.
        staying: what stays v1 otherwise: loops over constants that make it are written out, too.
    """
    done = [_converted(one.source, staying) if staying is not None else None for one in readings]
    but: list[set[Short]] = [set() for _ in readings]
    while True:
        spelled = [
            spell_out(one, known, partial(is_taken, one.source.path) if is_taken is not None else None, orders, more)
            for one, known, more in zip(readings, but, done, strict=True)
        ]
        written = [one for one in spelled if one is not None]
        if not written or (orders and all(one.unasked for one in written)):
            return None
        found = understand([(one or own).source for one, own in zip(spelled, readings, strict=True)])
        left = [_staying(one, found) if one is not None else set() for one in spelled]
        if not any(left):
            return found
        if all(more <= known for known, more in zip(but, left, strict=True)):
            return None  # What was to stay is written out all the same.
        for known, more in zip(but, left, strict=True):
            known |= more


def _left(found: Understood) -> set[tuple[str, Short]]:
    """The pipelines that stay v1, each with the document in which it stands now."""
    source = found.interpreter.source
    made = (model.call for model in found.context.pipelines.values())
    left = (call for call in made if call.node in found.context.decisions)
    return {
        (source.path_of(call.where.cell), _place(source, call.where.cell, call.node))
        for call in left
        if found.context.decisions[call.node].stays_v1
    }


def _place(source: Source, cell: int, node: cst.CSTNode) -> Short:
    start = source.positions[cell][node].start
    return source.written_at(cell, (start.line, start.column))


def _converted(source: Source, found: Understood) -> frozenset[Short]:
    """Where the uses of v1 in a document stand that become v2."""
    converted, kept = _by_fate(source.path, found)
    return frozenset(converted - kept)


def _staying(spelled: Spelled, found: Understood) -> set[Short]:
    """What was written out in vain, since a step that it makes stays v1."""
    converted, kept = _by_fate(spelled.source.path, found)
    return {short for short, made in spelled.made.items() if not made or not made <= converted - kept}


def _by_fate(path: str, found: Understood) -> tuple[set[Short], set[Short]]:
    """Where the uses of v1 in a document stand that become v2, and those that stay v1."""
    source = found.interpreter.source
    converted: set[Short] = set()
    kept: set[Short] = set()
    for call in found.interpreter.uses.calls.values():
        decision = found.context.decisions.get(call.node)
        if source.path_of(call.where.cell) == path and decision is not None:
            place = _place(source, call.where.cell, call.node)
            (kept if decision.stays_v1 else converted).add(place)
    return converted, kept
