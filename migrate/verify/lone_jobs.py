"""A v2 job that is no pipeline, as a pipeline of this one node. Imported in the isolated process only.

What is read is the job that the SDK would send (``_to_job()``, as ``jobs.create_or_update`` of azure-ai-ml 1.35.2 does
with what ``command(…)`` and ``.sweep(…)`` give), in the form that a pipeline has for its nodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azure.ai.ml.entities import Job, PipelineJob
from azure.ai.ml.entities._builders import BaseNode

NAME = "job"
"""The node's name: the counterpart in v1 has none."""

_OF_COMPONENT = ("command", "code", "environment", "environment_variables", "resources", "distribution")
_SCALARS = {bool: "boolean", int: "integer", float: "number", str: "string"}


def is_job(item: object) -> bool:
    """Whether it is a job, but no pipeline."""
    return isinstance(item, (Job, BaseNode)) and not isinstance(item, PipelineJob)


def as_pipeline(job: Any) -> dict[str, Any]:
    """The dictionary of a pipeline job that has only this node.

    Raises:
        Exception: what the SDK raises for a job that cannot be sent.
    """
    sent: Any = job._to_job() if isinstance(job, BaseNode) else job
    rest = sent._to_rest_object()
    found: dict[str, Any] = sent._to_dict()
    kind = str(found.get("type"))
    node = {
        key: value for key, value in found.items() if key not in ("display_name", "experiment_name", "name", "code")
    }
    if kind == "command":
        node = {key: value for key, value in node.items() if key not in _OF_COMPONENT}
        node["component"] = _component(found, found)
    elif kind == "sweep":
        node["trial"] = _component(found.get("trial") or {}, found)
        node["sent"] = ["environment_variables"]
    elif kind == "automl" and (columns := _series(rest)):
        node["forecasting"] = {**node["forecasting"], "time_series_id_column_names": list(columns)}
    return {"type": "pipeline", "jobs": {NAME: node}}


def _series(rest: Any) -> Any:
    """The columns that tell series apart: the dictionary has one text for the list (azure-ai-ml 1.35.2)."""
    for name in ("properties", "task_details", "forecasting_settings", "time_series_id_column_names"):
        rest = getattr(rest, name, None)
    return rest


def _component(given: Mapping[str, Any], job: Mapping[str, Any]) -> dict[str, Any]:
    """What the node of a pipeline has apart: what runs, and the types of what goes in and out."""
    return {
        "type": "command",
        **{name: given[name] for name in _OF_COMPONENT if given.get(name)},
        "inputs": {name: _port(value) for name, value in (job.get("inputs") or {}).items()},
        "outputs": {name: _port(value) for name, value in (job.get("outputs") or {}).items()},
    }


def _port(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {name: value[name] for name in ("type", "mode") if value.get(name)}
    return {"type": _SCALARS.get(type(value), "uri_folder")}
