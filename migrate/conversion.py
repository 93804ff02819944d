"""What one conversion takes in and gives back: the values that travel between reading, converting and reporting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol

from migrate.ledger import Ledger, Location
from migrate.sketch import Sketch


class Style(str, Enum):
    """How v2 components are written."""

    INLINE = "inline"
    YAML = "yaml"


class FileKind(str, Enum):
    PYTHON = "python"
    NOTEBOOK = "notebook"
    CONDA = "conda"
    REQUIREMENTS = "requirements"
    RUNCONFIG = "runconfig"
    YAML = "yaml"
    PROJECT = "project"
    """``pyproject.toml``, ``setup.cfg``, ``Pipfile``."""
    COMMANDS = "commands"
    """Shell scripts, makefiles, Dockerfiles, and pipelines of a build server."""


class Document(Protocol):
    """A file that was read: Python as one cell, a notebook as its code cells in order."""

    @property
    def path(self) -> str:
        """POSIX path relative to the project's root; also the name in reports."""

    @property
    def kind(self) -> FileKind: ...

    @property
    def data(self) -> bytes:
        """The file as it is on disk."""

    @property
    def cells(self) -> Mapping[int, str]:
        """The Python text to convert, by cell number (notebook: index in ``nb.cells``; Python file: just 0).

        Line endings are those of the file. What is not Python in a cell (magics, shell lines) is masked by
        placeholder names that ``render`` puts back.
        """

    def render(self, cells: Mapping[int, str]) -> bytes:
        """The file with the given cells replaced, all else byte for byte as it was."""


@dataclass(frozen=True)
class WrittenCell:
    """A cell of a notebook that writes a file.

    Args:
        index: in ``nb.cells``.
        head: its lines down to the magic.
        text: what it writes.
    """

    index: int
    head: str
    text: str


@dataclass(frozen=True)
class WrittenFile:
    """A file that a notebook writes when it runs.

    Args:
        path: relative to the root.
        notebook: the path of the notebook.
        cells: the one that begins it, and those that append to it.
    """

    path: str
    notebook: str
    cells: tuple[WrittenCell, ...]

    @property
    def text(self) -> str:
        """What is in the file; what is appended begins on a line of its own."""
        *above, last = (cell.text for cell in self.cells)
        return "".join(text if text.endswith("\n") else f"{text}\n" for text in above) + last


@dataclass(frozen=True)
class Options:
    """What the user asked of a conversion."""

    style: Style = Style.INLINE
    select: tuple[str, ...] = ()
    """Rule codes or prefixes to apply; empty means all."""
    ignore: tuple[str, ...] = ()
    """Rule codes or prefixes not to apply."""
    together: frozenset[str] = frozenset()
    """Paths of the documents that are converted together, so that what one imports from another is followed."""
    written: tuple[WrittenFile, ...] = ()
    """What the notebooks of the project write when they run."""
    occupied: frozenset[str] = frozenset()
    """Paths that no new file may take: another file of the project stands there, or is going to."""


@dataclass(frozen=True)
class NewFile:
    """A file that the conversion adds (a component or an environment), next to the file that it came from."""

    path: str
    text: str
    source: Location


@dataclass(frozen=True)
class PipelineFound:
    """A v1 pipeline and the v2 pipeline job that it became."""

    name: str
    v1: Location
    v2_path: str = ""
    v2_line: int = 0
    v1_sketch: Sketch | None = None
    v2_sketch: Sketch | None = None
    """Read from the text that was written, so that it says what is there and not what was meant."""
    written: str = ""
    """The file that a cell of the notebook writes, when it is in there: nothing imports it before the cell has run."""


@dataclass(frozen=True)
class PackagesOfJobs:
    """A conda or requirements file that the environment of converted steps is made from.

    Args:
        path: relative to the root.
        scripts: what runs there, relative to the root.
        keeps_v1: whether something that runs there needs SDK v1 in v2 too, or may.
        elsewhere: whether the code makes an environment from it without saying what runs there: a deployment, or one
            that is registered.
        of_v2: whether an environment of v2 is made from it.
    """

    path: str
    scripts: tuple[str, ...] = ()
    keeps_v1: bool = False
    elsewhere: bool = False
    of_v2: bool = True


@dataclass(frozen=True)
class Span:
    """A part of a file: (line, column) of its begin and end, in a notebook inside of a cell."""

    cell: int | None
    start: tuple[int, int]
    end: tuple[int, int]

    def holds(self, place: Location) -> bool:
        return self.cell == place.cell and self.start <= (place.line, place.column) < self.end


@dataclass(frozen=True)
class PipelineSeen:
    """A v1 pipeline, converted or not.

    Args:
        name: the variable that holds it; empty when none does.
        steps: the titles of its steps, as far as they are known.
        spans: the expressions that it is made of.
    """

    name: str
    location: Location
    steps: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()

    def holds(self, place: Location) -> bool:
        return any(span.holds(place) for span in self.spans)


@dataclass(frozen=True)
class ScriptSeen:
    """The script that a v1 step runs.

    Args:
        step: the title of the step.
        path: relative to the root; empty when it is only known when the code runs.
    """

    step: str
    location: Location
    path: str = ""
    found: bool = False


@dataclass(frozen=True)
class Remark:
    """Something that a person should read, though it is no use of v1 in code."""

    location: Location
    text: str


@dataclass
class ConvertedFile:
    """The result for one file. ``cells`` holds the changed cells only."""

    document: Document
    cells: dict[int, str] = field(default_factory=dict)
    new_files: list[NewFile] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    pipelines: list[PipelineFound] = field(default_factory=list)
    jobs: list[PipelineFound] = field(default_factory=list)
    """What is submitted without being a pipeline, and became a job; its lines are those of the submission."""
    scripts: list[str] = field(default_factory=list)
    """Paths, relative to the root, of the folders and files that its v2 code refers to."""
    packages_of_jobs: list[PackagesOfJobs] = field(default_factory=list)
    """The files with the packages of its jobs."""
    pipelines_seen: list[PipelineSeen] = field(default_factory=list)
    scripts_seen: list[ScriptSeen] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)
    """Texts of its v1 code that were found to be secrets."""
    broken: dict[int, str] = field(default_factory=dict)
    """Cells of a notebook that are not Python, with the reason; they stay as they are."""
    remarks: list[Remark] = field(default_factory=list)
    error: str | None = None
    """Why the file was left alone (it could not be parsed), with line and advice."""

    @property
    def changed(self) -> bool:
        return bool(self.cells)

    def output(self) -> bytes:
        return self.document.render(self.cells) if self.cells else self.document.data


@dataclass(frozen=True)
class Project:
    """The documents that are converted together; ``root`` is the folder that all paths are relative to."""

    root: Path
    documents: Sequence[Document]
