"""Writing files so that each is old or new at any moment, never half of one."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from migrate.errors import WriteError
from migrate.project.discovery import FailedFile
from migrate.project.ignoring import NEVER_ENTERED
from migrate.project.journal import Journal, State, state_of


@dataclass(frozen=True)
class OutputFile:
    """A file to write.

    Args:
        path: POSIX path relative to the folder that is written to.
        data: its content.
        like: the file whose mode it gets; None for a new file. A file that is replaced keeps its own.
        instead_of: what the file that it replaces has to hold; None for anything.
    """

    path: str
    data: bytes
    like: Path | None = None
    instead_of: bytes | None = None


def write_file(folder: Path, file: OutputFile, *, keep_read_only: bool = False, journal: Journal | None = None) -> None:
    """Write one file below ``folder``, which is made when it is missing. One that holds the same already is left alone.

    Args:
        keep_read_only: refuse to replace a file that nobody may write.
        journal: where to note it first; it is about ``folder``.

    Raises:
        WriteError: it cannot be written, a symbolic link leads out of ``folder``, or it was edited meanwhile.
    """
    target = _inside(folder, file.path)
    exists = os.path.exists(target)
    old = _content(target, file.path) if exists else None
    if old == file.data:
        return
    if exists and keep_read_only and not target.stat().st_mode & 0o222:
        raise WriteError("is read-only", path=file.path, advice="make it writable, or write to another folder with -o")
    if file.instead_of is not None and old is not None and old != file.instead_of:
        raise WriteError("was edited while it was converted", path=file.path, advice="convert it again")

    def fill(stream: BinaryIO) -> None:
        stream.write(file.data)
        stream.flush()
        os.fsync(stream.fileno())

    after = State(hashlib.sha256(file.data).hexdigest())
    _replace(target, file.path, fill, target if exists else file.like, journal, after)


def write_named(path: Path, data: bytes) -> None:
    """Write a file that the user named, as which errors name it.

    Raises:
        WriteError: it cannot be written.
    """
    try:
        write_file(path.absolute().parent, OutputFile(path.name, data))
    except WriteError as error:
        raise WriteError(error.message, path=str(path), advice=error.advice) from None


def write_files(
    folder: Path, files: Iterable[OutputFile], *, keep_read_only: bool = False, journal: Journal | None = None
) -> list[FailedFile]:
    """Write files below ``folder``; one that cannot be written is reported, the others are written."""
    failed = []
    for file in files:
        try:
            write_file(folder, file, keep_read_only=keep_read_only, journal=journal)
        except WriteError as error:
            failed.append(_failure(error, file.path))
    return failed


def copy_files(root: Path, folder: Path, names: Iterable[str], *, journal: Journal | None = None) -> list[FailedFile]:
    """Copy files of ``root`` to the same places below ``folder``, with their modes."""
    failed = []
    for name in names:
        try:
            _copy(root / name, _inside(folder, name), name, journal)
        except WriteError as error:
            failed.append(_failure(error, name))
    return failed


def copy_links(folder: Path, links: Mapping[str, str], *, journal: Journal | None = None) -> list[FailedFile]:
    """Make symbolic links between files below ``folder``, or copies where the system has no links.

    Args:
        links: POSIX path of each link and of the file that it leads to.
    """
    failed = []
    for name, target in sorted(links.items()):
        try:
            place = _inside(folder, name, follow=False)
            try:
                make_link(place, os.path.relpath(folder / target, place.parent), name, journal)
            except (WriteError, NotImplementedError):
                _copy(folder / target, place, name, journal)
        except WriteError as error:
            failed.append(_failure(error, name))
    return failed


def make_link(place: Path, text: str, name: str, journal: Journal | None = None) -> None:
    """Put a symbolic link in the place of whatever file or link stands there.

    Args:
        text: where it leads, as the link says it.
        name: of ``place``, in messages.

    Raises:
        WriteError: it cannot be made.
    """
    if os.path.islink(place) and os.readlink(place) == text:
        return
    with _beside(place, name, journal, State(link=text)) as temporary:
        temporary.symlink_to(text)
        temporary.replace(place)


def put_back(folder: Path, name: str, backup: Path, mode: int, journal: Journal) -> None:
    """Put a copy of an old file in the place of whatever file or link stands there now.

    Args:
        name: POSIX path below ``folder``.
        mode: the one that it had.

    Raises:
        WriteError: it cannot be written, or a folder on its way is a link now that leads out of ``folder``.
    """
    target = _inside(folder, name, follow=False)
    with _beside(target, name, journal, State()) as temporary:
        with backup.open("rb") as old, temporary.open("xb") as stream:
            shutil.copyfileobj(old, stream)
            stream.flush()
            os.fsync(stream.fileno())
        if os.path.exists(target):
            _give(temporary, target.stat())
        temporary.chmod(mode)
        if os.name == "nt" and os.path.exists(target):
            target.chmod(stat.S_IWRITE)
        temporary.replace(target)


def left_over(folder: Path, written: Collection[str]) -> list[str]:
    """The files in an output folder that this run did not write, sorted."""
    found = []
    for current, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in NEVER_ENTERED]
        found += [(Path(current) / name).relative_to(folder).as_posix() for name in files]
    return sorted(set(found).difference(written))


def _inside(folder: Path, name: str, *, follow: bool = True) -> Path:
    """Where to write ``name``: below ``folder`` also after following links."""
    try:
        place = folder / name
        base = Path(os.path.realpath(folder))
        real = Path(os.path.realpath(place if follow else place.parent))
        real = real if follow else real / place.name
        if not real.is_relative_to(base) or ".." in Path(name).parts:
            advice = "name the real file instead of the link"
            raise WriteError("leads out of the folder that is written to", path=name, advice=advice)
        if os.path.isdir(real) and not os.path.islink(real):
            raise WriteError("is a folder there", path=name, advice="remove it or choose another output folder")
    except OSError as error:
        raise _cannot_write(name, error) from None
    return real


def _content(target: Path, name: str) -> bytes:
    try:
        return target.read_bytes()
    except OSError as error:
        raise _cannot_write(name, error) from None


def _copy(source: Path, target: Path, name: str, journal: Journal | None) -> None:
    try:
        wanted, there = state_of(source.resolve()), state_of(target)
        if wanted is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        if there is not None and (there.sha256, there.mode) == (wanted.sha256, wanted.mode):
            return
        with source.open("rb") as original:

            def fill(stream: BinaryIO) -> None:
                shutil.copyfileobj(original, stream)
                if there is not None:
                    stream.flush()
                    os.fsync(stream.fileno())

            _replace(target, name, fill, source, journal, wanted)
    except OSError as error:
        raise WriteError(f"cannot be copied: {error.strerror}", path=name, advice="check its permissions") from None


def _replace(
    target: Path,
    name: str,
    fill: Callable[[BinaryIO], None],
    like: Path | None,
    journal: Journal | None = None,
    after: State | None = None,
) -> None:
    """Fill a new file beside ``target`` and put it in its place in one step."""
    with _beside(target, name, journal, after) as temporary:
        # not tempfile: its files are private, a new file should get the mode that the user's umask says
        with temporary.open("xb") as stream:
            fill(stream)
        if like is not None:
            original = like.stat()
            if like == target:
                _give(temporary, original)
            temporary.chmod(stat.S_IMODE(original.st_mode))
        if os.name == "nt" and os.path.exists(target):
            target.chmod(stat.S_IWRITE)  # Windows does not replace a read-only file
        temporary.replace(target)


@contextmanager
def _beside(target: Path, name: str, journal: Journal | None, after: State | None) -> Iterator[Path]:
    """The name of a temporary file beside ``target``, in a folder that is there; what fails leaves nothing behind."""
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        replaces = os.path.lexists(target)
        missing = tuple(reversed([folder for folder in target.parents if not os.path.lexists(folder)]))
        if journal is not None and after is not None:
            journal.intend(target, after, temporary, missing)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        if replaces:
            _keep_names(target.parent)
    except OSError as error:
        raise _cannot_write(name, error) from None


def _give(temporary: Path, original: os.stat_result) -> None:
    """Give a file to the owner of the one that it replaces; only the superuser can, and only then it matters."""
    if os.name != "nt":
        with suppress(OSError):
            os.chown(temporary, original.st_uid, original.st_gid)


def _keep_names(folder: Path) -> None:
    """Make the names in a folder outlive a loss of power, where the system knows how."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _cannot_write(name: str, error: OSError) -> WriteError:
    advice = "make space" if error.errno in _FULL else "check the permissions of it and of its folder"
    return WriteError(f"cannot be written: {error.strerror}", path=name, advice=advice)


def _failure(error: WriteError | OSError, name: str) -> FailedFile:
    if isinstance(error, WriteError):
        return FailedFile(name, f"{error.message} ({error.advice})" if error.advice else error.message, error.line)
    return FailedFile(name, f"cannot be written: {error.strerror}")
