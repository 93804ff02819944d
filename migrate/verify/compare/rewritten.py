"""Files of a code folder that the conversion itself has changed, and whose changes its ledger tells of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from migrate.verify.compare.difference import Difference, Judgement
from migrate.verify.graph import Node

CONVERTED = "converted-code"
"""Stands beside a difference that is excused for this reason."""

_FIELD = "source."


@dataclass(frozen=True)
class Rewritten:
    """What a file was before the conversion and is after it, as ``source_hash`` tells; the ledger has its uses."""

    before: str
    after: str


def accounted_for(difference: Difference, one: Node, other: Node, rewritten: Mapping[str, Rewritten]) -> Difference:
    """The difference, excused if it is a file that is in v1 what was converted, and in v2 what came of it.

    Args:
        one: the v1 node.
        other: the v2 node.
        rewritten: by path in the project.
    """
    if not difference.is_wrong or not difference.field.startswith(_FIELD):
        return difference
    path = difference.field[len(_FIELD) :]
    if path not in one.source or path not in other.source:
        return difference
    known = Rewritten(one.source[path], other.source[path])
    in_project = PurePosixPath(other.source_folder or ".") / path
    if one.source_folder == other.source_folder and rewritten.get(str(in_project)) == known:
        return replace(difference, judgement=Judgement.EXCUSED, excuse=CONVERTED)
    return difference
