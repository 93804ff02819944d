"""Parts behind conditions: whichever way these are decided, exactly the right ones are there, and in order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from migrate.decisions.arrangement import Arrangement, Fork, World

Tree = Sequence["int | Fork[int, str]"]


@dataclass(frozen=True)
class Case:
    """Parts are numbers; ``held`` says of each in which worlds it is there, ``needs`` what it needs."""

    worlds: list[dict[str, bool]]
    held: list[set[int]]
    needs: dict[int, set[int]]

    def holds(self, part: int, world: World[str]) -> bool:
        return self.worlds.index(dict(world)) in self.held[part]

    def arranged(self) -> Tree:
        return Arrangement(self.holds, self.needs).arrange(range(len(self.held)), self.worlds)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A graph in which every part is there only when all that it needs is."""
    conditions = ["a", "b", "c"][: draw(st.integers(0, 3))]
    worlds = [dict(zip(conditions, ways, strict=True)) for ways in _ways(len(conditions))]
    held: list[set[int]] = []
    needs: dict[int, set[int]] = {}
    for part in range(draw(st.integers(1, 7))):
        needs[part] = draw(st.sets(st.integers(0, part - 1), max_size=3)) if part else set()
        own = draw(st.sets(st.integers(0, len(worlds) - 1)) | st.just(set(range(len(worlds)))))
        held.append(own.intersection(*(held[need] for need in needs[part])))
    return Case(worlds, held, needs)


def _ways(number: int) -> Iterator[tuple[bool, ...]]:
    return itertools.product((True, False), repeat=number)


def run(tree: Tree, world: World[str]) -> Iterator[int]:
    """The parts that are met on the way through the branches."""
    for one in tree:
        if isinstance(one, Fork):
            yield from run(one.yes if world[one.condition] else one.no, world)
        else:
            yield one


def parts(tree: Tree) -> Iterator[int]:
    for one in tree:
        yield from parts([*one.yes, *one.no]) if isinstance(one, Fork) else [one]


@given(cases())
def test_on_every_way_what_is_needed_is_there_before(case: Case) -> None:
    tree = case.arranged()
    for number, world in enumerate(case.worlds):
        met = list(run(tree, world))
        assert sorted(met) == [part for part, held in enumerate(case.held) if number in held]
        for index, part in enumerate(met):
            assert case.needs[part] <= set(met[:index])


@given(cases())
def test_without_conditions_nothing_is_said_twice(case: Case) -> None:
    always = Case([{}], [{0} for _ in case.held], case.needs)
    assert list(always.arranged()) == list(range(len(case.held)))


def arranged(*held: str, needs: dict[int, set[int]] | None = None) -> Tree:
    """The arrangement of parts that are there under these conditions, written as expressions of ``a`` and ``b``."""
    worlds = [dict(zip("ab", ways, strict=True)) for ways in _ways(2)]
    there = [{number for number, world in enumerate(worlds) if eval(one, {}, dict(world))} for one in held]
    return Case(worlds, there, needs or {}).arranged()


def test_one_condition() -> None:
    assert arranged("True", "a", "not a", "b") == (0, Fork("a", (1,), (2,)), Fork("b", (3,), ()))


def test_a_condition_inside_another_one() -> None:
    assert arranged("a", "a and b") == (Fork("a", (0, Fork("b", (1,), ())), ()),)


def test_what_needs_a_part_of_several_branches_stands_below_it() -> None:
    """``a or b`` puts the first part in, and the second one, under ``a`` alone, needs it."""
    needs = {1: {0}}
    assert arranged("a or b", "a", needs=needs) == (Fork("a", (0, 1), (Fork("b", (0,), ()),)),)


def test_what_needs_parts_of_two_branches_stands_below_both() -> None:
    needs = {2: {0, 1}}
    assert arranged("a", "b", "a and b", needs=needs) == (
        Fork("a", (0,), ()),
        Fork("b", (1, Fork("a", (2,), ())), ()),
    )
