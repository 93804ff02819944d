"""What code of a project writes while it is run, which may be part of what it submits. Isolated process only."""

from __future__ import annotations

import os
from pathlib import Path

from migrate.verify.project.context import Context

_LARGEST = 1 << 20  # bytes; what is larger is data
_MOST = 500
_NEVER = {".git", "__pycache__", ".ipynb_checkpoints"}


def written_files(context: Context) -> dict[str, str]:
    """What a notebook or script has written into its project, each byte as a character, by the path in there."""
    found: dict[str, str] = {}
    for parent, folders, files in os.walk(context.folder):
        folders[:] = [name for name in folders if name not in _NEVER]
        for name in files:
            path = os.path.join(parent, name)
            if path in context.empty_scripts or not os.path.isfile(path):
                continue
            about = os.stat(path)
            if about.st_ctime >= context.started and about.st_size <= _LARGEST and len(found) < _MOST:
                found[Path(os.path.relpath(path, context.folder)).as_posix()] = (
                    Path(path).read_bytes().decode("latin-1")
                )
    return found
