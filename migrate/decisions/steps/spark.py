"""``SynapseSparkStep``: a Spark component on the attached pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import libcst as cst

from migrate.decisions.compute import compute_of
from migrate.decisions.rule import Manual
from migrate.decisions.settings import EnvironmentPlan
from migrate.decisions.steps.component import ComponentBuilder
from migrate.decisions.steps.files import as_yaml
from migrate.v1.pipelines import PipelineModel
from migrate.v1.steps import StepModel
from migrate.v1.values import Const, DictValue, constant
from migrate.v2 import commands
from migrate.v2.components import ComponentSpec
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import Expr, ListOf, Literal, Text, User, dict_of
from migrate.v2.spark import SparkSpec, spark_builder, spark_yaml
from migrate.v2.statements import Statement

SIZES = {
    "driver_cores": "driver_cores",
    "driver_memory": "driver_memory",
    "executor_cores": "executor_cores",
    "executor_memory": "executor_memory",
    "num_executors": "executor_instances",
}
PACKAGES = {"py_files": "spark.submit.pyFiles", "jars": "spark.yarn.dist.jars", "files": "spark.files"}
"""Files of the session, and the properties that v1 adds to them (azureml-pipeline-core 1.62)."""
_APP_NAME = "spark.app.name"


class SparkBuilder(ComponentBuilder):
    """Plans a step that Spark runs."""

    def check(self) -> None:
        for name in ("file", *SIZES):
            if self.step.call.arguments.get(name) is None:
                raise Manual(f"the step has no `{name}`")

    def note_unnamed(self) -> None:
        self.note_without_variable("inputs", self.unnamed(self.step.inputs))
        self.note_without_variable("outputs", self.unnamed(self.step.outputs))

    def marker(self) -> str:
        return self.bindable_output()

    # The component

    def command(self, suffix: str) -> Text:
        return commands.command_line(self.words(), [])

    def settings(self) -> dict[str, Expr]:
        """v1 takes nothing but the conda dependencies from the environment (azureml-pipeline-core 1.62)."""
        return {}

    def environment(self) -> tuple[EnvironmentPlan, tuple[Statement, ...]]:
        given = self.step.argument("environment")
        if given is None or given.value == Const(None):
            # The pool has its own.
            return EnvironmentPlan(Literal(None), EnvironmentSpec()), ()
        return super().environment()

    def spec(
        self,
        base: str,
        environment: EnvironmentPlan,
        marker: str | None,
        waits: Mapping[StepModel, tuple[str, bool]],
        pipelines: list[PipelineModel],
    ) -> ComponentSpec:
        spec = super().spec(base, environment, None, waits, pipelines)
        known = {item.name: getattr(spec, item.name) for item in fields(ComponentSpec)}
        # A Spark node does not take the default compute of its pipeline (azure-ai-ml 1.35.2: Spark._validate).
        known["compute"] = compute_of(self.step, self.context)
        conf, packages = self.conf()
        script = self.step.argument("script_name")
        assert script is not None
        return SparkSpec(
            **known,
            entry=self.literal(script.node.value),
            sizes={v2: self.plain_value(self.given(v1)) for v1, v2 in SIZES.items()},
            conf=conf,
            packages={name: packages[name] for name in PACKAGES if name in packages},
        )

    def given(self, name: str) -> cst.BaseExpression:
        argument = self.step.argument(name)
        assert argument is not None
        return argument.node.value

    def conf(self) -> tuple[Expr | None, dict[str, Expr]]:
        """The properties, without the files of the session, which v2 wants by themselves."""
        packages = {name: files for name in PACKAGES if (files := self.files(name)) is not None}
        argument, name = self.step.argument("conf"), self.step.argument("app_name")
        named = {_APP_NAME: self.plain_value(name.node.value)} if name is not None and name.value != Const(None) else {}
        if argument is None or argument.value == Const(None):
            return (dict_of(named) if named else None), packages
        value = argument.value
        if not isinstance(value, DictValue) or not value.complete:
            if named:
                raise Manual("`app_name` beside a `conf` that is only known when the code runs: put it into `conf`")
            return User(argument.node.value), packages
        written, plain = isinstance(argument.node.value, cst.Dict), not set(value.items) & set(PACKAGES.values())
        if value.items and plain and not written and not named:
            return User(argument.node.value), packages
        properties: dict[str, Expr] = dict(named)
        for key, item in value.items.items():
            keyword = next((name for name, own in PACKAGES.items() if own == key), None)
            if keyword is None:
                properties[str(key)] = self.plain_value(item.node)
                continue
            text = constant(item.value)
            before = packages.get(keyword, ListOf(()))
            if not isinstance(text, str) or not isinstance(before, ListOf):
                raise Manual(f"`{key}` in `conf`: give the files as `{keyword}`")
            packages[keyword] = ListOf((*before.items, *map(Literal, text.split(","))))
        return (dict_of(properties) if properties else None), packages

    def files(self, name: str) -> Expr | None:
        """v1 takes one file without a list."""
        argument = self.step.argument(name)
        if argument is None or argument.value == Const(None):
            return None
        node = argument.node.value
        return ListOf((Literal(text),)) if isinstance(text := constant(argument.value), str) else self.plain_value(node)

    def as_yaml(self, spec: ComponentSpec, environment: EnvironmentPlan) -> Expr | None:
        assert isinstance(spec, SparkSpec)
        return as_yaml(self.step, spec, environment, self.context, spark_yaml)

    def inline(self, spec: ComponentSpec) -> Expr:
        assert isinstance(spec, SparkSpec)
        return spark_builder(spec)
