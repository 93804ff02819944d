"""Datastores: every one exists, none holds a secret, uploads go nowhere. Isolated process only."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

from migrate.verify.project.context import DEFAULT_STORE, Context
from migrate.verify.v1.names import EveryName
from migrate.verify.v1.patching import argument, load, put, put_property, put_static

_SECRETS = ("account_key", "sas_token", "client_secret", "password", "user_password", "access_token", "credential")
_OFFLINE = "offline"


def install(context: Context) -> None:
    """Answer what a datastore is, and forget the secrets with which one is registered."""
    client: Any = load("azureml.data.datastore_client")._DatastoreClient
    storage: Any = load("azureml.data.azure_storage_datastore")
    known: dict[str, Any] = {}
    chosen = [DEFAULT_STORE]

    def get(workspace: Any, name: str, *_: Any, **__: Any) -> Any:
        name = str(name)
        if name not in known:
            kind = storage.AzureFileDatastore if name == "workspacefilestore" else storage.AzureBlobDatastore
            # azureml-core 1.40 makes a client of it at once, which wants a protocol
            known[name] = kind(workspace, name, _OFFLINE, _OFFLINE, protocol="https", endpoint=_OFFLINE)
        return known[name]

    def register(*positional: Any, **keywords: Any) -> Any:
        workspace = argument(positional, keywords, 0, "ws")
        description = argument(positional, keywords, 1, "dto")
        known[str(description.name)] = client._dto_to_datastore(workspace, _answer(description))
        return known[str(description.name)]

    def set_default(workspace: Any, name: str, *_: Any, **__: Any) -> None:
        chosen[0] = name

    put_static(client, "_get", get)
    put_static(client, "_get_default", lambda workspace, *_, **__: get(workspace, chosen[0]))
    put_static(client, "_register", register)
    put_static(client, "_list", lambda workspace, *_, **__: ([get(workspace, chosen[0])], None))
    put_static(client, "_delete", lambda *_, **__: None)
    put_static(client, "_set_default", set_default)
    put_static(client, "_get_service_data_access_auth_identity", lambda *_, **__: "None")
    workspace: Any = load("azureml.core.workspace").Workspace
    put_property(workspace, "datastores", lambda self: EveryName(lambda name: get(self, name)))
    for cls in (storage.AbstractAzureStorageDatastore, storage.AzureFileDatastore, storage.AzureBlobDatastore):
        put(cls, "upload", _upload)
        put(cls, "upload_files", _upload_files)
        put(cls, "download", lambda self, *_, **__: 0)


def _answer(description: Any) -> Any:
    """What the service says to a registration: the type as an enumeration (asked for as text), and no secrets."""
    answer = copy.copy(description)
    kind = answer.data_store_type
    answer.data_store_type = kind if hasattr(kind, "value") else SimpleNamespace(value=kind)
    for name, section in list(vars(answer).items()):
        if name.endswith("_section") and section is not None:
            kept = copy.copy(section)
            if getattr(kept, "protocol", "https") is None:
                kept.protocol = "https"
            kept.additional_properties = getattr(section, "additional_properties", None) or {}
            for secret in (*_SECRETS, "client_credentials"):
                if hasattr(kept, secret):
                    setattr(kept, secret, None)
            setattr(answer, name, _Section(kept))
    return answer


class _Section:
    """A part of the answer; what the request does not have, the answer leaves empty."""

    def __init__(self, given: Any) -> None:
        self.__dict__.update(vars(given))

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


def _upload(self: Any, src_dir: str = "", target_path: str | None = None, *_: Any, **__: Any) -> Any:
    return self.path(target_path)


def _upload_files(self: Any, *positional: Any, **keywords: Any) -> Any:
    return self.path(argument(positional, keywords, 2, "target_path"))
