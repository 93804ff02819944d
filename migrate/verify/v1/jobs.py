"""What v1 submits without a pipeline, as a graph of one node. Isolated process only.

The SDK itself makes the definition that it would send: of a script or an estimator
(``azureml.core.script_run_config.submit``), of a HyperDrive search (``azureml.train.hyperdrive._search``); of AutoML,
what the code gave to its configuration. Written against azureml-core and azureml-train-core 1.61.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Dict, Tuple

from migrate.verify.graph import DataSource, Graph, InputPort, Node, Origin, OutputPort, Value, Word, WordKind
from migrate.verify.project.context import DEFAULT_STORE, Context
from migrate.verify.remarks import SHELL
from migrate.verify.v1 import code_folder, run_configuration, special, words
from migrate.verify.v1.bindings import relative_folder
from migrate.verify.v1.datasets import store_uri
from migrate.verify.v1.patching import load
from migrate.verify.v1.ports import data_source, dataset_options, keep, output_options, output_port

NAME = "job"
"""The node's name: v1 has none for it."""

_AUTOML_DATA = ("training_data", "validation_data", "test_data")


class NotRead(Exception):
    """A kind of job that is not read here."""


def graph_of(config: Any, workspace: Any, experiment: str, context: Context) -> Graph:
    """The job that a configuration is submitted as.

    Raises:
        NotRead: nothing is known of this kind of configuration.
        Exception: whatever the SDK raises for a configuration that cannot be submitted.
    """
    kind = type(config).__name__
    if kind == "AutoMLConfig":
        node = _automl(config, context)
    elif kind == "HyperDriveConfig":
        node = _sweep(config, workspace, experiment, context)
    elif (script := _script_of(config)) is not None:
        node = _script(script, workspace, context)
    else:
        raise NotRead(kind)
    return Graph(
        NAME,
        nodes=(node,),
        experiment=experiment,
        # of these only pipelines know: as the reader of v2 fills them in
        continue_on_failure=Value(True, origin=Origin.SDK_DEFAULT),
        default_datastore=Value(DEFAULT_STORE, origin=Origin.SDK_DEFAULT),
    )


def _script_of(config: Any) -> Any:
    """The script configuration that is submitted: an estimator makes one."""
    if type(config).__name__ == "ScriptRunConfig":
        return config
    make = getattr(config, "_get_script_run_config", None)
    return make() if make is not None else None


def _script(script: Any, workspace: Any, context: Context) -> Node:
    core: Any = load("azureml.core.script_run_config")
    run = core.get_run_config_from_script_run(script)
    inputs, outputs, settings = _ports(run)
    core._update_args_and_io(workspace, run)
    serialize: Any = load("azureml._execution._commands")._serialize_run_config_to_dict
    definition = json.loads(json.dumps(serialize(run)))
    return _node(definition, script.source_directory, inputs, outputs, settings, context)


def _sweep(config: Any, workspace: Any, experiment: str, context: Context) -> Node:
    if config.pipeline is not None:
        raise NotRead("a HyperDriveConfig of a pipeline")
    script = config.run_config if config.estimator is None else _script_of(config.estimator)
    run = load("azureml.core.script_run_config").get_run_config_from_script_run(script)
    inputs, outputs, settings = _ports(run)
    sent = load("azureml.train.hyperdrive._search")._create_experiment_dto(config, workspace, experiment)
    text = json.dumps(sent.as_dict())
    definition = json.loads(text)["platform_config"]["Definition"]["Overrides"]
    made = _node(definition, script.source_directory, inputs, outputs, settings, context)
    node = SimpleNamespace(params={"HyperDriveRunConfig": SimpleNamespace(value=text)})
    return special.READERS["HyperDriveStep"](made, node, None, context)


def _automl(config: Any, context: Context) -> Node:
    given = getattr(config, "_offline_given", None) or {}
    data = {name: item for name in _AUTOML_DATA if (item := given.get(name)) is not None}
    if any(given.get(name) is not None for name in ("X", "y", "data_script")):
        raise NotRead("an AutoMLConfig of arrays or of a script")
    inputs = tuple(_connected(name, "direct", data_source(item)) for name, item in data.items())
    folder = config.user_settings.get("path")
    settings: dict[str, Value] = {}
    for name, item in data.items():
        for word, value in dataset_options(item).items():
            keep(settings, f"inputs.{name}.{word}", value)
    source = relative_folder(folder, context) if folder else ""
    made = Node(NAME, "automl", inputs=inputs, source_folder=source, settings=settings)
    step = SimpleNamespace(_automl_config=config)
    node = special.READERS["AutoMLStep"](made, SimpleNamespace(_graph=SimpleNamespace(edges=())), step, context)
    return replace(node, compute=replace(node.compute, value=node.compute.value or "local"))


