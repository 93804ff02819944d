"""What flows into and out of a pair of nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from migrate.verify.compare.difference import Text
from migrate.verify.compare.values import same_name, uri
from migrate.verify.compare.words import Alignment, ambiguous, complete
from migrate.verify.graph import DataSource, Graph, InputPort, Node, OutputPort
from migrate.verify.remarks import MARKER

Found = tuple[str, object, object]
"""Field, v1 and v2 value of a difference."""

_REGISTERED = "azureml:"
_OWN_FOLDER = ("${{name}}", "${{output_name}}")


@dataclass
class Flow:
    """The data of both pipelines, with what is known about their pairs.

    Args:
        nodes: v2 name of a v1 node.
        alignments: by v1 name.
        ordering: edges of v2 that carry no data of v1: earlier and later node.
    """

    v1: Graph
    v2: Graph
    nodes: Mapping[str, str]
    alignments: Mapping[str, Alignment]
    ordering: list[tuple[str, str]] = field(default_factory=list)

    def same(self, one: InputPort, other: InputPort) -> bool:
        """Whether the same data flows into two ports."""
        if one.producer is not None:
            name, port = one.producer
            aligned = self.alignments.get(name)
            counterpart = aligned.output_of(port) if aligned is not None else None
            return counterpart is not None and other.producer == (self.nodes.get(name), counterpart)
        if one.parameter is not None:
            return other.parameter is not None and same_name(one.parameter, other.parameter)
        if one.source is None:
            return False
        source = other.source or data_of(other, self.v2)
        return source is not None and same_data(one.source, source.uri)

    def shown(self, port: InputPort) -> Text:
        if port.producer is not None:
            return Text(f"output {port.producer[1]!r} of {port.producer[0]!r}")
        if port.parameter is not None:
            data = data_of(port, self.v2)
            return Text(f"the parameter {port.parameter!r}" + (f" ({data.uri})" if data is not None else ""))
        return Text(port.source.uri if port.source is not None else "no data")

    def is_read(self, node: Node, output: str) -> bool:
        """Whether a v1 node reads an output."""
        return any(port.producer == (node.name, output) for other in self.v1.nodes for port in other.inputs)

    def is_marked(self, port: InputPort) -> bool:
        """Whether a v2 input is fed by a marker."""
        return port.producer is not None and any(
            node.name == port.producer[0] and output.name == port.producer[1] and output.kind == MARKER
            for node in self.v2.nodes
            for output in node.outputs
        )


def complete_outputs(one: Node, other: Node, aligned: Alignment) -> None:
    """Pair the outputs that no argument names."""
    append = other.settings.get("parallel.append_row_to")
    if append is not None and len(one.outputs) == 1 and not aligned.outputs:
        aligned.outputs.append((one.outputs[0].name, str(append.value)))
    if one.kind == other.kind == "automl":
        # the service writes the model to an output of its own name
        models = [port.name for port in one.outputs if _takes(one, port.name) == "Model"]
        aligned.outputs += [(name, _BEST_MODEL) for name in models[:1]]
    theirs = [port.name for port in other.outputs if port.kind != MARKER]
    if other.kind == "automl":
        theirs = [name for name in theirs if name != _BEST_MODEL]
    aligned.outputs += complete(aligned.outputs, [port.name for port in one.outputs], theirs, lambda _, __: False)


def complete_inputs(one: Node, other: Node, aligned: Alignment, flow: Flow) -> None:
    """Pair the inputs that no argument names."""
    left, right = {port.name: port for port in one.inputs}, {port.name: port for port in other.inputs}
    ours, theirs = (node.settings.get("parallel.inputs") for node in (one, other))
    if ours is not None and theirs is not None and isinstance(ours.value, list) and isinstance(theirs.value, list):
        pairs = zip(ours.value, theirs.value, strict=False)
        aligned.inputs += [pair for pair in pairs if pair not in aligned.inputs and pair[0] in left]
    candidates = [name for name, port in right.items() if not flow.is_marked(port)]
    aligned.inputs += complete(aligned.inputs, list(left), candidates, lambda v1, v2: flow.same(left[v1], right[v2]))


def inputs(one: Node, other: Node, aligned: Alignment, flow: Flow) -> Iterator[Found]:
    """Compare the inputs; what v2 has in addition only for the sake of order goes to ``flow.ordering``."""
    left, right = {port.name: port for port in one.inputs}, {port.name: port for port in other.inputs}
    for v1, v2 in aligned.inputs:
        if v1 in left and v2 in right:
            yield from _input(left[v1], right[v2], one.kind, flow)
        elif v1 in left or v2 in right:
            yield f"inputs.{v1}", _or_none(left.get(v1), flow), _or_none(right.get(v2), flow)
    known, used = {v1 for v1, _ in aligned.inputs}, {v2 for _, v2 in aligned.inputs}
    for name, port in left.items():
        if name not in known:
            yield f"inputs.{name}", flow.shown(port), None
    for name, port in right.items():
        if name not in used:
            if port.producer is not None:
                flow.ordering.append((port.producer[0], other.name))
            else:
                yield f"inputs.{name}", None, flow.shown(port)


def data_of(port: InputPort, graph: Graph) -> DataSource | None:
    """What flows through an input of the pipeline; one of v2 may stand for constant data of v1."""
    for parameter in graph.parameters:
        if parameter.name == port.parameter and parameter.kind == "data" and parameter.default is not None:
            return DataSource(str(parameter.default), port.kind)
    return None


def _or_none(port: InputPort | None, flow: Flow) -> object:
    return None if port is None else flow.shown(port)


def _input(one: InputPort, other: InputPort, node_kind: str, flow: Flow) -> Iterator[Found]:
    name = f"inputs.{one.name}"
    if not flow.same(one, other):
        yield name, flow.shown(one), flow.shown(other)
    if node_kind != "automl" and _mode(one.mode) != _mode(other.mode):
        yield f"{name}.mode", one.mode or "mount", other.mode or "mount"
    source = one.source or data_of(one, flow.v1)
    kind = one.kind or (one.source.kind if one.source is not None else "") or _table_of(one, flow.v1)
    if not _same_kind(kind, other.kind, source):
        yield f"{name}.type", kind or Text("a folder or a file"), other.kind


def _table_of(port: InputPort, graph: Graph) -> str:
    """``table`` when v1 reads what flows in as one: only the output says so."""
    if port.producer is None or port.mode != "direct":
        return ""
    step, name = port.producer
    outputs = (output for node in graph.nodes if node.name == step for output in node.outputs)
    return next((output.kind for output in outputs if output.name == name and output.kind == "table"), "")


def _mode(mode: str) -> str:
    """Mounting is what both services do when nobody says anything; Spark reads where the data is."""
    return {"": "mount", "hdfs": "direct"}.get(mode, mode)


def _same_kind(one: str, other: str, source: DataSource | None) -> bool:
    """v1 seldom says whether a path is a file or a folder, and never what is registered under a name."""
    if one:
        return one == other or not other
    if source is not None and source.uri.startswith(_REGISTERED) and not source.uri.startswith("azureml://"):
        return True
    if source is not None and (", " in source.uri or "*" in uri(source.uri)):
        return other == "table"  # nothing else of v2 stands for several paths
    return other in ("", "folder", "file")


def same_data(one: DataSource, other: str) -> bool:
    """Whether a place of v2 is the data of v1."""
    if [unquote(uri(each)) for each in one.uri.split(", ")] == [unquote(uri(each)) for each in other.split(", ")]:
        return True
    # the same code registers the data and then names it
    name = other.removeprefix(_REGISTERED).partition("@")[0].partition(":")[0]
    return bool(one.registered_as) and other.startswith(_REGISTERED) and name == one.registered_as


def outputs(one: Node, other: Node, aligned: Alignment, flow: Flow) -> Iterator[Found]:
    left, right = {port.name: port for port in one.outputs}, {port.name: port for port in other.outputs}
    append = other.settings.get("parallel.append_row_to")
    appended = append.value if append is not None else None
    for name, ours, theirs in ambiguous(aligned.outputs):
        yield f"outputs.{name}", ours, theirs
    for v1, v2 in aligned.outputs:
        if v1 in left and v2 in right:
            yield from _output(left[v1], right[v2], flow, appended == v2)
        elif v1 in left or v2 in right:
            missing, present = (None, Text("an output")) if v2 in right else (Text("an output"), None)
            yield f"outputs.{v1}", missing, present
    known, used = {v1 for v1, _ in aligned.outputs}, {v2 for _, v2 in aligned.outputs}
    for name in left:
        if name not in known:
            if _takes(one, name) == "Metrics" and not flow.is_read(one, name):
                yield f"outputs.{name}.metrics", Text("the metrics of all runs, which nothing reads"), None
            else:
                yield f"outputs.{name}", Text("an output"), None
    for name, port in right.items():
        # v1 keeps the best model of an AutoML step also when no output is named
        kept = other.kind == "automl" and name == _BEST_MODEL
        # v1 writes the rows into the folder that the script writes to
        if name not in (*used, appended) and port.kind != MARKER and not kept:
            yield f"outputs.{name}", None, Text("an output that the command does not write")


def _takes(node: Node, output: str) -> object:
    """What v1 takes from the best trial: ``Model``, ``Metrics``, or None."""
    found = node.settings.get(f"outputs.{output}.training.type")
    return found.value if found is not None else None


_BEST_MODEL = "best_model"


def _output(one: OutputPort, other: OutputPort, flow: Flow, appended: bool) -> Iterator[Found]:
    """Compare two outputs.

    Args:
        appended: the rows of all mini-batches go there: v1 puts one file into the folder, v2 takes the file itself.
    """
    name = f"outputs.{one.name}"
    if _mode(one.mode) != _mode(other.mode):
        yield f"{name}.mode", one.mode or "mount", other.mode or "mount"
    kind = "" if appended and one.kind == "folder" else one.kind
    if not (kind == other.kind or (not kind and other.kind in ("", "folder", "file"))):
        yield f"{name}.type", one.kind or Text("a folder or a file"), other.kind
    left = _written_to(one, str(flow.v1.default_datastore.value or ""))
    right = _written_to(other, str(flow.v2.default_datastore.value or ""))
    if left != right:
        yield f"{name}.destination", Text(one.destination or left), Text(other.destination or right)
    if one.registered_as != other.registered_as:
        yield f"{name}.registered_as", one.registered_as, other.registered_as
    if one.pipeline_output and not same_name(one.pipeline_output, other.pipeline_output):
        yield f"{name}.pipeline_output", one.pipeline_output, other.pipeline_output


def _written_to(port: OutputPort, default_store: str) -> str:
    """The place of an output; of one that gets a new folder in each run, only the datastore counts."""
    found = uri(port.destination)
    if not found:
        return f"a new folder on {default_store}"
    head, _, path = found.partition("/paths")
    if found.startswith("azureml://datastores/") and (not path.strip("/") or _is_own(path)):
        return f"a new folder on {head.removeprefix('azureml://datastores/')}"
    return found


def _is_own(path: str) -> bool:
    """Whether nothing of a path matters but that it is new: the folders that SDK or converter make up."""
    return _OWN_FOLDER[0] in path and path.strip("/").partition("/")[0] in ("azureml", *_OWN_FOLDER)
