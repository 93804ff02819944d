"""Stands for the tracking server: what runs have logged, and the models that they have kept, only the service knows.

Isolated process only.
"""

from __future__ import annotations

import builtins
import sys
from typing import Any

from migrate.verify.project.context import Context
from migrate.verify.project.offline import Offline

_ASKING = {
    "mlflow": ("get_run", "get_experiment", "get_experiment_by_name", "search_runs", "search_experiments"),
    "mlflow.artifacts": ("download_artifacts", "list_artifacts"),
}
_CLIENTS = ("mlflow", "mlflow.tracking", "mlflow.client")


def install(context: Context) -> None:
    """Give code of the project answers without content where it asks mlflow."""
    real = builtins.__import__

    def load(name: str, *rest: Any, **keywords: Any) -> Any:
        module = real(name, *rest, **keywords)
        if name.partition(".")[0] == "mlflow" and context.called_by_project():
            _answer()
        return module

    builtins.__import__ = load


def _answer() -> None:
    for package, names in _ASKING.items():
        for name in names:
            _put(package, name)
    for package in _CLIENTS:
        _put(package, "MlflowClient")


def _put(package: str, name: str) -> None:
    module = sys.modules.get(package)
    if module is not None and hasattr(module, name):
        setattr(module, name, Offline(f"mlflow.{name}"))
