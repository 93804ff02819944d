"""Which files the environments of converted steps are made from, and what runs there."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import libcst as cst

from migrate.conversion import PackagesOfJobs
from migrate.decisions.context import Context
from migrate.decisions.places import named
from migrate.v1.environments import ENVIRONMENT, EnvironmentModel, fold_environment
from migrate.v1.parallel_step import PARALLEL_RUN_STEP
from migrate.v1.steps import StepModel
from migrate.v1.values import constant


def packages_of_jobs(context: Context) -> list[PackagesOfJobs]:
    """The files with packages, each once for each script; and those of environments of which nobody knows what runs."""
    found: list[PackagesOfJobs] = []
    for step in context.converted_steps:
        for path in _files(step, context):
            script = _script(step, context)
            if script is None:
                # What drives the script of a parallel job imports packages of v1 by itself.
                found.append(PackagesOfJobs(path, keeps_v1=True))
            else:
                found.append(PackagesOfJobs(path, tuple(_with_modules(script, context))))
    found += [PackagesOfJobs(path, elsewhere=True, of_v2=of_v2) for path, of_v2 in _named(context)]
    return list(dict.fromkeys(found))


def _named(context: Context) -> Iterator[tuple[str, bool]]:
    """The files that the code makes any environment from, each with whether that becomes one of v2."""
    for call in context.interpreter.uses.calls.values():
        names = _PARAMETERS if call.symbol not in _FROM_FILE else ("file_path",)
        for parameter in names:
            path = _place(call.expression(parameter), context)
            if path is not None:
                decision = context.decisions.get(call.node)
                yield path, decision is not None and not decision.stays_v1


_FROM_FILE = (f"{ENVIRONMENT}.from_conda_specification", f"{ENVIRONMENT}.from_pip_requirements")
_PARAMETERS = (
    "conda_file",
    "conda_file_path",
    "conda_dependencies_file",
    "conda_dependencies_file_path",
    "pip_requirements_file",
    "pip_requirements_file_path",
)
"""Of conda dependencies, run configurations, estimators, deployments and images."""


def _files(step: StepModel, context: Context) -> Iterator[str]:
    environment = step.environment
    if environment is None:
        return
    run = step.run
    model = run.environment if run is not None and run.environment.obj is environment else fold_environment(environment)
    for node in (*_expressions(model), *_told_to_another_module(model)):
        path = _place(node, context)
        if path is not None:
            yield path


def _place(node: cst.BaseExpression | None, context: Context) -> str | None:
    text = named(context.value(node), context) if node is not None else None
    path = context.find(text) if text is not None else None
    there = path is not None and context.data_of(path) is not None
    return os.path.relpath(path, context.root).replace(os.sep, "/") if path is not None and there else None


def _expressions(model: EnvironmentModel) -> Iterator[cst.BaseExpression]:
    if model.conda_file is not None:
        yield model.conda_file
    if model.conda is not None:
        if model.conda.file is not None:
            yield model.conda.file
        yield from (one.node for one in model.conda.pip if one.file and one.node is not None)


def _told_to_another_module(model: EnvironmentModel) -> Iterator[cst.BaseExpression]:
    """What the function of another module that makes an environment is given: a file among it is one that it is for."""
    call = model.obj.given_by
    if call is not None:
        yield from (argument.value for argument in call.args)


def _script(step: StepModel, context: Context) -> str | None:
    """The script of a step, relative to the root; None when v1 stays in its environment whatever it imports."""
    if step.obj.symbol == PARALLEL_RUN_STEP:
        return None
    folder, script = step.argument("source_directory"), step.argument("script_name")
    name, base = constant(script.value) if script else None, named(folder.value, context) if folder else "."
    if not isinstance(name, str):
        return None
    path = context.find_script(base, name)
    found = path is not None and context.data_of(path) is not None
    return os.path.relpath(path, context.root).replace(os.sep, "/") if path is not None and found else None


def _with_modules(script: str, context: Context) -> list[str]:
    """A script and what it imports from the files beside it."""
    root = context.root
    waiting, found = [script], dict[str, None]()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = None
        data = context.data_of(root / name)
        if data is None:
            continue
        text = data.decode("utf-8", "replace")
        for base in dict.fromkeys(((root / name).parent, (root / script).parent)):
            for module in _imported(text):
                stem = base.joinpath(*module.split("."))
                for place in (stem.with_name(f"{stem.name}.py"), stem / "__init__.py"):
                    if context.data_of(place) is not None and Path(os.path.normpath(place)).is_relative_to(root):
                        waiting.append(Path(os.path.normpath(place)).relative_to(root).as_posix())
    return list(found)


def _imported(text: str) -> Iterator[str]:
    """The modules that a text imports, and what may be modules."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from [node.module] if node.module else []
            yield from (f"{node.module}.{alias.name}" if node.module else alias.name for alias in node.names)
