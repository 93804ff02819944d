"""References to assets and paths as v2 writes them."""

from __future__ import annotations

import re

_REMOTE = re.compile(r"^(azureml:|https?:|git\+|wasbs?:|abfss?:|adl:|hdfs:|/subscriptions/)", re.IGNORECASE)
_VERSIONED = re.compile(r"^(azureml:)?(?!azureml:)[\w.-]+(:[\w.-]+|@[\w.-]+)$")
_REGISTRY = re.compile(r"^azureml://(registries|locations|subscriptions)/.+/(versions|labels)/[^/]+$")
_BINDING = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


def is_remote(path: str) -> bool:
    """True for a path that is not on this machine."""
    return bool(_REMOTE.match(path))


def environment_problem(reference: str) -> str:
    """Why a string cannot name an environment; empty when it can.

    The client accepts a name without a version and fails at submission (azure-ai-ml 1.35.2, ``get_asset_arm_id``).
    """
    if _VERSIONED.match(reference) or _REGISTRY.match(reference) or reference.startswith("file:"):
        return ""
    if reference.lower().startswith(("/subscriptions/", "azureml:/subscriptions/")) or _BINDING.search(reference):
        return ""
    return f"environment {reference!r} has neither a version nor a label"


def bindings(text: str) -> list[str]:
    """What stands inside each ``${{ }}`` of a text, in order."""
    return _BINDING.findall(text)
