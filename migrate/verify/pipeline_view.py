"""A built v2 pipeline as values, read from the dictionary that the SDK makes of a job.

``PipelineJob._to_dict()`` of azure-ai-ml 1.35.2 holds the resolved components, bindings and nested pipelines; what it
leaves out (types of the pipeline's own inputs, attributes that the SDK takes for anything) comes beside it.
"""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# What the SDK or JSON gives: plain dictionaries, lists, strings and numbers.
Plain = Mapping[str, Any]

_PARENT_INPUT = re.compile(r"^\$\{\{\s*parent\.inputs\.([\w.]+)\s*\}\}$")
_PARENT_NODE = re.compile(r"^\$\{\{\s*parent\.jobs\.(\w+)\.outputs\.([\w.]+)\s*\}\}$")


@dataclass(frozen=True)
class Port:
    """An input or output of a component or of a pipeline."""

    name: str
    type: str = ""
    mode: str = ""
    optional: bool = False
    default: object = None
    minimum: object = None
    maximum: object = None


@dataclass(frozen=True)
class Literal:
    value: object


@dataclass(frozen=True)
class FromPipeline:
    """Bound to an input of the pipeline around the node."""

    name: str


@dataclass(frozen=True)
class FromNode:
    """Bound to an output of another node."""

    node: str
    output: str


@dataclass(frozen=True)
class Data:
    """Bound to a path or an asset."""

    type: str
    path: str


@dataclass(frozen=True)
class Unbound:
    """Declared, but without a value."""


Source = Literal | FromPipeline | FromNode | Data | Unbound


@dataclass(frozen=True)
class Bound:
    source: Source
    mode: str = ""


@dataclass(frozen=True)
class Component:
    """What a node runs.

    Args:
        texts: everything that may refer to inputs and outputs, by the name of the field (``command``, ...).
        scripts: scripts that are named outside a command line, by the name of the field.
    """

    kind: str
    name: str
    inputs: Mapping[str, Port]
    outputs: Mapping[str, Port]
    texts: Mapping[str, str]
    scripts: Mapping[str, str]
    code: str
    environment: object


@dataclass(frozen=True)
class Node:
    """A step of a pipeline.

    Args:
        component: None for a component that only the service knows, and for AutoML.
        attributes: names set on the node that the SDK does not know, but sends.
        named: False when the SDK made the name up.
        inner: the pipeline that a nested pipeline node holds.
        line: 1-based line in ``path`` where the component was built; 0 when unknown.
    """

    name: str
    kind: str
    component: Component | None
    inputs: Mapping[str, Bound]
    outputs: Mapping[str, Port]
    compute: str
    environment: object
    environment_variables: Mapping[str, object]
    attributes: tuple[str, ...] = ()
    named: bool = True
    inner: Pipeline | None = None
    path: str = ""
    line: int = 0
    cell: int | None = None
    swept: frozenset[str] = frozenset()
    """Inputs that a sweep gives values to."""


@dataclass(frozen=True)
class Pipeline:
    name: str
    inputs: Mapping[str, Port]
    values: Mapping[str, Bound]
    nodes: Mapping[str, Node]
    compute: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    unknown_settings: tuple[str, ...] = ()
    is_nested: bool = False


def read_pipeline(job: Plain, extras: Plain) -> Pipeline:
    """Read a job.

    Args:
        job: what ``PipelineJob._to_dict()`` returned.
        extras: ``inputs`` (definitions of the pipeline's inputs by name), ``nodes`` (by name: ``attributes``,
            ``named``, ``path``, ``line``, ``cell``, ``booleans``, and ``nodes`` for a nested pipeline), ``settings``
            (the names of settings that pipelines do not have), ``booleans`` (the inputs bound to True or False).
    """
    values = _inputs(job, extras)
    inputs = {name: _port(name, definition) for name, definition in (extras.get("inputs") or {}).items()}
    for name, value in (job.get("inputs") or {}).items():
        inputs.setdefault(name, _port(name, value if isinstance(value, Mapping) else {}))
    settings = dict(job.get("settings") or {})
    return Pipeline(
        name=str(job.get("display_name") or job.get("name") or ""),
        inputs=inputs,
        values=values,
        nodes=_nodes(job.get("jobs") or {}, extras.get("nodes") or {}),
        compute=str(job.get("compute") or settings.get("default_compute") or ""),
        settings=settings,
        unknown_settings=tuple(extras.get("settings") or ()),
    )


