"""What each branch of a condition sets, said once: ``rc.target = gpu if large else cpu``.

An environment, a run configuration and a pipeline parameter are one expression in v2, or several that stand elsewhere:
a branch cannot change them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import libcst as cst

from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.nodes import code_of, names_read
from migrate.v1.purity import is_pure
from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.unrolling import comments
from migrate.v1.spelling.writer import Lines, Remembering

_SETTINGS: Final = frozenset({"base_image", "environment", "target"})
"""What v2 says once, where an environment or a component is made."""
Value = cst.BaseExpression


@dataclass(frozen=True)
class _Setting:
    """A statement that sets something: what it sets, and to what.

    Args:
        key: what it says without the value.
        value: what differs from branch to branch, if anything.
        variable: the one that holds what is set.
    """

    line: cst.SimpleStatementLine
    key: str
    value: Value | None
    variable: str
    call: cst.Call | None = None
    """What makes it, when the statement does."""


@dataclass(frozen=True)
class _Choice:
    """What a condition decides on, and nothing else."""

    tests: Sequence[cst.BaseExpression]
    branches: Sequence[Sequence[_Setting]]
    """One more than there are tests: the last is what holds when none of them does."""
    above: frozenset[cst.SimpleStatementLine] = frozenset()
    """The statements that said so before, when there is no ``else``."""


class OneSetting(Attempt):
    """Says what has one place in v2 in one statement."""

    def plan(self) -> None:
        self.calls = {
            small.targets[0].target.value: small.value
            for _, small in self.survey.assignments
            if isinstance(small.targets[0].target, cst.Name) and isinstance(small.value, cst.Call)
        }
        """By variable what makes that which it holds."""
        self.choices: dict[cst.If, _Choice] = {}
        if any(self.survey.is_maker(one) for one in self.survey.of(cst.Call)):
            found = [one for one in self.survey.of(cst.If) if one not in self.survey.elifs]
            self.choices = {one: choice for one in found if (choice := self._choice(one)) is not None}
        self.above = {line for choice in self.choices.values() for line in choice.above}
        self.is_idle = not self.choices

    def _choice(self, node: cst.If) -> _Choice | None:
        if self.places.get(node) in self.but or comments(node.with_changes(leading_lines=[])):
            return None
        tests, branches = [node.test], [self._settings(node.body)]
        other = node.orelse
        while isinstance(other, cst.If):
            tests.append(other.test)
            branches.append(self._settings(other.body))
            other = other.orelse
        above = self._above(node, branches[0]) if other is None else []
        branches.append(self._settings(other.body) if other is not None else above)
        keys = {tuple(one.key for one in branch) for branch in branches}
        if len(keys) > 1 or not branches[0] or not all(map(is_pure, tests)):
            return None
        if not all(self._is_known(one, branches) for one in branches[0]):
            return None
        return _Choice(tests, branches, frozenset(one.line for one in above))

    def _settings(self, body: cst.BaseSuite) -> list[_Setting]:
        """What a branch sets; nothing when it does anything else."""
        lines = [one for one in body.body if isinstance(one, cst.SimpleStatementLine)]
        found = [self._setting(one) for one in lines]
        known = [one for one in found if one is not None]
        return known if len(known) == len(body.body) else []

    def _setting(self, line: cst.SimpleStatementLine) -> _Setting | None:
        small = line.body[0] if len(line.body) == 1 else None
        if not isinstance(small, cst.Assign) or len(small.targets) != 1:
            return None
        target, value = small.targets[0].target, small.value
        if isinstance(target, cst.Attribute):
            known = target.attr.value in _SETTINGS and is_pure(value)
            return _Setting(line, code_of(target), value, _root(target)) if known else None
        if not isinstance(target, cst.Name) or not isinstance(value, cst.Call) or not isinstance(value.func, cst.Name):
            return None
        symbol = self.survey.imported.get(value.func.value)
        if symbol == RUN_CONFIGURATION and not value.args:
            return _Setting(line, code_of(small), None, target.value, value)
        default = _default(value) if symbol == PIPELINE_PARAMETER else None
        if default is None or not is_pure(default):
            return None
        rest = [code_of(one.value) for one in value.args if one.value is not default]
        return _Setting(line, " ".join([target.value, *rest]), default, target.value, value)

    def _is_known(self, setting: _Setting, branches: Sequence[Sequence[_Setting]]) -> bool:
        """Whether nothing else binds the variable, and what it holds stays v1 so far."""
        own = [
            one for branch in branches for one in branch if one.call is not None and one.variable == setting.variable
        ]
        made = self.calls.get(setting.variable)
        if made is None or self.places.get(made) in self.done:
            return False
        return self.survey.bound[setting.variable] == max(1, len(own))

    def _above(self, node: cst.If, settings: Sequence[_Setting]) -> list[_Setting]:
        """The statements before the condition that set the same; nothing when what is between may ask for it."""
        block = self.constants.parents[node]
        body = list(block.body) if isinstance(block, (cst.Module, cst.IndentedBlock)) else []
        found: list[_Setting] = []
        for wanted in settings:
            known = None
            for line in reversed(body[: body.index(node)] if node in body else []):
                said = self._setting(line) if isinstance(line, cst.SimpleStatementLine) else None
                if said is not None and said.key == wanted.key:
                    known = said
                    break
                if self._asks(line, wanted):
                    break
            if known is None or known.value is None or not self.survey.is_stable(known.value) or comments(known.line):
                return []
            found.append(known)
        return found

    def _asks(self, line: cst.CSTNode, wanted: _Setting) -> bool:
        """Whether a statement may read what is set, rather than set something else of the same object."""
        small = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
        sets = isinstance(small, cst.Assign) and isinstance(small.targets[0].target, cst.Attribute)
        asked = small.value if isinstance(small, cst.Assign) and sets else line
        return any(name.value == wanted.variable for name in names_read(asked))

    # What is written

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        return cst.RemoveFromParent() if original_node in self.above else updated_node

    def leave_If(self, original_node: cst.If, updated_node: cst.If) -> cst.If | cst.FlattenSentinel[cst.BaseStatement]:
        choice = self.choices.get(original_node)
        if choice is None:
            return updated_node
        self.written = True
        lines = [self._said(choice, number) for number in range(len(choice.branches[0]))]
        lines[0] = lines[0].with_changes(leading_lines=updated_node.leading_lines)
        self.before[lines[0]] = original_node
        own = {one.variable: one.call for one in choice.branches[0] if one.call is not None}
        made = [own.get(one.variable, self.calls[one.variable]) for one in choice.branches[0]]
        self.made.setdefault(self.places[original_node], set()).update(self.places[one] for one in made)
        return cst.FlattenSentinel(lines)

    def _said(self, choice: _Choice, number: int) -> cst.SimpleStatementLine:
        """One of the statements, for all branches."""
        own = choice.branches[0][number]
        values = [branch[number].value for branch in choice.branches]
        if own.value is None or len({code_of(one) for one in values if one is not None}) == 1:
            return self.copied(own.line)
        chosen: Value | None = None
        for test, value in reversed(list(zip([*choice.tests, None], values, strict=True))):
            assert value is not None
            copy = Remembering()
            again = value.visit(copy)
            assert isinstance(again, cst.BaseExpression)
            self.before |= copy.before
            chosen = again if test is None or chosen is None else cst.IfExp(test, again, chosen)
        assert chosen is not None
        return self.copied(own.line, _Replacing(own.value, chosen))


class _Replacing(Remembering):
    """Copies with another expression in place of one."""

    def __init__(self, old: Value, new: Value) -> None:
        super().__init__()
        self.old, self.new = old, new

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> object:  # type: ignore[override]
        left = super().on_leave(original_node, updated_node)
        return self.new if original_node is self.old else left


def _root(node: cst.BaseExpression) -> str:
    """The variable in front of an attribute."""
    while isinstance(node, cst.Attribute):
        node = node.value
    return node.value if isinstance(node, cst.Name) else ""


def _default(call: cst.Call) -> Value | None:
    """The default value of a pipeline parameter."""
    by_name = [one.value for one in call.args if one.keyword is not None and one.keyword.value == "default_value"]
    places = [one.value for one in call.args if one.keyword is None and not one.star]
    return by_name[0] if by_name else places[1] if len(places) == 2 else None


__all__ = ["OneSetting"]
