"""Where the results go: a folder that is complete, or the place of the source."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.conversion import ConvertedFile
from migrate.errors import UsageError
from migrate.project import git
from migrate.project.companions import companions
from migrate.project.discovery import FailedFile, Selection
from migrate.project.writing import OutputFile, copy_files, copy_links, left_over, write_files


@dataclass(frozen=True)
class Written:
    """What was written, and what a user should know about it.

    Args:
        failed: files that could not be written; for a converted file and what belongs to it, under its own path.
    """

    failed: tuple[FailedFile, ...] = ()
    notes: tuple[str, ...] = ()


def write_tree(
    selection: Selection,
    results: Sequence[ConvertedFile],
    folder: Path,
    *,
    companions_too: bool = True,
    unreadable: Iterable[str] = (),
    reports: Iterable[Path] = (),
) -> Written:
    """Write the converted files to a folder, and beside them everything that they need.

    Args:
        companions_too: whether to copy what needs no change.
        unreadable: files that were reported already; that they cannot be copied either is no news.
        reports: files that are written there later, so not left over.
    """
    failed, written = _write_results(selection.root, results, folder)
    if not companions_too:
        return Written(tuple(failed))
    referred = [script for result in results if not result.error for script in result.scripts]
    beside = companions(selection, written, referred, output=folder)
    known = set(unreadable)
    failed += [failure for failure in copy_files(selection.root, folder, beside.files) if failure.path not in known]
    failed += copy_links(folder, selection.links)
    expected = {*written, *beside.files, *selection.links, *_below(folder, reports)}
    others = left_over(folder, expected)
    notes = list(beside.notes)
    if others:
        more = f" and {len(others) - 1} more" if others[1:] else ""
        notes.append(f"{folder}: {others[0]}{more} not from this conversion, left as it was")
    return Written(tuple(failed), tuple(notes))


def write_in_place(selection: Selection, results: Sequence[ConvertedFile], *, force: bool) -> Written:
    """Replace the converted files.

    Raises:
        UsageError: git could not give back what would be replaced, and ``force`` is not set.
    """
    touched = [name for result in results if result.changed and not result.error for name in _names(result)]
    notes: tuple[str, ...] = ()
    if not force:
        if git.is_repository(selection.root):
            _refuse_uncommitted(git.uncommitted(selection.root, touched))
        elif touched:
            notes = ("the files are in no git repository: what was replaced is gone",)
    failed, _ = _write_results(selection.root, results, selection.root, keep_read_only=True)
    return Written(tuple(failed), notes)


def _refuse_uncommitted(names: Sequence[str]) -> None:
    if names:
        more = f" (and {len(names) - 1} more)" if names[1:] else ""
        raise UsageError(
            f"not committed{more}", path=names[0], advice="commit it first, use --force, or write elsewhere with -o"
        )


def _write_results(
    root: Path, results: Iterable[ConvertedFile], folder: Path, *, keep_read_only: bool = False
) -> tuple[list[FailedFile], set[str]]:
    """Write what a result adds before the file that refers to it; the failures, and the names written."""
    failed: list[FailedFile] = []
    written: set[str] = set()
    for result in results:
        if result.error or not (result.changed or result.new_files):
            continue
        name = result.document.path
        new = [OutputFile(new.path, new.text.encode("utf-8")) for new in result.new_files]
        problems = write_files(folder, new, keep_read_only=keep_read_only)
        if not problems:
            own = OutputFile(name, result.output(), like=root / name)
            problems = write_files(folder, [own], keep_read_only=keep_read_only)
        if problems:
            what = "" if problems[0].path == name else f"{problems[0].path} "
            failed.append(FailedFile(name, f"{what}{problems[0].reason}", problems[0].line))
        else:
            written.update(_names(result))
    return failed, written


def _names(result: ConvertedFile) -> list[str]:
    return [result.document.path, *(new.path for new in result.new_files)]


def _below(folder: Path, paths: Iterable[Path]) -> list[str]:
    base = Path(os.path.realpath(folder))
    real = [Path(os.path.realpath(path)) for path in paths]
    return [path.relative_to(base).as_posix() for path in real if path.is_relative_to(base)]
