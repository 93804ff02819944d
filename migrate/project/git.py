"""What git says about files that are about to be replaced."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from migrate.errors import UsageError

_AT_ONCE = 400
"""Paths for one command; a command line has a limit."""


def is_repository(folder: Path) -> bool:
    """True when ``folder`` lies in a git repository."""
    return any(os.path.exists(parent / ".git") for parent in (folder, *folder.parents))


def uncommitted(folder: Path, names: Sequence[str]) -> list[str]:
    """Those of ``names``, relative to ``folder``, that git could not give back: changed, untracked or ignored.

    Names of files that do not exist are left out.

    Raises:
        UsageError: git cannot be asked.
    """
    existing = [name for name in names if os.path.exists(folder / name)]
    dirty: set[str] = set()
    for start in range(0, len(existing), _AT_ONCE):
        dirty |= _status(folder, existing[start : start + _AT_ONCE])
    return [name for name in existing if any(name == path or name.startswith(f"{path}/") for path in dirty)]


def modified(folder: Path) -> list[str]:
    """The files of the repository around ``folder`` that are not as committed, relative to it; not the untracked.

    Raises:
        UsageError: git cannot be asked.
    """
    return sorted(_changes(folder, "--untracked-files=no"))


def _status(folder: Path, names: Sequence[str]) -> set[str]:
    """The paths, relative to ``folder``, that are not as committed."""
    return _changes(folder, "--untracked-files=all", "--ignored", "--", *names)


def _changes(folder: Path, *arguments: str) -> set[str]:
    top = Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
    listing = _git(
        folder, "--literal-pathspecs", "status", "--porcelain=v1", "-z", "--no-renames", "--ignore-submodules=all",
        *arguments,
    )  # fmt: skip
    entries = [entry[3:].rstrip("/") for entry in listing.split("\0") if entry]
    return {Path(os.path.relpath(top / entry, folder.resolve())).as_posix() for entry in entries}


def _git(folder: Path, *arguments: str) -> str:
    # fsmonitor is a program that the repository names: it must not run because its code is converted
    command = ["git", "-C", str(folder), "-c", "core.fsmonitor=false", *arguments]
    advice = "commit or save your work and use --force, or write to another folder with -o"
    try:
        done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"})
    except OSError:
        raise UsageError("git is not installed, so it cannot say what would be lost", advice=advice) from None
    if done.returncode:
        reason = os.fsdecode(done.stderr).strip().splitlines() or ["no reason given"]
        raise UsageError(f"git cannot say whether the files are committed: {reason[0]}", advice=advice)
    return os.fsdecode(done.stdout)
