"""A choice between steps that are made before it: each is made where it is chosen.

``train_step = fast_step if fast else full_step`` is a branch that makes one step or the other: v1 leaves out the step
that is not chosen, and v2 makes a node wherever a component is called.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.v1.nodes import code_of, names_read, walk
from migrate.v1.purity import is_pure
from migrate.v1.spelling import statements as write
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.constants import literal
from migrate.v1.spelling.survey import always_run
from migrate.v1.spelling.unrolling import comments
from migrate.v1.spelling.writer import Lines, Remembering

Choice = cst.IfExp | cst.Subscript
Steps = dict[str, cst.BaseExpression]
"""By condition a step, or the variable of one."""


class Chooser(Attempt):
    """Makes steps in the branches that choose them."""

    def plan(self) -> None:
        self.moved: set[cst.SimpleStatementLine] = set()
        self.steps = dict(self._steps())
        self.tables = dict(self._tables())
        self.choices = dict(self._choices())
        self.moved |= {
            self.steps[step.value]
            for steps in self.choices.values()
            for step in steps.values()
            if isinstance(step, cst.Name)
        }
        self.is_idle = not self.choices

    def _steps(self) -> Iterator[tuple[str, cst.SimpleStatementLine]]:
        """By variable the statement that makes a step which one place reads only."""
        for line, small in self.survey.assignments:
            target = small.targets[0].target
            if not isinstance(target, cst.Name) or not self.survey.is_maker(small.value):
                continue
            plain = len(self.constants.reads(target.value)) == 1 and self.survey.bound[target.value] == 1
            taken = self.survey.scopes[line] is None and self.is_taken(target.value)
            stays = self.places.get(small.value) not in self.done
            if plain and not taken and stays and self._may_wait(small.value):
                yield target.value, line

    def _may_wait(self, node: cst.CSTNode) -> bool:
        """Whether the step is the same when it is made later."""
        names = [name.value for name in names_read(node)]
        calls = [one for one in walk(node) if isinstance(one, cst.Call)]
        changed = any(self.constants.is_changed(name) for name in names)
        return not changed and all(self.survey.bound[name] <= 1 for name in names) and calls[0] is node

    def _tables(self) -> Iterator[tuple[str, tuple[cst.SimpleStatementLine, cst.Dict]]]:
        """By variable the dictionaries that one place reads only, with their statements."""
        for line, small in self.survey.assignments:
            target, value = small.targets[0].target, small.value
            if not isinstance(target, cst.Name) or not isinstance(value, cst.Dict) or comments(line):
                continue
            taken = self.survey.scopes[line] is None and self.is_taken(target.value)
            if len(self.constants.reads(target.value)) == 1 and self.survey.bound[target.value] == 1 and not taken:
                yield target.value, (line, value)

    # Choices

    def _choices(self) -> Iterator[tuple[Choice, Steps]]:
        """The choices, each with the conditions under which it gives a step."""
        for line in self.survey.lines:
            found = [(node, steps) for node in always_run(line) if (steps := self._chosen(node, line))]
            if len(found) == 1 and isinstance(found[0][0], (cst.IfExp, cst.Subscript)):
                yield found[0][0], found[0][1]

    def _chosen(self, node: cst.CSTNode, line: cst.SimpleStatementLine) -> Steps:
        found: Steps = {}
        table: cst.SimpleStatementLine | None = None
        if self.places.get(node) in self.but:
            return {}
        if isinstance(node, cst.IfExp) and is_pure(node.test):
            found = {code_of(node.test): node.body, "": node.orelse}
        elif isinstance(node, cst.Subscript):
            index = node.slice[0].slice if len(node.slice) == 1 else None
            table, values = self._table(node.value)
            if values is None or not isinstance(index, cst.Index):
                return {}
            if literal(index.value) is not None or not is_pure(index.value):
                return {}
            asked = code_of(index.value)
            found = {f"{asked} == {code_of(key)}": value for key, value in self.constants.entries(values) or ()}
        known = len(found) > 1 and all(self._is_step(one, line) for one in found.values())
        names = [one.value for one in found.values() if isinstance(one, cst.Name)]
        if not known or len(set(names)) < len(names) or comments(node):
            return {}
        if table is not None and not self._precedes(table, line):
            return {}
        self.moved |= {table} if table is not None else set()
        return found

    def _table(self, node: cst.BaseExpression) -> tuple[cst.SimpleStatementLine | None, cst.Dict | None]:
        """The dictionary that is asked; with the statement that makes it, when it has a variable."""
        if isinstance(node, cst.Dict):
            return None, node
        return self.tables.get(node.value, (None, None)) if isinstance(node, cst.Name) else (None, None)

    def _is_step(self, node: cst.BaseExpression, line: cst.SimpleStatementLine) -> bool:
        """Whether it is a step that may be made there, or the variable of one."""
        if isinstance(node, cst.Name):
            made = self.steps.get(node.value)
            return made is not None and self._precedes(made, line)
        is_made = isinstance(node, cst.Call) and self.survey.is_maker(node) and self.places.get(node) not in self.done
        return is_made and self._may_wait(node)

    def _precedes(self, made: cst.SimpleStatementLine, line: cst.SimpleStatementLine) -> bool:
        block = self.constants.parents[made]
        body = list(block.body) if isinstance(block, (cst.Module, cst.IndentedBlock)) else []
        return line in body and body.index(made) < body.index(line)

    # What is written

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        if original_node in self.moved:
            return cst.RemoveFromParent()
        choice = next((node for node in walk(original_node) if node in self.choices), None)
        if not isinstance(choice, (cst.IfExp, cst.Subscript)):
            return updated_node
        steps = self.choices[choice]
        small = original_node.body[0]
        whole = isinstance(small, cst.Assign) and small.value is choice and len(small.targets) == 1
        target = small.targets[0].target if whole and isinstance(small, cst.Assign) else None
        own = isinstance(target, cst.Name)
        name = target.value if isinstance(target, cst.Name) else self.free("step")
        lines: list[cst.BaseStatement] = []
        if isinstance(choice, cst.Subscript):
            asked = code_of(choice.slice[0])
            keys = ", ".join(test.removeprefix(f"{asked} == ") for test in steps)
            lines.append(cst.parse_statement(f"if {asked} not in ({keys}):\n    raise KeyError({asked})\n"))
        branch: cst.If | cst.Else | None = None
        for test, step in reversed(steps.items()):
            made = self._made(step, name)
            body = cst.IndentedBlock([made])
            branch = cst.Else(body) if branch is None else cst.If(cst.parse_expression(test), body, branch)
        assert isinstance(branch, cst.If)
        lines.append(branch)
        if not own:
            new = next(node for node in walk(updated_node) if self.before.get(node) is choice)
            rest = updated_node.deep_replace(new, cst.Name(name))
            assert isinstance(rest, cst.SimpleStatementLine)
            lines.append(rest.with_changes(leading_lines=[]))
            self.before[lines[-1]] = original_node
        self.written = True
        calls = map(self._value, steps.values())
        self.made.setdefault(self.places[choice], set()).update(self.places[call] for call in calls)
        first = lines[0].with_changes(leading_lines=updated_node.leading_lines)
        self.before[first] = original_node
        return cst.FlattenSentinel([first, *lines[1:]])

    def _value(self, step: cst.BaseExpression) -> cst.BaseExpression:
        """The call that makes the step."""
        return cst.ensure_type(self.steps[step.value].body[0], cst.Assign).value if isinstance(step, cst.Name) else step

    def _made(self, step: cst.BaseExpression, name: str) -> cst.SimpleStatementLine:
        """The statement that makes the step, for the variable that gets what is chosen."""
        copy = Remembering()
        value = self._value(step).visit(copy)
        assert isinstance(value, cst.BaseExpression)
        self.before |= copy.before
        written = write.assign(name, value)
        if not isinstance(step, cst.Name):
            self.before[written] = step
            return written
        line = self.steps[step.value]
        written = written.with_changes(
            leading_lines=[one for one in line.leading_lines if one.comment is not None],
            trailing_whitespace=line.trailing_whitespace,
        )
        self.before[written] = line
        return written


__all__ = ["Chooser"]
