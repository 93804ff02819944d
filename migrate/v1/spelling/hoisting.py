"""Calls of functions that make steps, each bound to a variable before the pipeline that takes its step.

``steps=[self._prep(), self._train()]`` is ``prep_step = self._prep()`` and so on: a function of several statements is
written out where a statement calls it.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.v1.nodes import walk
from migrate.v1.spelling import statements as write
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.bodies import expression, is_called
from migrate.v1.spelling.survey import always_run
from migrate.v1.spelling.writer import Lines


class Hoister(Attempt):
    """Binds what the functions give whose steps a pipeline is made of."""

    def plan(self) -> None:
        self.calls: dict[cst.CSTNode, dict[cst.Call, cst.FunctionDef]] = {}
        """By statement the calls in it that are bound before."""
        for line in self.survey.lines:
            found = dict(self._steps(line))
            if found and not any(self.places.get(call) in self.but for call in found):
                self.calls[line] = found
        self.is_idle = not self.calls
        self.kept: dict[cst.Call, cst.Call] = {}
        """By call how it is written where it is bound."""
        self.names_of: dict[cst.Call, str] = {}
        for found in self.calls.values():
            taken: set[str] = set()
            for call, function in found.items():
                name = f"{function.name.value.strip('_').removesuffix('_step')}_step"
                # Each statement may have the name anew, as long as the code has no variable of that name.
                self.names_of[call] = self.free(name) if name in taken | self.survey.names else name
                taken.add(name)

    def _steps(self, line: cst.SimpleStatementLine) -> Iterator[tuple[cst.Call, cst.FunctionDef]]:
        """The elements of ``steps`` that a function of several statements gives."""
        for node in always_run(line):
            if not isinstance(node, cst.Call) or not self.survey.is_pipeline(node):
                continue
            given = [one.value for one in node.args if one.keyword is not None and one.keyword.value == "steps"]
            given += [one.value for one in node.args[1:2] if one.keyword is None]
            lists = [one for one in given if isinstance(one, (cst.List, cst.Tuple))]
            for value in (element.value for one in lists for element in one.elements):
                function = self._function(value) if isinstance(value, cst.Call) else None
                if function is not None and isinstance(value, cst.Call) and self.places.get(value) is not None:
                    yield value, function

    def _function(self, call: cst.Call) -> cst.FunctionDef | None:
        functions = (*self.survey.functions.values(), *self.survey.methods)
        found = [one for one in functions if is_called(call.func, one, self.survey)]
        makes = len(found) == 1 and expression(found[0]) is None and bool(self._makers(found[0]))
        return found[0] if makes else None

    def _makers(self, function: cst.FunctionDef) -> list[cst.Call]:
        return [one for one in walk(function.body) if isinstance(one, cst.Call) and self.survey.is_maker(one)]

    # What is written

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        name = self.names_of.get(original_node)
        if name is None:
            return updated_node
        self.kept[original_node] = updated_node
        return cst.Name(name)

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        found = self.calls.get(original_node)
        if not found:
            return updated_node
        self.written = True
        lines: list[cst.BaseStatement] = []
        for call, function in found.items():
            value = self.kept[call]
            lines.append(write.assign(self.names_of[call], value))
            self.before |= {lines[-1]: call, value: call}
            self.made.setdefault(self.places[call], set()).update(self.places[one] for one in self._makers(function))
        first = lines[0].with_changes(leading_lines=updated_node.leading_lines)
        self.before[first] = original_node
        return cst.FlattenSentinel([first, *lines[1:], updated_node.with_changes(leading_lines=[])])


__all__ = ["Hoister"]
