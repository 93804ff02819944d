"""``ScriptRunConfig`` that is submitted by itself: a job that runs one script, or one line of shell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.v1.automl_step import SUBMIT
from migrate.v1.command_step import lend_settings, read_line
from migrate.v1.configurations import SCRIPT_RUN_CONFIG, fold_configuration
from migrate.v1.interpreter import Interpreter
from migrate.v1.problems import Problem
from migrate.v1.script_step import check_run_config
from migrate.v1.step_settings import read_run_configuration
from migrate.v1.steps import StepModel, items, read_ports
from migrate.v1.values import Call, Obj, alternatives, objects


def read_script_jobs(calls: list[Call], read: Interpreter, refused: Mapping[Obj, str]) -> Iterator[StepModel]:
    """The configurations that are submitted by themselves, as steps that no pipeline holds.

    Args:
        calls: all calls of the file.
        refused: configurations that turned out not to be convertible, with the reason.
    """
    submits = [call for call in calls if call.symbol == SUBMIT]
    for call in calls:
        obj = call.result
        if call.symbol != SCRIPT_RUN_CONFIG or not isinstance(obj, Obj):
            continue
        own = [submit for submit in submits if objects(submit.value("config")) == (obj,)]
        if not own:
            continue
        model = StepModel(obj, call, known=read.values)
        _read(model)
        if len(own) > 1 and any("tags" in submit.arguments for submit in own):
            # What is given to one submission stays on the job (azure-ai-ml 1.35.2: JobOperations.create_or_update).
            model.problems.append(Problem(call.node, "it is submitted several times with tags: make a job for each"))
        given = {submit.expression("config") for submit in own}
        if obj in refused:
            model.problems.append(Problem(call.node, refused[obj]))
        elif any(node not in given for node, value in read.references.items() if obj in alternatives(value)):
            model.problems.append(Problem(call.node, "the code does more with it than to submit it"))
        yield model


def _read(model: StepModel) -> None:
    model.configuration = fold_configuration(model.obj, model.call)
    model.lend(model.configuration, {"script": "script_name"})
    lend_settings(model, model.configuration, ())
    model.parts.remove(model.obj)
    if model.obj.sets:
        event = next(iter(model.obj.sets.values()))
        model.problems.append(Problem(event.node, f"`{event.name}` of a ScriptRunConfig is set after it was made"))
    check_run_config(model, model.configuration)
    read_run_configuration(model)
    if model.configuration.argument("command") is None:
        read_ports(model, [], [], items(model, "arguments"))
    else:
        read_line(model, [], [])
