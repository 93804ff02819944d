"""Workspaces, sign-in and everything that is looked up by name in a workspace. Isolated process only."""

from __future__ import annotations

import json
import os
from types import SimpleNamespace
from typing import Any

from migrate.verify.project.context import Context
from migrate.verify.project.offline import Offline
from migrate.verify.v1.names import MADE_UP, EveryName
from migrate.verify.v1.patching import argument, load, put, put_property, put_static

_NAME = "offline"
_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
_URL = "https://offline.invalid"


def install(context: Context) -> None:
    """Let a workspace be made from any name, by any way, with any credential."""
    _sign_in()
    core: Any = load("azureml.core.workspace")
    workspace = core.Workspace
    real_init = workspace.__init__

    def init(self: Any, *positional: Any, **keywords: Any) -> None:
        names = ("subscription_id", "resource_group", "workspace_name", "auth", "_location")
        given = {**dict(zip(names, positional)), **keywords}
        given = {
            **given,
            "auth": given.get("auth") or _auth(),
            "_location": "westeurope",
            "_disable_service_check": True,
            "_workspace_id": _SUBSCRIPTION,
        }
        given.setdefault("workspace_name", _NAME)
        real_init(self, given.pop("subscription_id", _SUBSCRIPTION), given.pop("resource_group", _NAME), **given)
        self._discovery_url_internal = _URL
        self._workspace_autorest_object = SimpleNamespace(
            location="westeurope", sku="basic", tags={}, discovery_url=_URL, workspaceid=_SUBSCRIPTION,
            sdk_telemetry_app_insights_key="", name=self._workspace_name, id=_URL,
        )  # fmt: skip

    def make(*positional: Any, **keywords: Any) -> Any:
        name = argument(positional, keywords, 0, "name") or keywords.get("workspace_name")
        return workspace(
            str(keywords.get("subscription_id") or _SUBSCRIPTION),
            str(keywords.get("resource_group") or _NAME),
            str(name or _NAME),
        )

    def from_config(path: Any = None, *_: Any, **__: Any) -> Any:
        found = _configuration(os.fspath(path) if path is not None else os.curdir)
        return workspace(
            str(found.get("subscription_id", _SUBSCRIPTION)),
            str(found.get("resource_group", _NAME)),
            str(found.get("workspace_name", _NAME)),
        )

    put(workspace, "__init__", init)
    for name in ("get", "create", "_get_or_create"):
        put_static(workspace, name, make)
    put_static(workspace, "from_config", from_config)
    put_static(workspace, "setup", lambda *_: make())
    put_static(workspace, "list", lambda *_, **__: {_NAME: [make()]})
    put(workspace, "get_details", lambda self: {"name": self.name, "location": "westeurope", "id": _URL})
    put(workspace, "get_run", lambda self, run_id: Offline(f"run {run_id}"))
    put(workspace, "get_mlflow_tracking_uri", lambda self, *_, **__: _URL)
    put(workspace, "write_config", lambda self, *_, **__: None)
    for name in ("delete", "update", "update_dependencies", "sync_keys", "set_connection", "delete_connection"):
        put(workspace, name, lambda self, *_, **__: None)
    for name in ("webservices", "images", "private_endpoints"):
        put_property(workspace, name, lambda self: EveryName(Offline))
    _experiments(workspace)
    _models(workspace)
    _secrets(context)
    _linked_services(workspace)
    put(load("azureml._base_sdk_common.service_discovery").CachedServiceDiscovery, "get_cached_service_url",
        lambda *_, **__: _URL)  # fmt: skip


def _configuration(path: str) -> dict[str, Any]:
    """The file that names the workspace, if there is one: it is seldom checked in."""
    candidates = [path]
    if not os.path.isfile(path):
        folder = os.path.abspath(path)
        for _ in range(6):
            candidates += [os.path.join(folder, part, "config.json") for part in ("", ".azureml", "aml_config")]
            folder = os.path.dirname(folder)
    for candidate in candidates:
        if os.path.isfile(candidate):
            try:
                with open(candidate, encoding="utf-8-sig") as stream:
                    found = json.load(stream)
            except (OSError, ValueError):
                continue
            if isinstance(found, dict):
                return found
    return {}


def _auth() -> Any:
    authentication: Any = load("azureml.core.authentication")
    return authentication.InteractiveLoginAuthentication()


