"""Spark components: as a call of ``spark``, or as a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrate.v2.components import AZURE_AI_ML, ComponentSpec, dump, environment_content, head_content, ports_of
from migrate.v2.environments import value_of
from migrate.v2.expressions import V2, CallTo, Expr, Literal, Text, call, dict_of, is_constant

_SCHEMA = "https://azuremlschemas.azureedge.net/latest/sparkComponent.schema.json"
CONF = {
    "driver_cores": "spark.driver.cores",
    "driver_memory": "spark.driver.memory",
    "executor_cores": "spark.executor.cores",
    "executor_memory": "spark.executor.memory",
    "executor_instances": "spark.executor.instances",
}
"""The sizes as keywords of ``spark``, and under which names a file has them in ``conf``."""


_NONE = Literal(None)


@dataclass(frozen=True)
class SparkSpec(ComponentSpec):
    """A Spark component; its ``command`` holds the arguments of the entry script."""

    entry: Expr = _NONE
    sizes: Mapping[str, Expr] = field(default_factory=dict)
    """``driver_cores``, ``driver_memory``, …"""
    conf: Expr | None = None
    packages: Mapping[str, Expr] = field(default_factory=dict)
    """``py_files``, ``jars``, ``files``"""

    @property
    def constant(self) -> bool:
        exprs = [self.entry, *self.sizes.values(), *self.packages.values()]
        exprs += [self.conf] if self.conf is not None else []
        return super().constant and all(map(is_constant, exprs))

    @property
    def has_environment(self) -> bool:
        return self.described.reference is not None or self.described.image is not None


def spark_builder(spec: SparkSpec) -> CallTo:
    """``spark(display_name=…, code=…, entry={"file": …}, …)``."""
    return call(V2(AZURE_AI_ML, "spark"), display_name=spec.display_name, **_keywords(spec))


def spark_job_builder(spec: SparkSpec, inputs: Mapping[str, Expr]) -> CallTo:
    """``spark(code=…, inputs={"raw": raw}, …)`` that is submitted by itself, with its data."""
    return call(V2(AZURE_AI_ML, "spark"), **{**_keywords(spec), "inputs": dict_of(dict(inputs)) if inputs else None})


def _keywords(spec: SparkSpec) -> dict[str, Expr | None]:
    return {
        "code": spec.code,
        "entry": dict_of({"file": spec.entry}),
        "args": _arguments(spec),
        **ports_of(spec),
        **spec.sizes,
        "conf": spec.conf,
        **spec.packages,
        "environment": spec.environment if spec.has_environment else None,
        "compute": spec.compute,
        "is_deterministic": spec.deterministic,
    }


def _arguments(spec: SparkSpec) -> Text | None:
    return spec.command if spec.command.parts else None


def spark_yaml(spec: SparkSpec, code: str | None, conda_file: str | None) -> str:
    """The component as a YAML document.

    Args:
        code: path of the code folder relative to the YAML file.
        conda_file: path of the conda file relative to the YAML file; None when the environment has none.
    """
    content = head_content(spec, _SCHEMA, "spark")
    content["code"] = code
    content["entry"] = {"file": value_of(spec.entry)}
    if spec.command.parts:
        content["args"] = value_of(spec.command)
    conf: dict[object, object] = {CONF[name]: value_of(size) for name, size in spec.sizes.items()}
    further = value_of(spec.conf) if spec.conf is not None else None
    if isinstance(further, Mapping):
        conf |= further
    content["conf"] = conf
    for name, paths in spec.packages.items():
        content[name] = value_of(paths)
    if spec.has_environment:
        content["environment"] = environment_content(spec.described, conda_file)
    return dump(content)
