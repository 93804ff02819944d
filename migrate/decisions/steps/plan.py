"""What becomes of a step: its component, under the name of a variable, and its node."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from migrate.decisions.context import Context
from migrate.decisions.rule import Fate
from migrate.decisions.run_settings import Bound
from migrate.v1.steps import StepModel
from migrate.v1.values import Obj
from migrate.v2.expressions import CallTo, Code, Expr
from migrate.v2.statements import Assign, Define, DefineClass, Param, Statement


@dataclass(frozen=True)
class Beside:
    """A node after that of the step, with a component of its own, for what the step wrote in v1 and not in v2."""

    variable: str
    """Name of the variable of its component."""
    value: Expr
    node: str
    """Name of the variable of its node."""
    input: str
    """The input by which it waits for the step."""
    bound: str
    """The output of the step that this is bound to."""
    outputs: Mapping[Obj, str]
    on_node: tuple[tuple[str, Expr], ...]
    fates: Mapping[str, Fate]
    """Fates of the arguments of the step that it stands for."""

    def assigned(self) -> Statement:
        """The statement that makes its component."""
        return Assign(self.variable, self.value)

    def placed(self, step: str, node: str) -> Iterator[Statement]:
        """The statements that make its node, after that of the step.

        Args:
            step: the variable of the step's node.
            node: the variable of its own.
        """
        yield Assign(node, CallTo(Code(self.variable), ((self.input, Code(f"{step}.outputs.{self.bound}")),)))
        for attribute, value in self.on_node:
            yield Assign(f"{node}.{attribute}", value)


@dataclass(frozen=True)
class ComponentPlan:
    """A step's component, under the name of the variable that holds it."""

    variable: str
    node: str
    """Name of the variable of its node in the pipeline function."""
    value: Expr | None
    """The component; None when the node is made without one."""
    before: tuple[Statement, ...]
    owns_statement: bool
    """Whether the statement is nothing but the step."""
    marker: str | None
    waits: Mapping[StepModel, str]
    """Steps that this one waits for without data, with the input that is bound to their marker."""
    inputs: Mapping[Obj, str]
    outputs: Mapping[Obj, str]
    parameters: Mapping[Obj, str]
    on_node: tuple[tuple[str, Expr | Bound], ...]
    """Attributes to set on the node, because its component cannot carry them."""
    in_yaml: bool
    fates: Mapping[str, Fate]
    make: Callable[[CallTo], Expr] = lambda called: called
    """The node, from the call of the component with its inputs."""
    calls: tuple[tuple[str, Mapping[str, Expr]], ...] = ()
    """Methods to call on the node, with their keywords."""
    part_fates: Mapping[Obj, Mapping[str, Fate]] = field(default_factory=dict)
    """Fates of arguments of the objects that hold settings of the step."""

    needs: tuple[Define | DefineClass, ...] = ()
    """What its document has to define, once for all steps."""
    parts: Mapping[Obj, Expr] = field(default_factory=dict)
    """What becomes of the objects that hold settings of the step where another function makes them."""
    params: tuple[Param, ...] = ()
    """Parameters of the pipeline that v1 made behind the scenes and the code sets by name."""
    named: Mapping[str, str] = field(default_factory=dict)
    """Outputs of the pipeline that v1 gave a name behind the scenes, by that name the output of the node."""

    beside: Beside | None = None

    def made(self, arguments: list[tuple[str, Expr]]) -> Expr:
        """The node with these inputs."""
        return self.make(CallTo(Code(self.variable), tuple(arguments)))

    def assigned(self) -> Iterator[Statement]:
        """The statements that make its components."""
        if self.value is not None:
            yield Assign(self.variable, self.value)
        if self.beside is not None:
            yield self.beside.assigned()


PlanOf = Callable[[StepModel, Context], ComponentPlan]
"""Gives the plan of a step."""
