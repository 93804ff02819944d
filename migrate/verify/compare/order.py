"""Which node waits for which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from migrate.verify.compare.difference import Text
from migrate.verify.compare.ports import Found
from migrate.verify.graph import Graph

Edge = tuple[str, str]


def ordering(v1: Graph, v2: Graph, nodes: Mapping[str, str], extra: Iterable[Edge]) -> Iterator[tuple[str, Found]]:
    """What v1 orders and v2 does not, and the reverse: the v1 name of the later node, and the difference.

    v2 has no order without data, so that of v1 must follow from its paths.

    Args:
        nodes: v2 name of a v1 node.
        extra: edges of v2 that carry no data of v1.
    """
    before_v2 = _reach([*_data_edges(v2), *v2.ordering])
    for earlier, later in v1.ordering:
        pair = nodes.get(earlier), nodes.get(later)
        if None not in pair and pair[0] not in before_v2.get(str(pair[1]), ()):
            yield later, ("ordering", Text(f"after {earlier!r}"), Text("no path from there"))
    before_v1 = _reach([*_data_edges(v1), *v1.ordering])
    names = {v2_name: v1_name for v1_name, v2_name in nodes.items()}
    for earlier, later in dict.fromkeys(extra):
        source, target = names.get(earlier), names.get(later)
        if source is not None and target is not None and source not in before_v1.get(target, ()):
            yield target, ("ordering", Text("no such order"), Text(f"after {earlier!r}"))


def _data_edges(graph: Graph) -> Iterator[Edge]:
    for node in graph.nodes:
        for port in node.inputs:
            if port.producer is not None:
                yield port.producer[0], node.name


def _reach(edges: Iterable[Edge]) -> dict[str, set[str]]:
    """Everything that comes before each node."""
    direct: dict[str, set[str]] = {}
    for earlier, later in edges:
        direct.setdefault(later, set()).add(earlier)
    found: dict[str, set[str]] = {}
    for start in direct:
        seen, waiting = set[str](), list(direct[start])
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting += direct.get(node, ())
        found[start] = seen
    return found
