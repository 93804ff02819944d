"""Which files and folders are left out: what git ignores, environments, caches and build output."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec, Pattern, RegexPattern

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

_CLASSES = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "lower": "a-z", "upper": "A-Z", "space": " \t"}
"""What a class stands for between brackets."""

_FOLDER = "ps_d"
"""The group by which pathspec marks the end of a folder in its expressions."""

_ENVIRONMENT_MARKS = ("pyvenv.cfg", "conda-meta")


def is_environment(folder: Path) -> bool:
    """True for the folder of a virtual or conda environment, whatever its name."""
    return any(os.path.exists(folder / mark) for mark in _ENVIRONMENT_MARKS)


@dataclass(frozen=True)
class IgnoreRules:
    """The lists of ignored files that hold for a folder, as git combines them: the user's, that of the clone, and the
    ``.gitignore`` files, outermost first.
    """

    layers: tuple[tuple[Path, tuple[RegexPattern, ...]], ...] = ()

    def entering(self, folder: Path) -> IgnoreRules:
        """The rules inside ``folder``: these and its own; a repository has its own only."""
        starts = os.path.exists(folder / ".git")
        files = (*(git.exclude_files(folder) if starts else ()), folder / ".gitignore")
        own = tuple((folder, patterns) for file in files if (patterns := _read(file)))
        return IgnoreRules(own if starts else (*self.layers, *own))

    def ignores(self, path: Path, *, is_folder: bool) -> bool:
        """True when git would ignore ``path``; the innermost file that has an opinion decides."""
        for base, patterns in reversed(self.layers):
            name = path.relative_to(base).as_posix() + ("/" if is_folder else "")
            for pattern in reversed(patterns):
                if _matches(pattern, name):
                    return bool(pattern.include)
        return False


def _matches(pattern: RegexPattern, name: str) -> bool:
    """Whether a pattern is about the path itself: to git, one for a folder says nothing about what is in that.

    pathspec (0.12, 1.1) takes what is in a folder for ignored, or not, with it.

    Args:
        name: relative to where the pattern stands; of a folder it ends with a slash.
    """
    if pattern.include is None:
        return False
    if _FOLDER not in pattern.regex.groupindex:
        return pattern.regex.search(name.rstrip("/")) is not None
    return any(found.end(_FOLDER) in (-1, len(name)) for found in pattern.regex.finditer(name))


def _read(file: Path) -> tuple[RegexPattern, ...]:
    """The patterns in a file; none when there is none, or nobody may read it."""
    try:
        # only a file: reading a pipe would wait for ever
        text = file.read_text(encoding="utf-8-sig", errors="surrogateescape") if os.path.isfile(file) else ""
    except OSError:
        return ()
    patterns: list[Pattern] = []
    for line in text.split("\n"):
        with suppress(ValueError):  # no pattern: git ignores nothing by it
            patterns += GitIgnoreSpec.from_lines([_plain(line.removesuffix("\r"))]).patterns
    return tuple(pattern for pattern in patterns if isinstance(pattern, RegexPattern))


def _plain(line: str) -> str:
    """A pattern without what pathspec (0.12) reads in another way than git: spaces in front, and classes of letters."""
    pattern = line.lstrip(" ")
    if not pattern:
        return ""
    for name, letters in _CLASSES.items():
        pattern = pattern.replace(f"[:{name}:]", letters)
    return "[ ]" * (len(line) - len(line.lstrip(" "))) + pattern


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
