"""Parallel components: as a call of ``parallel_run_function``, or as a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrate.v2.components import ComponentSpec, dump, environment_content, head_content, ports_of
from migrate.v2.environments import value_of
from migrate.v2.expressions import V2, CallTo, Expr, Literal, Text, call, is_constant

_MODULE = "azure.ai.ml.parallel"
_SCHEMA = "https://azuremlschemas.azureedge.net/latest/parallelComponent.schema.json"

_NONE = Literal(None)


@dataclass(frozen=True)
class ParallelSpec(ComponentSpec):
    """A parallel component; its ``command`` holds the arguments of the entry script."""

    entry_script: Expr = _NONE
    input_data: str = ""
    """The input that is cut into mini-batches."""
    append_row_to: str | None = None
    """The output that takes what the entry script returns; None when it writes by itself."""
    description: Expr | None = None
    parallel: Mapping[str, Expr] = field(default_factory=dict)
    """Keywords of ``parallel_run_function``: ``mini_batch_size``, ``retry_settings``, ``instance_count``, …"""

    @property
    def constant(self) -> bool:
        exprs = [self.entry_script, *self.parallel.values()]
        exprs += [self.description] if self.description is not None else []
        return super().constant and all(map(is_constant, exprs))


def parallel_builder(spec: ParallelSpec) -> CallTo:
    """``parallel_run_function(display_name=…, …, task=RunFunction(…))``."""
    task = call(
        V2(_MODULE, "RunFunction"),
        code=spec.code,
        entry_script=spec.entry_script,
        program_arguments=_arguments(spec),
        append_row_to=_reference("outputs", spec.append_row_to) if spec.append_row_to is not None else None,
        environment=spec.environment,
    )
    return call(
        V2(_MODULE, "parallel_run_function"),
        display_name=spec.display_name,
        description=spec.description,
        **ports_of(spec),
        input_data=_reference("inputs", spec.input_data),
        **spec.parallel,
        task=task,
        environment_variables=spec.environment_variables,
        compute=spec.compute,
        is_deterministic=spec.deterministic,
    )


def _arguments(spec: ParallelSpec) -> Text | None:
    return spec.command if spec.command.parts else None


def _reference(kind: str, name: str) -> Literal:
    return Literal(f"${{{{{kind}.{name}}}}}")


def parallel_yaml(spec: ParallelSpec, code: str | None, conda_file: str | None) -> str:
    """The component as a YAML document; its environment variables are left to the node.

    Args:
        code: path of the code folder relative to the YAML file.
        conda_file: path of the conda file relative to the YAML file; None when the environment has none.
    """
    content = head_content(spec, _SCHEMA, "parallel")
    if spec.description is not None:
        content["description"] = value_of(spec.description)
    content["input_data"] = f"${{{{inputs.{spec.input_data}}}}}"
    for name, expr in spec.parallel.items():
        if name == "instance_count":
            content["resources"] = {name: value_of(expr)}
        else:
            content[name] = value_of(expr)
    task: dict[str, object] = {"type": "run_function", "code": code, "entry_script": value_of(spec.entry_script)}
    if spec.command.parts:
        task["program_arguments"] = value_of(spec.command)
    if spec.append_row_to is not None:
        task["append_row_to"] = f"${{{{outputs.{spec.append_row_to}}}}}"
    task["environment"] = environment_content(spec.described, conda_file)
    content["task"] = task
    return dump(content)
