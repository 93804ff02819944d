"""Pipeline parameters that a branch makes for its own steps, made before the branch.

In v2 they are parameters of the pipeline function, whichever way it goes.
"""

from __future__ import annotations

import libcst as cst

from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.constants import literal
from migrate.v1.spelling.unrolling import comments
from migrate.v1.spelling.writer import Lines


class OutOfBranches(Attempt):
    """Makes pipeline parameters before the conditions under which they are made."""

    def plan(self) -> None:
        self.before_of: dict[cst.CSTNode, list[cst.SimpleStatementLine]] = {}
        """By condition the statements that make parameters inside of it."""
        for line, small in self.survey.assignments:
            stays = self.places.get(line) in self.but or comments(line)
            condition = self._condition(line) if self._makes(small) and not stays else None
            if condition is not None:
                self.before_of.setdefault(condition, []).append(line)
        self.moved = {line for lines in self.before_of.values() for line in lines}
        self.is_idle = not self.moved

    def _makes(self, small: cst.Assign) -> bool:
        """Whether it binds a parameter whose name and default are the same wherever it is made."""
        target, call = small.targets[0].target, small.value
        if not isinstance(target, cst.Name) or not isinstance(call, cst.Call) or not isinstance(call.func, cst.Name):
            return False
        if self.survey.imported.get(call.func.value) != PIPELINE_PARAMETER or self.survey.bound[target.value] != 1:
            return False
        settled = self.places.get(call) in self.but | self.done
        return not settled and all(not one.star and literal(one.value) is not None for one in call.args)

    def _condition(self, line: cst.SimpleStatementLine) -> cst.If | None:
        """The whole condition in a branch of which the statement stands beside others."""
        block = self.constants.parents[line]
        if not isinstance(block, cst.IndentedBlock) or len(block.body) < 2:
            return None
        found: cst.If | None = None
        node: cst.CSTNode = self.constants.parents[block]
        while isinstance(node, (cst.If, cst.Else, cst.IndentedBlock)):
            found = node if isinstance(node, cst.If) else found
            node = self.constants.parents[node]
        return found

    # What is written

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        return cst.RemoveFromParent() if original_node in self.moved else updated_node

    def leave_If(self, original_node: cst.If, updated_node: cst.If) -> cst.If | cst.FlattenSentinel[cst.BaseStatement]:
        lines = self.before_of.get(original_node)
        if not lines:
            return updated_node
        self.written = True
        return cst.FlattenSentinel([*map(self._copied, lines), updated_node])

    def _copied(self, line: cst.SimpleStatementLine) -> cst.SimpleStatementLine:
        small = cst.ensure_type(line.body[0], cst.Assign)
        self.made.setdefault(self.places[line], set()).add(self.places[small.value])
        return self.copied(line)


__all__ = ["OutOfBranches"]
