"""``ScriptRunConfig`` or estimator that is submitted by itself: a job that runs one script, or one line of shell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst

from migrate.v1.automl_step import SUBMIT, submissions_of
from migrate.v1.command_step import lend_settings, read_line
from migrate.v1.configurations import SCRIPT_RUN_CONFIG, Configuration, fold_configuration
from migrate.v1.environments import Given
from migrate.v1.estimator_step import ESTIMATORS, read_estimator_job
from migrate.v1.folding import events, mutations
from migrate.v1.interpreter import Interpreter
from migrate.v1.loaded import is_loaded
from migrate.v1.problems import Problem
from migrate.v1.run_configurations import fold_run_configuration
from migrate.v1.script_step import RUN_CONFIG, check_run_config
from migrate.v1.step_settings import read_run_configuration
from migrate.v1.steps import StepModel, items, read_ports
from migrate.v1.sweep_job import read_sweep_job
from migrate.v1.sweep_step import HYPERDRIVE_CONFIG
from migrate.v1.values import (
    Argument,
    Call,
    Const,
    ListValue,
    Obj,
    SetEvent,
    Value,
    Where,
    alternatives,
)


def read_script_jobs(calls: list[Call], read: Interpreter, refused: Mapping[Obj, str]) -> Iterator[StepModel]:
    """The configurations that are submitted by themselves, as steps that no pipeline holds.

    Args:
        calls: all calls of the file.
        refused: configurations that turned out not to be convertible, with the reason.
    """
    submits = [call for call in calls if call.symbol == SUBMIT]
    swept = [call for call in calls if call.symbol == HYPERDRIVE_CONFIG]
    tried = {call.expression(name) for call in swept for name in ("run_config", "estimator")}
    for call in calls:
        obj = call.result
        if call.symbol not in (SCRIPT_RUN_CONFIG, HYPERDRIVE_CONFIG, *ESTIMATORS) or not isinstance(obj, Obj):
            continue
        own = submissions_of(obj, submits)
        if not own:
            continue
        model = StepModel(obj, call, known=read.values)
        if call.symbol in ESTIMATORS:
            read_estimator_job(model)
        elif call.symbol == HYPERDRIVE_CONFIG:
            read_sweep_job(model)
        else:
            model.late = list(_late(obj, call, own))
            _read(model)
        if len(own) > 1 and any("tags" in submit.arguments for submit in own):
            # What is given to one submission stays on the job (azure-ai-ml 1.35.2: JobOperations.create_or_update).
            model.problems.append(Problem(call.node, "it is submitted several times with tags: make a job for each"))
        known = tried | {_variable(event.node) for event in events(obj)}
        known |= {submit.expression("config") for submit in own}
        last = changes(model)[-1]
        if obj in refused:
            model.problems.append(Problem(call.node, refused[obj]))
        elif any(node not in known for node, value in read.references.items() if obj in alternatives(value)):
            model.problems.append(Problem(call.node, "the code does more with it than to submit it"))
        elif any(submit.where.statement is not last.statement and submit.where.order < last.order for submit in own):
            model.problems.append(Problem(call.node, "it is changed after it was submitted"))
        yield model


def changes(job: StepModel) -> list[Where]:
    """The places where the configuration is made and changed before it is submitted, in source order."""
    late = [event.where for event in job.late]
    return [where for where in mutations(job.obj) if where not in late]


def _late(obj: Obj, made: Call, submits: list[Call]) -> Iterator[SetEvent]:
    """What v2 can as well set on the job, where it stands: the compute and the environment."""
    part = obj.own_part(RUN_CONFIG)
    first, home = min(submit.where.order for submit in submits), made.where
    for event in part.sets.values() if part is not None else ():
        same = event.where.function is home.function and not event.shared
        in_branch = event.where.blocks != home.blocks[: len(event.where.blocks)]
        if same and event.name in LATE and (in_branch or event.where.order > first):
            yield event


LATE = ("target", "environment")
"""What of a run configuration is an attribute of the job in v2."""


def _variable(node: cst.BaseExpression) -> cst.BaseExpression:
    """The variable in front of something that is set."""
    while isinstance(node, (cst.Attribute, cst.Subscript)):
        node = node.value
    return node


def _read(model: StepModel) -> None:
    configuration = model.configuration = fold_configuration(model.obj, model.call)
    late = [event.node for event in model.late]
    configuration.problems = [one for one in configuration.problems if one.node not in late]
    model.lend(configuration, {"script": "script_name", **{name: name for name in _SET if name in _names_set(model)}})
    lend_settings(model, configuration, ())
    model.parts.remove(model.obj)
    if configuration.argument(RUN_CONFIG) is not None:
        # v1 takes no notice of these then (azureml-core 1.61).
        nothing = {
            name: Argument(name, cst.Arg(cst.Name("None")), Const(None)) for name in ("compute_target", "environment")
        }
        model.lent |= nothing
        check_run_config(model, configuration)
    else:
        _read_later(model)
    read_run_configuration(model)
    if configuration.argument(RUN_CONFIG) is not None:
        _take_over(model, configuration)
    if configuration.argument("command") is None:
        read_ports(model, [], [], items(model, "arguments"))
    else:
        read_line(model, [], [])


def _take_over(model: StepModel, configuration: Configuration) -> None:
    """Take from the run configuration what the ``ScriptRunConfig`` does not say, as v1 does (azureml-core 1.61)."""
    run = model.run
    for name, lent in {"script": "script_name", "arguments": "arguments", "command": "command"}.items():
        given = run.settings.get(name) if run is not None else None
        said = configuration.argument(name) is not None or name in _names_set(model)
        if run is None or given is None or said or not _holds(given.value):
            continue
        if name != "command" and is_loaded(run.obj):
            model.lent[lent] = Argument(lent, cst.Arg(given.expression), given.value)
        else:
            message = f"v1 takes the `{name}` of its run configuration: give it to the ScriptRunConfig"
            model.problems.append(Problem(given.expression, message))


def _holds(value: Value) -> bool:
    if isinstance(value, ListValue):
        return bool(value.items) or not value.complete
    return value not in (Const(None), Const(""))


_SET = ("source_directory", "arguments", "command")
_OWN = (*_SET, "script", RUN_CONFIG)


def _names_set(model: StepModel) -> set[str]:
    """The attributes of the configuration that are set after it was made."""
    return {event.name for event in model.obj.sets.values()}


def _read_later(model: StepModel) -> None:
    """Fill in what is set on the run configuration that the ``ScriptRunConfig`` has made for itself."""
    part = model.obj.own_part(RUN_CONFIG)
    for wrong in model.obj.sets.values():
        if wrong.name not in _OWN:
            model.problems.append(Problem(wrong.node, f"`{wrong.name}` of a ScriptRunConfig is set after it was made"))
    if part is None:
        return
    run = fold_run_configuration(part)
    late = [event.node for event in model.late]
    model.problems = [one for one in (*model.problems, *run.problems) if one.node not in late]
    if run.variables or run.spark or run.is_spark or run.chosen:
        message = "what is set on the `run_config` of its ScriptRunConfig is not converted yet"
        model.problems.append(Problem(model.call.node, message))
    own = part.own_part("environment")
    if own is not None and events(own):
        message = "what is set on the `environment` of its `run_config` is not converted yet: give it one of its own"
        model.problems.append(Problem(model.call.node, message))
    for event in sorted(part.sets.values(), key=lambda one: one.where.order):
        if event.name in LATE and event not in model.late:
            name = "compute_target" if event.name == "target" else event.name
            model.lent[name] = Argument(name, cst.Arg(event.expression), event.value)
    model.own |= {name: Given(one.expression, one.value) for name, one in run.settings.items()}
    model.parts += run.sections