def _nodes(jobs: Plain, extras: Plain) -> dict[str, Node]:
    return {name: _node(name, job, extras.get(name) or {}) for name, job in jobs.items()}


def _node(name: str, job: Plain, extras: Plain) -> Node:
    kind = str(job.get("type", ""))
    definition = job.get("trial") if kind == "sweep" else job.get("component")
    component = _component(definition) if isinstance(definition, Mapping) else None
    inner = None
    if kind == "pipeline" and isinstance(definition, Mapping):
        ports = {port: _port(port, value) for port, value in (definition.get("inputs") or {}).items()}
        nodes = _nodes(definition.get("jobs") or {}, extras.get("nodes") or {})
        inner = Pipeline(str(definition.get("name") or name), ports, {}, nodes, is_nested=True)
    return Node(
        name=name,
        kind=kind,
        component=component,
        inputs=_inputs(job, extras),
        outputs={port: _port(port, value) for port, value in (job.get("outputs") or {}).items()},
        compute=str(job.get("compute") or ""),
        environment=job.get("environment"),
        environment_variables=job.get("environment_variables") or {},
        attributes=tuple(extras.get("attributes") or ()),
        named=bool(extras.get("named", True)),
        inner=inner,
        path=str(extras.get("path", "")),
        line=int(extras.get("line", 0)),
        cell=extras.get("cell"),
        swept=frozenset(job.get("search_space") or ()) if kind == "sweep" else frozenset(),
    )


def _component(definition: Plain) -> Component:
    task = definition.get("task") or {}
    entry = definition.get("entry") or {}
    texts = {
        "command": definition.get("command"),
        "args": definition.get("args"),
        "input_data": definition.get("input_data"),
        "program_arguments": task.get("program_arguments"),
        "append_row_to": task.get("append_row_to"),
    }
    for name, value in (definition.get("environment_variables") or {}).items():
        texts[f"environment variable {name}"] = str(value)
    scripts = {"entry_script": task.get("entry_script"), "entry": entry.get("file")}
    return Component(
        kind=str(definition.get("type", "")),
        name=str(definition.get("name", "")),
        inputs={name: _port(name, value) for name, value in (definition.get("inputs") or {}).items()},
        outputs={name: _port(name, value) for name, value in (definition.get("outputs") or {}).items()},
        texts={name: text for name, text in texts.items() if isinstance(text, str)},
        scripts={name: script for name, script in scripts.items() if isinstance(script, str)},
        code=str(definition.get("code") or task.get("code") or ""),
        environment=definition.get("environment") or task.get("environment"),
    )


def _port(name: str, value: object) -> Port:
    if not isinstance(value, Mapping):
        return Port(name)
    return Port(
        name=name,
        type=str(value.get("type") or value.get("job_output_type") or ""),
        mode=str(value.get("mode") or ""),
        # a YAML component gives its flags as text
        optional=str(value.get("optional", "")).lower() == "true",
        default=value.get("default"),
        minimum=value.get("min"),
        maximum=value.get("max"),
    )


def _inputs(job: Plain, extras: Plain) -> dict[str, Bound]:
    booleans = extras.get("booleans") or ()
    return {
        # the dictionary has 0 and 1 for booleans
        name: Bound(Literal(bool(value))) if name in booleans else bound(value)
        for name, value in (job.get("inputs") or {}).items()
    }


def bound(value: object) -> Bound:
    """What an input is bound to, from its value in the dictionary of a job."""
    mode = ""
    if isinstance(value, str) and value.startswith("{'"):
        # an input with a mode that the schema does not know is written as the text of a dictionary
        with contextlib.suppress(ValueError, SyntaxError):
            value = ast.literal_eval(value)
    if isinstance(value, Mapping):
        mode = str(value.get("mode") or "")
        path = value.get("path")
        if path is None:
            return Bound(Unbound(), mode)
        if isinstance(path, str) and "${{" not in path:
            return Bound(Data(str(value.get("type") or ""), path), mode)
        value = path
    if isinstance(value, str):
        if match := _PARENT_INPUT.match(value):
            return Bound(FromPipeline(match[1]), mode)
        if match := _PARENT_NODE.match(value):
            return Bound(FromNode(match[1], match[2]), mode)
    return Bound(Unbound() if value is None else Literal(value), mode)
