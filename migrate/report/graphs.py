"""The graphs of a pipeline for the report: those that the SDKs built, else the outlines that the code gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from migrate.conversion import PipelineFound
from migrate.report.model import GraphEdge, GraphNode, GraphSide, NodeDifference, PipelineGraphs
from migrate.report.secrets import mask
from migrate.sketch import Sketch
from migrate.verify.levels import PipelineProof
from migrate.verify.sketch import Compared


def graphs_of(found: PipelineFound | None, proof: PipelineProof | None) -> PipelineGraphs | None:
    """Both sides, as far as they are known."""
    v2 = found.v2_sketch if found else None
    if proof is not None and proof.compared is not None:
        return _compared(proof.compared, v2)
    v1 = found.v1_sketch if found else None
    if v1 is None and v2 is None:
        return None
    return PipelineGraphs(v1=_side(v1, "code"), v2=_side(v2, "code"), pairs=_pairs(v1, v2) if v1 and v2 else [])


def _compared(found: Compared, read: Sketch | None) -> PipelineGraphs:
    """Where a v2 node is written only the code says; the SDK says it of the pipeline."""
    written = {node.id: node for node in read.nodes} if read is not None else {}
    variables = dict(found.variables)
    nodes = []
    for node in found.v2.nodes:
        place = written.get(variables[node.id])
        nodes.append(replace(node, path=place.path, line=place.line, cell=place.cell) if place else node)
    return PipelineGraphs(
        v1=_side(found.v1, "sdk"),
        v2=_side(replace(found.v2, nodes=tuple(nodes)), "sdk"),
        pairs=list(found.pairs),
        differences=_differences(found.differences),
    )


def _differences(found: Iterable[tuple[str | None, str | None, str, bool]]) -> list[NodeDifference]:
    groups: dict[tuple[str | None, str | None, bool], list[str]] = {}
    for v1, v2, text, excused in found:
        groups.setdefault((v1, v2, excused), []).append(mask(text))
    return [NodeDifference(v1=v1, v2=v2, texts=texts, excused=excused) for (v1, v2, excused), texts in groups.items()]


def _side(sketch: Sketch | None, known_from: Literal["code", "sdk"]) -> GraphSide | None:
    if sketch is None:
        return None
    return GraphSide(
        known_from=known_from,
        nodes=[
            GraphNode(
                id=mask(node.id), title=mask(node.title), kind=node.kind, path=node.path, line=node.line, cell=node.cell
            )
            for node in sketch.nodes
        ],
        edges=[
            GraphEdge(source=mask(edge.source), target=mask(edge.target), name=mask(edge.name)) for edge in sketch.edges
        ],
    )


def _pairs(v1: Sketch, v2: Sketch) -> list[tuple[str, str]]:
    """The nodes of the same name, then those of the same name without what says that it is a step."""
    pairs: dict[str, str] = {}
    for key in (str, _stem):
        left = _once({node.id: key(node.id) for node in v1.nodes if node.id not in pairs})
        right = _once({node.id: key(node.id) for node in v2.nodes if node.id not in pairs.values()})
        pairs |= {left[name]: right[name] for name in left if name in right}
    return [(mask(node.id), mask(pairs[node.id])) for node in v1.nodes if node.id in pairs]


def _once(names: Mapping[str, str]) -> dict[str, str]:
    """The ids by name, for the names that only one has."""
    every = list(names.values())
    return {name: id_ for id_, name in names.items() if every.count(name) == 1}


def _stem(name: str) -> str:
    return "_".join(word for word in name.lower().replace("-", "_").replace(" ", "_").split("_") if word != "step")
