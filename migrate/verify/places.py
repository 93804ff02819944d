"""Places in the copy of a project, and where they are in the project."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

CELL = "#cell-"
"""Joins a notebook's path and the index of a cell, to name the code of that cell."""

_CELL_FILE = re.compile(rf"^(.*){CELL}(\d+)$")


def relative(path: str, folder: str) -> tuple[str, int | None]:
    """A file of the copy by its path in the project, and the notebook cell."""
    match = _CELL_FILE.match(path)
    cell = int(match[2]) if match else None
    path = match[1] if match else path
    return (Path(os.path.relpath(path, folder)).as_posix() if path else ""), cell


_T = TypeVar("_T")
_STATEMENT = 12
"""Lines that the statement of a submission may take."""


def nearest(items: Iterable[_T], line: int, line_of: Callable[[_T], int]) -> list[_T]:
    """What was done by the statement that begins at a line: which of its lines a call is on, the interpreter says."""
    after = [item for item in items if 0 <= line_of(item) - line <= _STATEMENT]
    first = min(map(line_of, after), default=0)
    return [item for item in after if line_of(item) == first]
