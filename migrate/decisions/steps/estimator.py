"""``EstimatorStep`` and ``MpiStep``: a command component; what the estimator installs becomes its environment."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from importlib.resources import files

import libcst as cst

from migrate.decisions.conda import package_name
from migrate.decisions.environments import DEFAULT_IMAGE, constant_of, describe
from migrate.decisions.moving import check_configuration
from migrate.decisions.naming import base_name
from migrate.decisions.rule import Manual, changed
from migrate.decisions.settings import EnvironmentPlan
from migrate.decisions.steps.script import ConfiguredBuilder, ScriptBuilder
from migrate.v1.conda import DEFAULT_PIP, Conda, Package, packages_in
from migrate.v1.configurations import Configuration
from migrate.v1.environments import ENVIRONMENT, EnvironmentModel
from migrate.v1.estimator_step import ESTIMATORS
from migrate.v1.values import Argument, DictValue, Obj, constant
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import SPREAD, Code, DictOf, Expr, Literal, User, dict_of
from migrate.v2.rendering import literal
from migrate.v2.statements import Assign, Statement

GPU_IMAGE = "azureml.core.runconfig.DEFAULT_GPU_IMAGE"
_VERSIONS = {"pytorch": "1.4", "tensorflow": "1.13", "chainer": "5.1.0", "sklearn": "0.20.3"}
"""The framework that v1 installs when nobody names a version (azureml-train-core 1.62)."""
_VARIABLES = {"azureml.train.dnn.PyTorch": {"NCCL_TREE_THRESHOLD": "0"}}
"""The environment variables that an estimator sets by itself, whatever is asked for (azureml-train-core 1.62)."""


class DescribedBuilder(ScriptBuilder):
    """Plans a step whose environment an estimator may describe."""

    told = "estimator"
    """The argument that is told of its environment."""

    @property
    def estimator(self) -> Configuration:
        assert self.step.estimator is not None
        return self.step.estimator

    def check(self) -> None:
        super().check()
        if self.step.estimator is None:
            return
        check_configuration(self.estimator, self.step.call.where, self.context)
        script = self.step.argument("script_name")
        if script is not None and str(constant(script.value)).lower().endswith(".ipynb"):
            raise Manual("the entry script is a notebook: run it by papermill in a command")

    # Environment and variables

    def environment(self) -> tuple[EnvironmentPlan, tuple[Statement, ...]]:
        if not self.step.describes_environment:
            return super().environment()
        described = self.described()
        name = self.context.new_name(f"{base_name(self.step)}_environment", self.step.call.where)
        return EnvironmentPlan(Code(name), described), (Assign(name, described.expr),)

    def described(self) -> EnvironmentSpec:
        """What the estimator installs.

        Raises:
            Manual: it is only known when the code runs.
        """
        found, framework = self.estimator.argument, ESTIMATORS.get(self.estimator.obj.symbol, "")
        if found("image_registry_details") is not None:
            raise Manual("`image_registry_details`: give the step an Environment as `environment_definition`")
        model = EnvironmentModel(Obj(ENVIRONMENT, None))
        image: Expr = Literal(self.default_image())
        pip, conda, python = self.packages("pip_packages"), self.packages("conda_packages"), None
        requirements = found("pip_requirements_file") or found("pip_requirements_file_path")
        if requirements is not None:
            lines = cst.SimpleString(literal(self.beside_script(requirements)))
            pip.insert(0, Package(None, lines, spread=True, file=True))
        file = found("conda_dependencies_file") or found("conda_dependencies_file_path")
        if framework:
            row = self.framework(framework)
            image, python = Literal(row["image"]), Package(row["python"])
            named = {package_name(one.text) for one in (*pip, *conda) if one.text is not None}
            pip += [Package(text) for text in row["packages"].split() if package_name(text) not in named]
            message = "v2 has no framework images: this is the image and the packages that v1 put them together from"
            self.fates[self.told] = changed("command(environment=…)", message)
        else:
            pip.insert(0, Package(DEFAULT_PIP))
        custom = found("custom_docker_image") or found("custom_docker_base_image")
        if custom is not None:
            image = self.literal(custom.node.value)
        if not self.flag("user_managed"):
            model.conda = Conda(None, pip=pip, conda=conda)
            if python is not None:
                model.conda.python = python
        described = replace(describe(model, self.context, keeps_sdk=True), image=image)
        return described if file is None else replace(described, conda=Literal(self.beside_script(file)))

    def default_image(self) -> str:
        entry = self.context.catalogue.get(GPU_IMAGE if self.flag("use_gpu") else DEFAULT_IMAGE)
        return str(constant_of(entry.value)) if entry is not None else ""

    def flag(self, name: str) -> bool:
        argument = self.estimator.argument(name)
        if argument is None:
            return False
        if not isinstance(constant(argument.value), bool):
            raise Manual(f"`{name}` of the estimator is only known when the code runs")
        return bool(constant(argument.value))

    def packages(self, name: str) -> list[Package]:
        return list(packages_in(self.estimator.argument(name)))

    def framework(self, name: str) -> dict[str, str]:
        """The row of the table for the estimator's framework."""
        argument = self.estimator.argument("framework_version")
        version = constant(argument.value) if argument is not None else _VERSIONS[name]
        processor = "gpu" if self.flag("use_gpu") else "cpu"
        row = _frameworks().get((name, str(version), processor))
        if row is None:
            raise Manual("v2 has no framework images: give the step an Environment as `environment_definition`")
        return row

    def beside_script(self, file: Argument) -> str:
        """v1 looks for the file in the code folder."""
        folder = self.step.argument("source_directory")
        base = constant(folder.value) if folder is not None else "."
        name = constant(file.value)
        if not isinstance(base, str) or not isinstance(name, str):
            raise Manual("where a file of the estimator lies is only known when the code runs")
        path = name if base in ("", ".") else f"{base.rstrip('/')}/{name}"
        self.context.refer(path)
        return path

    def variables(self) -> tuple[Expr | None, Expr | None]:
        estimator = self.step.estimator
        argument = estimator.argument("environment_variables") if estimator is not None else None
        added = _VARIABLES.get(estimator.obj.symbol, {}) if estimator is not None else {}
        more: dict[str, Expr] = {name: Literal(text) for name, text in added.items()}
        if argument is None:
            variables, value = super().variables()
            if variables is None and more:
                return dict_of(more), None
            if more:
                raise Manual("`params` together with environment variables that its estimator sets")
            return variables, value
        if isinstance(argument.value, DictValue) and argument.value.complete:
            texts = {str(name): self.plain_value(item.node) for name, item in argument.value.items.items()}
            return dict_of({**texts, **more}), None
        given = User(argument.node.value)
        items = tuple((Literal(name), text) for name, text in more.items())
        return (DictOf(((SPREAD, given), *items)) if more else given), None


class EstimatorBuilder(ConfiguredBuilder, DescribedBuilder):
    """Plans a step that runs the script of an estimator."""


@cache
def _frameworks() -> dict[tuple[str, str, str], dict[str, str]]:
    """What v1 installs for a framework, by its name, version and processor (azureml-train-core 1.62)."""
    with (files("migrate.v1") / "frameworks.csv").open(encoding="utf-8") as table:
        return {(row["framework"], row["version"], row["processor"]): row for row in csv.DictReader(table)}


__all__ = ["DescribedBuilder", "EstimatorBuilder"]
