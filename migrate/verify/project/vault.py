"""A key vault that answers offline, with the values that the v1 side gives. Isolated process only."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import Any


class SecretClient:
    """Stands for ``azure.keyvault.secrets.SecretClient``."""

    def __init__(self, vault_url: str, credential: object, **_: object) -> None:
        if not vault_url or credential is None:
            raise ValueError("vault_url and credential must not be None.")
        self.vault_url = vault_url

    def get_secret(self, name: str, version: str | None = None, **_: object) -> Any:
        properties = SimpleNamespace(name=name, content_type=None, version=version)
        return SimpleNamespace(name=name, value=f"secret-{name}", properties=properties)

    def set_secret(self, name: str, value: str, **_: object) -> Any:
        return self.get_secret(name)

    def begin_delete_secret(self, name: str, **_: object) -> Any:
        return SimpleNamespace(result=lambda: self.get_secret(name), wait=lambda: None)

    def list_properties_of_secrets(self, **_: object) -> Any:
        return iter(())


def install() -> None:
    """Put it in place of the real one where that is installed; else it is part of the stand-in."""
    try:
        real: Any = importlib.import_module("azure.keyvault.secrets")
    except ImportError:
        return
    real.SecretClient = SecretClient
