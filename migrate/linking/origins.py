"""Where the names are defined that modules hand on: ``from .steps import make_step`` in the file of a package."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.linking.borrowing import PlaceOf, dotted_name
from migrate.linking.lendable import imported, local_name
from migrate.v1.nodes import module_name
from migrate.v1.source import Source


def origins(sources: Sequence[Source], place_of: PlaceOf) -> PlaceOf:
    """``place_of`` that follows what these documents import from each other."""
    known = {source.path: source for source in sources}

    def origin(path: str, dotted: str) -> tuple[str, tuple[str, ...]] | None:
        place = place_of(path, dotted)
        seen = set()
        while place is not None and place not in seen and len(place[1]) == 1:
            seen.add(place)
            handing = handing_on(known.get(place[0]), place[1][0])
            further = place_of(place[0], dotted_name(*handing)) if handing is not None else None
            if further is None:
                return place
            place = further
        return place

    return origin


def handing_on(source: Source | None, name: str) -> tuple[str, str] | None:
    """The module that a document imports a name from, as it says it, and the name there."""
    for _, module in source or ():
        node = imported(module).get(name)
        if isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
            alias = next(one for one in node.names if local_name(one, node) == name)
            return module_name(node), alias.evaluated_name
    return None
