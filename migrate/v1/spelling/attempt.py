"""What every last attempt at the spelling of a document has in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Set
from typing import TypeAlias

import libcst as cst

from migrate.v1.source import Place
from migrate.v1.spelling.constants import Constants
from migrate.v1.spelling.survey import Survey

Short: TypeAlias = tuple[int, Place]
"""Something that the code says in short: its cell and place."""
Lines: TypeAlias = cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel


class Writer(cst.CSTTransformer):
    """What writes a document anew."""

    before: dict[cst.CSTNode, cst.CSTNode]
    """By node of what is written the one that stood there."""
    made: dict[Short, set[Short]]
    written: bool
    unasked: bool


class Attempt(Writer):
    """Writes some of a document otherwise, and remembers what stood there before.

    Args:
        places: where each node of the document stands.
        but: what stays as it is.
        done: where the uses of v1 stand that become v2 without this.
        is_taken: whether another document takes a name of this one.
    """

    def __init__(
        self,
        survey: Survey,
        places: Mapping[cst.CSTNode, Short],
        but: Set[Short],
        done: Set[Short],
        is_taken: Callable[[str], bool],
    ) -> None:
        super().__init__()
        self.survey = survey
        self.places = places
        self.but = but
        self.done = done
        self.is_taken = is_taken
        self.constants = Constants(survey)
        self.before = {}
        self.made = {}
        self.written = False
        self.unasked = False
        self.names = set(survey.names)
        self.plan()

    is_idle = False
    """Whether the plan is to write nothing otherwise, so that the document need not be walked through."""

    @abstractmethod
    def plan(self) -> None:
        """Find what is to be written otherwise, before anything is."""

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> object:  # type: ignore[override]
        left = super().on_leave(original_node, updated_node)
        if isinstance(left, cst.CSTNode):
            self.before.setdefault(left, original_node)
        return left

    def free(self, wanted: str) -> str:
        """A name that nothing has yet."""
        number, name = 1, wanted
        while name in self.names:
            number += 1
            name = f"{wanted}_{number}"
        self.names.add(name)
        return name
