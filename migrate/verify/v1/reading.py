"""From ``pipeline.graph``, which the real v1 SDK builds, to the neutral graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from migrate.verify.graph import DataSource, Graph, InputPort, Origin, Parameter, Place, Submission, Value
from migrate.verify.project.context import DEFAULT_STORE, Context
from migrate.verify.v1 import kinds
from migrate.verify.v1.datasets import store_uri
from migrate.verify.v1.ports import data_source, input_port, output_port

_AFTER_OUTPUT, _AFTER_INPUT = "_run_after_output", "_run_after_input_"


def read(pipeline: Any, context: Context, place: Callable[[Any], tuple[Place, str]]) -> Graph:
    """Read a pipeline as it is now; nothing is uploaded or finalized.

    Args:
        pipeline: an ``azureml.pipeline.core.Pipeline``.
        place: where a step or pipeline was made, and the variable that holds it.
    """
    graph = pipeline.graph
    steps = {id(node): step for step, node in pipeline._graph_builder._step2node.items()}
    names = _unique_names(graph.module_nodes)
    notes: list[str] = []
    nodes, ordering = [], []
    for node in graph.module_nodes:
        name = names[id(node)]
        inputs = []
        for port in node.inputs:
            edge = port.incoming_edge
            source = getattr(edge, "source_port", None)
            if port.name.startswith(_AFTER_INPUT) and source is not None:
                ordering.append((names[id(source.node)], name))
            elif source is None:
                notes.append(f"{name}: nothing flows into {port.name}")
            else:
                inputs.append(_connected(port, source, names))
        outputs = [output_port(port, _store(pipeline)) for port in node.outputs if port.name != _AFTER_OUTPUT]
        step = steps.get(id(node))
        made = kinds.read(node, step, tuple(inputs), tuple(outputs), context)
        where, variable = place(step) if step is not None else (Place(), "")
        nodes.append(replace(made, name=name, place=where, variable=variable))
    where, variable = place(pipeline)
    description = getattr(pipeline, "_offline_description", None)
    return Graph(
        name=variable or str(description or "pipeline"),
        place=where,
        nodes=tuple(nodes),
        ordering=tuple(dict.fromkeys(ordering)),
        parameters=tuple(parameter(name, item) for name, item in graph.params.items()),
        default_datastore=_default_store(pipeline),
        notes=tuple(notes),
    )


def submitted(graph: Graph, experiment: str, options: Mapping[str, Any]) -> Graph:
    """The graph with what its submission adds."""
    given = options.get("pipeline_parameters") or options.get("pipeline_params") or {}
    return replace(
        graph,
        experiment=experiment or graph.experiment,
        bindings={**graph.bindings, **{str(name): plain(value) for name, value in given.items()}},
        continue_on_failure=_flag(options.get("continue_on_step_failure"), graph.continue_on_failure),
        force_rerun=_flag(options.get("regenerate_outputs"), graph.force_rerun),
    )


def before_another(base: Graph, graph: Graph) -> Graph:
    """A graph that has been submitted, as another submission finds it: what the last one said is kept aside."""
    said = Submission(graph.bindings, graph.experiment, graph.continue_on_failure, graph.force_rerun)
    return replace(base, published=graph.published, earlier=(*graph.earlier, said))


def parameter(name: str, item: Any) -> Parameter:
    """A pipeline parameter; a dataset that is one hides in its consumption."""
    default = getattr(item, "default_value", None)
    if hasattr(item, "dataset"):  # DatasetConsumptionConfig over a PipelineParameter
        inner = item.dataset
        name, default = getattr(inner, "name", name), getattr(inner, "default_value", inner)
    kind = "data"
    if isinstance(default, bool):
        kind = "boolean"
    elif isinstance(default, int):
        kind = "integer"
    elif isinstance(default, float):
        kind = "number"
    elif isinstance(default, str):
        kind = "string"
    registered = data_source(default).registered_as if kind == "data" and default is not None else ""
    return Parameter(name, kind, plain(default), registered)


def plain(value: Any) -> object:
    """A value of a parameter; data by its URI."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return data_source(value).uri


def _flag(value: Any, otherwise: Value) -> Value:
    return otherwise if value is None else Value(bool(value))


def _connected(port: Any, source: Any, names: Mapping[int, str]) -> InputPort:
    made = input_port(port)
    node = source.node
    if id(node) in names:
        return replace(made, producer=(names[id(node)], source.name), kind=made.kind)
    definition = node.datasource_def
    dataset = getattr(definition, "_pipeline_dataset", None)
    bound = getattr(node, "datapath_param_name", None) or getattr(dataset, "parameter_name", None)
    if bound:
        table = dataset is not None and data_source(dataset).kind == "table"
        return replace(made, parameter=str(bound), kind=made.kind or ("table" if table else ""))
    found = data_source(dataset) if dataset is not None else _reference(definition)
    return replace(made, source=found, kind=made.kind or found.kind)


def _reference(definition: Any) -> DataSource:
    for name in ("sql_table", "sql_query", "sql_stored_procedure"):
        if getattr(definition, name, None):
            return DataSource(f"{store_uri(definition.datastore_name, '')}?{name}={getattr(definition, name)}", "table")
    return DataSource(store_uri(str(definition.datastore_name), definition.path_on_datastore or ""))


def _unique_names(nodes: Any) -> dict[int, str]:
    """v1 lets several steps have the same name."""
    seen: dict[str, int] = {}
    names = {}
    for node in nodes:
        seen[node.name] = seen.get(node.name, 0) + 1
        names[id(node)] = node.name if seen[node.name] == 1 else f"{node.name} ({seen[node.name]})"
    return names


def _store(pipeline: Any) -> str:
    return str(getattr(getattr(pipeline._graph_builder, "_default_datastore", None), "name", DEFAULT_STORE))


def _default_store(pipeline: Any) -> Value:
    given = getattr(pipeline, "_offline_default_datastore", None)
    return Value(_store(pipeline), origin=Origin.EXPLICIT if given is not None else Origin.SDK_DEFAULT)
