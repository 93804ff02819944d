"""Data that one of several steps writes, made in each branch that makes one of these.

In v2 data is what a node gives: ``raw = prep.outputs.raw`` stands where the node is made, so in each branch.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.v1.data import INTERMEDIATE
from migrate.v1.nodes import names_read, walk
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.unrolling import comments
from migrate.v1.spelling.writer import Lines


class InBranches(Attempt):
    """Makes data in the branches whose steps write it."""

    def plan(self) -> None:
        self.into: dict[cst.CSTNode, list[cst.SimpleStatementLine]] = {}
        """By branch the statements that make data which a step of it writes."""
        self.moved: set[cst.CSTNode] = set()
        blocks: list[cst.Module | cst.IndentedBlock] = [*self.survey.modules, *self.survey.of(cst.IndentedBlock)]
        for block in blocks:
            self._plan_block(block.body)
        self.is_idle = not self.moved

    def _plan_block(self, body: Sequence[cst.BaseStatement | cst.BaseSmallStatement]) -> None:
        for place, line in enumerate(body):
            name = self._made(line)
            user = next((one for one in body[place + 1 :] if name and reads(one, name)), None)
            branches = branches_of(user) if isinstance(user, cst.If) else []
            if not name or not isinstance(line, cst.SimpleStatementLine) or not branches:
                continue
            if isinstance(user, cst.If) and reads(user.test, name):
                continue
            # A branch that ends in an error needs no data: nothing comes after it.
            going_on = [one for one in branches if not isinstance(last_of(one), cst.Raise)]
            if len(going_on) > 1 and all(self._writes(one, name) for one in going_on):
                self.moved.add(line)
                for branch in going_on:
                    self.into.setdefault(branch, []).append(line)

    def _made(self, line: cst.CSTNode) -> str:
        """The variable of a statement that makes data for steps which stay v1, and may do so later."""
        small = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
        if not isinstance(small, cst.Assign) or len(small.targets) != 1 or comments(small):
            return ""
        target, call = small.targets[0].target, small.value
        if not isinstance(target, cst.Name) or not isinstance(call, cst.Call) or not self.survey.is_maker(call):
            return ""
        if not isinstance(call.func, cst.Name) or self.survey.imported.get(call.func.value) not in INTERMEDIATE:
            return ""
        name = target.value
        taken = self.survey.scopes[line] is None and self.is_taken(name)
        settled = not {self.places.get(line), self.places.get(call)}.isdisjoint(self.but | self.done)
        if taken or settled or self.survey.bound[name] != 1:
            return ""
        read = [one.value for one in names_read(call)]
        steady = all(self.survey.bound[one] <= 1 and not self.constants.is_changed(one) for one in read)
        return name if steady else ""

    def _writes(self, branch: cst.IndentedBlock, name: str) -> bool:
        """Whether a step that the branch makes is given the data."""
        calls = (one for one in walk(branch) if isinstance(one, cst.Call))
        return any(reads(one, name) for call in calls for one in self.survey.makers(call))

    # What is written

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        return cst.RemoveFromParent() if original_node in self.moved else updated_node

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        made = self.into.get(original_node)
        if not made:
            return updated_node
        return updated_node.with_changes(body=[*map(self._copied, made), *updated_node.body])

    def _copied(self, line: cst.SimpleStatementLine) -> cst.SimpleStatementLine:
        small = cst.ensure_type(line.body[0], cst.Assign)
        self.written = True
        self.made.setdefault(self.places[line], set()).add(self.places[small.value])
        return self.copied(line)


def branches_of(node: cst.If) -> list[cst.IndentedBlock]:
    """The branches of which one is taken in any case; none when it may be that none is."""
    found: list[cst.IndentedBlock] = []
    branch: cst.If | cst.Else | None = node
    while isinstance(branch, cst.If):
        if not isinstance(branch.body, cst.IndentedBlock):
            return []
        found.append(branch.body)
        branch = branch.orelse
    if branch is None or not isinstance(branch.body, cst.IndentedBlock):
        return []
    return [*found, branch.body]


def last_of(branch: cst.IndentedBlock) -> cst.CSTNode | None:
    last = branch.body[-1] if branch.body else None
    return last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last


def reads(node: cst.CSTNode, name: str) -> bool:
    return any(one.value == name for one in names_read(node))


__all__ = ["InBranches", "branches_of", "last_of", "reads"]
