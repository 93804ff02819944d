"""The outline of a pipeline's neutral graph, as an SDK built it."""

from __future__ import annotations

from dataclasses import dataclass

from migrate.sketch import Sketch, SketchEdge, SketchNode
from migrate.verify.compare.difference import Difference
from migrate.verify.graph import Graph


@dataclass(frozen=True)
class Compared:
    """Both graphs of a pipeline as their SDKs built them.

    Args:
        pairs: the v2 node of each v1 node, by their ids.
        differences: nodes that differ: the v1 and the v2 node, in what, and whether that is excused.
        variables: the variable of each v2 node, by its id.
    """

    v1: Sketch
    v2: Sketch
    pairs: tuple[tuple[str, str], ...]
    differences: tuple[tuple[str | None, str | None, str, bool], ...]
    variables: tuple[tuple[str, str], ...]


def compared(v1: Graph, v2: Graph, pairs: tuple[tuple[str, str], ...], found: tuple[Difference, ...]) -> Compared:
    partner = dict(pairs)
    ours = {node.name for node in v1.nodes}
    differences = tuple(
        (item.node, partner.get(item.node), str(item), not item.is_wrong)
        if item.node in ours
        else (None, item.node, str(item), not item.is_wrong)
        for item in found
        if item.node
    )
    return Compared(
        _sketch(v1), _sketch(v2), pairs, differences, tuple((node.name, node.variable) for node in v2.nodes)
    )


def _sketch(graph: Graph) -> Sketch:
    nodes = tuple(
        SketchNode(node.name, node.name, node.kind, node.place.path, node.place.line, node.place.cell)
        for node in graph.nodes
    )
    edges = {
        SketchEdge(port.producer[0], node.name, port.producer[1])
        for node in graph.nodes
        for port in node.inputs
        if port.producer is not None
    }
    edges |= {SketchEdge(earlier, later) for earlier, later in graph.ordering}
    return Sketch(nodes, tuple(sorted(edges)))
