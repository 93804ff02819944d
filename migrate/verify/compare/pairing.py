"""Which v2 node a v1 step became."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher

from migrate.verify.compare.values import plain
from migrate.verify.graph import Graph, Node, WordKind

_ENOUGH = 0.6
"""How alike two nodes must be that do not share a name."""

Pairs = list[tuple[Node, Node]]


def pair(v1: Graph, v2: Graph) -> Pairs:
    """Nodes that are the same, in v1's order; by name, then by the variable, then by what they do."""
    left, right = list(v1.nodes), list(v2.nodes)
    found: Pairs = []

    def take(one: Node, other: Node) -> None:
        left.remove(one)
        right.remove(other)
        found.append((one, other))

    repeated = {
        name for nodes in (left, right) for name, count in Counter(_base(node) for node in nodes).items() if count > 1
    }
    for key, counterpart in ((_shown, _shown), (_compact, _compact), (_compact, _variable), (_variable, _variable)):
        for one in list(left):
            name = key(one)
            same = [node for node in right if name and counterpart(node) == name]
            if key is not _variable and _base(one) in repeated:
                continue  # which of several steps of the same name it is, the name does not tell
            if len(same) == 1 and sum(key(node) == name for node in left) == 1:
                take(one, same[0])
    for one, other in _most_alike(left, right, _base, 0.0):
        take(one, other)
    for one, other in _most_alike(left, right, lambda node: "", _ENOUGH):
        take(one, other)
    order = {node.name: index for index, node in enumerate(v1.nodes)}
    return sorted(found, key=lambda item: order[item[0].name])


def _shown(node: Node) -> str:
    return node.name


def _compact(node: Node) -> str:
    return plain(node.name).replace("_", "")


def _variable(node: Node) -> str:
    """The variable, which for v2 is the node's name; of a nested node without the pipelines around it."""
    return plain(node.variable.rpartition(".")[2]).replace("_", "")


def _base(node: Node) -> str:
    """The name without the number that was added to tell nodes of the same name apart."""
    return plain(node.name.partition(" (")[0])


def _most_alike(left: list[Node], right: list[Node], group: Callable[[Node], str], needed: float) -> Pairs:
    """The most similar nodes of the same group, each once, that are alike enough."""
    scores = sorted(
        (-likeness(one, other), index, place)
        for index, one in enumerate(left)
        for place, other in enumerate(right)
        if group(one) == group(other)
    )
    found: Pairs = []
    taken: set[int] = set()
    given: set[int] = set()
    for score, index, place in scores:
        if -score >= needed and index not in taken and place not in given:
            taken.add(index)
            given.add(place)
            found.append((left[index], right[place]))
    return found


def likeness(one: Node, other: Node) -> float:
    """How much two nodes do the same, from 0 to 1."""
    words = SequenceMatcher(a=_words(one), b=_words(other), autojunk=False).ratio()
    program = float(bool(one.program) and _words(one)[: len(one.program)] == _words(other)[: len(one.program)])
    compute = float(one.compute.value == other.compute.value)
    return 0.5 * words + 0.4 * program + 0.1 * compute


def _words(node: Node) -> list[str]:
    return [
        f"{word.prefix}{word.text if word.kind is WordKind.LITERAL else word.kind.value}{word.suffix}"
        for word in (*node.program, *node.arguments)
    ]
