"""Names that no one knows offline: a mapping in which every name exists, and the name of a made-up experiment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Mapping

MADE_UP = "offline-experiment"
"""Name of the experiment of a job that there is none of, and of one that an entry is called with."""


class EveryName(Mapping[str, Any]):
    """``ws.compute_targets`` and the like.

    Args:
        make: what stands under a name.
        holds: whether a name is there for ``in`` and ``get``; every one, unless said otherwise.
    """

    def __init__(self, make: Callable[[str], Any], holds: Callable[[str], bool] = lambda _: True) -> None:
        self._make, self._holds = make, holds
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if self._holds(name) else default

    def __contains__(self, name: object) -> bool:
        return self._holds(str(name))

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._made))

    def __len__(self) -> int:
        return len(self._made)
