"""What is there only under some conditions, put behind them so that everything stands below what it needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

_Part = TypeVar("_Part", bound=Hashable)
_Condition = TypeVar("_Condition", bound=Hashable)

World: TypeAlias = Mapping[_Condition, bool]
"""One way to decide the conditions."""


@dataclass(frozen=True)
class Fork(Generic[_Part, _Condition]):
    """``if condition: … else: …``"""

    condition: _Condition
    yes: tuple[_Part | Fork[_Part, _Condition], ...]
    no: tuple[_Part | Fork[_Part, _Condition], ...]


class Arrangement(Generic[_Part, _Condition]):
    """Arranges parts behind conditions.

    Args:
        holds: whether a part is there when the conditions are decided in that way. What a part needs is there
            whenever the part is.
        needs: what each part needs to stand above it.
    """

    def __init__(
        self,
        holds: Callable[[_Part, World[_Condition]], bool],
        needs: Mapping[_Part, Collection[_Part]],
    ) -> None:
        self._holds = holds
        self._needs = needs

    def arrange(
        self, parts: Sequence[_Part], worlds: Sequence[World[_Condition]]
    ) -> tuple[_Part | Fork[_Part, _Condition], ...]:
        """The parts in their order, as far as conditions leave it.

        Args:
            parts: each below what it needs.
            worlds: all ways to decide the conditions that are left, which each world has in the same order.
        """
        always = [part for part in parts if all(self._holds(part, world) for world in worlds)]
        rest = [part for part in parts if part not in always and any(self._holds(part, world) for world in worlds)]
        body: list[_Part | Fork[_Part, _Condition]] = [*always]
        while rest:
            condition, inside = next(
                (condition, inside)
                for condition in worlds[0]
                if (inside := self._closed([part for part in rest if self._depends(part, condition, worlds)], rest))
            )
            yes, no = (
                self.arrange(inside, [world for world in worlds if world[condition] is way]) for way in (True, False)
            )
            body.append(Fork(condition, yes, no))
            rest = [part for part in rest if part not in inside]
        return tuple(body)

    def _closed(self, inside: Iterable[_Part], rest: Sequence[_Part]) -> list[_Part]:
        """Those of the parts that need none of the rest but each other."""
        found: list[_Part] = []
        for part in inside:
            if all(need in found or need not in rest for need in self._needs.get(part, ())):
                found.append(part)
        return found

    def _depends(self, part: _Part, condition: _Condition, worlds: Sequence[World[_Condition]]) -> bool:
        """Whether the condition makes a difference to the part."""
        seen: dict[tuple[tuple[_Condition, bool], ...], bool] = {}
        for world in worlds:
            others = tuple((one, way) for one, way in world.items() if one != condition)
            holds = self._holds(part, world)
            if seen.setdefault(others, holds) is not holds:
                return True
        return False
