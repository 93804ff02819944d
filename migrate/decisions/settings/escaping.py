"""Run configurations that a function makes for steps elsewhere: a dictionary with the keywords of ``command``."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.decisions.compute import compute_name
from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.decisions.run_settings import run_keywords
from migrate.v1.folding import VARIABLES
from migrate.v1.run_configurations import RunModel
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.values import Argument, Const, Obj, Parameter, alternatives, objects, type_name
from migrate.v2.expressions import Expr, dict_of

MORE = "its run configuration comes from a function and holds more than an environment"
_KINDS = frozenset(
    {"azureml.pipeline.steps.PythonScriptStep", "azureml.pipeline.steps.CommandStep", "azureml.core.ScriptRunConfig"}
)


def escaping(model: RunModel, steps: Sequence[StepModel], variables: Expr | None, context: Context) -> dict[str, Expr]:
    """What it says besides the environment; nothing when the environment alone may take its place.

    Args:
        steps: those that are made where it is out of sight.
        variables: its environment variables.

    Raises:
        Manual: the steps cannot take all of it from one dictionary.
    """
    found = {"environment_variables": variables} if variables is not None else {}
    if model.target is not None and not all(map(has_compute, steps)):
        found["compute"] = compute_name(model.target.expression, model.target.value, context)
    found |= run_keywords(model.settings, model.environment.docker, {})
    if any(path.endswith(VARIABLES[1]) for path, _ in model.later):
        found.setdefault("environment_variables", dict_of({}))
    if (found or model.later) and (
        model.environment.interpreter is not None or any(not takes_all(step) for step in steps)
    ):
        raise Manual(MORE)
    return found


def own_compute(step: StepModel) -> Argument | None:
    """Where the step runs instead of where its run configuration says, when it says so itself."""
    argument = step.argument("compute_target")
    target = step.run.target.value if step.run is not None and step.run.target is not None else None
    known = isinstance(target, Const) or (target is not None and len(objects(target)) == len(alternatives(target)))
    return None if argument is None or (known and argument.value == target) or not has_compute(step) else argument


def may_be_none(argument: Argument, function: FunctionScope) -> bool:
    """Whether a function may have been given None for what it hands on, as what has a default may also be."""
    node, found = argument.node.value, alternatives(argument.value)
    has_default = isinstance(node, cst.Name) and Parameter(function, node.value).default is not None
    certain = [one for one in found if isinstance(one, (Const, Obj)) or type_name(one)]
    return has_default or Const(None) in found or len(certain) < len(found)


def has_compute(step: StepModel) -> bool:
    """Whether the step says itself where it runs."""
    argument = step.argument("compute_target")
    return argument is not None and argument.value != Const(None)


def takes_all(step: StepModel) -> bool:
    """Whether nothing else of the step says what the dictionary says."""
    return step.obj.symbol in _KINDS and not (step.own or step.bound)
