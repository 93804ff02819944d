"""Which files and folders are left out: what ``.gitignore`` says, environments, caches and build output."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

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
    """The ``.gitignore`` files that hold for a folder, outermost first, as git combines them."""

    layers: tuple[tuple[Path, GitIgnoreSpec], ...] = ()

    def entering(self, folder: Path) -> IgnoreRules:
        """The rules inside ``folder``: these, and those of its own ``.gitignore``."""
        try:
            text = (folder / ".gitignore").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:  # there is none, or nobody may read it
            return self
        return IgnoreRules((*self.layers, (folder, GitIgnoreSpec.from_lines(text.splitlines()))))

    def ignores(self, path: Path, *, is_folder: bool) -> bool:
        """True when git would ignore ``path``; the innermost file that has an opinion decides."""
        for base, spec in reversed(self.layers):
            name = path.relative_to(base).as_posix()
            verdict = spec.check_file(f"{name}/" if is_folder else name).include
            if verdict is not None:
                return verdict
        return False


def rules_above(folder: Path) -> IgnoreRules:
    """The rules that the repository around ``folder`` sets for it; none outside of a git repository.

    A folder that the repository ignores as a whole was named on purpose: the rules above it do not hold then.
    """
    above = [folder, *folder.parents]
    top = next((candidate for candidate in above if os.path.exists(candidate / ".git")), None)
    if top is None or top == folder:
        return IgnoreRules()
    rules = IgnoreRules()
    chain = [parent for parent in reversed(folder.parents) if parent.is_relative_to(top)]
    for parent, child in zip(chain, [*chain[1:], folder], strict=True):
        rules = rules.entering(parent)
        if rules.ignores(child, is_folder=True):
            return IgnoreRules()
    return rules
