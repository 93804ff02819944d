"""What is found out about the code around a pipeline that makes its steps by functions, in loops and in lists."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.gathered import Gathered
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.symbolic import LOOPS, Site
from migrate.v1.tracing import Region
from migrate.v1.values import Obj


@dataclass(frozen=True, eq=False)
class Late:
    """A statement ``variable = value`` that cannot stay before the step."""

    statement: cst.SimpleStatementLine
    variable: str
    value: cst.BaseExpression
    after: cst.CSTNode | None
    """The statement that makes the step; None when v2 needs the variable no more."""


@dataclass(eq=False)
class Flow:
    """What moves into the pipeline function."""

    region: Region
    sites: list[Site]
    helpers: dict[FunctionScope, list[StepModel]]
    """The functions that are called for the pipeline, inner ones first, each with the steps that it makes itself."""
    orderings: dict[tuple[StepModel, StepModel], bool]
    """Pairs (earlier, later) that data does not imply, and whether each holds whenever the later step is there."""
    inline: list[cst.Call]
    """The calls of functions that make steps among what the pipeline is given."""
    values: dict[tuple[StepModel, Obj], cst.BaseExpression]
    """For each input of a step the expression that stands for it where the step is made."""
    ordered: dict[cst.Call, tuple[tuple[StepModel, StepModel], ...]] = field(default_factory=dict)
    """By call of ``run_after`` the orderings that it sets and that data does not imply."""
    gathered: list[Gathered] = field(default_factory=list)
    """The loops by which steps wait for each step of a list."""
    late: list[Late] = field(default_factory=list)
    """The statements that name data before the step is made which writes it."""
    spent: list[cst.CSTNode] = field(default_factory=list)
    """The statements that make lists which only their steps need."""
    truths: list[cst.Name] = field(default_factory=list)
    """Variables with data, or nothing, whose truth decides something."""

    @property
    def steps(self) -> list[StepModel]:
        return list(dict.fromkeys(site.step for site in self.sites))

    def gathers(self, pair: tuple[StepModel, StepModel]) -> bool:
        """Whether the later step waits for the earlier one as for one of a list."""
        return any(one.sets(pair) for one in self.gathered)

    def varies(self, pair: tuple[StepModel, StepModel]) -> bool:
        """Whether the call that sets the ordering sets others, too, depending on what runs before it."""
        return any(pair in pairs and len(pairs) > 1 for pairs in self.ordered.values())

    def is_home(self, step: StepModel) -> bool:
        """Whether the step is made in the pipeline function itself."""
        return step.call.where.function is self.region.scope

    def needs_name(self, step: StepModel) -> bool:
        """Whether no variable of the pipeline function names each of its nodes."""
        sites = [site for site in self.sites if site.step is step]
        targets = [site.target for site in self.sites]
        return any(
            not site.target or targets.count(site.target) > 1 or any(isinstance(one, LOOPS) for one in site.blocks)
            for site in sites
        )
