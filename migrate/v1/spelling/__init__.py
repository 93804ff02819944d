"""Write out what v1 code says in short, so that it can be followed: as statements and keywords that mean the same.

``steps = [PythonScriptStep(…) for name in names]`` is a loop, ``a if short else b`` a branch, ``**common`` keywords.
Only what makes steps is spelled out, and only as long as the steps that it makes become v2: else the code stays as it
is. Every place is still told by where it stands in the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import libcst as cst

from migrate.v1.catalogue import catalogue
from migrate.v1.source import Place, Source, positions_of
from migrate.v1.spelling.speller import Speller
from migrate.v1.spelling.survey import Survey

Short: TypeAlias = tuple[int, Place]
"""Something that the code says in short: its cell and place."""

_PASSES: Final = 4
"""What is spelled out may have something in it that is said in short."""


@dataclass(frozen=True)
class Spelled:
    """A document with what it says in short written out."""

    source: Source
    made: Mapping[Short, frozenset[Short]]
    """What was written out, with the calls in it that make steps or their data."""


def spell_out(source: Source, but: Set[Short] = frozenset()) -> Spelled | None:
    """Write out what the document says in short; None when there is nothing.

    Args:
        but: what stays as it is.
    """
    texts = [module.code for _, module in source]
    if not any("azureml" in text for text in texts) or not any("Step" in text for text in texts):
        return None
    made: dict[Short, frozenset[Short]] = {}
    found = source
    for _ in range(_PASSES):
        again = _once(found, but)
        if again is None:
            break
        found = again.source
        made |= {short: made.get(short, frozenset()) | calls for short, calls in again.made.items()}
    return Spelled(found, made) if found is not source else None


def _once(source: Source, but: Set[Short]) -> Spelled | None:
    survey = Survey(list(source.modules.values()), catalogue())
    modules, positions, moved = dict(source.modules), dict(source.positions), dict(source.moved)
    places = {
        node: (number, source.written_at(number, (known.start.line, known.start.column)))
        for number in modules
        for node, known in source.positions[number].items()
    }
    speller = Speller(survey, places, but)
    changed = False
    for number, module in source:
        speller.written = False
        written = module.visit(speller)
        if not speller.written:
            continue
        try:
            again = cst.parse_module(written.code)
            positions[number] = positions_of(again)
            begins = positions_of(written)
        except (cst.ParserSyntaxError, RecursionError):
            return None
        changed = True
        modules[number] = again
        moved[number] = {
            (begins[node].start.line, begins[node].start.column): places[before][1]
            for node, before in speller.before.items()
            if node in begins and before in places
        }
    made = {short: frozenset(found) for short, found in speller.made.items()}
    return Spelled(replace(source, modules=modules, positions=positions, moved=moved), made) if changed else None


__all__ = ["Short", "Spelled", "spell_out"]
