"""Convert the files around the code: those that say which packages it gets."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path, PurePosixPath

from migrate.around.cli_commands import convert_commands
from migrate.around.code_commands import told_of_installs
from migrate.around.environment_files import named_in_code, named_in_settings
from migrate.around.job_files import JobFiles
from migrate.around.patched_names import tell_of_patched
from migrate.around.python_of_files import ask_for_python
from migrate.conversion import ConvertedFile, Document, FileKind, Options, WrittenFile
from migrate.decisions.decided import IMPORTS
from migrate.decisions.decider import chosen
from migrate.decisions.files.azure_cli import EXTENSION
from migrate.decisions.files.build_tasks import MARKS
from migrate.decisions.files.code import Code, Served, code_in, code_of, served, with_imported
from migrate.decisions.files.packages import Change, Said, decide
from migrate.decisions.files.parallel_config import HEAD
from migrate.decisions.packages import is_v1_package
from migrate.errors import ReadError
from migrate.ledger import Kind, Location, Use
from migrate.project.command_lines import CommandLine, command_lines, put
from migrate.project.conda_file import read_conda
from migrate.project.imports import imported_files, imported_names
from migrate.project.installs import read_installs
from migrate.project.listing import Listing, replaced
from migrate.project.quoted_lists import read_setup_py, read_toml
from migrate.project.reading import mentions_v1
from migrate.project.requirement_lines import read_requirements, read_setup_cfg
from migrate.project.search_path import SearchPath
from migrate.project.text_file import TextDocument, read_text
from migrate.project.written import absorb, shell_scripts, sure
from migrate.rules.azure_cli import RULE as AZURE_CLI
from migrate.rules.conda_file import RULE as CONDA
from migrate.rules.notebook_installs import RULE as INSTALLS
from migrate.rules.requirements_file import RULE as REQUIREMENTS
from migrate.rules.runconfig_file import RULE as RUNCONFIG

_MARKS = (b"az ml", EXTENSION.encode(), b"Step", b"_step:", HEAD.encode(), *MARKS)
_CONDA_FILE = re.compile(rb"(?m)^[ \t-]*conda_file:[ \t]*[\"']?([^\s\"'#]+)")
_LARGEST = 2**20
"""Bytes; what is larger is no file that lists packages."""


@dataclass(frozen=True)
class _Format:
    """One kind of file that lists packages."""

    patterns: tuple[str, ...]
    kind: FileKind
    said: Said
    read: Callable[[str, str], Listing | None]
    mark: str = ""
    """What a file of this kind has at the beginning of a line, so that others need not be parsed."""

    def fits(self, text: str) -> bool:
        return not self.mark or re.search(rf"(?m)^[\"']?{self.mark}", text) is not None


_SCRIPTS = (
    *("*.sh", "*.bash", "*.zsh", "*.ps1", "*.cmd", "*.bat", "makefile", "*.mk", "dockerfile*", "*.dockerfile"),
    *("containerfile", "jenkinsfile", "justfile", "postbuild", "devcontainer.json", ".devcontainer.json"),
)
_REQUIREMENTS = Said(REQUIREMENTS.code, REQUIREMENTS.url)
_FORMATS = (
    _Format(
        ("*requirements*.txt", "*requirements*.in", "requirements/*.txt", "requirements/*.in"),
        FileKind.REQUIREMENTS,
        _REQUIREMENTS,
        lambda path, text: read_requirements(text),
    ),
    _Format(("pyproject.toml", "Pipfile"), FileKind.PROJECT, _REQUIREMENTS, lambda path, text: read_toml(text)),
    _Format(("setup.cfg", "tox.ini"), FileKind.PROJECT, _REQUIREMENTS, lambda path, text: read_setup_cfg(text)),
    _Format(("*.yml", "*.yaml"), FileKind.CONDA, Said(CONDA.code, CONDA.url), read_conda, "dependencies"),
    _Format(
        _SCRIPTS,
        FileKind.COMMANDS,
        _REQUIREMENTS,
        lambda path, text: None,
    ),
)
_SETUP = "setup.py"
_BUILDS = re.compile(r"\b(?:setuptools|distutils|skbuild)\b")
"""Tells it from a script of that name."""


def convert_around(
    root: Path, files: Iterable[str], results: Sequence[ConvertedFile], options: Options
) -> list[ConvertedFile]:
    """The results with the files around the code among them, in the order of their paths.

    Args:
        files: all files of the project, relative to its root.
        results: what became of the code.
    """
    return _Around(root, files, results, options).convert()


@dataclass
class _Around:
    root: Path
    files: Iterable[str]
    results: Sequence[ConvertedFile]
    options: Options
    found: dict[str, ConvertedFile] = field(default_factory=dict)
    listings: dict[str, tuple[Listing, Said]] = field(default_factory=dict)
    scripts: list[TextDocument] = field(default_factory=list)
    """Files that may hold commands."""
    elsewhere: set[str] = field(default_factory=set)
    """Files that environments of v2 are made from already."""
    written: dict[str, WrittenFile] = field(default_factory=dict)
    """Files that notebooks write, by their path or, for the script of a cell, a name of its own."""
    imports: dict[str, list[str]] = field(default_factory=dict)
    """By file of the code those of the project that it imports from."""

    def convert(self) -> list[ConvertedFile]:
        for result in self.results:
            self._code(result)
        self._cells()
        jobs = JobFiles({*self.files, *self.written}, self._data, self.found)
        for name in (*self.files, *self.written):
            if PurePosixPath(name).suffix == ".runconfig" and chosen(RUNCONFIG.code, self.options):
                jobs.run_configuration(name, self.results)
            form = _format_of(name)
            if form is not None:
                self._read(name, form, jobs)
        if chosen(AZURE_CLI.code, self.options):
            convert_commands(self.scripts, self.results, self.found)
        code = [
            one
            for result in self.results
            for one in (code_of(result), *code_in(result, self.options.written))
            if PurePosixPath(one.path).name != _SETUP
        ]
        listed = {name: any(map(is_v1_package, one.names)) for name, (one, _) in self.listings.items()}
        links = self._links(code, listed)
        by_path = {one.path: one for one in code}
        for name, users in served(listed, code, links).items():
            if listed.get(name):
                several = name not in links and sum(listed.values()) > 1
                self._change(name, with_imported(users, self._imported, by_path) if several else users)
        if chosen(CONDA.code, self.options):
            ask_for_python({*self.files, *self.written}, self._data, self.results, self.found)
        for result in self.results:
            if not result.error:
                self._lines(result, with_imported(Served((code_of(result),)), self._imported, by_path))
        if chosen(INSTALLS.code, self.options):
            told_of_installs(self.results, code)
        if chosen(IMPORTS, self.options):
            tell_of_patched(self.results, lambda result: self._search.of(result.document.path, result.document))
        self._absorb()
        return sorted([*self.results, *self.found.values()], key=lambda result: result.document.path)

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {result.document.path: result.document for result in self.results if not result.error}

    def _imported(self, path: str) -> list[str]:
        """The files of the project that one imports from."""
        if path not in self.imports:
            self.imports[path] = self._imports_of(path)
        return self.imports[path]

    def _imports_of(self, path: str) -> list[str]:
        document = self._documents.get(path)
        if document is None:
            return []
        try:
            names = imported_names(document)
        except SyntaxError:
            return []
        search = self._search.of(path, document)
        return [module for module, _ in imported_files(path, names, self._documents, search)]

    @cached_property
    def _search(self) -> SearchPath:
        return SearchPath.of_project(self.files, self.root.parts)

    def _cells(self) -> None:
        """Find what cells write, and those that are shell scripts."""
        known = set(self.files)
        converted = {result.document.path: result for result in self.results if not result.error}
        for name, file in sure(self.options.written).items():
            if file.notebook in converted and name not in known and len(file.cells) == 1:
                self.written[name] = file
        for result in converted.values():
            for file in shell_scripts(result.document):
                self.written[file.path] = file

    def _absorb(self) -> None:
        """Put what became of written files into the notebooks that write them."""
        by_path = {result.document.path: result for result in self.results}
        for name, file in self.written.items():
            part = self.found.pop(name, None)
            if part is not None:
                absorb(by_path[file.notebook], file, part)

    def _data(self, name: str) -> bytes:
        """What is in a file.

        Raises:
            OSError: it cannot be read.
        """
        if name in self.written:
            return self.written[name].text.encode("utf-8", "replace")
        place = self.root / name
        return place.read_bytes() if place.stat().st_size <= _LARGEST else b""

    def _code(self, result: ConvertedFile) -> None:
        """A ``setup.py`` is code that lists packages."""
        if PurePosixPath(result.document.path).name == _SETUP and not result.error:
            text = result.cells.get(0, result.document.cells.get(0, ""))
            if not _BUILDS.search(text):
                return
            self.listings[result.document.path] = read_setup_py(text), _REQUIREMENTS

    def _read(self, name: str, form: _Format, jobs: JobFiles) -> None:
        try:
            data = self._data(name)
        except OSError:
            return
        if form.kind is FileKind.CONDA:
            self._note_environments(name, data)
        # packages may be written in any case
        if not mentions_v1(data.lower()) and not any(mark in data for mark in _MARKS):
            return
        try:
            document = read_text(name, data, form.kind)
            listing = form.read(name, document.text) if form.fits(document.text) else None
        except ReadError as error:
            unread = TextDocument(name, form.kind, data, "", "utf-8", b"")
            self.found[name] = ConvertedFile(unread, error=str(error))
            return
        if listing is None:
            document = replace(document, kind=FileKind.COMMANDS)
            listing = read_installs(document.text)
            self.scripts.append(document)
            if chosen(RUNCONFIG.code, self.options):
                jobs.pipeline(document)
                jobs.parallel_config(document, self.results)
        if listing.names:
            self.found.setdefault(name, ConvertedFile(document))
            self.listings[name] = listing, form.said

    def _known_names(self) -> dict[str, set[str]]:
        """By document, the names of the files of which it is known where they are."""
        return {
            result.document.path: {posixpath.basename(jobs.path) for jobs in result.packages_of_jobs}
            for result in self.results
            if not result.error
        }

    def _note_environments(self, name: str, data: bytes) -> None:
        """Environments, deployments and jobs of v2 name the conda files that they are made from."""
        for match in _CONDA_FILE.finditer(data):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[1].decode("utf-8", "replace")))
            self.elsewhere.add(path)

    def _links(self, code: Iterable[Code], listed: Mapping[str, bool]) -> dict[str, Served]:
        """The files that environments are made from.

        Args:
            listed: whether each file that lists packages lists some of v1.
        """
        by_path = {one.path: one for one in code}
        scripts: dict[str, dict[str, None]] = {}
        kept: set[str] = set()
        named: dict[str, set[str]] = {}
        linked: dict[str, set[str]] = {}
        for result in (*self.results, *self.found.values()):
            for jobs in [] if result.error else result.packages_of_jobs:
                (named if jobs.elsewhere else linked).setdefault(jobs.path, set()).add(result.document.path)
                if not jobs.elsewhere:
                    scripts.setdefault(jobs.path, {}).update(dict.fromkeys(jobs.scripts))
                    kept |= {jobs.path} if jobs.keeps_v1 else set()
        for path, users in self._named_in_code(listed).items():
            named.setdefault(path, set()).update(users)
        for path, users in linked.items():
            # what else makes an environment of it may run anything there
            kept |= {path} if named.get(path, set()) - users else set()
        alone = {name for name in named_in_settings(self.root, self.files, listed) if not _has_code(name, by_path)}
        elsewhere = self.elsewhere | named.keys() | alone
        cells = {name: Served((by_path[file.notebook],)) for name, file in self.written.items() if "#" in name}
        unknown = {path: Served((), True, True) for path in (elsewhere & self.listings.keys()) - scripts.keys()}
        return (
            cells
            | unknown
            | {
                path: Served(tuple(by_path[name] for name in names if name in by_path), True, path in kept)
                for path, names in scripts.items()
            }
        )

    def _named_in_code(self, listed: Mapping[str, bool]) -> dict[str, set[str]]:
        return named_in_code(self.root, self.files, listed, self._known_names(), self._imported_by)

    def _imported_by(self, path: str) -> list[str]:
        """The files of the project that one imports from, also through each other."""
        found: dict[str, None] = {}
        waiting = [path]
        while waiting:
            new = [one for one in self._imported(waiting.pop()) if one not in found]
            found |= dict.fromkeys(new)
            waiting += new
        return list(found)

    def _change(self, name: str, users: Served) -> None:
        listing, said = self.listings[name]
        if not chosen(said.code, self.options):
            return
        result = self.found.get(name) or next(one for one in self.results if one.document.path == name)
        bare = result.document.kind is FileKind.COMMANDS
        if bare:
            listing = read_installs(result.cells.get(0, result.document.cells[0]))
        change = decide(listing, users, said, listed_too=self._included(name, listing, {name}), bare=bare)
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
            return self._data(str(path)).decode("utf-8", "replace")
        except OSError:
            return None

    def _lines(self, result: ConvertedFile, users: Served) -> None:
        """The lines of a notebook, or of a script in the shape of one, that install packages for the file itself.

        Args:
            users: the file, with the modules of the project that it imports.
        """
        said = Said(INSTALLS.code, INSTALLS.url)
        if not chosen(said.code, self.options):
            return
        lines = [(line, read_installs(line.text)) for line in command_lines(result.document)]
        names = [name for _, listing in lines for name in listing.names]
        new: list[tuple[CommandLine, str]] = []
        for line, found in lines:
            listing = _alone(line.text, found)
            change = decide(listing, users, said, listed_too=names, bare=True) if listing.entries else None
            if change is None:
                continue
            names += [wanted.name for wanted in change.added]
            goes = len(change.dropped) == len(listing.entries) and not change.added
            text = replaced(line.text, listing, change.dropped, change.added, change.place)
            new.append((line, "" if goes else text))
            for entry, verdict in change.verdicts:
                place = Location(result.document.path, line.line + entry.line - 1, 0, line.cell_shown)
                result.ledger.add(Use(Kind.FILE, entry.name, "", place, verdict))
        put(result, new)


_COMMAND = re.compile(
    r"(?:[%!][ \t]*)?(?:(?:(?:[\w./]+|\{sys\.executable\})[ \t]+-m[ \t]+)?pip[\d.]*|(?:micro)?mamba|conda)"
    r"[ \t]+install\b[^&|;]*\Z"
)


def _alone(text: str, listing: Listing) -> Listing:
    """A line that does nothing but install may go as a whole."""
    if len(listing.lists) != 1 or not _COMMAND.match(text.strip()) or re.search(r"[ \t]-[-a-z]*[re][ \t]", text):
        return listing
    return replace(listing, lists=(replace(listing.lists[0], needed=False),))


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
            if fnmatch(path.name.lower(), file.lower()) and (not folder or path.parent.name == folder):
                return form
    return None


def _has_code(name: str, code: Iterable[str]) -> bool:
    """Whether there is code in the folder of a file or below."""
    folder = PurePosixPath(name).parent
    return any(folder in PurePosixPath(path).parents for path in code)
