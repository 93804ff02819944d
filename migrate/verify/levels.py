"""The ladder of proof, and what a check has to say about a file or a pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from migrate.verify.graph import Place

if TYPE_CHECKING:
    from migrate.verify.sketch import Compared


class Level(str, Enum):
    """How far a pipeline has been proved; each level includes the ones before it."""

    NONE = "none"
    PARSED = "parsed"
    """The output is valid Python, YAML or notebook."""
    CONFORMING = "conforming"
    """Every v2 name, keyword and enum value exists in the installed packages."""
    BUILDS = "builds"
    """The pipeline builds and validates offline, with the checks that the SDK lacks."""
    EQUIVALENT = "equivalent"
    """Its graph equals the one that the v1 SDK builds from the untouched source."""
    RUNS = "runs"
    """Both run locally and write the same files."""

    @property
    def rank(self) -> int:
        return list(Level).index(self)

    def reaches(self, other: Level) -> bool:
        """True when this level is the other one or a higher one."""
        return self.rank >= other.rank

    # str would compare the names alphabetically
    def __lt__(self, other: str) -> bool:
        return self.rank < Level(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Level(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Level(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Level(other).rank


class Severity(str, Enum):
    ERROR = "error"
    """Keeps the pipeline below the level that was being checked."""
    WARNING = "warning"
    """Listed for the reviewer; the level stands."""


@dataclass(frozen=True)
class Finding:
    """Something that a check objects to.

    Args:
        path: the file, relative to the root of the project.
        line: 1-based line in the file (notebook: in the cell); 0 when it concerns the file as a whole.
        check: the name of the check, in kebab case.
        message: what is wrong, in one sentence.
        advice: what to do about it.
        severity: whether it keeps the pipeline below the level.
        cell: 0-based index in ``nb.cells``; None outside notebooks.
    """

    path: str
    line: int
    check: str
    message: str
    advice: str = ""
    severity: Severity = Severity.ERROR
    cell: int | None = None

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        place = self.path if self.cell is None else f"{self.path} cell {self.cell}"
        if self.line:
            place = f"{place}:{self.line}"
        text = f"{place}: {self.message}"
        return f"{text} ({self.advice})" if self.advice else text


@dataclass(frozen=True)
class NotChecked:
    """A check that could not be made; what it would have found is unknown.

    Args:
        path: the file that stays unchecked; empty when it concerns all files.
        reason: why, in one sentence.
        advice: what would make the check possible.
    """

    path: str
    reason: str
    advice: str = ""

    def __str__(self) -> str:
        text = f"{self.path}: {self.reason}" if self.path else self.reason
        return f"{text} ({self.advice})" if self.advice else text


@dataclass(frozen=True)
class ExpectedPipeline:
    """A pipeline job that the converter says it wrote.

    Args:
        name: of the pipeline function.
        line: 1-based line of the function, with or without its decorators (notebook: in the cell); 0 when unknown.
        cell: 0-based index in ``nb.cells``; None outside notebooks.
    """

    name: str
    path: str
    line: int = 0
    cell: int | None = None
    v1: Place | None = None
    """Where v1 makes the pipeline that it comes from; line 0 when only the file is known. Of a job: submits it."""
    alone: bool = False
    """Whether it is a job by itself; its line is that of the submission then."""


@dataclass(frozen=True)
class LeftPlace:
    """A statement of v1 that the converter left to a person; what it names need not exist in v2.

    Args:
        line: 1-based line on which the statement begins (notebook: in the cell); 0 for a whole cell.
        cell: 0-based index in ``nb.cells``; None outside notebooks.
    """

    path: str
    line: int = 0
    cell: int | None = None


@dataclass(frozen=True)
class PipelineProof:
    """The level that one pipeline reached, and what keeps it from the next.

    Args:
        differences: why the next level was not reached, one sentence each; warnings and excused differences after
            them.
        not_provable: what only the service can tell about this pipeline.
        reason: why the next level was not reached, in one line; empty when nothing higher was asked for.
        excused: those of the differences that v2 cannot express.
    """

    name: str
    path: str
    line: int
    level: Level
    differences: tuple[str, ...] = ()
    not_provable: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    excused: tuple[str, ...] = ()
    compared: Compared | None = None
    """Its graphs, when they were compared."""
    alone: bool = False
    """Whether it is a job by itself."""
