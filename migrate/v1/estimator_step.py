"""``EstimatorStep``, ``MpiStep``, estimators alone: a script whose environment and processes an estimator describes."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.v1.configurations import Configuration, configuration_in, fold_configuration
from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.distributions import read_section
from migrate.v1.environments import Given
from migrate.v1.folding import owned
from migrate.v1.problems import Problem, origin
from migrate.v1.step_settings import read_overrides
from migrate.v1.steps import StepModel, items, ports, read_ports
from migrate.v1.values import Argument, Const, DictValue, Item, ListValue, Value, alternatives, constant, objects

ESTIMATOR_STEP = "azureml.pipeline.steps.EstimatorStep"
MPI_STEP = "azureml.pipeline.steps.MpiStep"
ESTIMATORS = {
    "azureml.train.estimator.Estimator": "",
    "azureml.train.dnn.PyTorch": "pytorch",
    "azureml.train.dnn.TensorFlow": "tensorflow",
    "azureml.train.dnn.Chainer": "chainer",
    "azureml.train.sklearn.SKLearn": "sklearn",
}
"""By class: the framework whose packages it adds."""

_LENT = {
    "entry_script": "script_name",
    "source_directory": "source_directory",
    "environment_definition": "environment",
}
_OWN = {
    "node_count": "node_count",
    "shm_size": "docker.shm_size",
    "max_run_duration_seconds": "max_run_duration_seconds",
}
_REFUSED = {
    "script_params": "estimator_entry_script_arguments",
    "inputs": "the inputs of the step",
    "resume_from": "an input of the step",
}
"""What v1 itself takes from no estimator in a pipeline, with what it wants instead (azureml-pipeline-steps 1.62)."""


_MPI = Given(cst.SimpleString('"mpi"'), Const("mpi"))
_PARAMETER_SERVER = Given(cst.SimpleString('"parameterserver"'), Const("parameterserver"))


def read_estimator_step(model: StepModel) -> None:
    """Fill in what the step and its estimator say."""
    configuration = estimator_in(model.argument("estimator"))
    if configuration is None:
        model.problems.append(
            Problem(
                model.call.node, f"where its estimator comes from is not known{origin(model.argument('estimator'))}"
            )
        )
        return
    model.configuration = configuration
    read_estimator(model, configuration)
    read_overrides(model)
    words = items(model, "estimator_entry_script_arguments")
    read_ports(model, ports(model, "inputs"), ports(model, "outputs"), words)


def estimator_in(argument: Argument | None) -> Configuration | None:
    """The estimator that an argument is; None when it may be something else."""
    found = (configuration_in(argument, symbol) for symbol in ESTIMATORS)
    return next((one for one in found if one is not None), None)


def read_estimator(model: StepModel, configuration: Configuration, alone: bool = False) -> None:
    """Fill in the script, the environment and the processes that an estimator describes.

    Args:
        alone: whether no pipeline holds it, so that it has the arguments of its script itself.
    """
    model.parts.append(configuration.obj)
    _check(model, configuration)
    for name, instead in _REFUSED.items() if not alone else [("resume_from", "an input of the job")]:
        given = configuration.argument(name)
        if given is not None and not _is_empty(given.value):
            model.problems.append(Problem(given.node, f"v1 refuses `{name}` of an estimator here: use {instead}"))
    _read(model, configuration)


def read_estimator_job(model: StepModel) -> None:
    """Fill in what an estimator says that is submitted by itself."""
    configuration = model.configuration = fold_configuration(model.obj, model.call)
    _check(model, configuration)
    model.lend(configuration, {"compute_target": "compute_target"})
    for name, message in _NOT_ALONE.items():
        given = configuration.argument(name)
        if given is not None:
            model.problems.append(Problem(given.node, message))
    if model.obj.sets:
        event = next(iter(model.obj.sets.values()))
        model.problems.append(Problem(event.node, f"`{event.name}` of an estimator is set after it was made"))
    _read(model, configuration)
    read_ports(model, ports(model, "inputs"), [], list(script_words(model, configuration.argument("script_params"))))


_NOT_ALONE = {
    "vm_size": "a cluster for one run is serverless compute in v2: no compute, and command(instance_type=…)",
    "resume_from": "v2 has no `resume_from`: give the checkpoint as an input",
    "source_directory_data_store": "v2 uploads code to the default datastore",
}


def script_words(model: StepModel, argument: Argument | None) -> Iterator[Item]:
    """Each key with its value behind it; v1 leaves out what is empty or None (azureml-train-core 1.62)."""
    if argument is None:
        return
    if not isinstance(argument.value, DictValue) or not argument.value.complete:
        model.problems.append(Problem(argument.node, "what `script_params` holds is only known when the code runs"))
        return
    for key, item in argument.value.items.items():
        yield Item(Const(key), cst.SimpleString(repr(str(key))))
        if item.value not in (Const(None), Const("")):
            if isinstance(item.value, (ListValue, DictValue)):
                model.problems.append(Problem(item.node, f"`{key}` of `script_params` holds more than one word"))
            yield item


def _check(model: StepModel, configuration: Configuration) -> None:
    model.problems += configuration.problems
    for part in owned(configuration.obj):
        if part is not configuration.obj and part.sets:
            model.problems.append(Problem(next(iter(part.sets)), "the run configuration of its estimator is changed"))


def read_mpi_step(model: StepModel) -> None:
    """Fill in what the step says, which has the arguments of an estimator itself."""
    configuration = Configuration(model.obj, model.call, dict(model.call.arguments))
    for name in ("node_count", "process_count_per_node"):
        argument = configuration.argument(name)
        parameters = objects(argument.value) if argument is not None else ()
        if any(obj.symbol == PIPELINE_PARAMETER for obj in parameters):
            del configuration.arguments[name]
            model.bound[name] = parameters[0]
            if argument is not None and len(alternatives(argument.value)) != 1:
                model.problems.append(Problem(argument.node, f"`{name}` is a pipeline parameter in some cases only"))
    model.configuration = configuration
    _read(model, configuration)
    model.own["communicator"] = _MPI
    read_ports(model, ports(model, "inputs"), ports(model, "outputs"), items(model, "arguments"))


def _is_empty(value: Value) -> bool:
    return isinstance(value, (DictValue, ListValue)) and not value.items


def _read(model: StepModel, configuration: Configuration) -> None:
    model.estimator = configuration
    model.lend(configuration, _LENT)
    model.describes_environment = configuration.argument("environment_definition") is None
    training = configuration.argument("distributed_training")
    if training is not None:
        read_section(model, "distributed_training", Given(training.node.value, training.value))
    model.own.pop("node_count", None)
    for name, setting in _OWN.items():
        argument = configuration.argument(name)
        if argument is not None:
            model.own[setting] = Given(argument.node.value, argument.value)
    backend, processes = configuration.argument("distributed_backend"), configuration.argument("process_count_per_node")
    if processes is not None and training is None:
        model.own["mpi.process_count_per_node"] = Given(processes.node.value, processes.value)
    if backend is not None and training is None:
        if constant(backend.value) == "mpi":
            model.own["communicator"] = _MPI
        elif constant(backend.value) == "ps":
            model.own["communicator"] = _PARAMETER_SERVER
            for name in ("worker_count", "parameter_server_count"):
                count = configuration.argument(name)
                if count is not None:
                    model.own[f"tensorflow.{name}"] = Given(count.node.value, count.value)
        else:
            message = "the estimator's `distributed_backend` is not mpi: use distributed_training"
            model.problems.append(Problem(backend.node, message))
