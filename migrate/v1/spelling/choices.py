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


class Chooser(Attempt):
    """Makes steps in the branches that choose them."""

    def plan(self) -> None:
        self.steps = dict(self._steps())
        self.choices = dict(self._choices())
        self.moved = {self.steps[name] for names in self.choices.values() for name in names.values()}
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

    # Choices

    def _choices(self) -> Iterator[tuple[Choice, dict[str, str]]]:
        """The choices, each with the conditions under which it gives a step."""
        for line in self.survey.lines if self.steps else ():
            found = [(node, names) for node in always_run(line) if (names := self._chosen(node, line))]
            if len(found) == 1 and isinstance(found[0][0], (cst.IfExp, cst.Subscript)):
                yield found[0][0], found[0][1]

    def _chosen(self, node: cst.CSTNode, line: cst.SimpleStatementLine) -> dict[str, str]:
        found: dict[str, cst.BaseExpression] = {}
        if self.places.get(node) in self.but:
            return {}
        if isinstance(node, cst.IfExp) and is_pure(node.test):
            found = {code_of(node.test): node.body, "": node.orelse}
        elif isinstance(node, cst.Subscript) and isinstance(node.value, cst.Dict):
            index = node.slice[0].slice if len(node.slice) == 1 else None
            entries = self.constants.entries(node.value)
            if not isinstance(index, cst.Index) or literal(index.value) is not None or not is_pure(index.value):
                return {}
            asked = code_of(index.value)
            found = {f"{asked} == {code_of(key)}": value for key, value in entries or ()}
        names = {test: one.value for test, one in found.items() if isinstance(one, cst.Name)}
        made = [self.steps.get(name) for name in names.values()]
        known = len(names) == len(found) > 1 and all(one is not None and self._precedes(one, line) for one in made)
        return names if known and len(set(names.values())) == len(names) and not comments(node) else {}

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
        names = self.choices[choice]
        small = original_node.body[0]
        whole = isinstance(small, cst.Assign) and small.value is choice and len(small.targets) == 1
        target = small.targets[0].target if whole and isinstance(small, cst.Assign) else None
        own = isinstance(target, cst.Name)
        name = target.value if isinstance(target, cst.Name) else self.free("step")
        lines: list[cst.BaseStatement] = []
        if isinstance(choice, cst.Subscript):
            asked = code_of(choice.slice[0])
            keys = ", ".join(test.removeprefix(f"{asked} == ") for test in names)
            lines.append(cst.parse_statement(f"if {asked} not in ({keys}):\n    raise KeyError({asked})\n"))
        branch: cst.If | cst.Else | None = None
        for test, step in reversed(names.items()):
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
        calls = (cst.ensure_type(self.steps[step].body[0], cst.Assign).value for step in names.values())
        self.made.setdefault(self.places[choice], set()).update(self.places[call] for call in calls)
        first = lines[0].with_changes(leading_lines=updated_node.leading_lines)
        self.before[first] = original_node
        return cst.FlattenSentinel([first, *lines[1:]])

    def _made(self, step: str, name: str) -> cst.SimpleStatementLine:
        """The statement that makes the step, for the variable that gets what is chosen."""
        line = self.steps[step]
        small = cst.ensure_type(line.body[0], cst.Assign)
        copy = Remembering()
        value = small.value.visit(copy)
        assert isinstance(value, cst.BaseExpression)
        self.before |= copy.before
        written = write.assign(name, value).with_changes(
            leading_lines=[one for one in line.leading_lines if one.comment is not None],
            trailing_whitespace=line.trailing_whitespace,
        )
        self.before[written] = line
        return written


__all__ = ["Chooser"]
