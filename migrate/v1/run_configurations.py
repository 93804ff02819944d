"""Run configurations, folded from their construction and every mutation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.conda import fold_conda, given_conda
from migrate.v1.environments import (
    ENVIRONMENT,
    ENVIRONMENT_CLASSES,
    EnvironmentModel,
    Given,
    fold_environment,
)
from migrate.v1.folding import RUN_CONFIGURATION as RUN_CONFIGURATION
from migrate.v1.folding import VARIABLES, by_callers, choices, foldable, owned, path_of
from migrate.v1.loaded import RUN_LOAD, is_loaded, unread
from migrate.v1.nodes import code_of
from migrate.v1.problems import Problem, origin
from migrate.v1.values import Const, Foreign, Obj, SetEvent, Unknown, Value, alternatives, constant, objects


@dataclass(eq=False)
class RunModel:
    """What a ``RunConfiguration`` says in the end."""

    obj: Obj
    environment: EnvironmentModel
    chosen: list[SetEvent] = field(default_factory=list)
    """What says in branches which environment it has."""
    target: SetEvent | None = None
    variables: list[SetEvent] = field(default_factory=list)
    settings: dict[str, Given] = field(default_factory=dict)
    """The other fields that were set, by their dotted name."""
    spark: list[SetEvent] = field(default_factory=list)
    """The properties of Spark that were set one by one."""
    sections: list[Obj] = field(default_factory=list)
    """The objects that were made for one of its fields: ``run_config.docker = DockerConfiguration(...)``."""
    later: list[tuple[str, SetEvent]] = field(default_factory=list)
    """What those set by its path to whom a function gives it."""
    problems: list[Problem] = field(default_factory=list)
    parameter: cst.Name | None = None
    """The parameter that it is, of a function that the code does not say what it is given."""

    @property
    def is_spark(self) -> bool:
        """Whether Spark runs the script, which only a job by itself can ask of it."""
        framework = self.settings.get("framework")
        return framework is not None and str(constant(framework.value)).lower() == SPARK

    def given_later(self) -> Iterator[Obj]:
        """The environments that those give it to whom a function gives it."""
        for path, event in self.later:
            yield from objects(event.value) if path == "environment" else ()

    def objects(self) -> Iterator[Obj]:
        """All the v1 objects that it is made of."""
        yield from owned(self.obj)
        yield from owned(self.environment.obj)
        if self.environment.conda is not None and self.environment.conda.obj is not None:
            yield self.environment.conda.obj
        yield from (*self.sections, *self.environment.sections)


_KNOWN = frozenset(
    {"node_count", "max_run_duration_seconds", "auto_prepare_environment", "prepare_environment", "history"}
    | {"script", "arguments", "command", "priority", "source_directory_data_store", "credential_passthrough"}
    | {"mpi", "mpi.process_count_per_node", "mpi.node_count"}
    | {"pytorch", "pytorch.process_count", "pytorch.node_count", "pytorch.communication_backend"}
    | {"tensorflow", "tensorflow.worker_count", "tensorflow.parameter_server_count"}
    | {"docker", "docker.use_docker", "docker.shm_size", "docker.arguments", "docker.shared_volumes"}
    | {f"history.{name}" for name in ("output_collection", "snapshot_project", "directories_to_watch")}
    | {"kubernetescompute", "kubernetescompute.instance_type"}
)
_SECTIONS = frozenset(path for path in _KNOWN if any(other.startswith(f"{path}.") for other in _KNOWN))

_ADVICE = {
    "data": "give the data to the step itself, among its `inputs` and `arguments`",
    "data_references": "give the data to the step itself, among its `inputs` and `arguments`",
    "output_data": "give the outputs to the step itself, among its `outputs` and `arguments`",
    "spark": "v2 has it on a Spark component: spark(conf=…)",
    "hdi": "v2 attaches no HDInsight cluster: take it out, or use a Synapse Spark pool",
    "amlcompute": "a cluster for one run is serverless compute in v2: no compute, and command(instance_type=…)",
    "services": "v2 has them on the component: command(services={…})",
    "datacaches": "v2 has no caches of data: take it out",
    "paralleltask": "v2 has nothing for it: take it out",
    "auto_cluster_compute_specification": "v2 has nothing for it: take it out",
}
"""What a person has to do about fields that are not converted, by their first name."""

MPI = frozenset({"mpi", "openmpi", "intelmpi"})
PYTORCH = frozenset({"nccl", "gloo"})
TENSORFLOW = frozenset({"parameterserver"})
SPARK = "pyspark"
_FRAMEWORKS = frozenset({"python", "none", "", "tensorflow", "pytorch", SPARK})
_COMMUNICATORS = MPI | PYTORCH | TENSORFLOW | {"none", ""}


def fold_run_configuration(obj: Obj) -> RunModel:
    """Fold a ``RunConfiguration``."""
    chosen, later = choices(obj), by_callers(obj)
    environment = obj.own_part("environment") if chosen else _environment(obj, later)
    if environment is None:
        environment = Obj(ENVIRONMENT, None, owner=obj, attribute="environment")
    model = RunModel(obj, fold_environment(environment), chosen=chosen, problems=foldable(obj))
    model.later = [(path_of(event, obj), event) for event in later]
    last = obj.last_set("environment")
    if last is not None and last not in later and not chosen and comes_from_outside(last.value):
        model.environment.opaque = True
        model.environment.problems = [one for one in model.environment.problems if one in model.problems]
    if environment.owner is not obj or environment.call is not None:
        model.problems += model.environment.problems
    else:
        model.problems += [problem for problem in model.environment.problems if problem not in model.problems]
    _constructor(model)
    before = obj.own_parts.get("environment")
    for part in owned(obj):
        if part is environment or part.owner is environment or _inside(part, environment):
            continue
        if before is not None and (part is before or _inside(part, before)):
            continue  # another environment took its place
        path = f"{part.attribute}." if part is not obj else ""
        for event in sorted(part.sets.values(), key=lambda one: one.where.order):
            if event not in later:
                _run_event(model, f"{path}{event.name}", event)
    for path, event in model.later:
        # Only to see whether v2 has it: it is set where it stands.
        seen = RunModel(obj, model.environment)
        if not path.startswith("environment."):
            _run_event(seen, path, event)
        model.problems += seen.problems
    return model


def given_run_configuration(node: cst.Name) -> RunModel:
    """A run configuration that a function is given, of which the code says nothing."""
    obj = Obj(RUN_CONFIGURATION, None)
    environment = fold_environment(Obj(ENVIRONMENT, None, owner=obj, attribute="environment"))
    environment.opaque = True
    return RunModel(obj, environment, parameter=node)


def _environment(obj: Obj, later: Sequence[SetEvent]) -> Obj | None:
    """The environment that it has in the function that makes it."""
    if not any(event.name == "environment" for event in later):
        return obj.parts.get("environment")
    given = [event for event in obj.sets.values() if event.name == "environment" and event not in later]
    if not given:
        return obj.own_part("environment")
    return next(iter(objects(max(given, key=lambda event: event.where.order).value)), None)


def comes_from_outside(value: Value | None) -> bool:
    """Whether code that is no part of the project gives the environment; it has to give one of v2."""
    found = alternatives(value)
    return bool(found) and all(
        isinstance(one, Foreign) or (isinstance(one, Unknown) and not one.type_name and not one.symbol) for one in found
    )


def _inside(part: Obj, whole: Obj) -> bool:
    while part.owner is not None:
        part = part.owner
        if part is whole:
            return True
    return False


def _constructor(model: RunModel) -> None:
    call = model.obj.call
    if call is not None and call.symbol == RUN_LOAD:
        if not is_loaded(model.obj):
            model.problems.append(Problem(call.node, unread(call)))
        return
    if call is None or call.entry.kind != "class":
        if call is not None:
            model.problems.append(Problem(call.node, f"`RunConfiguration.{call.entry.name}` is not converted yet"))
        return
    for name, argument in call.arguments.items():
        if name == "conda_dependencies":
            conda = objects(argument.value)
            if conda:
                known = given_conda(argument.value, argument.node.value, call.where.function)
                model.environment.conda = known or fold_conda(conda[0])
                model.problems += model.environment.conda.problems
            elif argument.value != Const(None):
                model.problems.append(
                    Problem(
                        argument.node, f"where these conda dependencies come from is not known{origin(argument.value)}"
                    )
                )
        elif name in ("framework", "communicator", "script", "arguments", "command"):
            _setting(model, name, Given(argument.node.value, argument.value))
        elif name != "_history_enabled" and argument.value != Const(None):
            model.problems.append(Problem(argument.node, f"`{name}` is not converted yet"))


def _run_event(model: RunModel, path: str, event: SetEvent) -> None:
    if path == "target":
        model.target = event
    elif path in VARIABLES:
        model.variables.append(event)
    elif path == "spark.configuration[]":
        model.spark.append(event)
    elif path == "environment":
        if not any(one.symbol in ENVIRONMENT_CLASSES for one in objects(event.value)) and (
            event in model.chosen or not comes_from_outside(event.value)
        ):
            model.problems.append(
                Problem(event.node, f"where this environment comes from is not known{origin(event.value)}")
            )
        elif _registers(event.expression):
            model.problems.append(Problem(event.node, "register the environment in a statement of its own"))
    else:
        _setting(model, path, Given(event.expression, event.value))


def _registers(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value == "register"


def _setting(model: RunModel, path: str, setting: Given) -> None:
    allowed = {"framework": _FRAMEWORKS, "communicator": _COMMUNICATORS}.get(path)
    if allowed is not None:
        text = "" if setting.value == Const(None) else constant(setting.value)
        if not isinstance(text, str) or text.lower() not in allowed:
            written = code_of(setting.expression)
            model.problems.append(Problem(setting.expression, f"v2 has nothing for `{path}` {written}"))
            return
    elif path not in _KNOWN:
        advice = _ADVICE.get(path.removesuffix("[]").partition(".")[0], "it is not converted yet")
        model.problems.append(Problem(setting.expression, f"`{path}` of its run configuration: {advice}"))
        return
    model.settings[path] = setting
    if path in _SECTIONS and setting.value != Const(None):
        _section(model, path, setting)


def _section(model: RunModel, path: str, setting: Given) -> None:
    """``run_config.docker = DockerConfiguration(...)``: what its arguments and its own attributes say."""
    found = objects(setting.value)
    if path == "history" and not found:
        return
    if len(found) != 1 or found[0].call is None or found[0].call.entry.kind != "class":
        model.problems.append(
            Problem(setting.expression, f"where this `{path}` comes from is not known{origin(setting.value)}")
        )
        return
    section = found[0]
    assert section.call is not None
    model.sections.append(section)
    model.problems += foldable(section)
    for name, argument in section.call.arguments.items():
        _setting(model, f"{path}.{name}", Given(argument.node.value, argument.value))
    for event in sorted(section.sets.values(), key=lambda one: one.where.order):
        _setting(model, f"{path}.{event.name}", Given(event.expression, event.value))
