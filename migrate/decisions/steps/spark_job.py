"""``ScriptRunConfig`` that Spark runs: its run configuration says the sizes and the properties of the session."""

from __future__ import annotations

from functools import cached_property

import libcst as cst

from migrate.decisions.rule import Manual
from migrate.decisions.settings import EnvironmentPlan
from migrate.decisions.steps.component import ComponentBuilder
from migrate.decisions.steps.spark import PACKAGES, SIZES, SparkBuilder
from migrate.v1.run_configurations import RunModel
from migrate.v1.values import constant
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import Expr, ListOf, Literal, dict_of
from migrate.v2.spark import CONF
from migrate.v2.statements import Statement


class SparkJobBuilder(SparkBuilder):
    """Plans a script that Spark runs by itself."""

    @property
    def run(self) -> RunModel:
        assert self.step.run is not None
        return self.step.run

    @cached_property
    def properties(self) -> dict[str, cst.BaseExpression]:
        """What is set in the configuration of Spark, by name; the last word counts."""
        found: dict[str, cst.BaseExpression] = {}
        for event in sorted(self.run.spark, key=lambda one: one.where.order):
            key = event.node.slice[0].slice if isinstance(event.node, cst.Subscript) else None
            name = constant(self.context.value(key.value)) if isinstance(key, cst.Index) else None
            if not isinstance(name, str):
                raise Manual("which property of Spark is set is only known when the code runs")
            found[name] = event.expression
        return found

    def check(self) -> None:
        if self.step.argument("script_name") is None:
            raise Manual("the job has no script")
        for name in CONF.values():
            if name not in self.properties:
                raise Manual(f"v2 wants to know `{name}` of a Spark job")
        if self.step.own or self.variables() != (None, None):
            raise Manual("a Spark job of v2 has no environment variables and no distribution")

    def given(self, name: str) -> cst.BaseExpression:
        return self.properties[CONF[SIZES[name]]]

    def conf(self) -> tuple[Expr | None, dict[str, Expr]]:
        keywords = {name: keyword for keyword, name in PACKAGES.items()}
        conf: dict[str, Expr] = {}
        packages: dict[str, Expr] = {}
        for name, node in self.properties.items():
            if name in CONF.values():
                continue
            text = constant(self.context.value(node))
            if name not in keywords:
                conf[name] = self.plain_value(node)
            elif isinstance(text, str):
                packages[keywords[name]] = ListOf(tuple(map(Literal, text.split(","))))
            else:
                raise Manual(f"`{name}`: give the files as `{keywords[name]}`")
        return (dict_of(conf) if conf else None), packages

    def environment(self) -> tuple[EnvironmentPlan, tuple[Statement, ...]]:
        if self.run.environment.is_described:
            return ComponentBuilder.environment(self)
        return EnvironmentPlan(Literal(None), EnvironmentSpec()), ()
