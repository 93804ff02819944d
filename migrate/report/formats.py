"""The formats of a report, by the ending of its file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from migrate.errors import UsageError

FORMATS = (".json", ".html", ".md", ".sarif", ".csv", ".xml", ".patch")

BY_NAME = {
    "html": ".html",
    "markdown": ".md",
    "sarif": ".sarif",
    "csv": ".csv",
    "junit": ".xml",
    "json": ".json",
    "patch": ".patch",
}
"""The endings by the names that ``report`` takes."""

WITH_CODE = (".html", ".patch")
"""Those that show the code."""


def format_of(path: Path) -> str:
    """The format that a report file asks for by its ending.

    Raises:
        UsageError: there is no such format.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(
            f"no report format for the ending {path.suffix!r}" if suffix else "the report file has no ending",
            path=str(path),
            advice=f"use one of: {known}",
        )
    return suffix


def check_formats(paths: Iterable[Path]) -> None:
    """Refuse report files that cannot be made, before any work is done.

    Raises:
        UsageError: a file without a format, or that is a folder.
    """
    for path in paths:
        format_of(path)
        if os.path.isdir(path):
            raise UsageError("is a folder, not a report file", path=str(path))