def _node(
    definition: Mapping[str, Any],
    folder: Any,
    inputs: tuple[InputPort, ...],
    outputs: tuple[OutputPort, ...],
    settings: Mapping[str, Value],
    context: Context,
) -> Node:
    """The node of a run definition, in the words of the service."""
    run = run_configuration.read(json.dumps(definition))
    names = [port.name for port in inputs], [port.name for port in outputs]
    given = definition.get("arguments") or []
    command = definition.get("command")
    if isinstance(given, str) or str(definition.get("framework")).lower() == "pyspark":
        raise NotRead("a Spark job, or arguments in one text")
    line = None
    if command:
        line = words.line([command] if isinstance(command, str) else [" ".join(map(str, command))], *names)
        program, arguments = words.split(line.words)
    else:
        script = str(definition.get("script"))
        interpreter = run.settings.get("python.interpreter")
        first = str(interpreter.value) if interpreter is not None else "python"
        first = "Rscript" if script.lower().endswith(".r") else first
        program = (Word(WordKind.LITERAL, first), Word(WordKind.LITERAL, script))
        arguments = tuple(words.word(str(item), *names) for item in given)
    own = {name: item for name, item in run.settings.items() if name != "python.interpreter"}
    folder = str(folder or ".")
    return Node(
        NAME,
        "command",
        line=line.text if line is not None else "",
        program=program,
        arguments=arguments,
        inputs=inputs,
        outputs=outputs,
        source=code_folder.hashes(folder, context),
        source_folder=relative_folder(folder, context),
        compute=Value(str(definition.get("target") or "local")),
        environment=run.environment,
        environment_variables=run.variables,
        node_count=run.node_count,
        processes_per_node=run.processes,
        distribution=run.distribution,
        timeout_seconds=run.timeout,
        settings={**own, **settings, **({SHELL: Value(list(line.shell))} if line is not None and line.shell else {})},
    )


# The ports, before the SDK puts names in their place


_Ports = Tuple[Tuple[InputPort, ...], Tuple[OutputPort, ...], Dict[str, Value]]


def _ports(run: Any) -> _Ports:
    inputs: dict[str, InputPort] = {}
    outputs: dict[str, OutputPort] = {}
    settings: dict[str, Value] = {}
    for item in _given(run):
        if hasattr(item, "dataset") and hasattr(item, "mode"):
            source = data_source(item)
            inputs[item.name] = _connected(item.name, str(item.mode or ""), source)
            keep(settings, f"inputs.{item.name}.path_on_compute", item.path_on_compute)
            for word, value in dataset_options(item.dataset).items():
                keep(settings, f"inputs.{item.name}.{word}", value)
        elif hasattr(item, "_to_output_data"):
            port = SimpleNamespace(
                name=item.name,
                bind_mode=item.mode,
                dataset_output=item,
                dataset_registration=None,
                datastore_name=None,
                pipeline_output_name=None,
                _output_port_def=None,
            )
            outputs[item.name] = output_port(port, DEFAULT_STORE)
            for word, value in output_options(port).items():
                keep(settings, f"outputs.{item.name}.{word}", value)
    for name, reference in (run.data_references or {}).items():
        uri = store_uri(str(reference.data_store_name), str(reference.path_on_data_store or ""))
        inputs[name] = InputPort(name, str(reference.mode or ""), source=DataSource(uri))
        for word in ("path_on_compute", "overwrite"):
            keep(settings, f"inputs.{name}.{word}", getattr(reference, word, None))
    return tuple(inputs.values()), tuple(outputs.values()), settings


def _given(run: Any) -> Iterator[Any]:
    """Everything that may be data: among the arguments, in the command, and in sections of their own."""
    for part in (run.arguments, getattr(run, "command", None)):
        yield from part if isinstance(part, (list, tuple)) else ()
    for section in (run.data, getattr(run, "output_data", None)):
        yield from (section or {}).values()


def _connected(name: str, mode: str, source: DataSource) -> InputPort:
    return InputPort(name, mode, source.kind, source=source)
