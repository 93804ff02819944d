"""Which files and folders are left out: what git ignores, environments, caches and build output."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec, Pattern

from migrate.project import git

NEVER_ENTERED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".eggs",
        ".ipynb_aml_checkpoints",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".tox",
        ".venv",
        "__pycache__",
        "__pypackages__",
        "node_modules",
        "site-packages",
        "venv",
    }
)
"""Folders that hold no code of the user's own."""

BUILD_FOLDERS = frozenset({"build", "dist"})
"""Folders that usually hold copies of the code; skipping one is told, since a repository may keep code there."""

_ENVIRONMENT_MARKS = ("pyvenv.cfg", "conda-meta")


def is_environment(folder: Path) -> bool:
    """True for the folder of a virtual or conda environment, whatever its name."""
    return any(os.path.exists(folder / mark) for mark in _ENVIRONMENT_MARKS)


@dataclass(frozen=True)
class IgnoreRules:
    """The lists of ignored files that hold for a folder, as git combines them: the user's, that of the clone, and the
    ``.gitignore`` files, outermost first.
    """

    layers: tuple[tuple[Path, GitIgnoreSpec], ...] = ()

    def entering(self, folder: Path) -> IgnoreRules:
        """The rules inside ``folder``: these and its own; a repository has its own only."""
        starts = os.path.exists(folder / ".git")
        files = (*(git.exclude_files(folder) if starts else ()), folder / ".gitignore")
        own = tuple((folder, spec) for file in files if (spec := _read(file)) is not None)
        return IgnoreRules(own if starts else (*self.layers, *own))

    def ignores(self, path: Path, *, is_folder: bool) -> bool:
        """True when git would ignore ``path``; the innermost file that has an opinion decides."""
        for base, spec in reversed(self.layers):
            name = path.relative_to(base).as_posix()
            verdict = spec.check_file(f"{name}/" if is_folder else name).include
            if verdict is not None:
                return verdict
        return False


def _read(file: Path) -> GitIgnoreSpec | None:
    """The rules in a file; None when there is none, or nobody may read it."""
    try:
        # only a file: reading a pipe would wait for ever
        text = file.read_text(encoding="utf-8-sig", errors="surrogateescape") if os.path.isfile(file) else ""
    except OSError:
        return None
    patterns: list[Pattern] = []
    for line in text.split("\n"):
        with suppress(ValueError):  # no pattern: git ignores nothing by it
            patterns += GitIgnoreSpec.from_lines([line.removesuffix("\r")]).patterns
    return GitIgnoreSpec(patterns) if patterns else None


def rules_above(folder: Path) -> IgnoreRules:
    """The rules that the repository around ``folder`` sets for it; none outside of a git repository.

    A folder that the repository ignores as a whole was named on purpose: the rules above it do not hold then.
    """
    top = git.repository_of(folder)
    if top is None or top == folder:
        return IgnoreRules()
    rules = IgnoreRules()
    chain = [parent for parent in reversed(folder.parents) if parent.is_relative_to(top)]
    for parent, child in zip(chain, [*chain[1:], folder], strict=True):
        rules = rules.entering(parent)
        if rules.ignores(child, is_folder=True):
            return IgnoreRules()
    return rules
