"""Where variables are bound: a name may stand for another variable in each function."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.v1.interpreter import Interpreter
from migrate.v1.scopes import FunctionScope

Place = tuple[int, int, int]
"""Cell, line and column."""
_BLOCKS = (cst.Else, cst.For, cst.While, cst.Try, cst.ExceptHandler)


class Bound:
    """The variables of the documents that are understood together."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._places: dict[str, dict[FunctionScope, list[Place]]] = {}
        for cell, positions in interpreter.source.positions.items():
            for node, scope in interpreter.binding_functions.items():
                place = positions.get(node)
                if place is not None:
                    start = place.start
                    found = self._places.setdefault(node.value, {})
                    found.setdefault(scope, []).append((cell, start.line, start.column))

    def owner(self, name: str, function: FunctionScope) -> FunctionScope | None:
        """The function, or the module, whose variable the name stands for; None when nothing here binds it."""
        scope: FunctionScope | None = function
        while scope is not None and scope not in self._places.get(name, {}):
            scope = scope.parent
        return scope

    def places(self, name: str, function: FunctionScope) -> list[Place]:
        """Where the variable is bound that the name stands for inside of a function."""
        owner = self.owner(name, function)
        return self._places[name][owner] if owner is not None else []

    def always(self, name: str, function: FunctionScope, home: Place) -> bool:
        """Whether the variable is bound on every way to a place: outside of blocks, or in all branches of one ``if``.

        Args:
            home: the place, inside of the function.
        """
        inner = [self._blocks(place, home) for place in self.places(name, function) if place < home]
        single = {blocks[0] for blocks in inner if len(blocks) == 1}
        return () in inner or any(single.issuperset(_branches(block)) for block in single)

    def _blocks(self, place: Place, home: Place) -> tuple[cst.CSTNode, ...]:
        """The blocks around a place that are not around the other one; an ``if`` only around its own branch."""
        found: list[cst.CSTNode] = []
        positions = self._interpreter.source.positions[place[0]]
        for node in positions:
            body = node.body if isinstance(node, cst.If) else node if isinstance(node, _BLOCKS) else None
            where = positions.get(body) if body is not None else None
            if where is None:
                continue
            start, end = (where.start.line, where.start.column), (where.end.line, where.end.column)
            inside, around = start <= place[1:] < end, home[0] == place[0] and start <= home[1:] < end
            found += [node] if inside and not around else []
        return tuple(found)

    def places_of(self, read: cst.Name) -> list[Place]:
        """Where the variable that a name reads is bound; of code that was not followed, every one of that name."""
        function = self._interpreter.reference_functions.get(read)
        if function is None:
            return [place for found in self._places.get(read.value, {}).values() for place in found]
        return self.places(read.value, function)

    def is_same(self, read: cst.Name, function: FunctionScope) -> bool:
        """Whether the name that is read stands for the same variable inside of a function."""
        here = self._interpreter.reference_functions.get(read)
        return here is None or self.owner(read.value, here) is self.owner(read.value, function)

    def reads(self, name: str, function: FunctionScope) -> list[cst.Name]:
        """Where the variable is read that the name stands for inside of a function."""
        owner = self.owner(name, function)
        found = self._interpreter.reference_functions.items()
        return [node for node, scope in found if node.value == name and self.owner(name, scope) is owner]


def _branches(block: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The ``if``, and all that stands in for it; nothing that could be met when it has no ``else``."""
    yield block
    while isinstance(block, cst.If):
        block = block.orelse or cst.Pass()
        yield block
