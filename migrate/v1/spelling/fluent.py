"""Calls of methods that give their object back, each as a statement: ``builder.add(a).add(b)``.

What makes steps is written out where a statement calls it, and needs no result then.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import libcst as cst

from migrate.v1.nodes import walk
from migrate.v1.source import Place
from migrate.v1.spelling.statements import line as statement
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.writer import SurveyWriter


@dataclass
class _Chain:
    """A statement that calls such methods one after another.

    Args:
        calls: those, the first one first.
        rest: what is left of the statement, with the object instead of the last of them; None when it is nothing else.
    """

    name: str
    owner: cst.ClassDef
    calls: list[cst.Call]
    rest: bool
    made: cst.Call | None = None
    """What makes the object first."""


class Fluent(SurveyWriter):
    """Writes each call as a statement, and leaves out what the methods return once nothing needs it."""

    def __init__(
        self, survey: Survey, places: Mapping[cst.CSTNode, tuple[int, Place]], but: Set[tuple[int, Place]]
    ) -> None:
        super().__init__(survey, places, but)
        self._fluent = {
            method: owner for method, owner in survey.methods.items() if _gives_itself(method) and self._makes(owner)
        }
        found = [(one, self._chain(one)) for one in survey.lines] if self._fluent else []
        self._chains = {one: chain for one, chain in found if chain is not None and places.get(one) not in but}
        self._last = {call for chain in self._chains.values() if chain.rest for call in chain.calls[-1:]}
        self._idle: set[cst.FunctionDef] = set()
        if not self._chains:
            self._idle = {one for one in self._fluent if places[one] not in but and self._is_unread(one)}
        self.is_idle = not self._chains and not self._idle
        for node, owner in (
            *((one, chain.owner) for one, chain in self._chains.items()),
            *((one, self._fluent[one]) for one in self._idle),
        ):
            self.made[places[node]] = {places[call] for call in self._makers(owner)}

    def _makers(self, owner: cst.ClassDef) -> list[cst.Call]:
        calls = (node for node in walk(owner) if isinstance(node, cst.Call))
        return [call for call in calls if self.survey.is_maker(call) or self.survey.is_pipeline(call)]

    def _makes(self, owner: cst.ClassDef) -> bool:
        return any(self.survey.is_maker(call) for call in self._makers(owner))

    def _of(self, owner: cst.ClassDef | None, name: str) -> bool:
        return any(one.name.value == name for one, of in self._fluent.items() if of is owner)

    def _chain(self, line: cst.SimpleStatementLine) -> _Chain | None:
        small = line.body[0]
        value = small.value if isinstance(small, (cst.Expr, cst.Assign, cst.Return)) else None
        calls: list[cst.Call] = []
        base: cst.BaseExpression | None = value
        while isinstance(base, cst.Call) and isinstance(base.func, cst.Attribute):
            calls.insert(0, base)
            base = base.func.value
        owners = {one.name.value: one for one in self._fluent.values() if self.survey.bound[one.name.value] == 1}
        target = small.targets[0].target if isinstance(small, cst.Assign) and len(small.targets) == 1 else None
        if isinstance(base, cst.Call) and isinstance(base.func, cst.Name) and isinstance(target, cst.Name):
            owner = owners.get(base.func.value)
            whole = calls and all(self._of(owner, _method(one)) for one in calls)
            once = self.survey.bound[target.value] == 1
            return _Chain(target.value, owner, calls, False, base) if owner is not None and whole and once else None
        owner = self.survey.held.get(base.value) if isinstance(base, cst.Name) else None
        fluent = calls[: next((at for at, one in enumerate(calls) if not self._of(owner, _method(one))), len(calls))]
        rest = len(fluent) < len(calls)
        alone = isinstance(small, cst.Expr) and (rest or len(calls) > 1)
        if owner is None or not isinstance(base, cst.Name) or not fluent or not (rest or alone):
            return None
        return _Chain(base.value, owner, fluent, rest)

    def _is_unread(self, method: cst.FunctionDef) -> bool:
        """Whether every call of it is a statement."""
        whole = {one.body[0].value for one in self.survey.lines if isinstance(one.body[0], cst.Expr)}
        asked = [one for one in self.survey.of(cst.Attribute) if one.attr.value == method.name.value]
        called = {one.func for one in whole if isinstance(one, cst.Call)}
        return bool(asked) and all(one in called for one in asked)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        if original_node not in self._last:
            return updated_node
        base: cst.BaseExpression = original_node
        while isinstance(base, cst.Call) and isinstance(base.func, cst.Attribute):
            base = base.func.value
        return base.deep_clone()

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        chain = self._chains.get(original_node)
        if chain is None:
            return updated_node
        self.written = True
        lines: list[cst.BaseStatement] = []
        if chain.made is not None:
            small = cst.ensure_type(original_node.body[0], cst.Assign)
            lines.append(statement(small.with_changes(value=self._copy(chain.made))))
        for call in chain.calls:
            func = cst.ensure_type(call.func, cst.Attribute)
            copied = cst.ensure_type(self._copy(call), cst.Call)
            asked = cst.Attribute(cst.Name(chain.name), cst.Name(func.attr.value))
            again = copied.with_changes(func=asked)
            self.before |= {again: call, asked: func}
            lines.append(statement(cst.Expr(again)))
            self.before[lines[-1]] = call
        if chain.rest:
            lines.append(self._rest(updated_node).with_changes(leading_lines=[]))
        first = lines[0].with_changes(leading_lines=updated_node.leading_lines)
        self.before[first] = original_node
        return cst.FlattenSentinel([first, *lines[1:]])

    def _rest(self, line: cst.SimpleStatementLine) -> cst.SimpleStatementLine:
        """What is left of a statement, on one line."""
        small = line.body[0]
        if not isinstance(small, (cst.Assign, cst.Expr, cst.Return)) or small.value is None:
            return line
        plain = small.value.with_changes(lpar=[], rpar=[]).visit(_OnOneLine(self))
        assert isinstance(plain, cst.BaseExpression)
        written = line.with_changes(body=[small.with_changes(value=plain)])
        self.before |= {written: self.before.get(line, line), plain: self.before.get(small.value, small.value)}
        return written

    def _copy(self, node: cst.BaseExpression) -> cst.BaseExpression:
        made = node.deep_clone()
        self.before |= dict(zip(walk(made), walk(node), strict=True))
        return made

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:
        if original_node not in self._idle:
            return updated_node
        self.written = True
        body = updated_node.body.body[:-1] or [cst.SimpleStatementLine([cst.Pass()])]
        return updated_node.with_changes(body=updated_node.body.with_changes(body=body))


class _OnOneLine(cst.CSTTransformer):
    """Writes a chain of calls without the breaks before its dots."""

    def __init__(self, writer: SurveyWriter) -> None:
        super().__init__()
        self._writer = writer

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> object:  # type: ignore[override]
        left = super().on_leave(original_node, updated_node)
        before = self._writer.before
        if isinstance(left, cst.CSTNode) and original_node in before:
            before.setdefault(left, before[original_node])
        return left

    def visit_Arg(self, node: cst.Arg) -> bool:
        return False

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        return updated_node.with_changes(dot=cst.Dot())


def _method(call: cst.Call) -> str:
    return cst.ensure_type(call.func, cst.Attribute).attr.value


def _gives_itself(method: cst.FunctionDef) -> bool:
    """Whether the last thing that a method does is ``return self``, and nothing else in it returns."""
    last = method.body.body[-1]
    small = last.body[0] if isinstance(last, cst.SimpleStatementLine) and len(last.body) == 1 else None
    own = isinstance(small, cst.Return) and isinstance(small.value, cst.Name) and small.value.value == "self"
    return own and sum(isinstance(one, cst.Return) for one in walk(method.body)) == 1
