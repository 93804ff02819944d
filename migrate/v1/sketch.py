"""The outline of a v1 pipeline, as its model says."""

from __future__ import annotations

from itertools import chain, count

from migrate.sketch import Sketch, SketchEdge, SketchNode
from migrate.v1.data import port_name
from migrate.v1.pipelines import PipelineModel
from migrate.v1.source import Source


def sketch_of(model: PipelineModel, source: Source) -> Sketch:
    """Its steps in their order, and the data and the orderings between them.

    Args:
        source: tells in which file, and in which cell of a notebook, each step is made.
    """
    ids: dict[object, str] = {}
    nodes = []
    for step in model.steps:
        wanted = step.variable or step.title or "step"
        taken = set(ids.values())
        numbered = (f"{wanted} ({number})" for number in count(2))
        ids[step] = next(name for name in chain((wanted,), numbered) if name not in taken)
        where = source.place(step.call.where.cell, step.call.where.line, step.call.where.column)
        kind = step.obj.symbol.rpartition(".")[2]
        nodes.append(SketchNode(ids[step], step.title or wanted, kind, where.path, where.line, where.cell))
    edges = set()
    for step in model.steps:
        for port in step.inputs:
            producer = model.producer(port.source)
            if producer is not None and producer in ids and producer is not step:
                edges.add(SketchEdge(ids[producer], ids[step], port_name(port)))
    for earlier, later in model.orderings:
        if earlier in ids and later in ids:
            edges.add(SketchEdge(ids[earlier], ids[later]))
    return Sketch(tuple(nodes), tuple(sorted(edges)))
