"""What the names of a document stand for that another one defines."""

from __future__ import annotations

import libcst as cst

from migrate.linking.borrowing import PlaceOf
from migrate.v1.nodes import code_of, walk
from migrate.v1.source import Source


class Imported:
    """What the names of a document stand for, as far as they lead to a function or class.

    Args:
        path: the document that defines it.
        name: what it is called there.
    """

    def __init__(self, source: Source, path: str, name: str, place_of: PlaceOf) -> None:
        self._path = source.path
        self._home = path
        self._place_of = place_of
        self._dotted: dict[str, str] = {}
        self._name = name
        for _, module in source:
            for node in walk(module):
                if isinstance(node, cst.ImportFrom):
                    start = "." * len(node.relative) + (code_of(node.module) if node.module else "")
                    joined = start if start.endswith(".") or not start else f"{start}."
                    if isinstance(node.names, cst.ImportStar):
                        found = place_of(source.path, joined + name)
                        self._dotted |= {name: joined + name} if found == (path, (name,)) else {}
                        continue
                    for alias in node.names:
                        self._dotted[alias.evaluated_alias or alias.evaluated_name] = joined + alias.evaluated_name
                elif isinstance(node, cst.Import):
                    for alias in node.names:
                        local = alias.evaluated_alias or alias.evaluated_name.split(".")[0]
                        self._dotted[local] = alias.evaluated_name if alias.evaluated_alias else local
        nodes = (node for _, module in source for node in walk(module) if isinstance(node, cst.Attribute))
        self.taken = (
            source.path == path
            or any(map(self._leads, self._dotted.values()))
            or any(node.attr.value == name and self.is_function(node) for node in nodes)
        )

    def _leads(self, dotted: str) -> bool:
        found = self._place_of(self._path, dotted)
        return found is not None and found[0] == self._home

    def is_function(self, node: cst.CSTNode) -> bool:
        if not isinstance(node, cst.Name | cst.Attribute):
            return False
        name = self._name
        if self._path == self._home:
            return isinstance(node, cst.Name) and node.value == name
        first, dot, rest = code_of(node).partition(".")
        dotted = self._dotted.get(first)
        return dotted is not None and self._place_of(self._path, dotted + dot + rest) == (self._home, (name,))
