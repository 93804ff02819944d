"""Statements that share a line, each on its own: ``if full: steps.append(train)``, ``b.run_after(a); c.run_after(b)``.

What makes or orders steps is written elsewhere in v2, or not at all: it has to be a statement that can be taken away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import TypeAlias

import libcst as cst

from migrate.v1.spelling.origins import Origins
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.writer import Lines, Short, SurveyWriter

_Shared: TypeAlias = cst.SimpleStatementLine | cst.SimpleStatementSuite


class OneLine(SurveyWriter):
    """Gives statements about steps and what they are made with lines of their own."""

    def __init__(self, survey: Survey, places: Mapping[cst.CSTNode, Short], but: Set[Short]) -> None:
        super().__init__(survey, places, but)
        self.unasked = True
        shared = [one for one in survey.of(cst.SimpleStatementLine) if len(one.body) > 1]
        found: list[_Shared] = [*shared, *survey.of(cst.SimpleStatementSuite)]
        origins = Origins(survey) if found else None
        asked = [one for one in found if places.get(one) not in but]
        self.split = {one: calls for one in asked if origins is not None and (calls := origins.of(one))}
        self.is_idle = not self.split

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        if original_node not in self.split:
            return updated_node
        lines = self._lines(original_node, updated_node.body)
        lines[0] = lines[0].with_changes(leading_lines=updated_node.leading_lines)
        lines[-1] = lines[-1].with_changes(trailing_whitespace=updated_node.trailing_whitespace)
        self.before |= {lines[0]: original_node}
        return cst.FlattenSentinel(lines)

    def leave_SimpleStatementSuite(
        self, original_node: cst.SimpleStatementSuite, updated_node: cst.SimpleStatementSuite
    ) -> cst.BaseSuite:
        if original_node not in self.split:
            return updated_node
        lines = self._lines(original_node, updated_node.body)
        return cst.IndentedBlock(lines, header=updated_node.trailing_whitespace)

    def _lines(self, original: _Shared, body: Sequence[cst.BaseSmallStatement]) -> list[cst.SimpleStatementLine]:
        self.written = True
        self.made.setdefault(self.places[original], set()).update(self.places[one] for one in self.split[original])
        found: list[cst.SimpleStatementLine] = []
        for before, small in zip(original.body, body, strict=True):
            alone = small.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
            self.before[alone] = before
            found.append(cst.SimpleStatementLine([alone]))
        return found


__all__ = ["OneLine"]
