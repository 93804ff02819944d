"""Writing files so that each is old or new at any moment, never half of one."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from migrate.errors import WriteError
from migrate.project.discovery import FailedFile
from migrate.project.ignoring import NEVER_ENTERED


@dataclass(frozen=True)
class OutputFile:
    """A file to write.

    Args:
        path: POSIX path relative to the folder that is written to.
        data: its content.
        like: the file whose mode it gets; None for a new file. A file that is replaced keeps its own.
    """

    path: str
    data: bytes
    like: Path | None = None


def write_file(folder: Path, file: OutputFile, *, keep_read_only: bool = False) -> None:
    """Write one file below ``folder``, which is made when it is missing.

    Args:
        keep_read_only: refuse to replace a file that nobody may write.

    Raises:
        WriteError: it cannot be written, or a symbolic link leads out of ``folder``.
    """
    target = _inside(folder, file.path)
    if keep_read_only and os.path.exists(target) and not target.stat().st_mode & 0o222:
        raise WriteError("is read-only", path=file.path, advice="make it writable, or write to another folder with -o")

    def fill(stream: BinaryIO) -> None:
        stream.write(file.data)
        stream.flush()
        os.fsync(stream.fileno())

    _replace(target, file.path, fill, target if os.path.exists(target) else file.like)


def write_files(folder: Path, files: Iterable[OutputFile], *, keep_read_only: bool = False) -> list[FailedFile]:
    """Write files below ``folder``; one that cannot be written is reported, the others are written."""
    failed = []
    for file in files:
        try:
            write_file(folder, file, keep_read_only=keep_read_only)
        except WriteError as error:
            failed.append(_failure(error, file.path))
    return failed


def copy_files(root: Path, folder: Path, names: Iterable[str]) -> list[FailedFile]:
    """Copy files of ``root`` to the same places below ``folder``, with their modes."""
    failed = []
    for name in names:
        try:
            _copy(root / name, _inside(folder, name), name)
        except WriteError as error:
            failed.append(_failure(error, name))
    return failed


def copy_links(folder: Path, links: Mapping[str, str]) -> list[FailedFile]:
    """Make symbolic links between files below ``folder``, or copies where the system has no links.

    Args:
        links: POSIX path of each link and of the file that it leads to.
    """
    failed = []
    for name, target in sorted(links.items()):
        try:
            place = _inside(folder, name, follow=False)
            if os.path.lexists(place):
                place.unlink()
            try:
                place.symlink_to(os.path.relpath(folder / target, place.parent))
            except (OSError, NotImplementedError):
                _copy(folder / target, place, name)
        except (WriteError, OSError) as error:
            failed.append(_failure(error, name))
    return failed


def left_over(folder: Path, written: Collection[str]) -> list[str]:
    """The files in an output folder that this run did not write, sorted."""
    found = []
    for current, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in NEVER_ENTERED]
        found += [(Path(current) / name).relative_to(folder).as_posix() for name in files]
    return sorted(set(found).difference(written))


def _inside(folder: Path, name: str, *, follow: bool = True) -> Path:
    """Where to write ``name``: below ``folder`` also after following links, with the folders made that are missing."""
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
        real.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(name, error) from None
    return real


def _copy(source: Path, target: Path, name: str) -> None:
    try:
        with source.open("rb") as original:
            _replace(target, name, lambda stream: shutil.copyfileobj(original, stream), source)
    except OSError as error:
        raise WriteError(f"cannot be copied: {error.strerror}", path=name, advice="check its permissions") from None


def _replace(target: Path, name: str, fill: Callable[[BinaryIO], None], like: Path | None) -> None:
    """Fill a new file beside ``target`` and put it in its place in one step."""
    # not tempfile: its files are private, a new file should get the mode that the user's umask says
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            with temporary.open("xb") as stream:
                fill(stream)
            if like is not None:
                temporary.chmod(stat.S_IMODE(like.stat().st_mode))
            if os.name == "nt" and os.path.exists(target):
                target.chmod(stat.S_IWRITE)  # Windows does not replace a read-only file
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise _cannot_write(name, error) from None


def _cannot_write(name: str, error: OSError) -> WriteError:
    return WriteError(
        f"cannot be written: {error.strerror}", path=name, advice="check the permissions and the space left"
    )


def _failure(error: WriteError | OSError, name: str) -> FailedFile:
    if isinstance(error, WriteError):
        return FailedFile(name, f"{error.message} ({error.advice})" if error.advice else error.message, error.line)
    return FailedFile(name, f"cannot be written: {error.strerror}")
