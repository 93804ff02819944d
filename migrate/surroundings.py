"""Convert the files around the code: those that say which packages it gets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from migrate.conversion import ConvertedFile, FileKind, Options
from migrate.decisions.decider import chosen
from migrate.decisions.files.code import Code, Served, code_of, served
from migrate.decisions.files.packages import Change, Said, decide
from migrate.errors import ReadError
from migrate.ledger import Kind, Location, Use
from migrate.project.conda_file import read_conda
from migrate.project.listing import Listing, replaced
from migrate.project.notebook import NotebookDocument
from migrate.project.quoted_lists import read_pip_installs, read_setup_py, read_toml
from migrate.project.reading import mentions_v1
from migrate.project.requirement_lines import read_requirements, read_setup_cfg
from migrate.project.text_file import TextDocument, read_text
from migrate.rules.conda_file import RULE as CONDA
from migrate.rules.notebook_installs import RULE as INSTALLS
from migrate.rules.requirements_file import RULE as REQUIREMENTS

_LARGEST = 2**20
"""Bytes; what is larger is no file that lists packages."""


@dataclass(frozen=True)
class _Format:
    """One kind of file that lists packages."""

    patterns: tuple[str, ...]
    kind: FileKind
    said: Said
    read: Callable[[str, str], Listing | None]


_REQUIREMENTS = Said(REQUIREMENTS.code, REQUIREMENTS.url)
_FORMATS = (
    _Format(
        ("*requirements*.txt", "*requirements*.in", "requirements/*.txt", "requirements/*.in"),
        FileKind.REQUIREMENTS,
        _REQUIREMENTS,
        lambda path, text: read_requirements(text),
    ),
    _Format(("pyproject.toml", "Pipfile"), FileKind.PROJECT, _REQUIREMENTS, lambda path, text: read_toml(text)),
    _Format(("setup.cfg",), FileKind.PROJECT, _REQUIREMENTS, lambda path, text: read_setup_cfg(text)),
    _Format(("*.yml", "*.yaml"), FileKind.CONDA, Said(CONDA.code, CONDA.url), read_conda),
)
_SETUP = "setup.py"


def convert_around(
    root: Path, files: Iterable[str], results: Sequence[ConvertedFile], options: Options
) -> list[ConvertedFile]:
    """The results with the files around the code among them, in the order of their paths.

    Args:
        files: all files of the project, relative to its root.
        results: what became of the code.
    """
    if not any(result.ledger.uses for result in results):
        return list(results)
    return _Around(root, files, results, options).convert()


@dataclass
class _Around:
    root: Path
    files: Iterable[str]
    results: Sequence[ConvertedFile]
    options: Options
    found: dict[str, ConvertedFile] = field(default_factory=dict)
    listings: dict[str, tuple[Listing, Said]] = field(default_factory=dict)

    def convert(self) -> list[ConvertedFile]:
        for result in self.results:
            self._code(result)
        for name in self.files:
            form = _format_of(name)
            if form is not None:
                self._read(name, form)
        code = [code_of(result) for result in self.results if PurePosixPath(result.document.path).name != _SETUP]
        for name, users in served(self.listings, code, self._links(code)).items():
            if name in self.listings:
                self._change(name, users)
        for result in self.results:
            if isinstance(result.document, NotebookDocument) and not result.error:
                self._notebook(result, result.document)
        return sorted([*self.results, *self.found.values()], key=lambda result: result.document.path)

    def _code(self, result: ConvertedFile) -> None:
        """A ``setup.py`` is code that lists packages."""
        if PurePosixPath(result.document.path).name == _SETUP and not result.error:
            text = result.cells.get(0, result.document.cells.get(0, ""))
            self.listings[result.document.path] = read_setup_py(text), _REQUIREMENTS

    def _read(self, name: str, form: _Format) -> None:
        place = self.root / name
        try:
            data = place.read_bytes() if place.stat().st_size <= _LARGEST else b""
        except OSError:
            return
        if not mentions_v1(data.lower()):  # packages may be written in any case
            return
        try:
            document = read_text(name, data, form.kind)
            listing = form.read(name, document.text)
        except ReadError as error:
            if form.kind is not FileKind.CONDA or b"dependencies" in data:
                unread = TextDocument(name, form.kind, data, "", "utf-8", b"")
                self.found[name] = ConvertedFile(unread, error=str(error))
            return
        if listing is not None and listing.names:
            self.found[name] = ConvertedFile(document)
            self.listings[name] = listing, form.said

    def _links(self, code: Iterable[Code]) -> dict[str, Served]:
        """The files that environments are made from."""
        by_path = {one.path: one for one in code}
        scripts: dict[str, dict[str, None]] = {}
        kept: set[str] = set()
        for result in self.results:
            for jobs in [] if result.error else result.packages_of_jobs:
                scripts.setdefault(jobs.path, {}).update(dict.fromkeys(jobs.scripts))
                kept |= {jobs.path} if jobs.keeps_v1 else set()
        return {
            path: Served(tuple(by_path[name] for name in names if name in by_path), True, path in kept)
            for path, names in scripts.items()
        }

    def _change(self, name: str, users: Served) -> None:
        listing, said = self.listings[name]
        if not chosen(said.code, self.options):
            return
        change = decide(listing, users, said, listed_too=self._included(name, listing, {name}))
        result = self.found.get(name) or next(one for one in self.results if one.document.path == name)
        if change is not None:
            _apply(result, 0, listing, change)

    def _included(self, name: str, listing: Listing, seen: set[str]) -> list[str]:
        """The packages in the files that a requirements file takes in."""
        names: list[str] = []
        for include in listing.includes:
            path = PurePosixPath(name).parent / include
            text = self._text(path)
            if text is None or str(path) in seen:
                continue
            seen.add(str(path))
            inner = read_requirements(text)
            names += [*inner.names, *self._included(str(path), inner, seen)]
        return names

    def _text(self, path: PurePosixPath) -> str | None:
        try:
            return (self.root / path).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None

    def _notebook(self, result: ConvertedFile, document: NotebookDocument) -> None:
        """The ``%pip install`` and ``!pip install`` lines of a notebook, which serve the notebook."""
        said = Said(INSTALLS.code, INSTALLS.url)
        if not chosen(said.code, self.options):
            return
        users = Served((code_of(result),))
        names = [name for mask in document.masks.masks for name in read_pip_installs(mask.text).names]
        for mask in document.masks.masks:
            listing = _alone(mask.text, read_pip_installs(mask.text))
            change = decide(listing, users, said, listed_too=names, bare=True) if listing.entries else None
            cell = next((index for index, text in document.cells.items() if mask.name in text), None)
            if change is None or cell is None:
                continue
            names += [wanted.name for wanted in change.added]
            before = document.cells[cell]
            text = result.cells.get(cell, before)
            new = replaced(mask.text, listing, change.dropped, change.added, change.place)
            if len(change.dropped) == len(listing.entries) and not change.added:
                result.cells[cell] = _without_line(text, mask.name)
            elif new != mask.text:
                result.cells[cell] = text.replace(mask.name, new)
            place = Location(document.path, before.count("\n", 0, before.index(mask.name)) + 1, 0, cell)
            for entry, verdict in change.verdicts:
                result.ledger.add(Use(Kind.FILE, entry.name, "", place, verdict))


_COMMAND = re.compile(r"[%!][ \t]*(?:[\w./]+[ \t]+-m[ \t]+)?pip[\d.]*[ \t]+install\b[^&|;]*\Z")


def _alone(text: str, listing: Listing) -> Listing:
    """A line that does nothing but install may go as a whole."""
    if len(listing.lists) != 1 or not _COMMAND.match(text.strip()) or re.search(r"[ \t]-[-a-z]*[re][ \t]", text):
        return listing
    return replace(listing, lists=(replace(listing.lists[0], needed=False),))


def _without_line(text: str, name: str) -> str:
    return re.sub(rf"(?m)^[ \t]*{name}[ \t]*(?:\r?\n|\Z)", "", text)


def _apply(result: ConvertedFile, cell: int, listing: Listing, change: Change) -> None:
    """Write what was decided for one listing, and note it."""
    text = result.cells.get(cell, result.document.cells[cell])
    new = replaced(text, listing, change.dropped, change.added, change.place)
    if new != text:
        result.cells[cell] = new
    for entry, verdict in change.verdicts:
        position = entry.start if entry.start < len(text) else 0
        moved = entry.line + _lines_added(listing, change, position)
        stands = entry not in change.dropped or (entry is change.place and change.added)
        place = Location(result.document.path, entry.line)
        result.ledger.add(Use(Kind.FILE, entry.name, "", place, verdict, moved if stands else None))


def _lines_added(listing: Listing, change: Change, position: int) -> int:
    """How many lines further down something stands in the new text."""
    by_line = [one for one in listing.lists if one.layout == "lines"]
    gone = sum(entry in change.dropped for one in by_line for entry in one.entries if entry.start < position)
    new = 0
    if any(change.place in one.entries for one in by_line):
        goes = change.place in change.dropped
        if change.place.start < position or (change.place.start == position and not goes):
            new = len(change.added)
    return new - gone


def _format_of(name: str) -> _Format | None:
    path = PurePosixPath(name)
    for form in _FORMATS:
        for pattern in form.patterns:
            folder, _, file = pattern.rpartition("/")
            if fnmatch(path.name, file) and (not folder or path.parent.name == folder):
                return form
    return None
