"""The nodes of a job and of the pipelines nested in it as one list, with every binding followed to its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.verify import pipeline_view
from migrate.verify.pipeline_view import Bound, Data, FromNode, FromPipeline, Literal, Unbound
from migrate.verify.v2.data import DATA_TYPES, Definitions, data_source
from migrate.verify.v2.origins import (
    PARENT_INPUT,
    PARENT_OUTPUT,
    Constant,
    FromOutput,
    FromOutside,
    FromParameter,
    Scope,
    Source,
)

_AUTOML_DATA = ("training_data", "validation_data", "test_data")
"""What the dictionary of an AutoML node has beside its other settings."""

# What the SDK or JSON gives: plain dictionaries, lists, strings and numbers.
Plain = Mapping[str, Any]


@dataclass
class FlatNode:
    """A node that runs something.

    Args:
        path: the names of the pipelines that it is nested in and its own, with dots.
        raw: what the job's dictionary has for it.
        inputs: where the value of each input comes from; None for one without a value.
        modes: the mode that the node itself asks for, by input.
        outputs: what is said of each output at any level, the outermost last; ``pipeline_output`` is its name there.
        scope: the inputs of the pipeline around it.
    """

    path: str
    view: pipeline_view.Node
    raw: Plain
    inputs: dict[str, Source | None] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    scope: Scope = field(default_factory=dict)


def flatten(job: Plain, view: pipeline_view.Pipeline, definitions: Definitions) -> tuple[list[FlatNode], Scope]:
    """Every node that runs something, and the inputs of the outermost pipeline.

    Args:
        job: what ``PipelineJob._to_dict()`` returned.
        definitions: where tables are described.
    """
    scope = _outermost(view, definitions)
    outputs = {
        name: {**(given if isinstance(given, Mapping) else {}), "pipeline_output": name}
        for name, given in (job.get("outputs") or {}).items()
    }
    return _Flattener(definitions).pipeline(view, job.get("jobs") or {}, scope, outputs, ""), scope


def _outermost(view: pipeline_view.Pipeline, definitions: Definitions) -> dict[str, Source | None]:
    scope: dict[str, Source | None] = {}
    for name, port in view.inputs.items():
        bound = view.values.get(name, Bound(Unbound()))
        source = bound.source
        value = source.value if isinstance(source, Literal) else None
        if isinstance(source, Data):
            scope[name] = FromOutside(data_source(source.path, source.type or port.type, definitions), bound.mode, name)
        elif port.type in DATA_TYPES:
            uri = value if isinstance(value, str) else ""
            # a required input without data is given some when the pipeline is invoked
            given = FromOutside(data_source(uri, port.type, definitions), bound.mode, name)
            scope[name] = None if port.optional and not uri else given
        else:
            scope[name] = FromParameter(name, port.default, port.default if value is None else value)
    return scope


@dataclass
class _Flattener:
    definitions: Definitions
    made_by: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """By the path of a nested pipeline and its output: the node and the output that it really is."""

    def pipeline(
        self,
        view: pipeline_view.Pipeline,
        jobs: Plain,
        scope: Scope,
        outputs: Mapping[str, dict[str, Any]],
        prefix: str,
    ) -> list[FlatNode]:
        found: list[FlatNode] = []
        for name, node in view.nodes.items():
            raw = jobs[name]
            given = dict(node.inputs)
            if node.kind == "automl":
                given |= {port: pipeline_view.bound(raw[port]) for port in _AUTOML_DATA if raw.get(port)}
            inputs = {port: self._source(bound, scope, prefix) for port, bound in given.items()}
            own = dict(self._outputs(node, raw, outputs, prefix))
            if node.inner is not None:
                found += self._nested(prefix + name, node.inner, raw, inputs, own)
            else:
                found.append(self._flat(prefix + name, node, raw, inputs, own, scope))
        if not prefix:
            self._resolve(found)
        return found

    def _nested(
        self,
        path: str,
        inner: pipeline_view.Pipeline,
        raw: Plain,
        inputs: dict[str, Source | None],
        outputs: dict[str, dict[str, Any]],
    ) -> list[FlatNode]:
        scope = {
            port: inputs.get(port) or (Constant(definition.default) if definition.default is not None else None)
            for port, definition in inner.inputs.items()
        }
        jobs = (raw.get("component") or {}).get("jobs") or {}
        given = {port: {**said, "nested": (path, port)} for port, said in outputs.items()}
        for port in (raw.get("component") or {}).get("outputs") or {}:
            given.setdefault(port, {"nested": (path, port)})
        return self.pipeline(inner, jobs, scope, given, f"{path}.")

    def _flat(
        self,
        path: str,
        node: pipeline_view.Node,
        raw: Plain,
        inputs: dict[str, Source | None],
        outputs: dict[str, dict[str, Any]],
        scope: Scope,
    ) -> FlatNode:
        ports = node.component.inputs if node.component is not None else {}
        for name, port in ports.items():
            if inputs.get(name) is None and name not in node.swept:
                inputs[name] = Constant(port.default) if port.default is not None else None
        ordered = {name: inputs[name] for name in (*ports, *inputs) if name in inputs}
        modes = {name: bound.mode for name, bound in node.inputs.items() if bound.mode}
        return FlatNode(path, node, raw, ordered, modes, outputs, scope)

    def _outputs(
        self, node: pipeline_view.Node, raw: Plain, outside: Mapping[str, dict[str, Any]], prefix: str
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        definitions = node.component.outputs if node.component is not None else {}
        given: Plain = raw.get("outputs") or {}
        for name in dict.fromkeys((*definitions, *given)):
            said: dict[str, Any] = {}
            if name in definitions:
                said |= {"type": definitions[name].type, "mode": definitions[name].mode}
            value = given.get(name)
            if isinstance(value, Mapping) and value.get("type") == "literal":
                value = value.get("value")  # as AutoML nodes write what other nodes give as plain text
            if isinstance(value, Mapping):
                said |= {key: item for key, item in value.items() if item}
                value = said.get("path")
            match = PARENT_OUTPUT.match(value) if isinstance(value, str) else None
            if match is not None:
                said.pop("path", None)
                outer = outside.get(match[1], {})
                if "nested" in outer:
                    self.made_by[outer["nested"]] = (prefix + node.name, name)
                said |= {key: item for key, item in outer.items() if item and key != "nested"}
            yield name, said

    def _source(self, bound: Bound, scope: Scope, prefix: str) -> Source | None:
        source = bound.source
        if isinstance(source, FromPipeline):
            found = scope.get(source.name)
            return found
        if isinstance(source, FromNode):
            return FromOutput(prefix + source.node, source.output)
        if isinstance(source, Data):
            return FromOutside(data_source(source.path, source.type, self.definitions), bound.mode)
        if isinstance(source, Literal):
            return _text_source(source.value, scope)
        return None

    def _resolve(self, nodes: list[FlatNode]) -> None:
        """Replace outputs of nested pipelines by those of the nodes inside that write them."""
        for node in nodes:
            for name, source in node.inputs.items():
                while isinstance(source, FromOutput) and (source.node, source.port) in self.made_by:
                    source = FromOutput(*self.made_by[source.node, source.port])
                node.inputs[name] = source


def _text_source(value: object, scope: Scope) -> Source:
    """A literal, or a parameter with text around it (``${{parent.inputs.x}}/y``)."""
    match = PARENT_INPUT.search(value) if isinstance(value, str) else None
    if match is None or not isinstance(value, str):
        return Constant(value)
    before, after = value[: match.start()], value[match.end() :]
    source = scope.get(match[1])
    if isinstance(source, FromParameter):
        return FromParameter(source.name, source.default, source.value, before + source.prefix, source.suffix + after)
    if isinstance(source, Constant):
        return Constant(f"{before}{source.value}{after}")
    return Constant(value)
