"""Which node of one run is which of another."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence

from migrate.run.record import NodeRecord

_PORT = re.compile(r"\$\{\{(inputs|outputs)\..+?\}\}")


def pair_nodes(a: Sequence[NodeRecord], b: Sequence[NodeRecord], known: Mapping[str, str]) -> dict[str, str]:
    """Pair the nodes of two runs; what has no counterpart is left out.

    Args:
        known: pairs that are certain.
    """
    names_b = {node.name for node in b}
    pairs = {node.name: known[node.name] for node in a if known.get(node.name) in names_b}
    keys: tuple[Callable[[NodeRecord], Hashable], ...] = (
        lambda node: node.name,
        _title,
        lambda node: (_title(node), _executed(node)),
        lambda node: (node.kind, _executed(node)),
        lambda node: (node.kind, _program(node)),
    )
    for key in keys:
        _pair_by(key, a, b, pairs)
    return {node.name: pairs[node.name] for node in a if node.name in pairs}


def _pair_by(
    key: Callable[[NodeRecord], Hashable], a: Sequence[NodeRecord], b: Sequence[NodeRecord], pairs: dict[str, str]
) -> None:
    """Pair those that nothing else on either side can be mistaken for; several alike in their order."""
    taken = set(pairs.values())
    groups_a: dict[Hashable, list[str]] = {}
    groups_b: dict[Hashable, list[str]] = {}
    for nodes, groups, done in ((a, groups_a, set(pairs)), (b, groups_b, taken)):
        for node in nodes:
            if node.name not in done:
                groups.setdefault(key(node), []).append(node.name)
    for value, names in groups_a.items():
        others = groups_b.get(value, [])
        if value not in ("", ()) and len(names) == len(others):
            pairs.update(zip(names, others, strict=True))


def _title(node: NodeRecord) -> str:
    return re.sub(r"[^a-z0-9]", "", node.title.lower())


def _executed(node: NodeRecord) -> tuple[tuple[str, ...], ...]:
    """Its argument vectors without the names of ports."""
    return tuple(tuple(_PORT.sub(r"\1", word) for word in words) for words in node.argv)


def _program(node: NodeRecord) -> tuple[str, ...]:
    return tuple(next((word for word in words if word.endswith((".py", ".sh", ".R"))), words[0]) for words in node.argv)
