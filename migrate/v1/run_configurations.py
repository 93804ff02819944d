"""Run configurations, folded from their construction and every mutation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from migrate.v1.conda import fold_conda
from migrate.v1.environments import ENVIRONMENT, ENVIRONMENT_CLASSES, VARIABLES, EnvironmentModel, fold_environment
from migrate.v1.folding import foldable, owned
from migrate.v1.problems import Problem
from migrate.v1.values import Const, Obj, SetEvent, Value, constant, objects

RUN_CONFIGURATION = "azureml.core.RunConfiguration"


@dataclass(eq=False)
class RunModel:
    """What a ``RunConfiguration`` says in the end."""

    obj: Obj
    environment: EnvironmentModel
    target: SetEvent | None = None
    variables: list[SetEvent] = field(default_factory=list)
    settings: dict[str, SetEvent] = field(default_factory=dict)
    """The other fields that were set, by their dotted name."""
    problems: list[Problem] = field(default_factory=list)

    def objects(self) -> Iterator[Obj]:
        """All the v1 objects that it is made of."""
        yield from owned(self.obj)
        yield from owned(self.environment.obj)
        if self.environment.conda is not None and self.environment.conda.obj is not None:
            yield self.environment.conda.obj


_RUN_SETTINGS = frozenset(
    {"node_count", "max_run_duration_seconds", "auto_prepare_environment", "framework", "communicator", "history"}
    | {"script", "arguments", "mpi.process_count_per_node", "mpi.node_count"}
    | {"docker", "docker.use_docker", "docker.shm_size", "docker.arguments"}
)


def fold_run_configuration(obj: Obj) -> RunModel:
    """Fold a ``RunConfiguration``."""
    environment = obj.parts.get("environment")
    if environment is None:
        environment = Obj(ENVIRONMENT, None, owner=obj, attribute="environment")
    model = RunModel(obj, fold_environment(environment), problems=foldable(obj))
    if environment.owner is not obj or environment.call is not None:
        model.problems += model.environment.problems
    else:
        model.problems += [problem for problem in model.environment.problems if problem not in model.problems]
    _constructor(model)
    for part in owned(obj):
        if part is environment or part.owner is environment or _inside(part, environment):
            continue
        path = f"{part.attribute}." if part is not obj else ""
        for event in sorted(part.sets.values(), key=lambda one: one.where.order):
            _run_event(model, f"{path}{event.name}", event)
    return model


def _inside(part: Obj, whole: Obj) -> bool:
    while part.owner is not None:
        part = part.owner
        if part is whole:
            return True
    return False


def _constructor(model: RunModel) -> None:
    call = model.obj.call
    if call is None or call.entry.kind != "class":
        if call is not None:
            model.problems.append(Problem(call.node, f"`RunConfiguration.{call.entry.name}` is not converted yet"))
        return
    for name, argument in call.arguments.items():
        if name == "conda_dependencies":
            conda = objects(argument.value)
            if conda:
                model.environment.conda = fold_conda(conda[0])
                model.problems += model.environment.conda.problems
            else:
                model.problems.append(Problem(argument.node, "where these conda dependencies come from is not known"))
        elif name in ("framework", "communicator"):
            if _telling(argument.value):
                model.problems.append(Problem(argument.node, f"`{name}` is not converted yet"))
        elif name not in ("script", "arguments") and argument.value != Const(None):
            model.problems.append(Problem(argument.node, f"`{name}` is not converted yet"))


def _telling(value: Value) -> bool:
    text = constant(value)
    return not (isinstance(text, str) and text.lower() in ("python", "none", ""))


def _run_event(model: RunModel, path: str, event: SetEvent) -> None:
    if path == "target":
        model.target = event
    elif path in VARIABLES:
        model.variables.append(event)
    elif path == "environment":
        if not any(one.symbol in ENVIRONMENT_CLASSES for one in objects(event.value)):
            model.problems.append(Problem(event.node, "where this environment comes from is not known"))
    elif path in _RUN_SETTINGS and not (path in ("framework", "communicator") and _telling(event.value)):
        model.settings[path] = event
    else:
        model.problems.append(Problem(event.node, f"`{path}` is not converted yet"))
