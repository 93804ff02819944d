"""``MpiConfiguration(...)``, ``DockerConfiguration(...)``: parts of a run configuration that a job is given alone."""

from __future__ import annotations

import libcst as cst

from migrate.v1.configurations import fold_configuration
from migrate.v1.environments import Given
from migrate.v1.problems import Problem, origin
from migrate.v1.purity import is_pure
from migrate.v1.steps import StepModel
from migrate.v1.values import Const, Obj, alternatives, objects

CONTAINER = "docker_runtime_config"
DISTRIBUTION = "distributed_job_config"
"""The arguments that give a job such a section."""

_RUNCONFIG = "azureml.core.runconfig"
_DISTRIBUTED = {
    f"{_RUNCONFIG}.MpiConfiguration": ("mpi", "mpi"),
    f"{_RUNCONFIG}.PyTorchConfiguration": ("pytorch", "nccl"),
    f"{_RUNCONFIG}.TensorflowConfiguration": ("tensorflow", "parameterserver"),
    "azureml.train.dnn.Mpi": ("mpi", "mpi"),
    "azureml.train.dnn.Nccl": ("pytorch", "nccl"),
    "azureml.train.dnn.Gloo": ("pytorch", "gloo"),
    "azureml.train.dnn.ParameterServer": ("tensorflow", "parameterserver"),
}
"""By class: its section of a run configuration, and the communicator that goes with it."""


def read_section(model: StepModel, name: str, given: Given) -> None:
    """Fill in what such a section says.

    Args:
        name: the argument that it is given by.
    """
    sections, found = objects(given.value), alternatives(given.value)
    unknown = [one for one in found if one != Const(None) and not (isinstance(one, Obj) and _is_made(one))]
    wrong = [one for one in sections if one.symbol not in _DISTRIBUTED]
    if not sections or (unknown and name != CONTAINER):
        message = f"where this `{name}` comes from is not known{origin(given.value)}"
        model.problems.append(Problem(given.expression, message))
    elif name == CONTAINER and len(sections) == 1:
        _read(model, sections[0])
    elif name == CONTAINER or wrong:
        kind = (wrong or sections)[0].symbol.rpartition(".")[2]
        model.problems.append(Problem(given.expression, f"v2 has nothing for {kind}"))
    elif len(found) == 1 and _is_seen(sections[0], model):
        _read(model, sections[0])
    elif name == DISTRIBUTION and not any(one.sets for one in sections) and _may_be_kept(given):
        model.distribution = given
        model.parts += sections if is_inline(given) else ()
    else:
        message = f"whether it has this `{name}` is only known when the code runs: make a step or a job for each case"
        model.problems.append(Problem(given.expression, message))


def _may_be_kept(given: Given) -> bool:
    return is_inline(given) or not isinstance(given.expression, cst.IfExp)


def is_inline(given: Given) -> bool:
    """Whether it is ``None if nodes == 1 else MpiConfiguration(...)``, whose condition may be written twice."""
    choice = given.expression
    if not isinstance(choice, cst.IfExp) or not is_pure(choice.test):
        return False
    made = {one.call.node for one in objects(given.value) if one.call is not None}
    branches = (choice.body, choice.orelse)
    return all(node in made or (isinstance(node, cst.Name) and node.value == "None") for node in branches)


def section_settings(section: Obj) -> dict[str, Given]:
    """What a section says, as a run configuration would have it, by dotted names."""
    assert section.call is not None
    prefix, communicator = _DISTRIBUTED.get(section.symbol, ("docker", ""))
    found: dict[str, Given] = {}
    if communicator:
        found["communicator"] = Given(cst.SimpleString(repr(communicator)), Const(communicator))
    configuration = fold_configuration(section, section.call)
    for field, argument in configuration.arguments.items():
        found[f"{prefix}.{field}"] = Given(argument.node.value, argument.value)
    nodes = configuration.argument("worker_count" if prefix == "tensorflow" else "node_count")
    if nodes is not None and communicator:
        found["node_count"] = Given(nodes.node.value, nodes.value)
    return found


def _read(model: StepModel, section: Obj) -> None:
    assert section.call is not None
    model.parts.append(section)
    model.problems += fold_configuration(section, section.call).problems
    model.own |= section_settings(section)


def _is_made(section: Obj) -> bool:
    return section.call is not None and section.call.entry.kind == "class"


def _is_seen(section: Obj, model: StepModel) -> bool:
    """Whether its arguments mean the same where the step is made."""
    made = section.call.where.function if section.call is not None else None
    return made is not None and (made.is_module or made is model.call.where.function)
