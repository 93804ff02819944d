"""Compute targets: found, or not found and then made, whatever their name. Isolated process only."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace
from typing import Any

from migrate.verify.project.context import Context
from migrate.verify.project.offline import Offline
from migrate.verify.v1.names import EveryName
from migrate.verify.v1.patching import argument, load, put, put_property, put_static

_LARGEST = 10_000  # nodes of a cluster of which nobody says how large it is
_REGION = "usgovvirginia"
"""A region without the framework images of estimators, which a registry of Microsoft's own has elsewhere: here the SDK
puts them together from a public image and packages, as v2 has to (azureml-train-core 1.62:
``_framework_base_estimator``)."""
_NO_ID = "00000000-0000-0000-0000-000000000000"


def install(context: Context) -> None:
    compute: Any = load("azureml.core.compute")
    target = load("azureml.core.compute.compute").ComputeTarget
    missing: Any = load("azureml.exceptions").ComputeTargetException
    known: dict[str, type] = {}

    def found(cls: type, workspace: Any, name: str) -> Any:
        kind = cls if cls is not target else known.get(name, compute.AmlCompute)
        known[name] = kind
        made: Any = object.__new__(kind)
        target._initialize(
            made, f"/computes/{name}", name, _REGION, getattr(kind, "_compute_type", "AmlCompute"), {}, "",
            None, None, "Succeeded", None, _resource(kind, name), "westeurope", workspace, "", None,
            getattr(workspace, "_auth", None), False,
        )  # fmt: skip
        made.status = _status()
        made.vm_size = made.vm_priority = ""
        # a parallel step checks its node count against the largest size of the cluster
        made.scale_settings = SimpleNamespace(
            minimum_node_count=0, maximum_node_count=_LARGEST, idle_seconds_before_scaledown=120
        )
        return made

    def new(cls: Any, *positional: Any, **keywords: Any) -> Any:
        workspace = argument(positional, keywords, 0, "workspace")
        name = argument(positional, keywords, 1, "name")
        if not workspace:
            return object.__new__(cls)
        name = name or ""  # as authors leave it in what they publish; the SDK would give an object without a name
        if not context.compute_exists and name not in known and context.called_by_project():
            raise missing(f"ComputeTargetNotFound: Compute Target with name {name} not found in provided workspace")
        return found(cls, workspace, str(name))

    def make(*positional: Any, **keywords: Any) -> Any:
        """``ComputeTarget.create`` and ``attach``, of the base class and of each kind."""
        workspace = argument(positional, keywords, 0, "workspace")
        name = str(argument(positional, keywords, 1, "name"))
        settings = argument(positional, keywords, 2, "provisioning_configuration", keywords.get("attach_configuration"))
        kind = getattr(settings, "_compute_type", None)
        # a kind that this SDK no longer has is a stand-in
        made = found(kind if isinstance(kind, type) else compute.AmlCompute, workspace, name)
        made.vm_size = getattr(settings, "vm_size", "") or ""
        made.scale_settings.maximum_node_count = getattr(settings, "max_nodes", None) or _LARGEST
        return made

    def wanted(name: str) -> type:
        """The kind of a target that is only named: a Spark step takes no other than Synapse's."""
        asking = sys._getframe(2).f_code.co_filename
        synapse: type | None = getattr(compute, "SynapseCompute", None)
        return synapse if synapse is not None and "synapse" in os.path.basename(asking) else known.get(name, target)

    put(target, "__new__", staticmethod(new))
    for cls in _subclasses(target):
        if "__new__" in vars(cls):
            put(cls, "__new__", staticmethod(new))
        for name in ("create", "_create", "_attach"):
            if name in vars(cls):
                put_static(cls, name, make)
        if "attach" in vars(cls):
            put_static(cls, "attach", _attach_as(cls, found))
        for name in ("wait_for_completion", "refresh_state", "delete", "detach", "update", "start", "stop", "restart"):
            put(cls, name, lambda self, *_, **__: None)
        put(cls, "get_status", lambda self, *_, **__: self.status)
        put(cls, "serialize", lambda self: {"name": self.name, "provisioningState": "Succeeded"})
        for name in ("list_nodes", "get_active_runs"):
            put(cls, name, lambda self, *_, **__: [])
        put(cls, "get_credentials", lambda self: Offline("credentials"))
        put_static(cls, "supported_vmsizes", lambda *_, **__: [])
    put_static(target, "create", make)
    put_static(target, "attach", make)
    put_static(target, "list", lambda workspace: [])
    workspace: Any = load("azureml.core.workspace").Workspace
    put_property(workspace, "compute_targets", lambda self: EveryName(
        lambda name: found(target, self, name), lambda name: context.compute_exists or name in known))  # fmt: skip
    put(workspace, "get_default_compute_target", lambda self, type: found(target, self, f"{type.lower()}-cluster"))
    # a step that names its target relies on its existence
    graph_context: Any = load("azureml.pipeline.core._graph_context")._GraphContext
    put(graph_context, "get_target", lambda self, name: found(wanted(name), self._workspace, name))


_PROVIDERS = {
    "AdlaCompute": "Microsoft.DataLakeAnalytics/accounts",
    "BatchCompute": "Microsoft.Batch/batchAccounts",
    "DatabricksCompute": "Microsoft.Databricks/workspaces",
    "DataFactoryCompute": "Microsoft.DataFactory/factories",
}
"""Two kinds of steps take the account apart from this identifier."""


def _resource(kind: type, name: str) -> str:
    provider = _PROVIDERS.get(kind.__name__, "Microsoft.MachineLearningServices/computes")
    return f"/subscriptions/{_NO_ID}/resourceGroups/offline/providers/{provider}/{name}"


def _attach_as(cls: type, found: Any) -> Any:
    def attach(*positional: Any, **keywords: Any) -> Any:
        return found(
            cls, argument(positional, keywords, 0, "workspace"), str(argument(positional, keywords, 1, "name"))
        )

    return attach


def _status() -> Any:
    return Offline(
        "status", provisioning_state="Succeeded", errors=None, current_node_count=0, state="Running",
        allocation_state="Steady", serialize=lambda: {"currentNodeCount": 0, "errors": None},
    )  # fmt: skip


def _subclasses(cls: type) -> list[type]:
    found = [cls]
    for child in cls.__subclasses__():
        found += _subclasses(child)
    return list(dict.fromkeys(found))
