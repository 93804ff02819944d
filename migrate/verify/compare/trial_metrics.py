"""The metrics of all trials that a step of v1 reads: in v2 a node of its own stands for them until it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.ledger import Outcome
from migrate.verify.compare.difference import Difference, Judgement, Text
from migrate.verify.compare.excuses import LedgerUse
from migrate.verify.compare.pairing import Pairs
from migrate.verify.compare.stand_ins import STAND_IN
from migrate.verify.graph import Graph, InputPort, Node

_STEPS = {"sweep": "azureml.pipeline.steps.HyperDriveStep", "automl": "azureml.pipeline.steps.AutoMLStep"}
_ARGUMENTS = ("metrics_output", "outputs")


def joined(v1: Graph, v2: Graph, pairs: Pairs, uses: Iterable[LedgerUse]) -> tuple[Graph, Graph, list[Difference]]:
    """Both graphs with such metrics as outputs of the node that has the trials, and what differs all the same.

    Nothing is joined but where the ledger says that a person has to write the node.
    """
    left = {(use.symbol, use.name) for use in uses if use.outcome == Outcome.MANUAL.value}
    paired = {other.name for _, other in pairs}
    found: list[Difference] = []
    for one, other in pairs:
        metrics = [port.name for port in one.outputs if _is_metrics(one, port.name)]
        if not metrics or not any((_STEPS.get(one.kind, ""), name) in left for name in _ARGUMENTS):
            continue
        for node in v2.nodes:
            if node.name not in paired and node.kind == "command" and _follows(node, other):
                v1, v2 = _without_training(v1, one, metrics), _with_outputs(v2, other, node)
                ours, theirs = Text("the metrics of all runs"), Text("a command in their place")
                place = (one.place, node.place, Judgement.EXPLAINED, STAND_IN)
                found += [Difference(one.name, f"outputs.{name}", ours, theirs, *place) for name in metrics]
    return v1, v2, found


def _is_metrics(node: Node, output: str) -> bool:
    taken = node.settings.get(f"outputs.{output}.training.type")
    return taken is not None and taken.value == "Metrics"


def _follows(node: Node, trained: Node) -> bool:
    """Whether the node reads nothing but what the one with the trials writes."""
    producers = [port.producer[0] if port.producer is not None else "" for port in node.inputs]
    return bool(producers) and set(producers) == {trained.name} and bool(node.outputs)


def _without_training(graph: Graph, trained: Node, metrics: Iterable[str]) -> Graph:
    """The graph of v1 without the settings that say what the outputs take from the trials."""
    taken = tuple(f"outputs.{name}.training." for name in metrics)

    def told(node: Node) -> Node:
        if node.name != trained.name:
            return node
        return replace(node, settings={key: value for key, value in node.settings.items() if not key.startswith(taken)})

    return replace(graph, nodes=tuple(map(told, graph.nodes)))


def _with_outputs(graph: Graph, trained: Node, node: Node) -> Graph:
    """The graph of v2 without the node, as if the one with the trials wrote what it writes."""

    def read(port: InputPort) -> InputPort:
        if port.producer is None or port.producer[0] != node.name:
            return port
        return replace(port, producer=(trained.name, port.producer[1]))

    def nodes() -> Iterator[Node]:
        for one in graph.nodes:
            outputs = (*one.outputs, *node.outputs) if one.name == trained.name else one.outputs
            if one.name != node.name:
                yield replace(one, outputs=outputs, inputs=tuple(map(read, one.inputs)))

    return replace(graph, nodes=tuple(nodes()))
