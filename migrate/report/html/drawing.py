"""Where the nodes of two graphs stand when they are drawn side by side: what is the same stands at the same place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from migrate.report.model import GraphNode, GraphSide, PipelineGraphs


def drawing(graphs: PipelineGraphs) -> dict[str, object]:
    """Both sides on one grid.

    ``nodes`` are ``[column, row, v1, v2, texts, excused]``, a side being ``[title, kind, path, line, cell]`` or None;
    ``edges`` are ``[from, to, v1, v2]`` with the names of the data on each side, None where there is no such edge and
    an empty text for an ordering without data.
    """
    keys = {pair[1]: pair[0] for pair in graphs.pairs}
    ours = {node.id: node for node in _nodes(graphs.v1)}
    theirs = {keys.get(node.id, f"v2 {node.id}"): node for node in _nodes(graphs.v2)}
    every = list(dict.fromkeys([*ours, *theirs]))
    edges = _edges(graphs, keys)
    place = _places(every, list(edges))
    texts: dict[str, list[str]] = defaultdict(list)
    wrong: set[str] = set()
    for difference in graphs.differences:
        key = difference.v1 or keys.get(difference.v2 or "", f"v2 {difference.v2}")
        texts[key] += difference.texts
        if not difference.excused:
            wrong.add(key)
    index = {key: number for number, key in enumerate(every)}
    return {
        "nodes": [
            [*place[key], _side(ours.get(key)), _side(theirs.get(key)), texts.get(key, []), int(key not in wrong)]
            for key in every
        ],
        "edges": [[index[one], index[other], *names] for (one, other), names in edges.items()],
        "v1": graphs.v1.known_from if graphs.v1 else None,
        "v2": graphs.v2.known_from if graphs.v2 else None,
    }


def _nodes(side: GraphSide | None) -> Sequence[GraphNode]:
    return side.nodes if side is not None else ()


def _side(node: GraphNode | None) -> list[object] | None:
    if node is None:
        return None
    return [node.title, node.kind, node.path, node.line, -1 if node.cell is None else node.cell]


def _edges(graphs: PipelineGraphs, keys: Mapping[str, str]) -> dict[tuple[str, str], list[str | None]]:
    found: dict[tuple[str, str], list[list[str]]] = {}
    for number, side in enumerate((graphs.v1, graphs.v2)):
        for edge in side.edges if side is not None else ():
            ends = (edge.source, edge.target)
            if number:
                ends = (keys.get(edge.source, f"v2 {edge.source}"), keys.get(edge.target, f"v2 {edge.target}"))
            names = found.setdefault(ends, [[], []])[number]
            if edge.name not in names:
                names.append(edge.name)
    return {ends: [_joined(names) if names else None for names in both] for ends, both in found.items()}


def _joined(names: Iterable[str]) -> str:
    return ", ".join(name for name in names if name)


def _places(keys: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Column and row of each node: below everything that it needs, near to it, and no two at one place."""
    before: dict[str, list[str]] = {key: [] for key in keys}
    for one, other in edges:
        if one in before and other in before and one != other:
            before[other].append(one)
    rows: dict[str, int] = {}

    def row(key: str, above: frozenset[str]) -> int:
        if key not in rows:
            needs = [row(other, above | {key}) for other in before[key] if other not in above]
            rows[key] = 1 + max(needs, default=-1)
        return rows[key]

    for key in keys:
        row(key, frozenset({key}))
    columns: dict[str, int] = {}
    for number in range(max(rows.values(), default=-1) + 1):
        level = [key for key in keys if rows[key] == number]
        level.sort(
            key=lambda key: (_middle([columns[other] for other in before[key] if other in columns]), keys.index(key))
        )
        for column, key in enumerate(level):
            columns[key] = column
    return {key: (columns[key], rows[key]) for key in keys}


def _middle(columns: Sequence[int]) -> float:
    return sum(columns) / len(columns) if columns else 0.0
