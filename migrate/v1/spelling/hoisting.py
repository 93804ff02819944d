"""Calls of functions that make steps, their configurations or their data, bound to variables before what takes them.

``steps=[self._prep(), self._train()]`` is ``prep_step = self._prep()`` and so on: a function of several statements is
written out where a statement calls it. The configuration of a parallel step is asked for each of its settings, and
data is made before the pipeline, which only takes it.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst import matchers as m

from migrate.v1.nodes import walk
from migrate.v1.spelling import statements as write
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.bodies import called, expression, is_called
from migrate.v1.spelling.constants import label
from migrate.v1.spelling.inlining import is_of_builder
from migrate.v1.spelling.survey import always_run
from migrate.v1.spelling.writer import Lines

_CONFIGURATION = "parallel_run_config"
_NAMED = m.Call(m.Attribute(m.Call(m.Name()), m.Name("as_named_input")), args=[m.Arg()])
"""``get_data(ws).as_named_input("sales")``"""


class Hoister(Attempt):
    """Binds what functions give for the steps of a pipeline."""

    def plan(self) -> None:
        self.calls: dict[cst.CSTNode, dict[cst.Call, tuple[str, list[cst.Call]]]] = {}
        """By statement the calls in it that are bound before: under which name, and what makes steps through them."""
        for line in self.survey.lines:
            found = {**dict(self._steps(line)), **dict(self._configurations(line)), **dict(self._data(line))}
            found |= dict(self._pipelines(line))
            if found and not any(self.places.get(call) in self.but for call in found):
                self.calls[line] = found
        self.is_idle = not self.calls
        self.kept: dict[cst.Call, cst.Call] = {}
        """By call how it is written where it is bound."""
        self.names_of: dict[cst.Call, str] = {}
        for found in self.calls.values():
            taken: set[str] = set()
            for call, (name, _) in found.items():
                # Each statement may have the name anew, as long as the code has no variable of that name.
                self.names_of[call] = self.free(name) if name in taken | self.survey.names else name
                taken.add(name)

    def _steps(self, line: cst.SimpleStatementLine) -> Iterator[tuple[cst.Call, tuple[str, list[cst.Call]]]]:
        """The elements of ``steps`` that a function of several statements gives."""
        for node in always_run(line):
            if not isinstance(node, cst.Call) or not self.survey.is_pipeline(node):
                continue
            given = [one.value for one in node.args if one.keyword is not None and one.keyword.value == "steps"]
            given += [one.value for one in node.args[1:2] if one.keyword is None]
            lists = [one for one in given if isinstance(one, (cst.List, cst.Tuple))]
            for value in (element.value for one in lists for element in one.elements):
                function = self._function(value) if isinstance(value, cst.Call) else None
                if function is None or not isinstance(value, cst.Call) or self.places.get(value) is None:
                    continue
                makers = self._makers(function)
                if makers and expression(function) is None:
                    yield value, (f"{function.name.value.strip('_').removesuffix('_step')}_step", makers)

    def _configurations(self, line: cst.SimpleStatementLine) -> Iterator[tuple[cst.Call, tuple[str, list[cst.Call]]]]:
        """What a function gives for ``parallel_run_config``."""
        for node in always_run(line):
            if not isinstance(node, cst.Call) or not self.survey.is_maker(node):
                continue
            for one in node.args:
                is_configuration = one.keyword is not None and one.keyword.value == _CONFIGURATION
                if is_configuration and isinstance(one.value, cst.Call) and self._function(one.value) is not None:
                    yield one.value, (_CONFIGURATION, [node])

    def _data(self, line: cst.SimpleStatementLine) -> Iterator[tuple[cst.Call, tuple[str, list[cst.Call]]]]:
        """What a function gives for an argument: ``get_data(ws).as_named_input("sales").as_mount()``."""
        for step in always_run(line):
            if not isinstance(step, cst.Call) or not self.survey.is_maker(step):
                continue
            for named in always_run(step):
                if not isinstance(named, cst.Call) or not m.matches(named, _NAMED):
                    continue
                made = cst.ensure_type(cst.ensure_type(named.func, cst.Attribute).value, cst.Call)
                function = cst.ensure_type(made.func, cst.Name).value
                if made in self.places and function not in self.survey.imported:
                    yield made, (label(named.args[0].value) or function.removeprefix("get_"), [step])

    def _pipelines(self, line: cst.SimpleStatementLine) -> Iterator[tuple[cst.Call, tuple[str, list[cst.Call]]]]:
        """What an object makes where it is needed at once: ``return self.build().publish("sales")``."""
        calls = [node for node in always_run(line) if isinstance(node, cst.Call)]
        for call in calls:
            function = self._function(call)
            if function is None or not is_of_builder(function, self.survey) or self.places.get(call) is None:
                continue
            inside = set(walk(call))
            others = [one for one in calls if one not in inside and call not in walk(one)]
            made = [one for one in walk(function.body) if isinstance(one, cst.Call) and self.survey.is_pipeline(one)]
            whole = called(line, function, self.survey) is call
            if made and not whole and expression(function) is None and all(map(self._is_v1, others)):
                yield call, ("pipeline", made)

    def _is_v1(self, call: cst.Call) -> bool:
        """Whether it only makes something of v1, which may just as well be made later."""
        return isinstance(call.func, cst.Name) and call.func.value in self.survey.imported

    def _function(self, call: cst.Call) -> cst.FunctionDef | None:
        functions = (*self.survey.functions.values(), *self.survey.methods)
        found = [one for one in functions if is_called(call.func, one, self.survey)]
        return found[0] if len(found) == 1 else None

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
        for call, (_, makers) in found.items():
            value = self.kept[call]
            lines.append(write.assign(self.names_of[call], value))
            self.before |= {lines[-1]: call, value: call}
            self.made.setdefault(self.places[call], set()).update(self.places[one] for one in makers)
        first = lines[0].with_changes(leading_lines=updated_node.leading_lines)
        self.before[first] = original_node
        return cst.FlattenSentinel([first, *lines[1:], updated_node.with_changes(leading_lines=[])])


__all__ = ["Hoister"]
