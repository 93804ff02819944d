"""Orderings of steps that loops make, spelled out as calls of ``run_after`` that can be followed.

``StepSequence(steps)`` is a loop over neighbours, ``[last.run_after(step) for step in steps]`` a loop, and a step that
waits for what each round of a loop makes waits for the elements of a list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise

import libcst as cst

from migrate.v1.nodes import bound_by, bound_names, children, walk
from migrate.v1.pipelines import STEP_SEQUENCE
from migrate.v1.spelling import statements as write
from migrate.v1.spelling.names import free
from migrate.v1.spelling.survey import COMPREHENSIONS, Survey, read_outside, targets
from migrate.v1.spelling.writer import Lines, Short, SurveyWriter


class OrderingSpeller(SurveyWriter):
    """Writes out sequences of steps, and what orders steps in loops.

    Args:
        places: where each node of the document stands.
        but: what stays as it is.
    """

    def __init__(self, survey: Survey, places: Mapping[cst.CSTNode, Short], but: Set[Short]) -> None:
        super().__init__(survey, places, but)
        self.lists = _lists(survey)
        self.awaited = {call: name for loop in _outermost(survey) for call, name in self._awaited(loop)}
        """By call of ``run_after`` in a loop the list that gets the step which is waited for."""
        self.loops = {loop: calls for loop in _outermost(survey) if (calls := self._calls_in(loop))}
        self.effects = {node for node in survey.of(cst.ListComp) if self._is_effect(node)}
        self.sequences = {node for node in survey.of(cst.Call) if self._is_sequence(node)}
        self.is_idle = not (self.loops or self.effects or self.sequences)

    # Loops

    def _calls_in(self, loop: cst.For) -> list[cst.Call]:
        return [node for node in walk(loop) if isinstance(node, cst.Call) and node in self.awaited]

    def _awaited(self, loop: cst.For) -> Iterable[tuple[cst.Call, str]]:
        """The calls that make a step of outside of the loop wait for one that is made in it."""
        bound = {name for node in walk(loop) for name in bound_by(node)}
        names: dict[tuple[str, str], str] = {}
        for line in walk(loop):
            call = _ordering(line)
            if call is None or call not in self.places or self.places[call] in self.but:
                continue
            later, earlier = cst.ensure_type(call.func, cst.Attribute).value, call.args[0].value
            if not isinstance(later, cst.Name) or not isinstance(earlier, cst.Name):
                continue
            alone = len(loop.body.body) == 1 and loop.body.body[0] is line
            if later.value in bound or earlier.value not in bound or alone:
                continue
            key = (later.value, earlier.value)
            if key not in names:
                plural = f"{earlier.value}s"
                names[key] = free(plural if plural not in self.names else "awaited", self.names)
            yield call, names[key]

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> Lines:
        calls = self.loops.get(original_node)
        if not calls:
            return updated_node
        lines: list[cst.BaseStatement] = []
        after: list[cst.BaseStatement] = []
        for name, call in {self.awaited[call]: call for call in calls}.items():
            lines.append(write.assign(name, cst.List([])))
            later = cst.ensure_type(cst.ensure_type(call.func, cst.Attribute).value, cst.Name).value
            singular = name.removesuffix("s")
            element = free(singular if singular not in self.names else "earlier", self.names)
            after.append(self._each(element, cst.Name(name), self._waits(later, element, call)))
        for call in calls:
            self._note(call, call)
        lines[0] = lines[0].with_changes(leading_lines=updated_node.leading_lines)
        loop = updated_node.with_changes(leading_lines=[])
        self.before |= {loop: original_node, lines[0]: original_node}
        return cst.FlattenSentinel([*lines, loop, *after])

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        name = self.awaited.get(original_node)
        if name is None:
            return updated_node
        return updated_node.with_changes(func=cst.Attribute(cst.Name(name), cst.Name("append")))

    # Statements

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        small = original_node.body[0]
        if len(original_node.body) != 1:
            return updated_node
        value = small.value if isinstance(small, cst.Expr) else None
        if isinstance(value, cst.ListComp) and value in self.effects:
            self._note(value, value.elt)
            after = cst.ensure_type(updated_node.body[0], cst.Expr).value
            assert isinstance(after, cst.ListComp)
            line = write.loops(after, write.line(cst.Expr(after.elt)))
            return self._in_place([line], original_node, updated_node)
        return self._sequences(original_node, updated_node)

    def _is_effect(self, node: cst.ListComp) -> bool:
        """``[last.run_after(step) for step in steps]``"""
        if _is_ordering(node.elt) is None or self.places.get(node) in self.but:
            return False
        home = self.survey.scopes[node]
        roots = [home] if home is not None else [*self.survey.modules]
        return not any(next(read_outside(root, name, node), None) for root in roots for name in targets(node.for_in))

    def _in_place(
        self, lines: Sequence[cst.BaseStatement], original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine
    ) -> Lines:
        above = lines[0].with_changes(leading_lines=updated.leading_lines)
        self.before |= dict.fromkeys((above, *lines[1:]), original)
        return cst.FlattenSentinel([above, *lines[1:]])

    # Sequences

    def _sequences(self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine) -> Lines:
        """The statement without the sequences in it, behind statements that say the same."""
        found = [node for node in walk(original) if isinstance(node, cst.Call) and node in self.sequences]
        if not found or any(isinstance(node, (*COMPREHENSIONS, cst.Lambda, cst.IfExp)) for node in walk(original)):
            return updated
        lines: list[cst.BaseStatement] = []
        for call in reversed(found):
            new = next((node for node in walk(updated) if self.before.get(node) is call), None)
            if not isinstance(new, cst.Call):
                return updated
            written = self._sequence(call, new.args[0].value)
            if written is None:
                return updated
            orders, value = written
            lines += orders
            updated = cst.ensure_type(updated.deep_replace(new, value), cst.SimpleStatementLine)
        for call in found:
            self._note(call, call)
        if not lines:
            return updated
        last = updated.with_changes(leading_lines=[])
        return self._in_place([*lines, last], original, updated)

    def _is_sequence(self, node: cst.Call) -> bool:
        func = node.func
        known = isinstance(func, cst.Name) and self.survey.imported.get(func.value) == STEP_SEQUENCE
        if not known or len(node.args) != 1 or node.args[0].star or self.places.get(node, None) in self.but:
            return False
        home = self.survey.scopes[node]
        return isinstance(func, cst.Name) and self.survey.bound[func.value] <= 1 and self._pipelines(home) <= 1

    def _pipelines(self, home: cst.CSTNode | None) -> int:
        """How many pipelines the function makes: a sequence orders the steps of its own only."""
        calls = (node for node, scope in self.survey.scopes.items() if scope is home and isinstance(node, cst.Call))
        return sum(map(self.survey.is_pipeline, calls))

    def _sequence(
        self, call: cst.Call, node: cst.BaseExpression
    ) -> tuple[list[cst.BaseStatement], cst.BaseExpression] | None:
        """The statements that order the steps of a sequence, and the list of them."""
        if isinstance(node, (cst.List, cst.Tuple)) and not any(
            isinstance(one, cst.StarredElement) for one in node.elements
        ):
            return self._elements(call, [one.value for one in node.elements])
        if isinstance(node, cst.Name):
            return [self._neighbours(call, node.value)], node
        if isinstance(node, (cst.List, cst.BinaryOperation)) and not _calls(node):
            name = free("steps", self.names)
            return [write.assign(name, node), self._neighbours(call, name)], cst.Name(name)
        return None

    def _neighbours(self, call: cst.Call, name: str) -> cst.BaseStatement:
        earlier, later = free("earlier", self.names), free("later", self.names)
        rest = cst.Subscript(cst.Name(name), [cst.SubscriptElement(cst.Slice(cst.Integer("1"), None))])
        pairs = cst.Call(cst.Name("zip"), [cst.Arg(cst.Name(name)), cst.Arg(rest)])
        target = cst.Tuple([cst.Element(cst.Name(earlier)), cst.Element(cst.Name(later))], lpar=[], rpar=[])
        return cst.For(target, pairs, cst.IndentedBlock([self._waits(later, earlier, call)]))

    def _elements(
        self, call: cst.Call, nodes: Sequence[cst.BaseExpression]
    ) -> tuple[list[cst.BaseStatement], cst.BaseExpression] | None:
        lines: list[cst.BaseStatement] = []
        groups: list[tuple[list[str], bool]] = []
        """Variables with steps, and whether these are lists."""
        for node in nodes:
            if isinstance(node, cst.Name):
                groups.append(([node.value], node.value in self.lists))
            elif isinstance(node, cst.List) and all(isinstance(one.value, cst.Name) for one in node.elements):
                found = [cst.ensure_type(one.value, cst.Name).value for one in node.elements]
                starred = [isinstance(one, cst.StarredElement) for one in node.elements]
                if any(starred) and not all(starred):
                    return None
                groups.append((found, any(starred)))
            elif isinstance(node, cst.Call) and not self._is_sequence(node):
                name = free("step", self.names)
                lines.append(write.assign(name, write.on_one_line(node)))
                groups.append(([name], False))
            else:
                return None
        for (before, many_before), (after, many_after) in pairwise(groups):
            for one in before:
                for other in after:
                    earlier = free("earlier", self.names) if many_before else one
                    later = free("later", self.names) if many_after else other
                    line: cst.BaseStatement = self._waits(later, earlier, call)
                    line = self._each(earlier, cst.Name(one), line) if many_before else line
                    lines.append(self._each(later, cst.Name(other), line) if many_after else line)
        every = [
            cst.StarredElement(cst.Name(name)) if many else cst.Element(cst.Name(name))
            for names, many in groups
            for name in names
        ]
        return lines, cst.List(every)

    # What is written

    def _waits(self, later: str, earlier: str, before: cst.CSTNode) -> cst.SimpleStatementLine:
        call = cst.Call(cst.Attribute(cst.Name(later), cst.Name("run_after")), [cst.Arg(cst.Name(earlier))])
        self.before[call] = before
        return write.line(cst.Expr(call))

    def _each(self, name: str, values: cst.BaseExpression, line: cst.BaseStatement) -> cst.For:
        return cst.For(cst.Name(name), values, cst.IndentedBlock([line]))

    def _note(self, short: cst.CSTNode, call: cst.CSTNode) -> None:
        self.written = True
        self.made.setdefault(self.places[short], set()).add(self.places[call])


def _is_ordering(node: cst.CSTNode) -> cst.Call | None:
    """``later.run_after(earlier)``"""
    plain = isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value == "run_after"
    if not plain or not isinstance(node, cst.Call):
        return None
    return node if len(node.args) == 1 and not node.args[0].star else None


def _ordering(statement: cst.CSTNode) -> cst.Call | None:
    """The call that is all of a statement."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    return _is_ordering(small.value) if isinstance(small, cst.Expr) else None


def _outermost(survey: Survey) -> list[cst.For]:
    """The loops that stand in no other one of their function."""
    found: list[cst.For] = []
    todo: list[cst.CSTNode] = list(survey.modules)
    while todo:
        node = todo.pop()
        if isinstance(node, cst.For):
            found.append(node)
        elif not isinstance(node, (cst.BaseExpression, cst.BaseSmallStatement)):
            todo += children(node)
    return found


def _lists(survey: Survey) -> set[str]:
    """The variables that are bound to lists, wherever they are bound."""
    found: Counter[str] = Counter()
    for node in survey.of(cst.Assign):
        if isinstance(node.value, (cst.List, cst.ListComp)):
            found.update(name for target in node.targets for name in bound_names(target.target))
    added = (node.target for node in survey.of(cst.AugAssign))
    more = Counter(target.value for target in added if isinstance(target, cst.Name))
    return {name for name, count in found.items() if survey.bound[name] == count + more[name]}


def _calls(node: cst.CSTNode) -> bool:
    return any(isinstance(one, cst.Call) for one in walk(node))


__all__ = ["OrderingSpeller"]
