"""``NotebookRunnerStep`` and the ``NotebookRunConfig`` that names its notebook."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.v1.conda import Package
from migrate.v1.configurations import configuration_in, fold_configuration
from migrate.v1.data import PIPELINE_PARAMETER, port_name, port_of
from migrate.v1.problems import Problem
from migrate.v1.step_settings import read_run_configuration
from migrate.v1.steps import StepModel, items, ports, read_ports
from migrate.v1.values import Argument, Const, DictValue, Item, constant, objects, type_name

NOTEBOOK_STEP = "azureml.contrib.notebook.NotebookRunnerStep"
NOTEBOOK_RUN_CONFIG = "azureml.contrib.notebook.NotebookRunConfig"
HANDLERS = ("azureml.contrib.notebook.AzureMLNotebookHandler", "azureml.contrib.notebook.PapermillExecutionHandler")
PAPERMILL = ("papermill", "ipykernel")
"""What runs a notebook, which v1 added to the environment."""

_LENT = {"notebook": "script_name", "source_directory": "source_directory", "run_config": "runconfig"}


def read_notebook_step(model: StepModel) -> None:
    """Fill in what the step and its configuration say. Parameters and data are variables of the notebook."""
    configuration = configuration_in(model.argument("notebook_run_config"), NOTEBOOK_RUN_CONFIG)
    if configuration is None:
        model.problems.append(Problem(model.call.node, "where its NotebookRunConfig comes from is not known"))
        return
    model.configuration = configuration
    model.parts.append(configuration.obj)
    model.problems += configuration.problems
    model.lend(configuration, _LENT)
    handler = configuration.argument("handler")
    for found in objects(handler.value) if handler is not None else ():
        if found.symbol not in HANDLERS or found.call is None:
            model.problems.append(Problem(configuration.call.node, "where its handler comes from is not known"))
        else:
            model.problems += fold_configuration(found, found.call).problems
    read_run_configuration(model)
    conda = model.run.environment.conda if model.run is not None else None
    if conda is not None:
        conda.pip += [Package(name) for name in PAPERMILL if not any(one.text == name for one in conda.pip)]
    words = [*_parameters(model, configuration.argument("parameters")), *_parameters(model, model.argument("params"))]
    for name in ("inputs", "outputs"):
        for item in items(model, name):
            port = port_of(item.value)
            if port is not None:
                words += _word(port_name(port), item)
    read_ports(model, ports(model, "inputs"), ports(model, "outputs"), words)


def _parameters(model: StepModel, argument: Argument | None) -> Iterator[Item]:
    if argument is None or argument.value == Const(None):
        return
    value = argument.value
    if not isinstance(value, DictValue) or not value.complete:
        message = f"what `{argument.parameter}` holds is only known when the code runs"
        model.problems.append(Problem(argument.node, message))
        return
    for name, item in value.items.items():
        yield from _word(str(name), item)


def _word(name: str, item: Item) -> Iterator[Item]:
    """``-p name value``; papermill makes numbers and the like of text, unless it is told to leave it (``-r``)."""
    text = constant(item.value)
    raw = type_name(item.value) == "str" if not isinstance(text, str) else _looks_typed(text)
    for parameter in objects(item.value):
        default = parameter.argument("default_value") if parameter.symbol == PIPELINE_PARAMETER else None
        raw = default is not None and type_name(default.value) == "str"
    for word in ("-r" if raw else "-p", name):
        yield Item(Const(word), cst.SimpleString(repr(word)))
    yield item


def _looks_typed(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text in ("True", "False", "None")
    return True
