"""Cases that choose steps or their configurations, as branches: ``match kind: case "full": …``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import libcst as cst

from migrate.v1.purity import is_pure
from migrate.v1.spelling.origins import Origins
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.writer import Short, SurveyWriter


class Cases(SurveyWriter):
    """Writes ``match`` over values as ``if``, ``elif`` and ``else``."""

    def __init__(self, survey: Survey, places: Mapping[cst.CSTNode, Short], but: Set[Short]) -> None:
        super().__init__(survey, places, but)
        self.unasked = True
        found = [one for one in survey.of(cst.Match) if places.get(one) not in but and is_pure(one.subject)]
        origins = Origins(survey) if found else None
        self.chosen = {
            one: calls
            for one in found
            if origins is not None
            and _tests(one)
            and (calls := [call for case in one.cases for call in origins.of(case)])
        }
        self.is_idle = not self.chosen

    def leave_Match(self, original_node: cst.Match, updated_node: cst.Match) -> cst.BaseStatement:
        if original_node not in self.chosen:
            return updated_node
        self.written = True
        makers = self.chosen[original_node]
        self.made.setdefault(self.places[original_node], set()).update(self.places[one] for one in makers)
        branch: cst.If | cst.Else | None = None
        for case, test in reversed(list(zip(updated_node.cases, _tests(updated_node), strict=True))):
            if test is None:
                branch = cst.Else(case.body, leading_lines=case.leading_lines)
            else:
                branch = cst.If(test, case.body, branch, leading_lines=case.leading_lines)
        assert isinstance(branch, cst.If)
        return branch.with_changes(leading_lines=[*updated_node.leading_lines, *branch.leading_lines])


def _tests(node: cst.Match) -> Sequence[cst.BaseExpression | None]:
    """The condition of each case, None for one that always holds; nothing when there is another kind of pattern."""
    found: list[cst.BaseExpression | None] = []
    for case in node.cases:
        last = case is node.cases[-1]
        always = isinstance(case.pattern, cst.MatchAs) and case.pattern.pattern is None and case.pattern.name is None
        values = [] if always else _values(case.pattern)
        if case.guard is not None or not (values or (always and last and found)):
            return []
        found.append(_test(node.subject, values) if values else None)
    return found


def _values(pattern: cst.MatchPattern) -> list[cst.BaseExpression]:
    """The values that a pattern names."""
    if isinstance(pattern, cst.MatchValue):
        return [pattern.value]
    if isinstance(pattern, cst.MatchOr):
        found = [_values(one.pattern) for one in pattern.patterns]
        return [one for values in found for one in values] if all(found) else []
    return []


def _test(subject: cst.BaseExpression, values: Sequence[cst.BaseExpression]) -> cst.BaseExpression:
    """``subject == value``, or ``subject in (value, other)``"""
    asked, operator = values[0], cst.Equal()
    if len(values) > 1:
        among = cst.Tuple([cst.Element(one) for one in values])
        return cst.Comparison(_copied(subject), [cst.ComparisonTarget(cst.In(), among)])
    return cst.Comparison(_copied(subject), [cst.ComparisonTarget(operator, asked)])


def _copied(node: cst.BaseExpression) -> cst.BaseExpression:
    """The expression once more, in parentheses where a comparison needs them."""
    again = node.deep_clone()
    plain = isinstance(node, (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.SimpleString)) or again.lpar
    return again if plain else again.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


__all__ = ["Cases"]
