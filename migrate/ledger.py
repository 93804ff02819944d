"""The record of every use of SDK v1 that the tool saw, and of what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum


class Outcome(str, Enum):
    """What became of one use of v1."""

    CONVERTED = "converted"
    """Same meaning in v2."""
    CHANGED = "changed"
    """Converted, but v2 behaves differently; the message says how."""
    DROPPED = "dropped"
    """Removed, because it has no effect in v2; the message says why."""
    MANUAL = "manual"
    """A person must act; the code carries a TODO."""


class Kind(str, Enum):
    """What kind of v1 use was seen."""

    IMPORT = "import"
    CALL = "call"
    ARGUMENT = "argument"
    ATTRIBUTE = "attribute"
    FILE = "file"


@dataclass(frozen=True, order=True)
class Location:
    """A place in a source file: 1-based line, 0-based column, 0-based notebook cell (None outside notebooks)."""

    path: str
    line: int
    column: int = 0
    cell: int | None = None

    def __str__(self) -> str:
        cell = "" if self.cell is None else f" cell {self.cell}"
        return f"{self.path}{cell}:{self.line}"


@dataclass(frozen=True)
class Verdict:
    """The outcome of one use, with the reason that a reviewer reads."""

    outcome: Outcome
    code: str
    message: str = ""
    v2: str = ""
    url: str = ""


@dataclass
class Use:
    """One import, call, argument or attribute of v1.

    ``symbol`` is the v1 symbol in its canonical spelling; ``name`` is the keyword or attribute concerned
    (empty for a call or an import).
    """

    kind: Kind
    symbol: str
    name: str
    location: Location
    verdict: Verdict | None = None
    output_line: int | None = None
    """1-based line in the output file (for a notebook: in the cell of the same index)."""


@dataclass
class Ledger:
    """All uses of one conversion. A use without a verdict is a bug of the tool."""

    uses: list[Use] = field(default_factory=list)

    def add(self, use: Use) -> Use:
        self.uses.append(use)
        return use

    def extend(self, uses: Iterable[Use]) -> None:
        self.uses.extend(uses)

    def unbalanced(self) -> list[Use]:
        """The uses that no rule gave an outcome."""
        return [use for use in self.uses if use.verdict is None]

    def outcomes(self) -> Counter[Outcome]:
        return Counter(use.verdict.outcome for use in self.uses if use.verdict is not None)

    def __iter__(self) -> Iterator[Use]:
        return iter(self.uses)

    def __len__(self) -> int:
        return len(self.uses)
