"""What a module gets from the other modules of its project, as far as that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol, TypeAlias


@dataclass(frozen=True)
class Made:
    """An object of this v1 class, made in another module where its v2 counterpart is made as well."""

    symbol: str


@dataclass(frozen=True)
class Typed:
    """A value of a builtin type that is only known when the code runs."""

    name: str


@dataclass(frozen=True)
class Fixed:
    """A literal."""

    value: object


@dataclass(frozen=True)
class Several:
    """One of these, as the branches of the other module differ."""

    values: tuple[Told, ...]


@dataclass(frozen=True)
class Together:
    """A tuple or list of these."""

    values: tuple[Told | None, ...]


@dataclass(frozen=True)
class Gives:
    """A function of another module, which returns this."""

    result: Told | None


Told: TypeAlias = Made | Typed | Fixed | Several | Together | Gives


class Elsewhere(Protocol):
    """Answers for the names that a module imports from other modules of its project."""

    def __call__(self, dotted: str) -> Told | None:
        """What a name is, for example ``helpers.compute.get_compute``, with a dot before it for each relative level.

        None when the module is not part of the project, or nothing is known of the name.
        """


def places(path: PurePosixPath, dotted: str) -> Sequence[tuple[PurePosixPath, tuple[str, ...]]]:
    """Where a dotted name may be defined: module files, the likeliest first, each with the rest of the name.

    Args:
        path: of the importing file, relative to the root of the project.
        dotted: absolute, or relative with leading dots.
    """
    level = len(dotted) - len(dotted.lstrip("."))
    parts = tuple(dotted.lstrip(".").split("."))
    folders = list(path.parents)
    bases = folders[level - 1 : level] if level else [*folders, *(folder / "src" for folder in folders)]
    found = []
    for base in bases:
        for length in range(len(parts), 0, -1):
            rest = parts[length:]
            module = base.joinpath(*parts[:length])
            found += [(module.with_name(f"{module.name}.py"), rest), (module / "__init__.py", rest)]
        if level:
            found.append((base / "__init__.py", parts))
    return found