def _sign_in() -> None:
    """Every credential is accepted, kept nowhere, and gives a token that opens nothing."""
    authentication: Any = load("azureml.core.authentication")
    base = authentication.AbstractAuthentication

    def init(self: Any, *_: Any, **__: Any) -> None:
        self._cloud_type = None

    for cls in vars(authentication).values():
        if isinstance(cls, type) and issubclass(cls, base):
            put(cls, "__init__", init)
            put(cls, "get_authentication_header", lambda self: {"Authorization": "Bearer offline"})
            put(cls, "get_token", lambda self, *_, **__: SimpleNamespace(token="offline", expires_on=1 << 33))
            for name in vars(cls):
                if name.endswith("_token") and name.startswith("_get_"):
                    put(cls, name, lambda self, *_, **__: "offline")
            put(cls, "_get_all_subscription_ids", lambda self, *_, **__: ([], None))
            put(cls, "_check_if_subscription_exists", lambda self, *_, **__: True)


def _experiments(workspace: Any) -> None:
    client: Any = load("azureml._restclient.workspace_client").WorkspaceClient
    experiment: Any = load("azureml.core.experiment").Experiment

    def get_or_create(self: Any, experiment_name: str, *_: Any, **__: Any) -> Any:
        return SimpleNamespace(
            experiment_id=_SUBSCRIPTION, name=experiment_name, archived_time=None, tags={}, description=None
        )

    put(client, "get_or_create_experiment", get_or_create)
    put_static(experiment, "list", lambda *_, **__: [])
    put(experiment, "get_runs", lambda self, *_, **__: iter(()))
    put(experiment, "start_logging", lambda self, *_, **__: Offline("run"))
    for name in ("tag", "set_tags", "remove_tags", "refresh", "archive", "reactivate"):
        put(experiment, name, lambda self, *_, **__: None)
    put_property(workspace, "experiments", lambda self: EveryName(lambda name: experiment(self, name)))
    runs: Any = load("azureml.core.run")
    put_static(runs.Run, "get", lambda workspace, run_id, *_: Offline(f"run {run_id}"))
    # a script that runs in a job, as some that build pipelines do, gets its workspace from there
    if hasattr(runs, "_OfflineRun"):
        runs._OfflineRun.experiment = property(lambda self: experiment(workspace.from_config(), MADE_UP))


def _models(workspace: Any) -> None:
    model: Any = load("azureml.core.model").Model

    def init(self: Any, *positional: Any, **keywords: Any) -> None:
        self.workspace = argument(positional, keywords, 0, "workspace")
        self.name = argument(positional, keywords, 1, "name") or "model"
        self.version = argument(positional, keywords, 5, "version") or 1
        self.id = argument(positional, keywords, 2, "id") or f"{self.name}:{self.version}"
        self.url = f"aml://asset/{self.id}"
        self.tags, self.properties, self.description, self.run_id = {}, {}, "", None
        self.created_time = self.experiment_name = self.run = None

    put(model, "__init__", init)
    put(model, "__repr__", lambda self: f"Model({self.name})")
    put_static(model, "register", lambda workspace, model_path=None, model_name=None, *_, **__: model(
        workspace, model_name))  # fmt: skip
    put_static(model, "list", lambda workspace, name=None, *_, **__: [model(workspace, name)] if name else [])
    put_static(model, "get_model_path", lambda model_name, *_, **__: f"azureml-models/{model_name}")
    for name in ("download", "add_tags", "update", "add_properties", "delete", "package", "profile", "deploy"):
        put(model, name, lambda *_, **__: Offline("model"))
    put_property(workspace, "models", lambda self: EveryName(lambda name: model(self, name)))


def _secrets(context: Context) -> None:
    vault: Any = load("azureml.core.keyvault").Keyvault

    def get_secret(self: Any, name: str) -> str:
        context.note(f"placeholder for the secret {name}")
        return f"secret-{name}"

    put(vault, "get_secret", get_secret)
    put(vault, "get_secrets", lambda self, names: {name: get_secret(self, name) for name in names})
    for name in ("set_secret", "set_secrets", "delete_secret", "delete_secrets"):
        put(vault, name, lambda self, *_, **__: None)
    put(vault, "list_secrets", lambda self: [])


def _linked_services(workspace: Any) -> None:
    core: Any = load("azureml.core.linked_service") or load("azureml.core")
    service = getattr(core, "LinkedService", None)
    if service is None:
        return

    def named(workspace: Any, name: str, *_: Any, **__: Any) -> Any:
        return Offline(name, name=name, type="Synapse")

    for name in ("get", "register"):
        put_static(service, name, named)
    put_static(service, "list", lambda *_: [])
    put_property(workspace, "linked_services", lambda self: EveryName(lambda name: named(self, name)))
