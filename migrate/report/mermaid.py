"""The graphs of a pipeline as a Mermaid flowchart, which GitHub, GitLab and Azure DevOps draw."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.report.model import GraphSide, PipelineGraphs

MOST = 60
"""Nodes of one side; a larger graph is no help in a pull request."""


def flowchart(graphs: PipelineGraphs) -> str | None:
    """Both sides below each other, with what differs marked; None when there is nothing to draw."""
    sides = {"v1": graphs.v1, "v2": graphs.v2}
    drawn = {name: side for name, side in sides.items() if side is not None and side.nodes}
    if not drawn or any(len(side.nodes) > MOST for side in drawn.values()):
        return None
    differing = {"v1": {one.v1 for one in graphs.differences}, "v2": {one.v2 for one in graphs.differences}}
    lines = ["flowchart LR"]
    for name, side in drawn.items():
        lines += _side(name, side, differing[name])
    lines.append("  classDef differs stroke-width:3px,stroke-dasharray:6 3")
    return "\n".join(lines)


def _side(name: str, side: GraphSide, differing: set[str | None]) -> Iterator[str]:
    ids = {node.id: f"{name}n{number}" for number, node in enumerate(side.nodes)}
    yield f'  subgraph {name}["SDK {name}"]'
    for node in side.nodes:
        mark = ":::differs" if node.id in differing else ""
        yield f'    {ids[node.id]}["{_label(node.title)}"]{mark}'
    for edge in side.edges:
        if edge.source in ids and edge.target in ids:
            arrow = f'-- "{_label(edge.name)}" -->' if edge.name else "-.->"
            yield f"    {ids[edge.source]} {arrow} {ids[edge.target]}"
    yield "  end"


def _label(text: str) -> str:
    """Text inside quotes: all that Mermaid, Markdown or HTML would take for more than text is written as a code."""
    line = " ".join(text.split())
    return "".join(char if char.isalnum() or char in " _.,:()/-" else f"#{ord(char)};" for char in line) or " "
