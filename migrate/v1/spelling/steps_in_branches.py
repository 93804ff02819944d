"""A step whose configuration each branch makes, made in each of them.

``step = AutoMLStep("train", config)`` after branches that each make a ``config`` is a step in each branch: v2 writes
the configuration into the node.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.v1.automl_step import AUTOML_CONFIG
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.in_branches import branches_of, last_of, reads
from migrate.v1.spelling.unrolling import comments
from migrate.v1.spelling.writer import Lines
from migrate.v1.sweep_step import HYPERDRIVE_CONFIG

_CONFIGURATIONS = frozenset({AUTOML_CONFIG, HYPERDRIVE_CONFIG, "azureml.pipeline.steps.ParallelRunConfig"})
"""What holds the settings of one step."""


class StepsInBranches(Attempt):
    """Makes steps in the branches that make their configurations."""

    def plan(self) -> None:
        self.into: dict[cst.CSTNode, cst.SimpleStatementLine] = {}
        """By branch the statement that makes the step which is configured there."""
        blocks: list[cst.Module | cst.IndentedBlock] = [*self.survey.modules, *self.survey.of(cst.IndentedBlock)]
        for block in blocks:
            self._plan_block(block.body)
        self.moved = set(self.into.values())
        self.is_idle = not self.moved

    def _plan_block(self, body: Sequence[cst.BaseStatement | cst.BaseSmallStatement]) -> None:
        for place, line in enumerate(body[1:]):
            choice = body[place]
            if not isinstance(choice, cst.If) or not isinstance(line, cst.SimpleStatementLine) or not self._makes(line):
                continue
            going_on = [one for one in branches_of(choice) if not isinstance(last_of(one), cst.Raise)]
            configured = [self._configured(one) for one in going_on]
            (name, *others) = dict.fromkeys(configured) or [""]
            everywhere = len(going_on) > 1 and self.survey.bound[name] == len(going_on)
            if name and not others and everywhere and reads(line, name):
                self.into |= dict.fromkeys(going_on, line)

    def _makes(self, line: cst.SimpleStatementLine) -> bool:
        """Whether the statement makes a step, which stays v1, and may do so elsewhere."""
        small = line.body[0] if len(line.body) == 1 else None
        if not isinstance(small, cst.Assign) or len(small.targets) != 1 or comments(line):
            return False
        target, call = small.targets[0].target, small.value
        if not isinstance(target, cst.Name) or not self.survey.is_maker(call) or self.survey.bound[target.value] != 1:
            return False
        taken = self.survey.scopes[line] is None and self.is_taken(target.value)
        settled = not {self.places.get(line), self.places.get(call)}.isdisjoint(self.but | self.done)
        return not taken and not settled

    def _configured(self, branch: cst.IndentedBlock) -> str:
        """The variable of the only configuration that the branch makes."""
        made = (
            line.body[0] for line in branch.body if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1
        )
        found = [
            one.targets[0].target.value
            for one in made
            if isinstance(one, cst.Assign)
            and len(one.targets) == 1
            and isinstance(one.targets[0].target, cst.Name)
            and isinstance(one.value, cst.Call)
            and isinstance(one.value.func, cst.Name)
            and self.survey.imported.get(one.value.func.value) in _CONFIGURATIONS
        ]
        return found[0] if len(found) == 1 else ""

    # What is written

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        return cst.RemoveFromParent() if original_node in self.moved else updated_node

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        line = self.into.get(original_node)
        if line is None:
            return updated_node
        return updated_node.with_changes(body=[*updated_node.body, self._copied(line)])

    def _copied(self, line: cst.SimpleStatementLine) -> cst.SimpleStatementLine:
        small = cst.ensure_type(line.body[0], cst.Assign)
        self.written = True
        self.made.setdefault(self.places[line], set()).add(self.places[small.value])
        return self.copied(line)


__all__ = ["StepsInBranches"]
