"""The settings of a step: run configuration, environment variables, and the pipeline parameters among these."""

from __future__ import annotations

import libcst as cst

from migrate.v1.configurations import SCRIPT_RUN_CONFIG
from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.nodes import bound_by, walk
from migrate.v1.problems import Problem, origin
from migrate.v1.run_configurations import (
    RUN_CONFIGURATION,
    SPARK,
    fold_run_configuration,
    given_run_configuration,
)
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import VARIABLE, StepModel, items, ports, read_ports
from migrate.v1.values import Const, DictValue, alternatives, objects

_OVERRIDDEN = {
    "NodeCount": "node_count",
    "MpiProcessCountPerNode": "process_count_per_node",
    "TensorflowWorkerCount": "worker_count",
    "TensorflowParameterServerCount": "parameter_server_count",
}
"""The fields of a run configuration that a pipeline parameter may set, and what they are called here."""


def read_script_step(model: StepModel) -> None:
    """Fill in what a step with ``arguments``, ``inputs``, ``outputs`` and ``runconfig`` says."""
    read_ports(model, ports(model, "inputs"), ports(model, "outputs"), items(model, "arguments"))
    read_params(model)
    read_run_configuration(model)


def read_overrides(model: StepModel) -> None:
    """Fill in the settings that ``runconfig_pipeline_params`` binds to pipeline parameters."""
    argument = model.argument("runconfig_pipeline_params")
    if argument is None or argument.value == Const(None):
        return
    if not isinstance(argument.value, DictValue) or not argument.value.complete:
        message = "what `runconfig_pipeline_params` holds is only known when the code runs"
        model.problems.append(Problem(argument.node, message))
        return
    known = {key.lower(): name for key, name in _OVERRIDDEN.items()}
    for key, item in argument.value.items.items():
        found, name = objects(item.value), known.get(str(key).lower())
        if name is None:
            model.problems.append(Problem(item.node, f"v1 has no field `{key}` that a pipeline parameter may set"))
        elif len(found) == len(alternatives(item.value)) == 1 and found[0].symbol == PIPELINE_PARAMETER:
            model.bound[name] = found[0]
        else:
            model.problems.append(
                Problem(item.node, f"which pipeline parameter `{key}` is bound to is not known{origin(item.value)}")
            )


def read_params(model: StepModel) -> None:
    """Fill in the environment variables of ``params`` that are pipeline parameters."""
    argument = model.argument("params")
    if argument is None or not isinstance(argument.value, DictValue):
        return
    for name, item in argument.value.items.items():
        found = objects(item.value)
        if len(found) == len(alternatives(item.value)) == 1 and found[0].symbol == PIPELINE_PARAMETER:
            model.bound[f"{VARIABLE}{name}"] = found[0]


def read_run_configuration(model: StepModel) -> None:
    """Fill in the run configuration, and what pipeline parameters set in it."""
    read_overrides(model)
    argument = model.argument("runconfig")
    if argument is None or argument.value == Const(None):
        return
    found = objects(argument.value)
    parameter = _parameter(argument.node.value, model.call.where.function)
    if len(found) == 1 and found[0].symbol == RUN_CONFIGURATION and len(alternatives(argument.value)) == 1:
        model.run = fold_run_configuration(found[0])
        model.run.parameter = parameter if found[0].call is None else None
        model.problems += model.run.problems
        if model.run.is_spark and model.obj.symbol != SCRIPT_RUN_CONFIG:
            message = f'v2 has nothing for `framework` "{SPARK}": run the script by spark(…)'
            model.problems.append(Problem(model.run.settings["framework"].expression, message))
    elif parameter is not None and not found:
        model.run = given_run_configuration(parameter)
    else:
        message = f"where this run configuration comes from is not known{origin(argument.value)}"
        model.problems.append(Problem(argument.node, message))


def _parameter(node: cst.BaseExpression, function: FunctionScope) -> cst.Name | None:
    """The name of a parameter of the function that nothing else in it binds, and that callers have to give."""
    params = function.node.params if function.node is not None else None
    if not isinstance(node, cst.Name) or params is None:
        return None
    given = (one for one in (*params.posonly_params, *params.params, *params.kwonly_params) if one.default is None)
    is_one = any(one.name.value == node.value for one in given)
    assert function.node is not None
    bound = (name for one in walk(function.node.body) for name in bound_by(one))
    return node if is_one and node.value not in bound else None
