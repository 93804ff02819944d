"""One node of a v2 pipeline as a neutral one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from migrate.verify.graph import InputPort, Node, Origin, OutputPort, Place, Value, Word, WordKind
from migrate.verify.remarks import IMPORTS_AZUREML, MARKER, NOT_COMPARABLE, SHELL, UNQUOTED, UNREACHED
from migrate.verify.v2 import code_folder, command_line, environments, settings
from migrate.verify.v2.command_line import CommandLine
from migrate.verify.v2.data import DATA_TYPES, Definitions, data_source, kind_of, mode_of
from migrate.verify.v2.flat import FlatNode
from migrate.verify.v2.origins import Constant, FromOutput, FromOutside, Source, setting, text_of, variable

_SWEPT_VARIABLES = (
    "{name}: the SDK does not send environment_variables of a trial inside a pipeline (azure-ai-ml 1.35.2)"
)

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Project:
    """What the nodes of a pipeline lie in.

    Args:
        root: the folder of the project.
        written: files that the project has only while its code is run, by path.
        environments: what its code registers, as dictionaries, by name.
    """

    root: Path
    written: Mapping[str, bytes]
    environments: Mapping[str, Any]

    @property
    def tables(self) -> Definitions:
        return Definitions(self.root, self.root, self.written)


def read_node(
    node: FlatNode,
    names: Mapping[str, str],
    compute: Value,
    store: str,
    around: Place,
    project: Project,
    notes: list[str],
) -> Node:
    """Read a node.

    Args:
        names: the unique name of each node by its path.
        compute: what the pipeline runs on by default.
        store: name of the pipeline's default datastore.
        around: the pipeline, for nodes whose own place is not known.
        notes: takes what cannot be read.
    """
    name, raw = names[node.path], node.raw
    kind = node.view.kind
    definition = raw.get("trial") if kind == "sweep" else raw.get("component")
    if kind == "automl":
        definition = raw
    if not isinstance(definition, Mapping):
        notes.append(f"{name}: what {definition or 'this node'} does is known to the service only")
        definition = {}
    line = _line(kind, definition, node)
    program, arguments = _program(kind, line.words, definition)
    found = dict(_settings(kind, raw, definition, node))
    if kind == "parallel":
        arguments, taken = settings.without_driver_arguments(arguments)
        found |= {key: value for key, value in taken.items() if key not in found}
    if tuple(word.text for word in line.words[:2]) == command_line.MLDESIGNER:
        found[NOT_COMPARABLE] = Value("compare by running both")
    task = definition.get("task") if kind == "parallel" else None
    holder: Plain = task if isinstance(task, Mapping) else definition
    script = next((word.text for word in program if word.text.endswith(".py")), "")
    code = code_folder.read(str(holder.get("code") or ""), script, project.root, project.written)
    found |= _remarks(line, code)
    for output, path in line.copies.items():
        found |= {f"outputs.{output}.training.type": Value("Model")}
        found |= {f"outputs.{output}.training.model_file": Value(path)}
    variables = {**(definition.get("environment_variables") or {}), **(raw.get("environment_variables") or {})}
    if kind == "sweep" and variables and "environment_variables" not in raw.get("sent", ()):
        notes.append(_SWEPT_VARIABLES.format(name=name))
        variables = {}
    own_compute = plain_name(raw.get("compute"))
    runs = _Runs.read(raw, definition, node)
    view = node.view
    inputs = tuple(_inputs(node, names, project.tables))
    return Node(
        name=name,
        kind=kind,
        place=Place(view.path, view.line, view.cell) if view.path else around,
        program=program,
        arguments=arguments,
        inputs=inputs,
        outputs=tuple(_outputs(node, line.markers, store)),
        source=code.files,
        source_folder=code.path,
        compute=setting(own_compute, node.scope) if own_compute else compute,
        environment=environments.read(holder.get("environment"), project.root, project.environments, project.written),
        environment_variables={key: variable(value, node.scope, node.inputs) for key, value in variables.items()},
        node_count=runs.count,
        processes_per_node=_workers(raw, definition, node) if kind == "parallel" else runs.processes,
        distribution=runs.distribution,
        timeout_seconds=runs.timeout,
        reuse=_reuse(definition),
        settings={**found, **runs.settings, **dict(_reading(inputs, node))},
        marker=bool(line.markers),
        variable=node.path,
    )


def _reading(inputs: tuple[InputPort, ...], node: FlatNode) -> Iterator[tuple[str, Value]]:
    """How tables are read whose definition is in the project."""
    sources = {port.name: port.source for port in inputs}
    for name, source in node.inputs.items():
        if isinstance(source, FromOutside):
            sources[name] = source.source
    for name, found in sources.items():
        for word, value in (found.options if found is not None else {}).items():
            yield f"inputs.{name}.{word}", Value(value)


def plain_name(given: object) -> object:
    """``azureml:cpu`` → ``cpu``; a binding stays."""
    return given.removeprefix("azureml:") if isinstance(given, str) else given


def _line(kind: str, definition: Plain, node: FlatNode) -> CommandLine:
    text: object
    if kind == "parallel":
        text = (definition.get("task") or {}).get("program_arguments")
    elif kind == "spark":
        text = node.raw.get("args") or definition.get("args")
    else:
        text = definition.get("command")
    line = command_line.read(str(text or ""), node.inputs, node.view.swept)
    # only a command is handed to a shell; the arguments of the others are split, and nothing in them is expanded
    return line if kind in ("command", "sweep") else replace(line, shell=())


def _program(kind: str, words: tuple[Word, ...], definition: Plain) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    if kind in ("parallel", "spark"):
        entry: object = (definition.get("task") or {}).get("entry_script")
        if kind == "spark":
            given = definition.get("entry")
            entry = given.get("file") if isinstance(given, Mapping) else given
        text = str(entry or "").removeprefix("file:")
        return (Word(WordKind.LITERAL, text),) if text else (), words
    return command_line.program_and_arguments(words)


def _settings(kind: str, raw: Plain, definition: Plain, node: FlatNode) -> Iterator[tuple[str, Value]]:
    yield from settings.common(raw, definition, node.scope)
    if kind == "parallel":
        yield from settings.parallel(raw, definition, node.scope)
    elif kind == "sweep":
        yield from settings.sweep(raw, node.scope)
    elif kind == "spark":
        yield from settings.spark(raw, definition, node.scope)
    elif kind == "automl":
        yield from settings.automl(raw, node.scope)


def _remarks(line: CommandLine, code: code_folder.CodeFolder) -> dict[str, Value]:
    found: dict[str, Value] = {}
    if line.shell:
        found[SHELL] = Value(list(line.shell))
    for name, value in line.split.items():
        found[f"{UNQUOTED}.{name}"] = Value(value)
    if code.imports_azureml:
        found[IMPORTS_AZUREML] = Value(True)
    if code.unreached:
        found[UNREACHED] = Value(list(code.unreached))
    return found


def _inputs(node: FlatNode, names: Mapping[str, str], definitions: Definitions) -> Iterator[InputPort]:
    """The inputs that data flows into; literals and parameters are words, variables or settings instead."""
    ports = node.view.component.inputs if node.view.component is not None else {}
    for name, source in node.inputs.items():
        port = ports.get(name)
        kind = kind_of(port.type) if port is not None else ""
        optional = bool(port is not None and port.optional)
        mode = _mode(node.modes.get(name, ""), port.mode if port is not None else "", source)
        if isinstance(source, FromOutput):
            producer = (names.get(source.node, source.node), source.port)
            yield InputPort(name, mode, kind, producer=producer, optional=optional)
        elif isinstance(source, FromOutside):
            kind = kind or source.source.kind
            if source.parameter is not None:
                yield InputPort(name, mode, kind, parameter=source.parameter, optional=optional)
            else:
                yield InputPort(name, mode, kind, source=source.source, optional=optional)
        elif isinstance(source, Constant) and port is not None and port.type in DATA_TYPES:
            found = data_source(text_of(source.value), port.type, definitions)
            yield InputPort(name, mode, kind, source=found, optional=optional)


def _mode(node: str, component: str, source: Source | None) -> str:
    """How an input is delivered: the node's own word, else the component's, else that of the pipeline's input.

    Where the last two contradict each other, only the service knows, so both are named.
    """
    outer = mode_of(source.mode) if isinstance(source, FromOutside) and source.parameter is not None else ""
    inner = mode_of(node or component or (source.mode if isinstance(source, FromOutside) else ""))
    return f"{inner} or {outer}" if not node and inner and outer and inner != outer else inner or outer


def _outputs(node: FlatNode, markers: tuple[str, ...], store: str) -> Iterator[OutputPort]:
    for name, said in node.outputs.items():
        kind = kind_of(str(said.get("type") or said.get("job_output_type") or ""))
        destination = str(said.get("path") or "").replace("${{default_datastore}}", store)
        yield OutputPort(
            name=name,
            mode=mode_of(str(said.get("mode") or "")),
            # in an output that is a file, no file can be made
            kind=MARKER if name in markers and kind == "folder" else kind,
            destination=destination,
            registered_as=str(said.get("name") or ""),
            pipeline_output=str(said.get("pipeline_output") or ""),
        )


@dataclass(frozen=True)
class _Runs:
    """On how many machines, in how many processes, how long."""

    count: Value
    processes: Value
    distribution: str
    timeout: Value
    settings: dict[str, Value]

    @classmethod
    def read(cls, raw: Plain, definition: Plain, node: FlatNode) -> _Runs:
        resources = {**(definition.get("resources") or {}), **(raw.get("resources") or {})}
        given: Plain = raw.get("distribution") or definition.get("distribution") or {}
        limits: Plain = {**(definition.get("limits") or {}), **(raw.get("limits") or {})}
        kind = str(given.get("type") or "").lower()
        processes = given.get("process_count_per_instance")
        more: dict[str, Value] = {}
        if kind == "tensorflow":
            workers, servers = given.get("worker_count"), given.get("parameter_server_count")
            # defaults of the service: one worker on each instance, no parameter server
            more["distribution.workers"] = setting(workers, node.scope)
            more["distribution.parameter_servers"] = setting(0 if servers is None else servers, node.scope)
        alone = kind in ("mpi", "pytorch")
        return cls(
            _or(setting(resources.get("instance_count"), node.scope), 1),
            _or(setting(processes, node.scope), 1 if alone else None),
            kind,
            # of a sweep, what one trial may take: the limit of the whole is one of its own settings
            _or(setting(limits.get("trial_timeout" if node.view.kind == "sweep" else "timeout"), node.scope), None),
            more,
        )


def _workers(raw: Plain, definition: Plain, node: FlatNode) -> Value:
    """Processes of a parallel node, which v2 counts as mini-batches at once on one instance."""
    name = "max_concurrency_per_instance"
    return _or(setting(raw.get(name) or definition.get(name), node.scope), None)


def _or(value: Value, default: object) -> Value:
    if value.value is None and value.parameter is None:
        return Value(default, origin=Origin.SDK_DEFAULT)
    return value


def _reuse(definition: Plain) -> Value:
    given = definition.get("is_deterministic")
    if given is None:
        return Value(True, origin=Origin.SDK_DEFAULT)
    return Value(str(given).lower() == "true")
