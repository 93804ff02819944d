"""Names for what is written while a document is spelled out."""

from __future__ import annotations

from itertools import count


def free(wanted: str, taken: set[str]) -> str:
    """The name, numbered when it is taken; it is taken afterwards."""
    if wanted in taken:
        return numbered(wanted, taken)
    taken.add(wanted)
    return wanted


def numbered(wanted: str, taken: set[str]) -> str:
    """The name with the first number that makes it a new one; it is taken afterwards."""
    name = next(name for name in (f"{wanted}_{number}" for number in count(2)) if name not in taken)
    taken.add(name)
    return name
