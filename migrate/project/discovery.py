"""Finding the files under the paths that the user named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migrate.errors import ReadError, UsageError
from migrate.project.ignoring import BUILD_FOLDERS, NEVER_ENTERED, IgnoreRules, is_environment, rules_above


@dataclass(frozen=True)
class FailedFile:
    """A file (or folder) that could not be read; it is left as it is.

    Args:
        path: POSIX path relative to the root.
        reason: why, with what to do next.
        line: 1-based line, when the reason lies in one.
    """

    path: str
    reason: str
    line: int | None = None

    @classmethod
    def from_error(cls, path: str, error: ReadError) -> FailedFile:
        reason = f"{error.message} ({error.advice})" if error.advice else error.message
        return cls(path, reason, error.line)

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True)
class Selection:
    """The files that one run works on.

    Args:
        root: the folder that all paths are relative to.
        files: POSIX paths below the root, sorted, without what is ignored.
        named: those that the user named one by one.
        links: symbolic links to one of ``files``, and which; they are not read, so that nothing is converted twice.
        failed: folders that could not be listed.
        notes: what was passed over and that a user may want to know.
    """

    root: Path
    files: tuple[str, ...]
    named: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)
    failed: tuple[FailedFile, ...] = ()
    notes: tuple[str, ...] = ()


def select(paths: Sequence[Path], *, output: Path | None = None) -> Selection:
    """The files under ``paths`` (files or folders), in an order that depends on their names only.

    Args:
        paths: what the user named; a named file is taken even if git ignores it.
        output: the folder that results go to; never searched.

    Raises:
        UsageError: no path, a path that does not exist, or paths without a common folder.
    """
    found = _resolve(paths)
    root = _common_root(found)
    walk = _Walk(root, Path(os.path.realpath(output)) if output is not None else None)
    for path in found:
        if os.path.isdir(path):
            walk.enter(path, rules_above(path))
        else:
            walk.add(path)
            walk.named.add(path.relative_to(root).as_posix())
    links = walk.links_to_files()
    return Selection(
        root,
        tuple(sorted(walk.files - links.keys())),
        frozenset(walk.named),
        links,
        tuple(sorted(walk.failed, key=lambda failed: failed.path)),
        tuple(sorted(walk.notes)),
    )


def common_root(paths: Sequence[Path]) -> Path:
    """The folder that the paths have in common; the folder itself when only one folder is named.

    Raises:
        UsageError: no path, a path that does not exist, or paths without a common folder.
    """
    return _common_root(_resolve(paths))


def files_below(root: Path, name: str, *, output: Path | None = None) -> tuple[str, ...]:
    """The files of the folder ``name`` (or the file itself), relative to ``root``, without what is ignored.

    Args:
        output: the folder that results go to; never searched.

    Empty when it does not exist or lies outside of ``root``.
    """
    target = Path(os.path.normpath(root / name))
    if not target.is_relative_to(root) or not os.path.exists(target) or not target.resolve().is_relative_to(root):
        return ()
    if os.path.isfile(target):
        return (target.relative_to(root).as_posix(),)
    walk = _Walk(root, Path(os.path.realpath(output)) if output is not None else None)
    walk.enter(target, rules_above(target))
    return tuple(sorted(walk.files))


def _resolve(paths: Sequence[Path]) -> list[Path]:
    if not paths:
        raise UsageError("no path given", advice="name the files or folders to work on")
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError("no such file or folder", path=str(path), advice="check the spelling")
        if not os.path.exists(path):
            raise UsageError("this symbolic link leads nowhere", path=str(path))
        if not (os.path.isdir(path) or os.path.isfile(path)):
            raise UsageError("neither a file nor a folder", path=str(path))
    # A linked folder that was named is entered: that was asked for. A linked file keeps its place.
    return sorted({path.resolve() if os.path.isdir(path) else path.parent.resolve() / path.name for path in paths})


def _common_root(found: Sequence[Path]) -> Path:
    folders = [path if os.path.isdir(path) else path.parent for path in found]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:
        raise UsageError("the paths have no folder in common", advice="convert them one at a time") from None


class _Walk:
    """Collects files below the root."""

    def __init__(self, root: Path, output: Path | None) -> None:
        self.root = root
        self.output = output
        self.files: set[str] = set()
        self.named: set[str] = set()
        self.failed: set[FailedFile] = set()
        self.notes: set[str] = set()

    def add(self, path: Path) -> None:
        self.files.add(path.relative_to(self.root).as_posix())

    def links_to_files(self) -> dict[str, str]:
        links = {}
        for name in sorted(self.files):
            path = self.root / name
            if os.path.islink(path) and path.resolve().is_relative_to(self.root):
                target = path.resolve().relative_to(self.root).as_posix()
                if target in self.files:
                    links[name] = target
        return links

    def enter(self, folder: Path, rules: IgnoreRules) -> None:
        """Take the files of ``folder`` and of the folders in it. Iterative: a tree may be deep."""
        waiting = [(folder, rules)]
        while waiting:
            current, above = waiting.pop()
            inside = above.entering(current)
            for entry in self._entries(current):
                path = current / entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                if self._passed_over(entry, path) or inside.ignores(path, is_folder=is_folder):
                    continue
                if is_folder:
                    if not self._skips_folder(path):
                        waiting.append((path, inside))
                elif entry.is_file(follow_symlinks=False) or os.path.isfile(path):  # not a socket or a device
                    self.add(path)

    def _entries(self, folder: Path) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                yield from sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            name = folder.relative_to(self.root).as_posix()
            self.failed.add(FailedFile(name, f"cannot be listed: {error.strerror} (check its permissions)"))

    def _passed_over(self, entry: os.DirEntry[str], path: Path) -> bool:
        """Links are followed to files inside the tree only: a linked folder would be converted twice."""
        if not entry.is_symlink():
            return False
        if os.path.isfile(path) and path.resolve().is_relative_to(self.root):
            return False
        self.notes.add(f"{path.relative_to(self.root).as_posix()}: symbolic link not followed")
        return True

    def _skips_folder(self, folder: Path) -> bool:
        if folder == self.output or folder.name in NEVER_ENTERED or folder.name.endswith(".egg-info"):
            return True
        if folder.name in BUILD_FOLDERS:
            name = folder.relative_to(self.root).as_posix()
            self.notes.add(f"{name}: taken for build output and skipped (name it as a path to convert it)")
            return True
        return is_environment(folder)
