"""Documents that are understood, with what they say in short written out where that makes v2 of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from migrate.decisions.context import Context
from migrate.decisions.decided import Decisions
from migrate.v1.interpreter import Interpreter
from migrate.v1.source import Source
from migrate.v1.spelling import Short, Spelled, spell_out


@dataclass
class Understood:
    """One document, understood and decided on."""

    source: Source
    interpreter: Interpreter
    context: Context
    decisions: Decisions


def written_out(sources: Sequence[Source], understand: Callable[[Sequence[Source]], Understood]) -> Understood:
    """Understand documents with what they say in short written out, as far as its steps become v2."""
    but: list[set[Short]] = [set() for _ in sources]
    while True:
        spelled = [spell_out(source, known) for source, known in zip(sources, but, strict=True)]
        if all(one is None for one in spelled):
            return understand(sources)
        found = understand([one.source if one is not None else own for one, own in zip(spelled, sources, strict=True)])
        left = [_staying(one, found) if one is not None else set() for one in spelled]
        if not any(left):
            return found
        for known, more in zip(but, left, strict=True):
            known |= more


def _staying(spelled: Spelled, found: Understood) -> set[Short]:
    """What was written out in vain, since a step that it makes stays v1."""
    source = found.interpreter.source
    converted: set[Short] = set()
    for call in found.interpreter.uses.calls.values():
        decision = found.context.decisions.get(call.node)
        if source.path_of(call.where.cell) == spelled.source.path and decision is not None and not decision.stays_v1:
            place = source.location(call.where.cell, call.node)
            converted.add((place.cell or 0, (place.line, place.column)))
    return {short for short, made in spelled.made.items() if not made or not made <= converted}
