"""What a run configuration says besides environment, variables and compute: nodes, processes, limits, container."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import libcst as cst

from migrate.decisions.moving import operand
from migrate.decisions.rule import Manual
from migrate.v1.environments import Given
from migrate.v1.purity import is_pure
from migrate.v1.run_configurations import MPI, PYTORCH, TENSORFLOW
from migrate.v1.steps import VARIABLE
from migrate.v1.values import Const, ListValue, Obj, constant
from migrate.v2.expressions import V2, CallTo, Expr, Literal, User, call, dict_of, method

AZURE_AI_ML = "azure.ai.ml"
ENTITIES = "azure.ai.ml.entities"
FROM_OUTSIDE = (
    "make sure that {} is an Environment of v2, or the name of a registered one: the code that gives it is not "
    "converted with this file"
)
RUN_FROM_OUTSIDE = (
    "make sure that whoever calls this function gives it a dictionary of what `command` takes, as "
    '{"environment": …, "compute": …}: nothing here does'
)


@dataclass(frozen=True)
class Bound:
    """A pipeline parameter as a setting of the node; ``around`` puts it into the value of the attribute."""

    parameter: Obj
    around: Callable[[Expr], Expr] = lambda value: value


_RESOURCES = ("instance_type", "shm_size", "docker_args")
"""What a node has in the same attribute as its number of instances."""


def bound_settings(bound: Mapping[str, Obj], settings: Mapping[str, Expr]) -> Iterator[tuple[str, Expr | Bound]]:
    """The attributes of the node for settings that are pipeline parameters.

    Args:
        bound: the parameters by setting.
        settings: the keywords of ``command``.

    Raises:
        Manual: two parameters are in one attribute.
    """
    for name, parameter in bound.items():
        if name.startswith(VARIABLE):
            yield f'environment_variables["{name}"]', Bound(parameter)
    resources = {name: settings[name] for name in _RESOURCES if name in settings}
    if "node_count" in bound:
        yield "resources", Bound(bound["node_count"], lambda value: dict_of({"instance_count": value, **resources}))
    if "process_count_per_node" in bound:
        yield (
            "distribution",
            Bound(bound["process_count_per_node"], partial(_distributed, "Mpi", "process_count_per_instance", {})),
        )
    servers, workers = "parameter_server_count", "worker_count"
    if servers in bound and workers in bound:
        raise Manual("a distribution of v2 takes one pipeline parameter: give the parameter servers as a number")
    for name in (workers, servers):
        if name in bound:
            known = settings.get("distribution")
            given = dict(known.args) if isinstance(known, CallTo) else {}
            yield "distribution", Bound(bound[name], partial(_distributed, "TensorFlow", name, given))


def _distributed(kind: str, name: str, given: Mapping[str, Expr], value: Expr) -> Expr:
    return call(V2(AZURE_AI_ML, f"{kind}Distribution"), **{**given, name: value})


def run_keywords(
    settings: Mapping[str, Given], docker: Mapping[str, Given], bound: Mapping[str, Obj]
) -> dict[str, Expr]:
    """Keywords of ``command``.

    Args:
        settings: by dotted name, as a run configuration has them.
        docker: the settings of the container that the environment has.
        bound: pipeline parameters in place of settings, which the node has.

    Raises:
        Manual: a number of processes that is only known when the code runs.
    """
    found: dict[str, Expr | None] = {
        "distribution": None if "process_count_per_node" in bound else distribution(settings),
        "instance_count": None if "node_count" in bound else _value(settings, "node_count", without=1),
        "instance_type": _value(settings, "kubernetescompute.instance_type"),
        "docker_args": _docker_args(settings, docker),
        "shm_size": _docker(settings, docker, "shm_size"),
        "timeout": _value(settings, "max_run_duration_seconds"),
        "identity": _identity(settings),
    }
    return {name: expr for name, expr in found.items() if expr is not None}


def distribution(settings: Mapping[str, Given]) -> Expr | None:
    """The v2 distribution that the communicator of v1 asks for; None when it asks for none."""
    setting = settings.get("communicator")
    communicator = str(constant(setting.value) or "").lower() if setting is not None else ""
    if communicator in MPI:
        count = _value(settings, "mpi.process_count_per_node") or Literal(1)
        return call(V2(AZURE_AI_ML, "MpiDistribution"), process_count_per_instance=count)
    if communicator in PYTORCH:
        return call(V2(AZURE_AI_ML, "PyTorchDistribution"), process_count_per_instance=_processes(settings))
    if communicator in TENSORFLOW:
        return call(
            V2(AZURE_AI_ML, "TensorFlowDistribution"),
            worker_count=_value(settings, "tensorflow.worker_count") or Literal(1),
            parameter_server_count=_value(settings, "tensorflow.parameter_server_count") or Literal(1),
        )
    return None


def _processes(settings: Mapping[str, Given]) -> Expr:
    """v1 counts the processes of all nodes together, v2 those of one; without a number v1 starts one on each node."""
    total, nodes = settings.get("pytorch.process_count"), settings.get("node_count")
    if total is None or total.value == Const(None):
        return Literal(1)
    if nodes is None or nodes.value == Const(1):
        return _expr(total)
    processes, instances = constant(total.value), constant(nodes.value)
    if isinstance(processes, int) and isinstance(instances, int) and instances > 0:
        return Literal(processes // instances)
    product = total.expression
    if isinstance(product, cst.BinaryOperation) and isinstance(product.operator, cst.Multiply) and not product.lpar:
        if product.right.deep_equals(nodes.expression):
            return User(product.left)
        if product.left.deep_equals(nodes.expression):
            return User(product.right)
    if is_pure(total.expression) and is_pure(nodes.expression):
        return User(cst.BinaryOperation(operand(total.expression), cst.FloorDivide(), operand(nodes.expression)))
    raise Manual("the number of processes on a node is only known when the code runs")


def _docker(settings: Mapping[str, Given], docker: Mapping[str, Given], name: str) -> Expr | None:
    """A setting of the container; v1 had it on the environment at first, later on the run configuration."""
    found = _value(settings, f"docker.{name}")
    if found is not None:
        return found
    given = docker.get(name)
    return _expr(given) if given is not None else None


def _docker_args(settings: Mapping[str, Given], docker: Mapping[str, Given]) -> Expr | None:
    """As one string: a pipeline of azure-ai-ml 1.35.2 sends the Python source of a list."""
    given = settings.get("docker.arguments") or docker.get("arguments")
    if given is None or given.value == Const(None):
        return None
    if isinstance(given.value, ListValue) and given.value.known:
        words = [constant(item.value) for item in given.value.items]
        if all(isinstance(word, str) for word in words):
            return Literal(shlex.join(str(word) for word in words)) if words else None
    return method(V2("shlex"), "join", User(given.expression))


def _identity(settings: Mapping[str, Given]) -> Expr | None:
    setting = settings.get("credential_passthrough")
    if setting is None or setting.value in (Const(None), Const(False)):
        return None
    if setting.value != Const(True):
        raise Manual("whether the job runs with the identity of the user is only known when the code runs")
    return call(V2(ENTITIES, "UserIdentityConfiguration"))


def _value(settings: Mapping[str, Given], name: str, without: object = None) -> Expr | None:
    """The setting, unless it is None or ``without``, which v2 does by itself."""
    setting = settings.get(name)
    if setting is None or setting.value in (Const(None), Const(without)):
        return None
    return _expr(setting)


def _expr(setting: Given) -> Expr:
    value = constant(setting.value)
    if isinstance(setting.expression, (cst.Integer, cst.SimpleString)):
        return Literal(value)
    return User(setting.expression)
