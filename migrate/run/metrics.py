"""The metrics that a node logged: in an MLflow file store, or with the v1 SDK, which prints them when offline."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

# azureml-core 1.61, _OfflineRun; other kinds of metric are not numbers
_PRINTED = re.compile(r"^Attempted to log scalar metric (.+):\n(\S+)$", re.MULTILINE)


def store_variables(folder: Path) -> dict[str, str]:
    """The environment variables that make MLflow log into ``folder``."""
    return {
        "MLFLOW_TRACKING_URI": folder.resolve().as_uri(),
        "MLFLOW_DISABLE_TELEMETRY": "true",
        # without it, MLflow 3.7 and later refuse to write files
        "MLFLOW_ALLOW_FILE_STORE": "true",
    }


def read_metrics(store: Path, log: str) -> dict[str, float]:
    """The last value of each metric.

    Args:
        store: folder of the MLflow file store; need not exist.
        log: what the node printed.
    """
    found: dict[str, tuple[int, int, float]] = {}
    # <store>/<experiment>/<run>/metrics/<name>: lines of time, value, step; a name may hold slashes
    for folder in sorted(store.glob("*/*/metrics")) if store.is_dir() else ():
        for path in sorted(item for item in folder.rglob("*") if item.is_file()):
            name = path.relative_to(folder).as_posix()
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
                words = line.split()
                with contextlib.suppress(ValueError, IndexError):
                    entry = (int(words[0]), number, float(words[1]))
                    found[name] = max(found.get(name, entry), entry, key=lambda item: item[:2])
    metrics = {name: value for name, (_, _, value) in found.items()}
    for match in _PRINTED.finditer(log.replace("\r\n", "\n")):
        with contextlib.suppress(ValueError):
            metrics[match[1]] = float(match[2])
    return dict(sorted(metrics.items()))
