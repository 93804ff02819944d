"""The record of what a conversion writes, made before it writes, so that ``undo`` can give back what stood there.

It lies outside of the project, where it is neither committed nor sent to the service with a code folder. Each run has
a folder: ``journal.jsonl``, and a copy of each file that it replaces. Every line is on disk before what it tells of
begins, so the journal of a run that was killed is as good as that of one that ended.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrate.errors import WriteError

KEPT = 10
"""Conversions of one folder that can be undone; the journals of older ones are removed."""

_LINES = "journal.jsonl"


@dataclass(frozen=True)
class State:
    """What stands at a place: a file (``sha256``, ``mode``) or a symbolic link (``link``, what it says).

    Args:
        backup: name of the copy in the folder of the run.
    """

    sha256: str = ""
    mode: int = 0
    link: str = ""
    backup: str = ""

    def is_same(self, other: State | None) -> bool:
        """Whether both hold the same; modes aside."""
        return other is not None and (self.sha256, self.link) == (other.sha256, other.link)


@dataclass(frozen=True)
class Entry:
    """One file that a run was about to write.

    Args:
        path: POSIX path relative to the root.
        before: what stood there; None for nothing.
        after: what was to stand there.
        folders: those that had to be made for it, outermost first.
    """

    path: str
    before: State | None
    after: State
    folders: tuple[str, ...] = ()


@dataclass
class Run:
    """What the journal of one run says.

    Args:
        root: the folder that the paths are relative to.
        started: seconds since 1970.
        ended: whether the run, or the undoing of it, came to its end.
        process: id of the process that wrote last.
        temporaries: the files that it may have left behind when it was killed.
    """

    folder: Path
    root: Path
    started: float
    process: int
    ended: bool = False
    entries: list[Entry] = field(default_factory=list)
    undone: set[str] = field(default_factory=set)
    temporaries: list[str] = field(default_factory=list)

    @property
    def open_entries(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.path not in self.undone]

    @property
    def was_killed(self) -> bool:
        return not self.ended and not _is_running(self.process)


def journals_folder() -> Path:
    """Where the journals are: ``AZUREML_MIGRATE_STATE``, or the user's folder for the state of programs.

    Raises:
        OSError: there is no home folder.
    """
    given = os.environ.get("AZUREML_MIGRATE_STATE")
    if given:
        return Path(given).absolute() / "runs"
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_STATE_HOME")
    try:
        state = Path(base) if base else Path.home() / ".local" / "state"
    except RuntimeError as error:
        raise OSError(0, str(error)) from None
    return state / "azureml-migrate" / "runs"


class Journal:
    """The journal of one run, while it writes."""

    def __init__(self, run: Run, *, undoing: bool = False) -> None:
        self._run = run
        self._undoing = undoing
        self.root = run.root

    @classmethod
    def start(cls, root: Path) -> Journal:
        """Begin the journal of a run that writes below ``root``.

        Raises:
            WriteError: there is no place for it.
        """
        try:
            now = time.time_ns()
            run = Run(journals_folder() / f"{now:020}-{os.getpid()}", _real(root), now / 1e9, os.getpid())
            run.folder.mkdir(parents=True, mode=0o700)
            journal = cls(run)
            journal._write(root=str(run.root), started=run.started, process=run.process)
        except OSError as error:
            raise _no_journal(error) from None
        _forget_old(run.root)
        return journal

    @classmethod
    def resume(cls, run: Run) -> Journal:
        """Go on in the journal of a run that is being undone.

        Raises:
            WriteError: it cannot be written.
        """
        journal = cls(run, undoing=True)
        journal.note(process=os.getpid())
        return journal

    def intend(self, target: Path, after: State, temporary: Path, folders: tuple[Path, ...] = ()) -> None:
        """Say that ``target`` is about to be replaced, and keep what stands there, unless that is being undone.

        Args:
            folders: those that are missing for it, outermost first.

        Raises:
            WriteError: the journal or the copy cannot be written; nothing may be written then.
        """
        if self._undoing:
            self.note(temporary=self._name(temporary))
            return
        try:
            before = state_of(target)
            if before is not None and before.sha256:
                before = replace(before, backup=self._keep(target))
            self._run.entries.append(Entry(self._name(target), before, after))
            self._write(
                path=self._name(target),
                before=before and vars(before),
                after=vars(after),
                folders=[self._name(folder) for folder in folders],
                temporary=self._name(temporary),
                durable=before is not None,
            )
        except OSError as error:
            raise _no_journal(error) from None

    def note(self, **record: str | int) -> None:
        """Add any other line.

        Raises:
            WriteError: it cannot be written.
        """
        try:
            self._write(durable=True, **record)
        except OSError as error:
            raise _no_journal(error) from None

    @property
    def is_needed(self) -> bool:
        """Whether anything was written that can be undone."""
        return bool(self._run.entries)

    def replaced(self, known: Mapping[Path, Collection[str]]) -> list[str]:
        """The files that the run replaced, but for those that hold what earlier ones wrote.

        Args:
            known: what ``written_before`` said before the run.
        """
        found = ((entry.path, entry.before) for entry in self._run.entries if entry.before is not None)
        return [path for path, old in found if old.sha256 and old.sha256 not in known.get(self.root / path, ())]

    def end(self) -> None:
        """Say that the run came to its end; one that wrote nothing leaves no journal."""
        if self._run.entries:
            with suppress(OSError):  # all is written: a full disk must not turn that into a failure
                self._write(ended=True)
        else:
            forget(self._run)

    def _name(self, path: Path) -> str:
        return Path(os.path.relpath(path, self.root)).as_posix()

    def _keep(self, target: Path) -> str:
        name = f"{len(self._run.entries):06}"
        copy = self._run.folder / name
        try:
            with target.open("rb") as source, copy.open("xb") as stream:
                shutil.copyfileobj(source, stream)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError:
            with suppress(OSError):
                copy.unlink()
            raise
        return name

    def _write(self, *, durable: bool = True, **record: object) -> None:
        """Add a line; what replaces nothing need not outlive a loss of power."""
        line = json.dumps(record, ensure_ascii=True).encode() + b"\n"
        with (self._run.folder / _LINES).open("ab+", buffering=0) as stream:
            end = stream.tell()
            if end:
                stream.seek(end - 1)
                if stream.read(1) != b"\n":  # a killed run left half of a line
                    line = b"\n" + line
            if stream.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if durable:
                os.fsync(stream.fileno())


def state_of(place: Path) -> State | None:
    """What stands at a place; None for nothing.

    Raises:
        OSError: it cannot be read, or is neither a file nor a link.
    """
    if os.path.islink(place):
        return State(link=os.readlink(place))
    if not os.path.lexists(place):
        return None
    digest = hashlib.sha256()
    with place.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return State(digest.hexdigest(), stat.S_IMODE(place.stat().st_mode))


def runs(place: Path) -> Iterator[Run]:
    """The runs that there are journals of whose root is a place, lies in it or around it; the newest first."""
    try:
        folders = sorted(journals_folder().iterdir(), reverse=True)
    except OSError:
        return
    for folder in folders:
        run = _read(folder, place)
        if run is not None:
            yield run


def forget(run: Run) -> None:
    """Remove a journal."""
    shutil.rmtree(run.folder, ignore_errors=True)


def clean_up(place: Path) -> list[Run]:
    """Remove what killed runs left behind in or around ``place``; those runs."""
    place = _real(place)
    killed = []
    for run in runs(place):
        if not run.was_killed:
            continue
        for name in run.temporaries:
            with suppress(OSError):
                (run.root / name).unlink()
        with suppress(WriteError):
            Journal(run).note(ended=True)
        if run.open_entries:
            killed.append(run)
        else:
            forget(run)
    return killed


def written_before(root: Path) -> dict[Path, set[str]]:
    """What runs wrote below ``root``: hashes by path. Such a file holds no work of a person."""
    root = _real(root)
    written: dict[Path, set[str]] = {}
    for run in runs(root):
        for entry in run.open_entries:
            place = run.root / entry.path
            if place.is_relative_to(root):
                written.setdefault(place, set()).add(entry.after.sha256)
    return written


def _read(folder: Path, place: Path) -> Run | None:
    """The run of a journal; None when it is of another place, or was killed before it said of which."""
    try:
        with (folder / _LINES).open("rb") as stream:
            first = json.loads(stream.readline())
            run = Run(folder, Path(first["root"]), float(first["started"]), int(first["process"]))
            if not (run.root.is_relative_to(place) or place.is_relative_to(run.root)):
                return None  # there may be thousands of those: their lines are not read
            for line in stream:
                record = _record(line)
                if isinstance(record, dict):
                    _add(record, run)
    except (OSError, LookupError, TypeError, ValueError):
        return None
    return run


def _record(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:  # half of a line: what it was to tell of did not happen
        return None


def _add(record: Mapping[str, object], run: Run) -> None:
    run.ended = "ended" in record
    process = record.get("process")
    if isinstance(process, int):
        run.process = process
    if "temporary" in record:
        run.temporaries.append(str(record["temporary"]))
    if "undone" in record:
        run.undone.add(str(record["undone"]))
    after, before, folders = record.get("after"), record.get("before"), record.get("folders")
    if isinstance(after, dict) and isinstance(folders, list):
        old = State(**before) if isinstance(before, dict) else None
        run.entries.append(Entry(str(record["path"]), old, State(**after), tuple(map(str, folders))))


def _forget_old(root: Path) -> None:
    of_root = [run for run in runs(root) if run.root == root]
    for run in of_root[KEPT:]:
        forget(run)


def _is_running(process: int) -> bool:
    if process == os.getpid() or sys.platform == "win32":
        return False  # the one that asks; and on Windows, asking in this way would end the other
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _no_journal(error: OSError) -> WriteError:
    return WriteError(
        f"the journal for undo cannot be written: {error.strerror or error}",
        advice="make space, or name a folder for it in the environment variable AZUREML_MIGRATE_STATE",
    )
