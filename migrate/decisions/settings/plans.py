"""What environments and run configurations become: values for all rules that ask."""

from __future__ import annotations

from dataclasses import dataclass, field

from migrate.decisions.rule import Edit
from migrate.v1.problems import Problem
from migrate.v1.run_configurations import RunModel
from migrate.v1.values import Obj
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import Code, Expr


@dataclass(frozen=True)
class EnvironmentPlan:
    """``expr`` is how a component names the environment; ``described`` what it is."""

    expr: Expr
    described: EnvironmentSpec
    edits: tuple[Edit, ...] = ()
    aside: tuple[Edit, ...] = ()
    """What stays where it stood, in branches."""
    entity: Expr | None = None
    """What stands for the call when the code needs the registered environment itself, not only its name."""
    is_early: bool = False
    """Whether it is made before the last change of v1, since the code between uses it already."""


@dataclass(frozen=True)
class DefaultEnvironment(EnvironmentPlan):
    """What v1 gives a step that was given no environment, under a variable of its own."""

    expr: Code


@dataclass(frozen=True)
class RunPlan:
    """What a run configuration becomes for the steps that use it."""

    model: RunModel
    environment: EnvironmentPlan
    variables: Expr | None = None
    variables_value: Expr | None = None
    edits: tuple[Edit, ...] = ()
    is_dictionary: bool = False
    """Whether its variable holds the keywords of ``command``, for steps that another function makes."""
    names_compute: bool = False
    """Whether this dictionary says where the steps run."""
    inline: Expr | None = None
    """The dictionary, when no variable of the function holds it."""


@dataclass
class Settings:
    """The plans of one file."""

    environments: dict[Obj, EnvironmentPlan] = field(default_factory=dict)
    runs: dict[Obj, RunPlan] = field(default_factory=dict)
    problems: dict[Obj, Problem] = field(default_factory=dict)
    conda_users: set[Obj] = field(default_factory=set)
    """The conda dependencies that a planned environment holds."""
    conda_dictionaries: set[Obj] = field(default_factory=set)
    """Those that another function makes than the environment, and gives it in v2."""
    sections: set[Obj] = field(default_factory=set)
    """The registries and build contexts that a planned environment holds."""
    without_sdk: set[Obj | None] = field(default_factory=set)
    """Those among them from which the packages of the v1 SDK are left out."""
    default: dict[tuple[str, ...], DefaultEnvironment] = field(default_factory=dict)
    """The environment of the steps that were given none, by the packages that v1 adds for them."""
