"""What the cells of a notebook that cannot be parsed, and so stay as they are, mean for the others."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migrate.conversion import Remark
from migrate.ledger import Location
from migrate.linking.understood import Understood
from migrate.v1.source import Source
from migrate.v1.unread import words_in
from migrate.v1.values import Obj, alternatives


def read_in_cells(source: Source, names: Collection[str]) -> dict[str, str]:
    """Those of a notebook's v1 imports that such a cell names, each with the reason why it stays."""
    found: dict[str, str] = {}
    for cell, text in sorted(source.unread.items(), reverse=True):
        found |= dict.fromkeys(words_in(text) & set(names), f"cell {cell}, which cannot be read, needs it")
    return found


def remarks_on_unread(understood: Understood) -> Iterator[Remark]:
    """The cells that use what other cells make in v2 now."""
    by_node = understood.decisions.by_node
    for cell, held in understood.interpreter.skipped.items():
        names = []
        for name, value in sorted(held.items()):
            calls = [one.call for one in alternatives(value) if isinstance(one, Obj) and one.call is not None]
            if any(one.node in by_node and not by_node[one.node].stays_v1 for one in calls):
                names.append(f"`{name}`")
        if names:
            are = "is" if len(names) == 1 else "are"
            message = f"this cell, which cannot be read, uses {', '.join(names)}, which {are} no longer of v1"
            yield Remark(Location(understood.source.path, 1, 0, cell), message)
