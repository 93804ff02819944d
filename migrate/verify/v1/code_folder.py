"""The code folder of a step: what the SDK would upload, by content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from migrate.verify.project.context import Context
from migrate.verify.v1.patching import load

_WRITTEN = {"automl.log", "azureml_automl.log", "papermill_notebook_run_handler.py"}
"""What an AutoML configuration writes into the folder that it is given, beside the log that it is told to write, and
the script that a configuration for a notebook copies there."""


def hashes(folder: str | None, context: Context) -> dict[str, str]:
    """SHA-256 of each file that is not excluded by ``.amlignore`` (or ``.gitignore``), by POSIX path.

    The text of Python files is kept in the context: what of it counts is for the caller's version of Python to say.
    """
    if folder and os.path.isfile(folder):
        return {os.path.basename(folder): _hash(folder, context)}
    if not folder or not os.path.isdir(folder):
        return {}
    excluded: Callable[[str], bool] = (
        load("azureml._project.ignore_file").get_project_ignore_file(folder).is_file_excluded
    )
    found: dict[str, str] = {}
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != ".git" and not excluded(os.path.join(parent, name)))
        for name in sorted(files):
            path = os.path.join(parent, name)
            if (
                os.path.isfile(path)
                and path not in context.empty_scripts
                and not excluded(path)
                and not _is_sdks(path, context)
            ):
                found[Path(os.path.relpath(path, folder)).as_posix()] = _hash(path, context)
    return found


def _hash(path: str, context: Context) -> str:
    data = Path(path).read_bytes()
    key = hashlib.sha256(data).hexdigest()
    if path.endswith(".py"):
        context.sources[key] = data
    return key


def _is_sdks(path: str, context: Context) -> bool:
    known = os.path.basename(path) in _WRITTEN or path in context.logs
    return known and os.path.getmtime(path) >= context.started
