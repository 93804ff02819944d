"""What git says about a folder: what would be lost if files are replaced, and where lists of ignored files are."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from migrate.errors import UsageError

_AT_ONCE = 400
"""Paths for one command; a command line has a limit."""


_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX")
"""What git sets for the hooks that it runs: it would tell of the hook's repository, whichever one is asked about."""


def repository_of(folder: Path) -> Path | None:
    """The top folder of the git repository that ``folder`` lies in."""
    return next((parent for parent in (folder, *folder.parents) if os.path.exists(parent / ".git")), None)


def by_repository(folder: Path, names: Iterable[str]) -> dict[Path | None, list[str]]:
    """Files below ``folder`` by the repository that they lie in, of which there may be several; relative to its top.

    The files themselves count: of a link, git only knows where it leads to.
    """
    found: dict[Path | None, list[str]] = {}
    for name in names:
        place = Path(os.path.realpath(folder / name))
        top = repository_of(place.parent)
        found.setdefault(top, []).append(place.relative_to(top or place.anchor).as_posix())
    return found


def exclude_files(top: Path) -> tuple[Path, ...]:
    """The lists beside ``.gitignore`` of what git ignores in a repository: the user's, then that of the clone.

    Whether they exist is not looked at.
    """
    own = top / ".git"
    try:
        if os.path.isfile(own):  # a submodule or a worktree: it says where its folder is
            own = top / own.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        common = own / "commondir"
        if os.path.isfile(common):
            own = own / common.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return _of_user(top)
    return (*_of_user(top), own / "info" / "exclude")


@cache
def _of_user(top: Path) -> tuple[Path, ...]:
    try:
        named = _git(top, "config", "--path", "--get", "core.excludesFile").rstrip("\n")
    except UsageError:  # it is not set, or git is not installed
        named = ""
    if named:
        return (top / named,)
    base = os.environ.get("XDG_CONFIG_HOME")
    try:
        return ((Path(base) if base else Path.home() / ".config") / "git" / "ignore",)
    except RuntimeError:  # there is no home folder
        return ()


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
    """The files of the repository around ``folder`` that are not as committed, relative to it; not the untracked,
    and not those of submodules.

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
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=environment)
    except OSError:
        raise UsageError("git is not installed, so it cannot say what would be lost", advice=advice) from None
    if done.returncode:
        reason = os.fsdecode(done.stderr).strip().splitlines() or ["no reason given"]
        raise UsageError(f"git cannot say whether the files are committed: {reason[0]}", advice=advice)
    return os.fsdecode(done.stdout)
