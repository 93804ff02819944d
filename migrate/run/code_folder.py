"""A fresh copy of a node's code folder: what the service makes a snapshot of."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pathspec import GitIgnoreSpec

_NEVER = frozenset({".git", "__pycache__", ".ipynb_checkpoints"})
_IGNORE_FILES = (".amlignore", ".gitignore")  # the first that there is, as in azure-ai-ml 1.35.2 (get_ignore_file)


def copy_code(source: Path | None, target: Path) -> None:
    """Copy a code folder (or the one file that the code is) to ``target``; nothing for a node without code."""
    target.mkdir(parents=True, exist_ok=True)
    if source is None:
        return
    if source.is_file():
        shutil.copy2(source, target / source.name)
        return
    spec = _ignored(source)

    def ignore(folder: str, names: list[str]) -> set[str]:
        here = Path(folder).relative_to(source)
        skipped = {name for name in names if name in _NEVER}
        for name in names:
            path = (here / name).as_posix()
            if spec.match_file(f"{path}/" if os.path.isdir(os.path.join(folder, name)) else path):
                skipped.add(name)
        return skipped

    shutil.copytree(source, target, ignore=ignore, dirs_exist_ok=True, ignore_dangling_symlinks=True)


def _ignored(folder: Path) -> GitIgnoreSpec:
    for name in _IGNORE_FILES:
        path = folder / name
        if path.is_file():
            return GitIgnoreSpec.from_lines(path.read_text(encoding="utf-8", errors="replace").splitlines())
    return GitIgnoreSpec.from_lines([])
