"""``CommandStep``: a line of shell, which the step has itself, or the ``ScriptRunConfig`` that it is given."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.v1.configurations import SCRIPT_RUN_CONFIG, Configuration, configuration_in
from migrate.v1.data import Port
from migrate.v1.data import words as flat
from migrate.v1.distributions import read_section
from migrate.v1.environments import Given
from migrate.v1.problems import Problem
from migrate.v1.step_settings import read_params, read_run_configuration
from migrate.v1.steps import StepModel, ports, read_ports
from migrate.v1.texts import pieces
from migrate.v1.values import Argument, Const, Item, ListValue, Unknown, type_name

COMMAND_STEP = "azureml.pipeline.steps.CommandStep"

_LENT = ("source_directory", "command", "compute_target", "environment")


def read_command_step(model: StepModel) -> None:
    """Fill in what the step and its run configuration say."""
    script = configuration_in(model.call.arguments.get("runconfig"), SCRIPT_RUN_CONFIG)
    if script is not None:
        lend_settings(model, script, _LENT)
    read_params(model)
    read_run_configuration(model)
    read_line(model, ports(model, "inputs"), ports(model, "outputs"))


def read_line(model: StepModel, inputs: list[Port], outputs: list[Port]) -> None:
    """Fill in the line of shell, and the data that flows in and out.

    Args:
        inputs: data that need not be in the line.
    """
    given = _command(model)
    if given is None:
        message = "it has no command: v1 takes none from `script` and `arguments`, and refuses this step"
        model.problems.append(Problem(model.call.node, message))
        return
    found = _line(model, given)
    model.separators = [before for before, _ in found]
    read_ports(model, inputs, outputs, [item for _, item in found])


def lend_settings(model: StepModel, script: Configuration, names: Sequence[str]) -> None:
    """What the ``ScriptRunConfig`` says wherever the step says nothing itself.

    Args:
        names: the arguments that it may stand for, besides the run configuration.
    """
    model.parts.append(script.obj)
    model.problems += script.problems
    for name in names:
        own, found = model.call.arguments.get(name), script.argument(name)
        if found is not None and (own is None or own.value == Const(None)):
            model.lent[name] = found
    run = script.argument("run_config")
    if run is not None:
        model.lent["runconfig"] = run
        return
    model.lent["runconfig"] = script.arguments.get("run_config") or _nothing()
    limit = script.argument("max_run_duration_seconds")
    if limit is not None:
        model.own["max_run_duration_seconds"] = Given(limit.node.value, limit.value)
    for name in ("docker_runtime_config", "distributed_job_config"):
        argument = script.argument(name)
        if argument is not None:
            read_section(model, name, Given(argument.node.value, argument.value))
    if script.argument("resume_from") is not None:
        model.problems.append(Problem(script.call.node, "v2 has no `resume_from`: give the checkpoint as an input"))


def _nothing() -> Argument:
    return Argument("runconfig", cst.Arg(cst.Name("None")), Const(None))


def _command(model: StepModel) -> Given | None:
    """The command, which v1 takes from the run configuration when the step has none (azureml-pipeline-steps 1.62)."""
    argument = model.argument("command")
    if argument is not None and argument.value != Const(None):
        return Given(argument.node.value, argument.value)
    return model.run.settings.get("command") if model.run is not None else None


def _line(model: StepModel, command: Given) -> list[tuple[str, Item]]:
    """The parts of the line, each with the text before it. v1 puts a blank between the elements of a list."""
    if type_name(command.value) == "list":
        joined = cst.Call(cst.Attribute(cst.SimpleString('" "'), cst.Name("join")), [cst.Arg(command.expression)])
        return [("", Item(Unknown("str"), joined))]
    if not isinstance(command.value, ListValue):
        return [("", part) for part in pieces(command.expression, command.value, model.known)]
    if not command.value.known:
        model.problems.append(Problem(command.expression, "what `command` holds is only known when the code runs"))
        return []
    found: list[tuple[str, Item]] = []
    for item in flat(command.value):
        before = " " if found else ""
        for part in pieces(item.node, item.value, model.known):
            found.append((before, part))
            before = ""
    return found
