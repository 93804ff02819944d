from __future__ import annotations

from pathlib import Path

from migrate.conversion import Options, PipelineFound, Project
from migrate.engine import convert
from migrate.ledger import Location
from migrate.project.python_file import read_python
from migrate.report.graphs import graphs_of
from migrate.report.html.drawing import drawing
from migrate.report.model import GraphEdge, GraphNode, GraphSide, NodeDifference, PipelineGraphs
from tests.report.html.case import PIPELINE


def test_both_sides_are_read_from_the_code(tmp_path: Path) -> None:
    [result] = convert(Project(tmp_path, [read_python("pipeline.py", PIPELINE.encode())]), Options())
    graphs = graphs_of(result.pipelines[0], None)
    assert graphs is not None
    assert graphs.v1 is not None
    assert graphs.v2 is not None
    assert [(node.id, node.title, node.kind, node.line) for node in graphs.v1.nodes] == [
        ("prepare_step", "Prepare", "PythonScriptStep", 8),
        ("train_step", "Train", "PythonScriptStep", 16),
        ("report_step", "Report", "PythonScriptStep", 24),
    ]
    assert [node.id for node in graphs.v2.nodes] == ["prepare_step", "train_step", "report_step"]
    assert [(edge.source, edge.target, edge.name) for edge in graphs.v1.edges] == [
        ("prepare_step", "train_step", "clean"),
        ("train_step", "report_step", ""),
    ]
    assert [(edge.source, edge.target, edge.name) for edge in graphs.v2.edges] == [
        ("prepare_step", "train_step", "clean"),
        ("train_step", "report_step", "done"),
    ]
    assert graphs.pairs == [(name, name) for name in ("prepare_step", "train_step", "report_step")]


def test_nothing_is_drawn_of_a_pipeline_that_is_not_known() -> None:
    assert graphs_of(PipelineFound("p", Location("a.py", 1)), None) is None


def side(*names: str, edges: list[tuple[str, str, str]]) -> GraphSide:
    return GraphSide(
        known_from="sdk",
        nodes=[GraphNode(id=name, title=name) for name in names],
        edges=[GraphEdge(source=one, target=other, name=name) for one, other, name in edges],
    )


def test_what_is_the_same_stands_at_the_same_place() -> None:
    graphs = PipelineGraphs(
        v1=side("a", "b", "old", edges=[("a", "b", "rows"), ("a", "old", "")]),
        v2=side("A", "B", "new", edges=[("A", "B", "rows"), ("B", "new", "x")]),
        pairs=[("a", "A"), ("b", "B")],
        differences=[NodeDifference(v1="b", v2="B", texts=["compute differs"], excused=False)],
    )
    blank = ["", "", 0, -1]
    assert drawing(graphs) == {
        "nodes": [
            [0, 0, ["a", *blank], ["A", *blank], [], 1],
            [0, 1, ["b", *blank], ["B", *blank], ["compute differs"], 0],
            [1, 1, ["old", *blank], None, [], 1],
            [0, 2, None, ["new", *blank], [], 1],
        ],
        "edges": [[0, 1, "rows", "rows"], [0, 2, "", None], [1, 3, None, "x"]],
        "v1": "sdk",
        "v2": "sdk",
    }


def test_a_circle_is_drawn_too() -> None:
    graphs = PipelineGraphs(v1=side("a", "b", edges=[("a", "b", ""), ("b", "a", "")]), v2=None, pairs=[])
    assert len({tuple(node[:2]) for node in drawing(graphs)["nodes"]}) == 2  # type: ignore[attr-defined]
