"""The files that belong to a converted pipeline and need no change: entry scripts, conda files, data, a README."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from migrate.project.discovery import Selection, files_below
from migrate.project.reading import kind_of, mentions_v1

LARGEST_FILE = 50 * 2**20
"""Bytes; a larger file is not copied."""

MOST_FILES = 2_000
MOST_BYTES = 300 * 2**20
"""A folder that one file refers to is not copied beyond these, which are the v1 SDK's limits of a code snapshot."""


@dataclass(frozen=True)
class Companions:
    """Files to copy, relative to the root and sorted, and what a user should know about the others."""

    files: tuple[str, ...]
    notes: tuple[str, ...] = ()


def companions(
    selection: Selection,
    converted: Collection[str],
    referred: Iterable[str],
    *,
    output: Path | None = None,
    largest: int = LARGEST_FILE,
) -> Companions:
    """What to copy beside the converted files.

    Args:
        selection: the files that were found; all of them are copied.
        converted: those that are written anyway.
        referred: folders and files that the converted code refers to; copied if they exist below the root.
        output: the folder that results go to; never copied.
        largest: bytes; larger files are left out.
    """
    notes: list[str] = []
    names = set(selection.files)
    for place in sorted(set(referred)):
        below = [name for name in files_below(selection.root, place, output=output) if name not in selection.links]
        added = [name for name in below if name not in names]
        if len(added) > MOST_FILES or sum(map(_size, _paths(selection, added))) > MOST_BYTES:
            limits = f"more than {MOST_FILES} files or {MOST_BYTES // 2**20} MB"
            notes.append(f"{place}: not copied, it has {limits} (copy it yourself)")
        else:
            names.update(added)
            notes += _still_v1(selection, place, added)
    files = []
    for name in sorted(names.difference(converted)):
        if _size(selection.root / name) > largest:
            notes.append(f"{name}: not copied, larger than {largest // 2**20} MB (copy it yourself if it is needed)")
        else:
            files.append(name)
    return Companions(tuple(files), tuple(notes))


def _still_v1(selection: Selection, place: str, names: list[str]) -> list[str]:
    """A note when code is copied that was not given to the conversion and mentions SDK v1."""
    v1 = [name for name in names if kind_of(name) is not None and _mentions_v1(selection.root / name)]
    if not v1:
        return []
    also = f" and {len(v1) - 1} more" if len(v1) > 1 else ""
    return [f"{place}: {v1[0]}{also} copied as it is, but mentions SDK v1 (name it as a path to convert it)"]


def _mentions_v1(path: Path) -> bool:
    try:
        return mentions_v1(path.read_bytes())
    except OSError:
        return False


def _paths(selection: Selection, names: Iterable[str]) -> Iterable[Path]:
    return (selection.root / name for name in names)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
