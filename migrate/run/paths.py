"""Writing paths in argument vectors as the ports that they stand for, so that two runs can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path


class Tokens:
    """Replaces paths by names.

    Args:
        names: what to write for each path. One path may have several names, of which the first counts.
    """

    def __init__(self, names: Iterable[tuple[Path | str, str]]) -> None:
        self._names: dict[str, str] = {}
        for path, name in names:
            self._names.setdefault(str(path), name)
        # a path before those that it begins with
        alternatives = "|".join(re.escape(path) for path in sorted(self._names, key=len, reverse=True))
        self._pattern = re.compile(rf"(?:{alternatives})(?![\w.-])") if alternatives else None

    def replace(self, argv: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(self.text(word) for word in words) for words in argv)

    def text(self, word: str) -> str:
        if self._pattern is None:
            return word
        return self._pattern.sub(lambda match: self._names[match[0]], word)


def port_names(inputs: Mapping[str, str], outputs: Mapping[str, Path], code: Path) -> list[tuple[Path | str, str]]:
    """The names for a node's paths: its outputs, its inputs, its working directory."""
    names: list[tuple[Path | str, str]] = [(path, f"${{{{outputs.{name}}}}}") for name, path in outputs.items()]
    names += [(path, f"${{{{inputs.{name}}}}}") for name, path in inputs.items()]
    return [*names, (code, ".")]
