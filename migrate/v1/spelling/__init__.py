"""Write out what v1 code says in short, so that it can be followed: as statements and keywords that mean the same.

``steps = [PythonScriptStep(…) for name in names]`` is a loop, ``a if short else b`` a branch, ``**common`` keywords. A
loop over constants is its rounds, where what they make is told apart by key or place: ``outputs["north"]``.
Only what makes steps is spelled out, and only as long as the steps that it makes become v2: else the code stays as it
is. Every place is still told by where it stands in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Final

import libcst as cst

from migrate.v1.catalogue import catalogue
from migrate.v1.source import Place, Source, positions_of
from migrate.v1.spelling.attributes import Attributes
from migrate.v1.spelling.cases import Cases
from migrate.v1.spelling.choices import Chooser
from migrate.v1.spelling.distinct import Renaming, as_named, told_apart
from migrate.v1.spelling.fluent import Fluent
from migrate.v1.spelling.generators import Generators
from migrate.v1.spelling.given_keywords import GivenKeywords
from migrate.v1.spelling.hoisting import Hoister
from migrate.v1.spelling.in_branches import InBranches
from migrate.v1.spelling.inlining import Inliner
from migrate.v1.spelling.instances import Instances
from migrate.v1.spelling.lookups import Resolver
from migrate.v1.spelling.mapped import Mapped
from migrate.v1.spelling.memory import Memory
from migrate.v1.spelling.named_parts import NAMED, NamedParts
from migrate.v1.spelling.one_line import OneLine
from migrate.v1.spelling.one_setting import OneSetting
from migrate.v1.spelling.orderings import OrderingSpeller
from migrate.v1.spelling.out_of_branches import OutOfBranches
from migrate.v1.spelling.sooner import Sooner
from migrate.v1.spelling.speller import Speller
from migrate.v1.spelling.steps_in_branches import StepsInBranches
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.unrolling import Unroller
from migrate.v1.spelling.updates import Updates
from migrate.v1.spelling.writer import Short, Writer
from migrate.v1.spelling.written_data import WrittenData

_MAY_MAKE_STEPS: Final = re.compile(r"Step|\bPipeline\(")
_READ: Final = 128
_PASSES: Final = 6
_PASSES_OF_ROUNDS: Final = 16
"""What is spelled out may have something in it that is said in short."""


@dataclass(frozen=True)
class Spelled:
    """A document with what it says in short written out."""

    source: Source
    made: Mapping[Short, frozenset[Short]]
    """What was written out, with the calls in it that make steps or their data."""
    unasked: bool = True
    """Whether nothing was written out but what always is: no function at its calls, and no condition by itself."""

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.source)


@lru_cache(_READ)
def reading(source: Source) -> Reading:
    """What is asked of a document, each time that it is understood."""
    return Reading(source)


def spell_out(
    reading: Reading,
    but: Set[Short] = frozenset(),
    is_taken: Callable[[str], bool] | None = None,
    orders: bool = False,
    done: Set[Short] | None = None,
) -> Spelled | None:
    """Write out what the document says in short; None when there is nothing.

    Args:
        but: what stays as it is.
        is_taken: whether another document takes a name of this one; when it is given, functions that make steps or
            pipelines are written out where they are called, and conditions that must not be evaluated twice get
            variables.
        orders: whether sequences of steps and orderings in loops are written out.
        done: where the uses of v1 stand that become v2; when it is given, loops over constants that make others are
            written out round by round.
    """
    if not (reading.may_make_steps or reading.names_parts):
        return None
    stays, become = frozenset(but), frozenset(done) if done is not None else None
    made: dict[Short, frozenset[Short]] = {}
    found = reading.apart
    unasked = True
    for _ in range(_PASSES if done is None else _PASSES_OF_ROUNDS):
        key = (found, stays, is_taken is not None, orders, become)
        again = _STEPS.recall(key, is_taken, partial(_step, found, stays, orders, become))
        if again is None:
            break
        found = again.reading
        unasked = unasked and again.unasked
        made |= {short: made.get(short, frozenset()) | calls for short, calls in again.made.items()}
    return Spelled(found.named.source, made, unasked) if found is not reading.apart else None


def _step(
    found: Reading, but: Set[Short], orders: bool, done: Set[Short] | None, is_taken: Callable[[str], bool] | None
) -> Spelled | None:
    """Write out the first kind of what is said in short that the document has."""
    again = _plain_once(found, but)
    if done is not None and is_taken is not None:
        again = again or _unrolled_once(found, but, done, is_taken)
    again = again or (_inlined_once(found, but, is_taken) if is_taken is not None else None)
    again = again or (_ordered_once(found, but) if orders else None)
    again = again or _moved_once(found, but)
    return again or _once(found, but, is_taken is not None)


class Reading:
    """A document, with what every attempt at it asks first."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @cached_property
    def may_make_steps(self) -> bool:
        texts = self.source.texts
        return any("azureml" in text for text in texts) and any(_MAY_MAKE_STEPS.search(text) for text in texts)

    @cached_property
    def names_parts(self) -> bool:
        texts = self.source.texts
        return any("azureml" in text for text in texts) and any(NAMED.search(text) for text in texts)

    @cached_property
    def apart(self) -> Reading:
        """The document with the variables that share their names told apart."""
        return _renamed(self, told_apart)

    @cached_property
    def named(self) -> Reading:
        """The document with variables that are named as they are in v1."""
        return _renamed(self, as_named)

    @cached_property
    def survey(self) -> Survey:
        return Survey(list(self.source.modules.values()), catalogue())

    @cached_property
    def places(self) -> Mapping[cst.CSTNode, Short]:
        return _places(self.source)

    def written(self, transformer: Callable[[Survey, Mapping[cst.CSTNode, Short]], Writer]) -> Spelled | None:
        writer = transformer(self.survey, self.places)
        return None if writer.is_idle else _written(self.source, self.places, writer)


