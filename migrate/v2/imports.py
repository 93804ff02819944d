"""The import statements that v2 code needs, in the order that import sorters use."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Imports:
    """The v2 names that were used, and the local name of each."""

    known: dict[tuple[str, str], str] = field(default_factory=dict)
    """Names that the file imports already."""
    clashes: frozenset[str] = frozenset()
    """Local names that mean something else in the file."""
    used: dict[tuple[str, str], str] = field(default_factory=dict)

    def name(self, module: str, name: str) -> str:
        """The local name of a v2 import, which is added when the file has none."""
        key = (module, name)
        if key in self.known:
            return self.known[key]
        if key not in self.used:
            self.used[key] = self._local(module, name)
        return self.used[key]

    def _local(self, module: str, name: str) -> str:
        if not name:
            return module
        if name not in self.clashes:
            return name
        return f"{name}V2" if name[0].isupper() else f"{name}_v2"

    def lines(self, width: int, standard: bool) -> list[str]:
        """The statements for modules of the standard library, or for all others."""
        chosen = {key: local for key, local in self.used.items() if is_standard(key[0]) is standard}
        plain = sorted(module for module, name in chosen if not name)
        lines = [f"import {module}" for module in plain]
        modules = sorted({module for module, name in chosen if name})
        for module in modules:
            names = sorted((name for other, name in chosen if other == module and name), key=_rank)
            lines += _statement(module, [_alias(name, chosen[(module, name)]) for name in names], width)
        return lines


def is_standard(module: str) -> bool:
    return module.split(".")[0] in sys.stdlib_module_names


def _rank(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, as isort and ruff sort them."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2, name)


def _alias(name: str, local: str) -> str:
    return name if name == local else f"{name} as {local}"


def _statement(module: str, names: Iterable[str], width: int) -> list[str]:
    names = list(names)
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= width:
        return [line]
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]
