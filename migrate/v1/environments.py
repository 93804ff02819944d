"""Environments, folded from their construction and every mutation."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.conda import CHANGED_FILE, DEFAULT_PIP, Conda, Package, fold_conda
from migrate.v1.folding import conda_mutations, events, foldable
from migrate.v1.problems import Problem
from migrate.v1.scopes import FunctionScope
from migrate.v1.values import Call, Const, Obj, SetEvent, constant, objects

ENVIRONMENT = "azureml.core.Environment"
ENVIRONMENT_CLASSES = frozenset({ENVIRONMENT, "azureml.core.runconfig.EnvironmentDefinition"})

VARIABLES = ("environment_variables", "environment_variables[]")
"""The environment variables, set as a whole or one by one."""


@dataclass(eq=False)
class EnvironmentModel:
    """What an ``Environment`` is in the end. ``reference`` is set when it is looked up rather than described."""

    obj: Obj
    name: cst.BaseExpression | None = None
    reference: Call | None = None
    image: SetEvent | cst.BaseExpression | None = None
    conda: Conda | None = None
    conda_file: cst.BaseExpression | None = None
    user_managed: bool = False
    variables: list[SetEvent] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def fold_environment(obj: Obj) -> EnvironmentModel:
    """Fold an ``Environment``, or the one that a run configuration holds."""
    model = EnvironmentModel(obj, problems=foldable(obj))
    _environment_origin(model)
    for event in events(obj):
        _environment_event(model, event)
    python = obj.parts.get("python")
    conda = python.parts.get("conda_dependencies") if python else None
    if conda is not None:
        model.conda = fold_conda(conda)
        model.problems += model.conda.problems
        home = _home(obj)
        if home is not None and conda.call is not None and conda.call.where.function is not home:
            model.problems.append(Problem(conda.call.node, "its conda dependencies are made in another function"))
        if conda.call is not None:
            model.conda_file = None
        elif model.conda_file is not None:
            model.problems += [Problem(call.node, CHANGED_FILE) for call in conda_mutations(conda)]
    elif model.conda_file is None and not model.user_managed:
        model.conda = Conda(None, pip=[Package(DEFAULT_PIP)])
    if model.user_managed or model.reference is not None:
        model.conda = None
    return model


def _home(obj: Obj) -> FunctionScope | None:
    """The function in which an object, or what it is a part of, is made."""
    while obj.call is None and obj.owner is not None:
        obj = obj.owner
    return obj.call.where.function if obj.call is not None else None


def _environment_origin(model: EnvironmentModel) -> None:
    call = model.obj.call
    if call is None:
        return
    factory = call.entry.name
    model.name = call.expression("name")
    if call.entry.kind == "class":
        return
    if factory == "get":
        model.reference = call
    elif factory == "from_conda_specification":
        model.conda_file = call.expression("file_path")
    elif factory == "from_docker_image":
        model.image = call.expression("image")
        model.conda_file = call.expression("conda_specification")
        model.user_managed = model.conda_file is None
        for parameter in ("pip_requirements", "container_registry"):
            if call.value(parameter) not in (None, Const(None)):
                model.problems.append(Problem(call.node, f"`{parameter}` is not converted yet"))
    else:
        model.problems.append(Problem(call.node, f"`Environment.{factory}` is not converted yet"))


_IGNORED_EVENTS = frozenset({"enabled", "shared_volumes", "gpu_support"})


def _environment_event(model: EnvironmentModel, event: SetEvent) -> None:
    if event.name == "base_image":
        model.image = None if event.value == Const(None) else event
    elif event.name == "base_dockerfile":
        if event.value != Const(None):
            model.problems.append(Problem(event.node, "`base_dockerfile` is not converted yet"))
    elif event.name == "user_managed_dependencies":
        flag = constant(event.value)
        if isinstance(flag, bool):
            model.user_managed = flag
        else:
            model.problems.append(
                Problem(event.node, "whether dependencies are user managed is known only at run time")
            )
    elif event.name == "conda_dependencies":
        if not objects(event.value):
            model.problems.append(Problem(event.node, "where these conda dependencies come from is not known"))
    elif event.name in VARIABLES:
        model.variables.append(event)
    elif event.name not in _IGNORED_EVENTS:
        model.problems.append(Problem(event.node, f"`{event.name}` is not converted yet"))
