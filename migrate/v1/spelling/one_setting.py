"""One setting that each branch of a condition says, said once: ``image = cpu if small else gpu``."""

from __future__ import annotations

import libcst as cst

from migrate.v1.nodes import code_of, walk
from migrate.v1.purity import is_pure
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.unrolling import comments

_SETTINGS = frozenset({"base_image"})
"""What v2 says once, where the environment is made."""


class OneSetting(Attempt):
    """Says what an environment has in one statement."""

    def plan(self) -> None:
        self.calls = {
            small.targets[0].target.value: small.value
            for _, small in self.survey.assignments
            if isinstance(small.targets[0].target, cst.Name) and isinstance(small.value, cst.Call)
        }
        """By variable what makes that which it holds."""
        found = [one for one in self.survey.of(cst.If) if one not in self.survey.elifs]
        self.said = {
            one: said
            for one in found
            if (said := self._said(one)) is not None and not comments(one.with_changes(leading_lines=[]))
        }
        self.is_idle = not any(self.survey.is_maker(one) for one in self.survey.of(cst.Call)) or not self.said

    def _said(self, node: cst.If) -> cst.Attribute | None:
        """What all branches set."""
        own, other = self._set(node.body), node.orelse
        rest = self._said(other) if isinstance(other, cst.If) else self._set(other.body) if other is not None else None
        if own is None or rest is None or not is_pure(node.test) or self.places.get(node) in self.but:
            return None
        return own if code_of(own) == code_of(rest) else None

    def _set(self, body: cst.BaseSuite) -> cst.Attribute | None:
        """What a branch sets, when it does nothing else."""
        line = body.body[0] if len(body.body) == 1 else None
        small = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
        if not isinstance(small, cst.Assign) or len(small.targets) != 1 or not is_pure(small.value):
            return None
        target = small.targets[0].target
        if not isinstance(target, cst.Attribute) or target.attr.value not in _SETTINGS:
            return None
        name = _root(target)
        known = self.survey.bound[name] == 1 and self.places.get(self.calls.get(name, target)) not in self.done
        return target if name in self.calls and known else None

    # What is written

    def leave_If(self, original_node: cst.If, updated_node: cst.If) -> cst.If | cst.SimpleStatementLine:
        said = self.said.get(original_node)
        if said is None:
            return updated_node
        self.written = True
        now = {self.before[one]: one for one in walk(updated_node) if one in self.before}
        value = cst.IfExp(updated_node.test, *self._ends(updated_node))
        small = cst.Assign([cst.AssignTarget(cst.ensure_type(now.get(said, said), cst.Attribute))], value)
        line = cst.SimpleStatementLine([small], leading_lines=updated_node.leading_lines)
        self.before |= {line: original_node, value: original_node}
        self.made.setdefault(self.places[original_node], set()).add(self.places[self.calls[_root(said)]])
        return line

    def _ends(self, node: cst.If) -> tuple[cst.BaseExpression, cst.BaseExpression]:
        """The values of the branch and of what is besides it."""
        other = node.orelse
        assert other is not None
        rest = cst.IfExp(other.test, *self._ends(other)) if isinstance(other, cst.If) else _value(other.body)
        return _value(node.body), rest


def _root(node: cst.BaseExpression) -> str:
    """The variable in front of an attribute."""
    while isinstance(node, cst.Attribute):
        node = node.value
    return node.value if isinstance(node, cst.Name) else ""


def _value(body: cst.BaseSuite) -> cst.BaseExpression:
    line = cst.ensure_type(body.body[0], cst.SimpleStatementLine)
    return cst.ensure_type(line.body[0], cst.Assign).value


__all__ = ["OneSetting"]
