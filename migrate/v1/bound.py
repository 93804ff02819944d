"""Where variables are bound: a name may stand for another variable in each function."""

from __future__ import annotations

import libcst as cst

from migrate.v1.interpreter import Interpreter
from migrate.v1.scopes import FunctionScope

Place = tuple[int, int, int]
"""Cell, line and column."""


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
