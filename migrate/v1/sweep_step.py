"""``HyperDriveStep`` and the ``HyperDriveConfig`` that holds its settings and its trial."""

from __future__ import annotations

from migrate.v1.command_step import lend_settings, read_line
from migrate.v1.configurations import SCRIPT_RUN_CONFIG, Configuration, configuration_in
from migrate.v1.estimator_step import estimator_in, read_estimator, script_words
from migrate.v1.folding import events
from migrate.v1.problems import Problem, not_followed, origin
from migrate.v1.step_settings import read_run_configuration
from migrate.v1.steps import StepModel, items, ports, read_ports, single_port
from migrate.v1.values import Obj, constant, objects

HYPERDRIVE_STEP = "azureml.pipeline.steps.HyperDriveStep"
HYPERDRIVE_CONFIG = "azureml.train.hyperdrive.HyperDriveConfig"
TRAINING_OUTPUT = "azureml.pipeline.core.TrainingOutput"
METRICS = "metrics"

_TRIAL = {
    "script": "script_name",
    "source_directory": "source_directory",
    "compute_target": "compute_target",
    "environment": "environment",
    "run_config": "runconfig",
    "arguments": "arguments",
    "command": "command",
    "max_run_duration_seconds": "max_run_duration_seconds",
}

_OF_ESTIMATOR = {name: name for name in ("compute_target", "max_run_duration_seconds")}


def read_sweep_step(model: StepModel) -> None:
    """Fill in what the step, its configuration and the script of its trials say."""
    configuration = configuration_in(model.argument("hyperdrive_config"), HYPERDRIVE_CONFIG)
    if configuration is None:
        model.problems.append(
            Problem(
                model.call.node,
                f"where its HyperDriveConfig comes from is not known{origin(model.argument('hyperdrive_config'))}",
            )
        )
        return
    read_trials(model, configuration)


def read_trials(model: StepModel, configuration: Configuration, alone: bool = False) -> None:
    """Fill in what a configuration and the script of its trials say.

    Args:
        alone: whether no pipeline holds it.
    """
    model.configuration = configuration
    model.parts.append(configuration.obj)
    model.problems += configuration.problems
    estimator = estimator_in(configuration.argument("estimator"))
    trial = configuration_in(configuration.argument("run_config"), SCRIPT_RUN_CONFIG)
    if estimator is not None:
        read_estimator(model, estimator, alone)
        model.lend(estimator, {**_OF_ESTIMATOR, **({"inputs": "inputs"} if alone else {})})
        model.own.pop("max_run_duration_seconds", None)
    elif trial is not None:
        _read_trial(model, trial)
    else:
        given = configuration.argument("estimator")
        kind = "ScriptRunConfig" if given is None else "estimator"
        given = given or configuration.argument("run_config")
        node = given.node.value if given is not None else None
        model.problems.append(Problem(model.call.node, not_followed(f"the {kind} of its trials", node, given)))
        return
    written = ports(model, "outputs")
    port = single_port(model, "metrics_output")
    if port is not None:
        model.lost.append(port.source)
    model.lost += [port.source for port in written if training_type(port.source) == METRICS]
    model.best += [port.source for port in written if training_type(port.source) == "model"]
    words = items(model, "estimator_entry_script_arguments") or items(model, "arguments")
    if alone and estimator is not None:
        words = list(script_words(model, estimator.argument("script_params")))
    written = [port for port in written if port.source not in model.lost]
    if model.argument("command") is not None:
        read_line(model, ports(model, "inputs"), written)
    else:
        read_ports(model, ports(model, "inputs"), written, words)


def _read_trial(model: StepModel, trial: Configuration) -> None:
    lend_settings(model, trial, ())
    model.own.pop("max_run_duration_seconds", None)
    part = trial.obj.own_part("run_config")
    if part is not None and events(part):
        message = "what is set on the `run_config` of the ScriptRunConfig of its trials is not converted yet"
        model.problems.append(Problem(trial.call.node, message))
    model.lend(trial, _TRIAL)
    read_run_configuration(model)


def training_output(data: Obj) -> Obj | None:
    """What a ``PipelineData`` takes from a sweep or an AutoML job."""
    argument = data.argument("training_output")
    found = objects(argument.value) if argument is not None else ()
    return found[0] if len(found) == 1 and found[0].symbol == TRAINING_OUTPUT else None


def training_type(data: Obj) -> str:
    """``model``, ``metrics``, or empty."""
    taken = training_output(data)
    argument = taken.argument("type") if taken is not None else None
    return str(constant(argument.value) or "").lower() if argument is not None else ""
