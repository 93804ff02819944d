"""Statements that share a line, each on its own: ``if full: steps.append(train)``, ``b.run_after(a); c.run_after(b)``.

What makes or orders steps is written elsewhere in v2, or not at all: it has to be a statement that can be taken away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Final, TypeAlias

import libcst as cst

from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.nodes import bound_names, names_read, walk
from migrate.v1.pipelines import PIPELINE, STEP_SEQUENCE
from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.writer import Lines, Short, SurveyWriter

_ENDING: Final = frozenset({PIPELINE, PIPELINE_PARAMETER, STEP_SEQUENCE, RUN_CONFIGURATION})
"""What has no object of its own in v2, besides steps and their data."""
_Shared: TypeAlias = cst.SimpleStatementLine | cst.SimpleStatementSuite


class OneLine(SurveyWriter):
    """Gives statements about steps and what they are made with lines of their own."""

    def __init__(self, survey: Survey, places: Mapping[cst.CSTNode, Short], but: Set[Short]) -> None:
        super().__init__(survey, places, but)
        self.unasked = True
        shared = [one for one in survey.of(cst.SimpleStatementLine) if len(one.body) > 1]
        found: list[cst.SimpleStatementLine | cst.SimpleStatementSuite] = [
            *shared,
            *survey.of(cst.SimpleStatementSuite),
        ]
        origins = _origins(survey) if found else {}
        self.split = {
            one: calls for one in found if places.get(one) not in but and (calls := _calls(one, origins, survey))
        }
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


def _origins(survey: Survey) -> dict[str, list[cst.Call]]:
    """By variable the calls that make what it may hold."""
    found: dict[str, list[cst.Call]] = {}
    bindings = [(one.target, one.iter) for one in survey.of(cst.For)]
    bindings += [(target.target, one.value) for one in survey.of(cst.Assign) for target in one.targets]
    again = True
    while again:
        again = False
        for target, value in bindings:
            calls = [one for one in _calls(value, found, survey) if not survey.is_pipeline(one)]
            for name in bound_names(target) if calls else ():
                again = again or name not in found
                found.setdefault(name, calls)
    return found


def _calls(node: cst.CSTNode, origins: Mapping[str, list[cst.Call]], survey: Survey) -> list[cst.Call]:
    """The calls that make what it makes or names."""
    calls = [one for one in walk(node) if isinstance(one, cst.Call)]
    own = [maker for one in calls for maker in (survey.makers(one) if not _ends(one, survey) else [one])]
    return [*own, *(call for name in names_read(node) for call in origins.get(name.value, ()))]


def _ends(node: cst.Call, survey: Survey) -> bool:
    return isinstance(node.func, cst.Name) and survey.imported.get(node.func.value) in _ENDING


__all__ = ["OneLine"]
