"""Environment variables that are set together, each by itself: ``run_config.environment_variables.update({…})``.

v2 has them among the arguments of the job: each has to be a statement that can be taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

import libcst as cst

from migrate.v1.folding import ENVIRONMENT, RUN_CONFIGURATION, VARIABLES
from migrate.v1.nodes import code_of
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.writer import Lines, Short, SurveyWriter


def updated_in(statement: cst.CSTNode) -> tuple[cst.Attribute, cst.Call] | None:
    """The variables that a statement updates, and the call; None for any other statement."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    call = small.value if isinstance(small, cst.Expr) else None
    func = call.func if isinstance(call, cst.Call) else None
    if not isinstance(call, cst.Call) or not isinstance(func, cst.Attribute) or func.attr.value != "update":
        return None
    held = func.value
    return (held, call) if isinstance(held, cst.Attribute) and held.attr.value == VARIABLES[0] else None


def as_items(statement: cst.SimpleStatementLine) -> list[cst.SimpleStatementLine] | None:
    """The statement as one for each variable; None where it does not say which these are."""
    found = updated_in(statement)
    items = list(_items(found[1])) if found is not None else []
    if found is None or not items or None in items:
        return None
    lines = []
    for key, value in (one for one in items if one is not None):
        index = cst.SubscriptElement(cst.Index(key))
        target = cst.AssignTarget(cst.Subscript(found[0].deep_clone(), [index]))
        lines.append(cst.SimpleStatementLine([cst.Assign([target], value)]))
    lines[0] = lines[0].with_changes(leading_lines=statement.leading_lines)
    lines[-1] = lines[-1].with_changes(trailing_whitespace=statement.trailing_whitespace)
    return lines


def _items(call: cst.Call) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression] | None]:
    """The variables with their values; None among them for what is no literal."""
    for argument in call.args:
        if argument.keyword is not None:
            yield cst.SimpleString(f'"{argument.keyword.value}"'), argument.value
        elif argument.star or not isinstance(argument.value, cst.Dict):
            yield None
        else:
            for one in argument.value.elements:
                literal = isinstance(one, cst.DictElement) and isinstance(one.key, cst.SimpleString)
                yield (one.key, one.value) if isinstance(one, cst.DictElement) and literal else None


class Updates(SurveyWriter):
    """Sets each variable by itself, on what v1 makes in the same document."""

    def __init__(self, survey: Survey, places: Mapping[cst.CSTNode, Short], but: Set[Short]) -> None:
        super().__init__(survey, places, but)
        self.unasked = True
        asked = [one for one in survey.lines if updated_in(one) is not None and places.get(one) not in but]
        makers = dict(self._makers()) if asked else {}
        self.found = {}
        for line in asked:
            held = updated_in(line)
            root = code_of(held[0].value).partition(".")[0] if held is not None else ""
            if root in makers and as_items(line) is not None:
                self.found[line] = makers[root]
        self.is_idle = not self.found

    def _makers(self) -> Iterator[tuple[str, cst.Call]]:
        """By variable the call that makes the environment or run configuration which it holds."""
        for line in self.survey.lines:
            small = line.body[0]
            if isinstance(small, cst.Assign) and isinstance(small.value, cst.Call):
                root = code_of(small.value.func).partition(".")[0]
                target = small.targets[0].target
                if isinstance(target, cst.Name) and self.survey.imported.get(root) in (ENVIRONMENT, RUN_CONFIGURATION):
                    yield target.value, small.value

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        lines = as_items(updated_node) if original_node in self.found else None
        if lines is None:
            return updated_node
        self.written = True
        self.made.setdefault(self.places[original_node], set()).add(self.places[self.found[original_node]])
        self.before |= dict.fromkeys(lines, original_node)
        return cst.FlattenSentinel(lines)
