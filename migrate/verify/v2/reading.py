"""From the dictionary of a built v2 pipeline job to the neutral graph."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.verify import pipeline_view
from migrate.verify.builds import BuiltPipeline
from migrate.verify.graph import Graph, Origin, Parameter, Place, Value
from migrate.verify.v2.data import DATA_TYPES, Definitions, kind_of
from migrate.verify.v2.flat import FlatNode, flatten
from migrate.verify.v2.nodes import Project, plain_name, read_node
from migrate.verify.v2.origins import FromOutside, FromParameter, Scope, setting

DEFAULT_STORE = "workspaceblobstore"
"""Name of the default datastore of every workspace; the offline clients of both SDKs give the same name."""

_SCALARS = {bool: "boolean", int: "integer", float: "number", str: "string"}


def graph_of(built: BuiltPipeline, root: Path) -> Graph:
    """Read a built pipeline.

    Args:
        built: what ``build_pipelines`` found.
        root: the folder of the project that it was built from; code folders and Dockerfiles are read there.
    """
    job: Mapping[str, Any] = built.dump
    view = pipeline_view.read_pipeline(job, built.extras)
    nodes, scope = flatten(job, view, Definitions((root / built.path).parent, root, built.written))
    names = _unique_names(nodes)
    settings: Mapping[str, Any] = view.settings
    compute = setting(plain_name(settings.get("default_compute") or job.get("compute")), scope)
    store = settings.get("default_datastore")
    notes: list[str] = []
    project = Project(root, built.written, built.extras.get("environments") or {})
    place = Place(built.path, built.line, built.cell)
    default_store = plain_name(store) or DEFAULT_STORE
    made = tuple(read_node(node, names, compute, str(default_store), place, project, notes) for node in nodes)
    experiment = str(built.extras.get("experiment") or job.get("experiment_name") or "")
    if not experiment and not built.submitted:
        notes.append(EXPERIMENT_UNKNOWN)
    return Graph(
        name=built.name,
        place=place,
        nodes=made,
        parameters=tuple(_parameter(name, view.inputs[name], source) for name, source in scope.items()),
        bindings=_bindings(scope),
        experiment=experiment,
        # the service goes on unless it is told otherwise [reference-yaml-job-pipeline]
        continue_on_failure=_flag(settings.get("continue_on_step_failure"), True),
        force_rerun=_flag(settings.get("force_rerun"), False),
        default_compute=compute,
        published=_published(built.extras.get("deployment") or {}),
        schedule={name: Value(value) for name, value in (built.extras.get("schedule") or {}).items()},
        default_datastore=Value(default_store, origin=Origin.EXPLICIT if store else Origin.SDK_DEFAULT),
        notes=tuple(dict.fromkeys(notes)),
    )


def _published(settings: Mapping[str, Any]) -> dict[str, Value]:
    """What a deployment says; of the settings of the pipeline job its component has none."""
    if not settings:
        return {}
    return {
        "continue_on_failure": _flag(settings.get("continue_on_step_failure"), True),
        "default_compute": Value(plain_name(settings.get("default_compute"))),
        "default_datastore": Value(plain_name(settings.get("default_datastore")) or DEFAULT_STORE),
    }


EXPERIMENT_UNKNOWN = "the job was not submitted when it was built, so its experiment is not known"
"""Note of a graph whose experiment cannot be compared."""


def _unique_names(nodes: list[FlatNode]) -> dict[str, str]:
    """The display name of each node by its path; v2, as v1, lets several nodes have the same one."""
    seen: dict[str, int] = {}
    names = {}
    for node in nodes:
        definition = node.raw.get("trial") or node.raw.get("component")
        shown = definition.get("display_name") if isinstance(definition, Mapping) else ""
        name = str(node.raw.get("display_name") or shown or node.path)
        seen[name] = seen.get(name, 0) + 1
        names[node.path] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return names


def _parameter(name: str, port: pipeline_view.Port, source: object) -> Parameter:
    if isinstance(source, FromOutside):
        return Parameter(name, "data", source.source.uri)
    if port.type in DATA_TYPES:
        return Parameter(name, "data", None)
    if isinstance(source, FromParameter):
        known = source.default if source.default is not None else source.value
        return Parameter(name, kind_of(port.type) or _SCALARS.get(type(known), ""), source.default)
    return Parameter(name, port.type)


def _bindings(scope: Scope) -> dict[str, object]:
    return {
        name: source.value
        for name, source in scope.items()
        if isinstance(source, FromParameter) and source.value != source.default
    }


def _flag(given: object, otherwise: bool) -> Value:
    if given is None:
        return Value(otherwise, origin=Origin.SDK_DEFAULT)
    return Value(str(given).lower() == "true")
