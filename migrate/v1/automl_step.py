"""``AutoMLStep`` and the ``AutoMLConfig`` that holds its task, its data and its settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import libcst as cst

from migrate.v1.configurations import Configuration, configuration_in, fold_configuration
from migrate.v1.data import Port, port_of
from migrate.v1.problems import Problem, origin
from migrate.v1.steps import StepModel, ports, read_ports
from migrate.v1.sweep_step import METRICS, training_type
from migrate.v1.values import Call, Obj, Value, alternatives, objects

AUTOML_STEP = "azureml.pipeline.steps.AutoMLStep"
AUTOML_CONFIG = "azureml.train.automl.AutoMLConfig"
AUTOML_IMAGE_CONFIG = "azureml.train.automl.AutoMLImageConfig"
FORECASTING_PARAMETERS = "azureml.automl.core.forecasting_parameters.ForecastingParameters"
FEATURIZATION_CONFIG = "azureml.automl.core.featurization.FeaturizationConfig"

SUBMIT = "azureml.core.Experiment.submit"

DATA = ("training_data", "validation_data", "test_data")
"""The arguments that take a table."""


def read_automl_step(model: StepModel) -> None:
    """Fill in what the step and its configuration say."""
    configuration = configuration_in(model.argument("automl_config"), AUTOML_CONFIG, spread=True)
    if configuration is None:
        model.problems.append(
            Problem(
                model.call.node,
                f"where its AutoMLConfig comes from is not known{origin(model.argument('automl_config'))}",
            )
        )
        return
    model.parts.append(configuration.obj)
    _read_configuration(model, configuration)


def read_automl_jobs(calls: list[Call], others: set[Obj], known: Mapping[cst.CSTNode, Value]) -> Iterator[StepModel]:
    """The configurations that are submitted by themselves and once, as steps that no pipeline holds.

    Args:
        calls: all calls of the file.
        others: configurations that are something else.
    """
    for call in calls:
        obj = call.result
        known_class = call.symbol in (AUTOML_CONFIG, AUTOML_IMAGE_CONFIG)
        if known_class and isinstance(obj, Obj) and obj not in others and len(submissions_of(obj, calls)) == 1:
            model = StepModel(obj, call, known=known)
            _read_configuration(model, fold_configuration(obj, call, spread=True))
            yield model


def submissions_of(obj: Obj, calls: Iterable[Call]) -> list[Call]:
    """The calls that submit a configuration, or one of the same class that another branch makes."""
    found = []
    for call in calls:
        given = alternatives(call.value("config")) if call.symbol == SUBMIT else []
        if obj in given and all(isinstance(one, Obj) and one.symbol == obj.symbol for one in given):
            found.append(call)
    return found


def _read_configuration(model: StepModel, configuration: Configuration) -> None:
    model.configuration = configuration
    for name, symbol in (
        ("forecasting_parameters", FORECASTING_PARAMETERS),
        ("featurization", FEATURIZATION_CONFIG),
    ):
        part = configuration_in(configuration.argument(name), symbol)
        if part is not None:
            model.parts.append(part.obj)
            model.problems += part.problems
    for name in ("hyperparameter_sampling", "early_termination_policy"):
        argument = configuration.argument(name)
        model.parts += objects(argument.value) if argument is not None else ()
    model.problems += configuration.problems
    model.lend(configuration, {"compute_target": "compute_target"})
    _read_data(model)


def _read_data(model: StepModel) -> None:
    assert model.configuration is not None
    tables: list[Port] = []
    for name in DATA:
        argument = model.configuration.argument(name)
        port = port_of(argument.value) if argument is not None else None
        if port is not None:
            # AutoML reads tables; how they come to it, no code of the user's can tell.
            tables.append(replace(port, mode="direct"))
        elif argument is not None:
            model.problems.append(
                Problem(argument.node, f"where its `{name}` comes from is not known{origin(argument.value)}")
            )
    model.tables += [port.source for port in tables]
    for port in ports(model, "inputs"):
        if port.source not in model.tables:
            message = "an AutoML job of v2 has no inputs beside its tables, and it runs no script that could read them"
            model.problems.append(Problem(model.call.node, message))
    written = ports(model, "outputs")
    model.lost += [port.source for port in written if training_type(port.source) == METRICS]
    model.models += [port.source for port in written if training_type(port.source) == "model"]
    kept = [port for port in written if port.source not in model.lost]
    if len(kept) > 1 or len(model.models) != len(kept):
        message = "an AutoML job of v2 has one output, its best model"
        model.problems.append(Problem(model.call.node, message))
    read_ports(model, tables, kept, [])
