"""A job in the YAML of a pipeline, parted into a component of its own and the node that runs it."""

from __future__ import annotations

from collections.abc import Mapping

_SCHEMA = "https://azuremlschemas.azureedge.net/latest/{}Component.schema.json"
_OF_NODE = ("compute", "environment_variables", "limits")
"""What components do not have."""
_TYPES = {bool: "boolean", int: "integer", float: "number"}
_PARENT = "${{parent."


def parted(
    name: str, job: Mapping[str, object], path: str, ports: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """A component that runs anew each time, which only the YAML of a component can say [azure-cli#23406]; its node.

    Args:
        path: of the YAML of the component, relative to that of the pipeline.
        ports: the inputs of the pipeline and the outputs of its other jobs, by the expressions that stand for them.
    """
    kind = str(job["type"])
    component: dict[str, object] = {
        "$schema": _SCHEMA.format(kind),
        "type": kind,
        "name": name,
        "display_name": job["display_name"],
        "is_deterministic": False,
    }
    node: dict[str, object] = {"type": kind, "component": f"./{path}"}
    inputs, outputs = job.get("inputs"), job.get("outputs")
    if isinstance(inputs, dict):
        node["inputs"] = inputs
        component["inputs"] = {port: {"type": _type(value, ports)} for port, value in inputs.items()}
    if isinstance(outputs, dict):
        node["outputs"] = outputs
        component["outputs"] = {port: {"type": value["type"]} for port, value in outputs.items()}
    for key, value in job.items():
        if key in _OF_NODE:
            node[key] = value
        elif key not in ("type", "display_name", "inputs", "outputs"):
            component[key] = value
    return component, node


def _type(value: object, ports: Mapping[str, object]) -> str:
    if isinstance(value, dict):
        return str(value["type"]) if "type" in value else _type(value.get("path"), ports)
    if isinstance(value, str) and value.startswith(_PARENT):
        return _type(ports[value], ports)
    return _TYPES.get(type(value), "string")
