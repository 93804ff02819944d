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
        """Whether something was written."""
        self.unasked = False
        """Whether it is written without asking whether that helps."""
        self.is_idle = False
        """Whether nothing is to be written, so that the document need not be walked through."""


def without_gaps(writer: Remembering, original: cst.Module, updated: cst.Module, gone: Set[cst.CSTNode]) -> cst.Module:
    """A module with one empty line where something stood that is gone."""
    body = list(updated.body)
    places = [place for place, one in enumerate(original.body[:-1]) if one in gone]
    after = {original.body[place + 1] for place in places}
    for place, one in enumerate(body):
        leading = list(one.leading_lines) if isinstance(one, (cst.SimpleStatementLine, cst.If, cst.For)) else []
        if writer.before.get(one) in after and place:
            while len(leading) > 1 and leading[0].comment is None and leading[1].comment is None:
                leading.pop(0)
            body[place] = one.with_changes(leading_lines=leading) if leading else one
            writer.before[body[place]] = writer.before[one]
    return updated.with_changes(body=body)


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
