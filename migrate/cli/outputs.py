"""Where the results go: a folder that is complete, or the place of the source."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.conversion import ConvertedFile
from migrate.errors import UsageError, WriteError
from migrate.project import git
from migrate.project.companions import companions
from migrate.project.discovery import FailedFile, Selection
from migrate.project.journal import Journal, state_of, written_before
from migrate.project.writing import OutputFile, copy_files, copy_links, left_over, write_files


@dataclass(frozen=True)
class Written:
    """What was written, and what a user should know about it.

    Args:
        failed: files that could not be written; for a converted file and what belongs to it, under its own path.
        journal: what was written is in it; reports come to it.
    """

    failed: tuple[FailedFile, ...] = ()
    notes: tuple[str, ...] = ()
    journal: Journal | None = None


def write_tree(
    selection: Selection,
    results: Sequence[ConvertedFile],
    folder: Path,
    *,
    companions_too: bool = True,
    unreadable: Iterable[str] = (),
    reports: Iterable[Path] = (),
    keeps_journal: bool = True,
) -> Written:
    """Write the converted files to a folder, and beside them everything that they need.

    Args:
        companions_too: whether to copy what needs no change.
        unreadable: files that were reported already; that they cannot be copied either is no news.
        reports: files that are written there later, so not left over.
        keeps_journal: whether it can be undone, if there is a place for a journal.
    """
    ours = written_before(folder) if keeps_journal else {}
    journal, notes = _journal(folder) if keeps_journal else (None, [])
    failed, written = _write_results(selection.root, results, folder, journal)
    if not companions_too:
        return Written(tuple(failed))
    referred = [script for result in results if not result.error for script in result.scripts]
    beside = companions(selection, written, referred, output=folder)
    known = set(unreadable)
    failed += [
        failure
        for failure in copy_files(selection.root, folder, beside.files, journal=journal)
        if failure.path not in known
    ]
    failed += copy_links(folder, selection.links, journal=journal)
    if journal is not None:
        journal.end()
        notes += _replaced(folder, journal.replaced(ours))
    expected = {*written, *beside.files, *selection.links, *_below(folder, reports)}
    others = left_over(folder, expected)
    notes += beside.notes
    if others:
        more = f" and {len(others) - 1} more" if others[1:] else ""
        notes.append(f"{folder}: {others[0]}{more} not from this conversion, left as it was")
    return Written(tuple(failed), tuple(notes), journal)


def write_in_place(selection: Selection, results: Sequence[ConvertedFile], *, force: bool) -> Written:
    """Replace the converted files.

    Raises:
        UsageError: git could not give back what would be replaced, and ``force`` is not set.
    """
    root = selection.root
    files = [file for result in results if result.changed and not result.error for file in _files(result, root, root)]
    touched = [file.path for file in files if not _holds(root / file.path, file.data)]
    if not touched:
        return Written()
    in_repositories = git.by_repository(root, touched)
    if not force:
        _refuse_uncommitted(root, in_repositories)
    journal = Journal.start(root)
    failed, _ = _write_results(root, results, root, journal, keep_read_only=True)
    journal.end()
    some = "some of " if in_repositories.keys() - {None} else ""
    note = f"{some}the files are in no git repository; azureml-migrate undo gives back what was replaced"
    return Written(tuple(failed), (note,) if None in in_repositories else (), journal)


def _journal(folder: Path) -> tuple[Journal | None, list[str]]:
    """The journal of an output folder. The source is safe without one, so that none can be kept is only told."""
    try:
        return Journal.start(folder), []
    except WriteError as error:
        return None, [f"this conversion cannot be undone: {error}"]


def _replaced(folder: Path, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    which = f"{names[0]} and {len(names) - 1} more, which" if names[1:] else f"{names[0]}, which"
    return [f"{folder}: replaced {which} no conversion wrote; azureml-migrate undo gives back what stood there"]


def _refuse_uncommitted(root: Path, touched: Mapping[Path | None, Sequence[str]]) -> None:
    """Refuse to mix the conversion with a person's uncommitted work; what an earlier run wrote is no such work.

    Args:
        touched: by the repository that they are in.
    """
    known: dict[Path, set[str]] = {}
    places: dict[Path, None] = {}
    for top, names in touched.items():
        if top is not None:
            known |= written_before(top)
            places |= {top / name: None for name in (*git.uncommitted(top, names), *git.modified(top))}
    dirty = [place for place in places if not _is_written(place, known)]
    if dirty:
        first = Path(os.path.relpath(dirty[0], root)).as_posix()
        more = f" (and {len(dirty) - 1} more)" if dirty[1:] else ""
        raise UsageError(
            f"not committed{more}", path=first, advice="commit it first, use --force, or write elsewhere with -o"
        )


def _is_written(place: Path, known: Mapping[Path, Collection[str]]) -> bool:
    try:
        now = state_of(place) if place in known else None
    except OSError:
        return False
    return now is not None and now.sha256 in known[place]


def _holds(place: Path, data: bytes) -> bool:
    try:
        return place.read_bytes() == data
    except OSError:
        return False


def _write_results(
    root: Path,
    results: Iterable[ConvertedFile],
    folder: Path,
    journal: Journal | None,
    *,
    keep_read_only: bool = False,
) -> tuple[list[FailedFile], set[str]]:
    """Write what a result adds before the file that refers to it; the failures, and the names written."""
    failed: list[FailedFile] = []
    written: set[str] = set()
    for result in results:
        if result.error or not (result.changed or result.new_files):
            continue
        name = result.document.path
        problems: list[FailedFile] = []
        for file in _files(result, root, folder):
            problems = problems or write_files(folder, [file], keep_read_only=keep_read_only, journal=journal)
        if problems:
            what = "" if problems[0].path == name else f"{problems[0].path} "
            failed.append(FailedFile(name, f"{what}{problems[0].reason}", problems[0].line))
        else:
            written.update((name, *(new.path for new in result.new_files)))
    return failed, written


def _files(result: ConvertedFile, root: Path, folder: Path) -> list[OutputFile]:
    """What a result writes; the file that refers to the others comes last."""
    name = result.document.path
    source = result.document.data if folder == root else None
    own = OutputFile(name, result.output(), like=root / name, instead_of=source)
    return [*(OutputFile(new.path, new.text.encode("utf-8")) for new in result.new_files), own]


def _below(folder: Path, paths: Iterable[Path]) -> list[str]:
    base = Path(os.path.realpath(folder))
    real = [Path(os.path.realpath(path)) for path in paths]
    return [path.relative_to(base).as_posix() for path in real if path.is_relative_to(base)]
