"""Names of SDK v1 in the Markdown cells of notebooks: a person rewrites what they say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from migrate.conversion import Document, Remark
from migrate.ledger import Location
from migrate.project.notebook import NotebookDocument
from migrate.v1.catalogue import Catalogue

_DOTTED = re.compile(r"(?<![\w./-])azureml(?:[.-][A-Za-z_]\w*)+")
_WORD = re.compile(r"(?<![\w./-])[A-Z]\w*[a-z]\w*[A-Z]\w*")
"""A name of several words, which hardly stands for anything else."""


def remarks_on(document: Document, catalogue: Catalogue) -> Iterator[Remark]:
    """The lines of Markdown that name something of SDK v1."""
    if not isinstance(document, NotebookDocument) or not document.code:
        return
    for index, cell in enumerate(json.loads(document.text)["cells"]):
        source = cell.get("source") if isinstance(cell, dict) and cell.get("cell_type") == "markdown" else None
        text = "".join(source) if isinstance(source, list) else source
        for number, line in enumerate(text.splitlines() if isinstance(text, str) else (), 1):
            names = list(names_in(line, catalogue))
            if names:
                shown = ", ".join(f"`{name}`" for name in names)
                yield Remark(Location(document.path, number, 0, index), f"this text mentions {shown} of SDK v1")


def names_in(text: str, catalogue: Catalogue) -> Iterator[str]:
    """The names of v1 modules, packages and classes in a text, each once; not those that v2 has, too."""
    found = list(_DOTTED.finditer(text))
    found += [match for match in _WORD.finditer(text) if match[0] in _classes(catalogue)]
    yield from dict.fromkeys(match[0] for match in sorted(found, key=lambda match: match.start()))


@lru_cache(maxsize=1)
def _classes(catalogue: Catalogue) -> frozenset[str]:
    entries = list(catalogue.entries.values())
    v2 = {word for entry in entries for word in re.findall(r"\w+", entry.v2)}
    return frozenset(entry.name for entry in entries if entry.kind == "class" and entry.name not in v2)
