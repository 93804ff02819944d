"""Names for what v2 has and v1 had not: they must differ from all that stand in the code."""

from __future__ import annotations

from functools import cached_property

import libcst as cst

from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import walk
from migrate.v1.source import Source
from migrate.v1.values import Where
from migrate.v2.names import unique_variable

_EVERYWHERE = ""


class FreeNames:
    """The names of the documents that are understood together, and new ones that differ from them.

    Documents that take nothing from each other may have the same names for different things.
    """

    def __init__(self, interpreter: Interpreter, reserved: set[str]) -> None:
        self._source: Source = interpreter.source
        nodes = (*interpreter.references, *interpreter.bindings)
        scopes = interpreter.functions.values()
        self._taken = {node.value for node in nodes} | reserved | set(interpreter.module.variables)
        self._taken |= {name for scope in scopes for name in (*scope.variables, *scope.arguments)}

    def __contains__(self, name: str) -> bool:
        return name in self._taken

    def new(self, wanted: str, where: Where | None = None) -> str:
        """The name, numbered where it is taken: in any document, or in those that see the place."""
        home = self.home(where)
        others = self._source.apart - {home} if home else frozenset[str]()
        taken = {name for name in self._taken if not others or not self._homes.get(name, {home}) <= others}
        name = unique_variable(wanted, taken)
        if self._source.apart:
            # What is no variable yet, but the name of an attribute or a keyword, does not see the new one.
            self._homes[name] = {*(self._homes.get(name, ()) if name in self._taken else ()), home}
        self._taken.add(name)
        return name

    def are_apart(self, one: Where, other: Where) -> bool:
        """Whether two places are in documents that take nothing from each other."""
        homes = {self.home(one), self.home(other)}
        return len(homes) == 2 and _EVERYWHERE not in homes

    def home(self, where: Where | None) -> str:
        """The document of a place that no other one takes anything from; empty for all others."""
        path = self._source.path_of(where.cell) if where is not None else _EVERYWHERE
        return path if path in self._source.apart else _EVERYWHERE

    @cached_property
    def _homes(self) -> dict[str, set[str]]:
        """The documents in which each name stands."""
        found: dict[str, set[str]] = {}
        for cell, module in self._source:
            for node in walk(module):
                if isinstance(node, cst.Name):
                    found.setdefault(node.value, set()).add(self._source.path_of(cell))
        return found
