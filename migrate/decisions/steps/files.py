"""Style YAML: the component and its conda dependencies as files next to the module, loaded with ``load_component``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from migrate.conversion import NewFile, Style
from migrate.decisions.context import Context
from migrate.decisions.environments import add_files
from migrate.decisions.naming import environment_stem
from migrate.decisions.settings import EnvironmentPlan
from migrate.decisions.steps.bundles import is_bundled
from migrate.v1.steps import StepModel
from migrate.v2 import names
from migrate.v2.components import ComponentSpec, dump
from migrate.v2.environments import value_of
from migrate.v2.expressions import V2, Expr, Literal, call

_UP = PurePosixPath("../..")
"""From the folder of a component to that of the module."""


_Spec = TypeVar("_Spec", bound=ComponentSpec)


def as_yaml(
    step: StepModel,
    spec: _Spec,
    environment: EnvironmentPlan,
    context: Context,
    document: Callable[[_Spec, str | None, str | None], str],
) -> Expr | None:
    """``load_component(source=…)``, with the files that it needs; None when the component stays inline.

    Args:
        document: the text of the component's file, with the paths of its code folder and conda file.
    """
    if context.options.style is not Style.YAML or not spec.constant or is_bundled(step, context):
        return None
    code = str(value_of(spec.code)) if spec.code is not None else None
    conda = value_of(environment.described.conda) if environment.described.conda is not None else None
    if (code is not None and code.startswith(("/", ".."))) or (isinstance(conda, str) and conda.startswith("/")):
        return None
    conda_file = None
    if conda is not None:
        place = conda if isinstance(conda, str) else _conda_file(step, environment, conda, context)
        conda_file = str(_UP / place)
    # The service takes path and mode of an output from the node alone [azure-sdk-for-python#27566].
    described = environment.described
    build = described.build
    beside = replace(described, build=Literal(str(_UP / str(value_of(build))))) if build is not None else described
    outputs = tuple(replace(port, path=None, mode=None, asset=None) for port in spec.outputs)
    bare = replace(spec, outputs=outputs, described=beside)
    text = document(bare, str(_UP / code) if code is not None else None, conda_file)
    path, number = PurePosixPath("components", spec.name, "component.yaml"), 2
    while not _add(path, text, step, context):
        path, number = PurePosixPath("components", f"{spec.name}_{number}", "component.yaml"), number + 1
    add_files(described, step.call.where, context)
    return call(V2("azure.ai.ml", "load_component"), source=Literal(str(path)))


def _conda_file(step: StepModel, environment: EnvironmentPlan, content: object, context: Context) -> PurePosixPath:
    name = environment.described.name
    stem = names.snake(str(value_of(name))) if name is not None else environment_stem(step, context)
    path, number = PurePosixPath("environments", f"{stem}.yaml"), 2
    while not _add(path, dump(content), step, context):
        path, number = path.with_stem(f"{stem}_{number}"), number + 1
    return path


def _add(path: PurePosixPath, text: str, step: StepModel, context: Context) -> bool:
    """Whether there is such a file now; False when there is another one of this name."""
    full = str(context.path.parent / path)
    known = next((file for file in context.new_files if file.path == full), None)
    if context.is_occupied(full):
        return False
    if known is None:
        where = step.call.where
        source = context.interpreter.source.place(where.cell, where.line, where.column)
        context.new_files.append(NewFile(full, text, source))
    return known is None or known.text == text


def beside_yaml(spec: ComponentSpec) -> Iterator[tuple[str, Expr]]:
    """What a component in YAML cannot carry, so that its node says it."""
    if spec.compute is not None:
        yield "compute", spec.compute
    for port in spec.outputs:
        if port.path is not None:
            yield f"outputs.{port.name}.path", port.path
        if port.mode is not None:
            yield f"outputs.{port.name}.mode", Literal(port.mode)
        if port.asset is not None:
            yield f"outputs.{port.name}.name", port.asset
