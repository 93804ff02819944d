"""Places in the copy of a project, and where they are in the project."""

from __future__ import annotations

import os
import re
from pathlib import Path

CELL = "#cell-"
"""Joins a notebook's path and the index of a cell, to name the code of that cell."""

_CELL_FILE = re.compile(rf"^(.*){CELL}(\d+)$")


def relative(path: str, folder: str) -> tuple[str, int | None]:
    """A file of the copy by its path in the project, and the notebook cell."""
    match = _CELL_FILE.match(path)
    cell = int(match[2]) if match else None
    path = match[1] if match else path
    return (Path(os.path.relpath(path, folder)).as_posix() if path else ""), cell
