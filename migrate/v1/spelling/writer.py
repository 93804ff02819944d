"""What all that writes a document anew has in common: it remembers what stood where it wrote."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TypeAlias

import libcst as cst

from migrate.v1.source import Place
from migrate.v1.spelling.survey import Survey

Short: TypeAlias = tuple[int, Place]
"""Something that the code says in short: its cell and place."""
Lines: TypeAlias = cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel


class Remembering(cst.CSTTransformer):
    """Keeps which node was which."""

    def __init__(self) -> None:
        super().__init__()
        self.before: dict[cst.CSTNode, cst.CSTNode] = {}
        """By node of what is written the one that stood there."""

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> object:  # type: ignore[override]
        left = super().on_leave(original_node, updated_node)
        if isinstance(left, cst.CSTNode):
            self.before.setdefault(left, original_node)
        return left


class Writer(Remembering):
    """Writes a document anew."""

    def __init__(self) -> None:
        super().__init__()
        self.made: dict[Short, set[Short]] = {}
        """By what was written out the calls in it that make steps."""
        self.written = False
        """Whether something was written since this was last taken back."""
        self.unasked = False
        """Whether it is written without asking whether that helps."""
        self.is_idle = False
        """Whether nothing is to be written, so that the document need not be walked through."""


class SurveyWriter(Writer):
    """Writes a document anew by what a survey of it found.

    Args:
        places: where each node of the document stands.
        but: what stays as it is.
    """

    def __init__(self, survey: Survey, places: Mapping[cst.CSTNode, Short], but: Set[Short]) -> None:
        super().__init__()
        self.survey = survey
        self.places = places
        self.but = but
        self.names = set(survey.names)
        """The names that are taken."""
