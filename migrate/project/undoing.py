"""Giving back what stood in the place of the files that a conversion wrote."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from migrate.errors import WriteError
from migrate.project.discovery import FailedFile
from migrate.project.journal import Entry, Journal, Run, State, clean_up, forget, runs, state_of
from migrate.project.writing import make_link, put_back


@dataclass
class Undone:
    """What was given back. All paths are relative to the root of the run.

    Args:
        run: the conversion that was undone.
        edited: files that a person changed after the conversion; left as they are.
        needed: new files that one of those may need; left there.
        failed: files that could not be read or written.
    """

    run: Run
    restored: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)
    failed: list[FailedFile] = field(default_factory=list)
    keeps_new: bool = False


def undo(place: Path, *, force: bool = False) -> Undone | None:
    """Undo the newest conversion that wrote at or below ``place``, as far as it did; None when there is none.

    Args:
        force: also give back what stood in the place of files that were edited afterwards; the edits are lost.

    Raises:
        WriteError: the journal cannot be written; nothing was undone.
    """
    real = Path(os.path.realpath(place.parent)) / place.name if place.name else place
    place = Path(os.path.realpath(place)) if os.path.isdir(place) else real
    clean_up(place)
    for run in runs(place):
        entries = [entry for entry in run.open_entries if (run.root / entry.path).is_relative_to(place)]
        if entries:
            return _undo(run, entries, place, force)
    return None


def _undo(run: Run, entries: Iterable[Entry], place: Path, force: bool) -> Undone:
    result = Undone(run)
    journal = Journal.resume(run)
    finished: set[str] = set()
    # what was converted comes before what is new: when it was edited, that stays, too
    for entry in sorted(entries, key=lambda entry: (entry.before is None, entry.path)):
        try:
            if _undo_one(run, entry, force, result, journal):
                finished.add(entry.path)
        except WriteError as error:
            reason = f"{error.message} ({error.advice})" if error.advice else error.message
            result.failed.append(FailedFile(entry.path, reason))
    _remove_folders(run, place, result)
    if all(entry.path in finished for entry in run.open_entries):
        forget(run)
    else:
        # not before the folders are gone: a killed run is undone from its beginning, which does no harm
        for name in sorted(finished):
            journal.note(undone=name)
        journal.end()
    return result


def _undo_one(run: Run, entry: Entry, force: bool, result: Undone, journal: Journal) -> bool:
    """Whether there is nothing left to undo of it."""
    target = run.root / entry.path
    try:
        now = state_of(target)
        if now is not None and not (force or now.is_same(entry.after) or now.is_same(entry.before)):
            result.edited.append(entry.path)
            result.keeps_new |= entry.before is not None
            return False
        if entry.before is None:
            if now is not None and result.keeps_new:
                result.needed.append(entry.path)
                return False
            if now is not None:
                target.unlink()
                result.removed.append(entry.path)
        elif now is None or not now.is_same(entry.before):
            _put_back(run, entry.path, entry.before, journal)
            result.restored.append(entry.path)
        elif now.mode != entry.before.mode:
            target.chmod(entry.before.mode)
            result.restored.append(entry.path)
    except OSError as error:
        raise WriteError(f"cannot be given back: {error.strerror}", advice="check its permissions") from None
    return True


def _put_back(run: Run, name: str, before: State, journal: Journal) -> None:
    if before.link:
        make_link(run.root / name, before.link, name, journal)
    elif not os.path.exists(run.folder / before.backup):
        raise WriteError("the copy of it in the journal is gone", advice=f"it was in {run.folder}")
    else:
        put_back(run.root, name, run.folder / before.backup, before.mode, journal)


def _remove_folders(run: Run, place: Path, result: Undone) -> None:
    """Remove the folders that the run made and that are empty now, the innermost first."""
    made = {folder for entry in run.entries for folder in entry.folders}
    for name in sorted(made, key=lambda name: len((run.root / name).resolve().parts), reverse=True):
        folder = Path(os.path.normpath(run.root / name))
        if not folder.is_relative_to(place) and not place.is_relative_to(folder):
            continue
        with suppress(OSError):
            folder.rmdir()
            result.folders.append(name)
