"""What was written out before: the modules of a project are understood several times, each time from the same text."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Final, Generic, TypeVar

_CHARACTERS: Final = 1_000_000
"""How much text is remembered as trees: of one character come about 600 bytes."""
Asks = Callable[[str], bool]
_Found = TypeVar("_Found")


class Memory(Generic[_Found]):
    """What was found by something that asks for names, as long as it would be told the same again.

    Args:
        size: how many characters something has that was found.
        limit: how many of them are kept; what was not asked for longest goes first.
    """

    def __init__(self, size: Callable[[_Found], int], limit: int = _CHARACTERS) -> None:
        self._size = size
        self._limit = limit
        self._kept: OrderedDict[Hashable, list[tuple[Mapping[str, bool], _Found]]] = OrderedDict()
        self._total = 0

    def recall(self, key: Hashable, asks: Asks | None, find: Callable[[Asks | None], _Found]) -> _Found:
        """What was found under a key when the names that it asked for were answered alike; else what is found now."""
        for answers, found in self._kept.get(key, ()):
            if all(asks is not None and asks(name) == answer for name, answer in answers.items()):
                self._kept.move_to_end(key)
                return found
        answered: dict[str, bool] = {}

        def asked(name: str) -> bool:
            assert asks is not None
            return answered.setdefault(name, asks(name))

        found = find(asked if asks is not None else None)
        self._kept.setdefault(key, []).append((answered, found))
        self._kept.move_to_end(key)
        self._total += self._size(found)
        while self._total > self._limit and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._total -= sum(self._size(one) for _, one in gone)
        return found
