"""The code folder of a step: what the SDK would upload, by content."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path

from migrate.verify.source_hash import source_hash
from migrate.verify.v1.patching import load


def hashes(folder: str | None, without: Collection[str] = ()) -> dict[str, str]:
    """SHA-256 of each file that is not excluded by ``.amlignore`` (or ``.gitignore``), by POSIX path.

    Args:
        without: files that the project does not have, by absolute path.
    """
    if not folder or not os.path.isdir(folder):
        return {}
    excluded: Callable[[str], bool] = (
        load("azureml._project.ignore_file").get_project_ignore_file(folder).is_file_excluded
    )
    found: dict[str, str] = {}
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not excluded(os.path.join(parent, name)))
        for name in sorted(files):
            path = os.path.join(parent, name)
            if os.path.isfile(path) and path not in without and not excluded(path):
                found[Path(os.path.relpath(path, folder)).as_posix()] = source_hash(name, Path(path).read_bytes())
    return found
