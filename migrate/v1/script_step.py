"""``PythonScriptStep``, also with what a ``ScriptRunConfig`` says: ``runconfig=source.run_config``."""

from __future__ import annotations

import libcst as cst

from migrate.v1.command_step import lend_settings
from migrate.v1.configurations import SCRIPT_RUN_CONFIG, Configuration, configuration_in
from migrate.v1.problems import Problem
from migrate.v1.step_settings import read_script_step
from migrate.v1.steps import StepModel
from migrate.v1.values import Argument, Const

RUN_CONFIG = "run_config"
ATTRIBUTES = ("source_directory", "script", "arguments", RUN_CONFIG)
"""What of a ``ScriptRunConfig`` may stand among the arguments of a step."""


def read_python_step(model: StepModel) -> None:
    """Fill in what the step says, and a ``ScriptRunConfig`` whose attributes are arguments of it."""
    for name, argument in model.call.arguments.items():
        node = argument.node.value
        if not isinstance(node, cst.Attribute) or node.attr.value not in ATTRIBUTES:
            continue
        script = _configuration(node, model)
        if script is None:
            continue
        if node.attr.value == RUN_CONFIG:
            check_run_config(model, script)
            lend_settings(model, script, ("compute_target", "environment"))
        else:
            none = Argument(name, argument.node, Const(None))
            model.lent[name] = script.argument(node.attr.value) or none
            model.parts.append(script.obj)
    model.parts = list(dict.fromkeys(model.parts))
    read_script_step(model)


def _configuration(node: cst.Attribute, model: StepModel) -> Configuration | None:
    """The ``ScriptRunConfig`` that this is an attribute of."""
    value = model.known.get(node.value)
    return configuration_in(Argument("", cst.Arg(node.value), value), SCRIPT_RUN_CONFIG) if value is not None else None


def check_run_config(model: StepModel, script: Configuration) -> None:
    """Whether the run configuration is what the arguments of the ``ScriptRunConfig`` say."""
    part = script.obj.parts.get(RUN_CONFIG)
    if part is not None and part.owner is script.obj and (part.sets or part.parts):
        message = "what is set on the `run_config` of its ScriptRunConfig is not converted yet"
        model.problems.append(Problem(script.call.node, message))


__all__ = ["ATTRIBUTES", "check_run_config", "read_python_step"]
