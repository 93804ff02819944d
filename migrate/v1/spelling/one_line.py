"""Statements that share a line, each on its own: ``if full: steps.append(train)``, ``b.run_after(a); c.run_after(b)``.

Also what one statement binds to several variables: ``prep, raw = PythonScriptStep(…), data``.

What makes or orders steps is written elsewhere in v2, or not at all: it has to be a statement that can be taken away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import TypeAlias

import libcst as cst

from migrate.v1.nodes import names_read
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
        several = [(line, small) for line in survey.lines if (small := _of_several(line, survey)) is not None]
        self.several = {line: small for line, small in several if places.get(line) not in but}
        """Statements that bind several variables at once, of which one gets a step."""
        self.is_idle = not self.split and not self.several

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        if original_node in self.several:
            lines = self._apart(original_node, self.several[original_node], updated_node.body[0])
        elif original_node in self.split:
            lines = self._lines(original_node, updated_node.body)
        else:
            return updated_node
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

    def _apart(
        self, original: cst.SimpleStatementLine, small: cst.Assign, updated: cst.BaseSmallStatement
    ) -> list[cst.SimpleStatementLine]:
        self.written = True
        calls = {value for _, value in _bound(small) if self.survey.is_maker(value)}
        self.made.setdefault(self.places[original], set()).update(self.places[one] for one in calls)
        assert isinstance(updated, cst.Assign)
        found: list[cst.SimpleStatementLine] = []
        for (name, value), (old_name, old_value) in zip(_bound(updated), _bound(small), strict=True):
            if not (isinstance(value, cst.Name) and value.value == name.value):
                alone = cst.Assign([cst.AssignTarget(name)], value)
                self.before |= {alone: small, name: old_name, value: old_value}
                found.append(cst.SimpleStatementLine([alone]))
        return found


def _of_several(line: cst.SimpleStatementLine, survey: Survey) -> cst.Assign | None:
    """The assignment of a step and more to several variables, none of which the values behind it read."""
    small = line.body[0]
    pairs = list(_bound(small)) if isinstance(small, cst.Assign) else []
    if not isinstance(small, cst.Assign) or not any(survey.is_maker(value) for _, value in pairs):
        return None
    for place, (name, _) in enumerate(pairs):
        if any(read.value == name.value for _, later in pairs[place + 1 :] for read in names_read(later)):
            return None
    return small


def _bound(small: cst.Assign) -> list[tuple[cst.Name, cst.BaseExpression]]:
    """Each of several variables with what it gets; empty when that is not said one by one."""
    target, value = small.targets[0].target, small.value
    if len(small.targets) > 1 or not isinstance(target, cst.Tuple) or not isinstance(value, cst.Tuple):
        return []
    if len(target.elements) != len(value.elements):
        return []
    found = [
        (one.value, other.value)
        for one, other in zip(target.elements, value.elements, strict=True)
        if isinstance(one, cst.Element) and isinstance(other, cst.Element) and isinstance(one.value, cst.Name)
    ]
    return found if len(found) == len(target.elements) else []


__all__ = ["OneLine"]
