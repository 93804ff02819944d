"""``NotebookRunnerStep`` and the ``NotebookRunConfig`` that names its notebook."""

from __future__ import annotations

import json
from collections.abc import Iterator

import libcst as cst

from migrate.v1.conda import Package, package_of
from migrate.v1.configurations import configuration_in, fold_configuration
from migrate.v1.data import Port, port_name, port_of
from migrate.v1.problems import Problem, not_followed, origin
from migrate.v1.step_settings import read_run_configuration
from migrate.v1.steps import StepModel, items, ports, read_ports
from migrate.v1.values import Argument, Const, DictValue, Item, ListValue, Value, objects, type_name

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
        model.problems.append(
            Problem(
                model.call.node,
                f"where its NotebookRunConfig comes from is not known{origin(model.argument('notebook_run_config'))}",
            )
        )
        return
    model.configuration = configuration
    model.parts.append(configuration.obj)
    model.problems += configuration.problems
    model.lend(configuration, _LENT)
    handler = configuration.argument("handler")
    for found in objects(handler.value) if handler is not None else ():
        if found.symbol not in HANDLERS or found.call is None:
            node = handler.node.value if handler is not None else None
            model.problems.append(Problem(configuration.call.node, not_followed("its handler", node, handler)))
        else:
            model.problems += fold_configuration(found, found.call).problems
    read_run_configuration(model)
    conda = model.run.environment.conda if model.run is not None else None
    if conda is not None:
        conda.pip += [Package(name) for name in PAPERMILL if not any(package_of(one) == name for one in conda.pip)]
    data = {port_name(port): item for name in ("inputs", "outputs") for item, port in _data(model, name)}
    variables = {**_parameters(model, configuration.argument("parameters")), **data}
    variables |= _parameters(model, model.argument("params"))
    words = [word for name, item in variables.items() for word in _words(model, name, item)]
    read_ports(model, ports(model, "inputs"), ports(model, "outputs"), words)


def _data(model: StepModel, name: str) -> Iterator[tuple[Item, Port]]:
    for item in items(model, name):
        port = port_of(item.value)
        if port is not None:
            yield item, port


def _parameters(model: StepModel, argument: Argument | None) -> dict[str, Item]:
    if argument is None or argument.value == Const(None):
        return {}
    value = argument.value
    if not isinstance(value, DictValue) or not value.complete:
        message = f"what `{argument.parameter}` holds is only known when the code runs"
        model.problems.append(Problem(argument.node, message))
        return {}
    return {str(name): item for name, item in value.items.items()}


def _words(model: StepModel, name: str, item: Item) -> Iterator[Item]:
    """``-r name text`` or ``-p name number``: of ``-p``, papermill makes a number of text that looks like one.

    The value of a pipeline parameter is text, since v1 puts it between quotes, whatever its default is.
    """
    if isinstance(item.value, (ListValue, DictValue)):
        try:
            text = json.dumps({name: _plain(item.value)})
        except ValueError:
            model.problems.append(Problem(item.node, f"what `{name}` holds is only known when the code runs"))
        else:
            yield from (_word("-y"), _word(text))
        return
    is_text = type_name(item.value) == "str" or bool(objects(item.value))
    yield from (_word("-r" if is_text else "-p"), _word(name))
    yield _word("None") if item.value == Const(None) else item


def _word(text: str) -> Item:
    return Item(Const(text), cst.SimpleString(repr(text)))


def _plain(value: Value) -> object:
    """A value that the code writes as a whole.

    Raises:
        ValueError: some of it is only known when the code runs.
    """
    if isinstance(value, Const):
        return value.value
    if isinstance(value, ListValue) and value.known:
        return [_plain(item.value) for item in value.items]
    if isinstance(value, DictValue) and value.complete and not any(item.conditional for item in value.items.values()):
        return {name: _plain(item.value) for name, item in value.items.items()}
    raise ValueError