def _renamed(read: Reading, names: Callable[[Survey], Mapping[cst.Name, str]]) -> Reading:
    found = names(read.survey)
    again = read.written(lambda survey, places: Renaming(found)) if found else None
    return Reading(again.source) if again is not None else read


def _plain_once(read: Reading, but: Set[Short]) -> Spelled | None:
    """What is best written out first, since all else asks for loops, branches and lines as they mostly are."""
    found: Spelled | None = None
    for kind in (OneLine, Cases, Generators, Mapped, Updates):
        found = found or read.written(lambda survey, places, kind=kind: kind(survey, places, but))  # type: ignore[misc]
    return found


def _once(read: Reading, but: Set[Short], names_conditions: bool) -> Spelled | None:
    named = read.written(lambda survey, places: NamedParts(survey, places, but)) if read.names_parts else None
    return named or read.written(lambda survey, places: Speller(survey, places, but, names_conditions))


def _moved_once(read: Reading, but: Set[Short]) -> Spelled | None:
    return read.written(lambda survey, places: WrittenData(survey, places, but))


def _unrolled_once(read: Reading, but: Set[Short], done: Set[Short], is_taken: Callable[[str], bool]) -> Spelled | None:
    for kind in (
        Unroller,
        Resolver,
        Chooser,
        StepsInBranches,
        InBranches,
        OutOfBranches,
        OneSetting,
        Sooner,
        Hoister,
        Attributes,
    ):
        again = read.written(lambda survey, places, kind=kind: kind(survey, places, but, done, is_taken))  # type: ignore[misc]
        if again is not None:
            return again
    return None


def _ordered_once(read: Reading, but: Set[Short]) -> Spelled | None:
    return read.written(lambda survey, places: OrderingSpeller(survey, places, but))


def _inlined_once(read: Reading, but: Set[Short], is_taken: Callable[[str], bool]) -> Spelled | None:
    given = read.written(lambda survey, places: GivenKeywords(survey, places, but, is_taken))
    given = given or read.written(lambda survey, places: Fluent(survey, places, but))
    called = given or read.written(lambda survey, places: Inliner(survey, places, but, is_taken, read.source.notebook))
    return called or read.written(lambda survey, places: Instances(survey, places, but, is_taken))


_STEPS: Final = Memory[Spelled | None](lambda found: sum(map(len, found.source.texts)) if found is not None else 0)


def written_anew(
    source: Source,
    transformer: Callable[[Mapping[cst.CSTNode, Short]], Writer],
    far: Mapping[cst.CSTNode, Place] | None = None,
) -> Spelled | None:
    """The document as a transformer writes it; None when it changes nothing, or what it writes cannot be read.

    Args:
        far: where nodes of other documents stand that it writes, as places that no node of this one has.
    """
    cell = next(iter(source.modules), 0)
    places = {node: (cell, place) for node, place in (far or {}).items()} | _places(source)
    return _written(source, places, transformer(places))


def _places(source: Source) -> dict[cst.CSTNode, Short]:
    """Where each node stands in the file."""
    return {
        node: source.written_at(number, (known.start.line, known.start.column))
        for number in source.modules
        for node, known in source.positions[number].items()
    }


def _written(source: Source, places: Mapping[cst.CSTNode, Short], writer: Writer) -> Spelled | None:
    modules, positions, moved = dict(source.modules), dict(source.positions), dict(source.moved)
    anew = {number: cst.ensure_type(module.visit(writer), cst.Module) for number, module in source}
    if not writer.written:
        return None
    for number, written in anew.items():
        if written.code == modules[number].code:
            continue
        try:
            again = cst.parse_module(written.code)
            positions[number] = positions_of(again)
            begins = positions_of(written)
        except (cst.ParserSyntaxError, RecursionError):
            return None
        modules[number] = again
        told: dict[Place, Short] = {}
        # Of what begins at one place the innermost is left first; white space without a letter begins there, too.
        for node, before in sorted(writer.before.items(), key=lambda pair: _is_blank(pair[0])):
            if node in begins and before in places:
                told.setdefault((begins[node].start.line, begins[node].start.column), places[before])
        moved[number] = told
    made = {short: frozenset(found) for short, found in writer.made.items()}
    spelled = replace(source, modules=modules, positions=positions, moved=moved)
    return Spelled(spelled, made, writer.unasked)


def _is_blank(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.BaseParenthesizableWhitespace)


__all__ = ["Reading", "Short", "Spelled", "Writer", "reading", "spell_out", "written_anew"]
