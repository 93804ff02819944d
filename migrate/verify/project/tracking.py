"""Stands for the tracking server: what runs have logged, and the models that they have kept, only the service knows.

Isolated process only.
"""

from __future__ import annotations

import builtins
import os
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from migrate.verify.project.context import Context
from migrate.verify.project.offline import Offline
from migrate.verify.remarks import CONDA_OF_RUN, OF_RUN

_ASKING = {
    "mlflow": ("get_run", "get_experiment", "get_experiment_by_name", "search_runs", "search_experiments"),
    "mlflow.artifacts": ("list_artifacts",),
}
_FLAVOURS = ("sklearn", "pyfunc")
_CLIENTS = ("mlflow", "mlflow.tracking", "mlflow.client")


def install(context: Context) -> None:
    """Give code of the project answers without content where it asks mlflow."""
    real = builtins.__import__

    def load(name: str, *rest: Any, **keywords: Any) -> Any:
        module = real(name, *rest, **keywords)
        if name.partition(".")[0] == "mlflow" and context.called_by_project():
            _answer(context)
        return module

    builtins.__import__ = load


def keep_conda_file(path: str, context: Context) -> str:
    """Write what stands for the packages that a run has noted down; returns the path."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(f"dependencies:\n- python=3.10\n- {OF_RUN}\n")
    context.note("stand-in for the packages that a run of AutoML has noted down")
    return path


def _answer(context: Context) -> None:
    for package, names in _ASKING.items():
        for name in names:
            _put(package, name)
    for flavour in _FLAVOURS:
        # one that is loaded when it is asked for the first time
        module = vars(sys.modules.get("mlflow")).get(flavour) if "mlflow" in sys.modules else None
        if module is not None:
            module.load_model = Offline("mlflow.load_model")
    artifacts = sys.modules.get("mlflow.artifacts")
    if artifacts is not None:
        artifacts.download_artifacts = _downloading(context)  # type: ignore[attr-defined]
    for package in _CLIENTS:
        _put(package, "MlflowClient")


def _downloading(context: Context) -> Callable[..., Any]:
    def download_artifacts(
        artifact_uri: Any = None,
        run_id: Any = None,
        artifact_path: Any = None,
        dst_path: Any = None,
        tracking_uri: Any = None,
    ) -> Any:
        place = str(artifact_path or artifact_uri)
        if os.path.basename(place) != CONDA_OF_RUN:
            return Offline("mlflow.download_artifacts")
        return keep_conda_file(os.path.join(str(dst_path or tempfile.mkdtemp()), CONDA_OF_RUN), context)

    return download_artifacts


def _put(package: str, name: str) -> None:
    module = sys.modules.get(package)
    if module is not None and hasattr(module, name):
        setattr(module, name, Offline(f"mlflow.{name}"))
