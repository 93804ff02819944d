"""What a file holds of v1, whatever becomes of it: its pipelines, and the scripts that its steps run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import libcst as cst

from migrate.conversion import PipelineSeen, ScriptSeen, Span
from migrate.decisions.context import Context
from migrate.decisions.places import named
from migrate.ledger import Location
from migrate.v1.pipelines import PipelineModel
from migrate.v1.steps import StepModel
from migrate.v1.values import Argument, Call, Const, constant


def pipelines_seen(context: Context) -> list[PipelineSeen]:
    """The pipelines of a file, in its order."""
    return [
        PipelineSeen(
            model.variable,
            _location(model.call, context),
            tuple(step.title for step in model.steps),
            tuple(_spans(dict.fromkeys(node for _, node in model.parts()), context)),
        )
        for model in context.pipelines.values()
        if context.is_own(model.call.where)
    ]


def scripts_seen(context: Context) -> list[ScriptSeen]:
    """The scripts that the steps of a file run, in its order; steps without a script of their own are left out."""
    models = list(context.pipelines.values())
    steps = dict.fromkeys((*context.steps, *(step for model in models for step in model.steps)))
    found: dict[tuple[int, int, int], ScriptSeen] = {}
    for step in steps:
        script = step.argument("script_name")
        if script is not None and script.value != Const(None) and context.is_own(step.call.where):
            found.setdefault(step.call.where.order, _script(step, script, models, context))
    return [script for _, script in sorted(found.items())]


def _script(step: StepModel, script: Argument, models: Iterable[PipelineModel], context: Context) -> ScriptSeen:
    where = _location(step.call, context)
    name, folder = constant(script.value), _folder(step, models, context)
    place = context.find_script(folder, name) if isinstance(name, str) else None
    if not isinstance(name, str) or (folder is None and place is None):
        return ScriptSeen(step.title, where)
    path = str(place) if place is not None else os.path.normpath(f"{folder}/{name}")
    path = os.path.relpath(path, context.root) if os.path.isabs(path) else path
    return ScriptSeen(step.title, where, path.replace(os.sep, "/"), place is not None)


def _folder(step: StepModel, models: Iterable[PipelineModel], context: Context) -> str | None:
    """The folder of the step's code; None when it is only known when the code runs."""
    argument = step.argument("source_directory")
    if argument is None or argument.value == Const(None):
        of_step = [model.obj.argument("default_source_directory") for model in models if step in model.steps]
        argument = next((default for default in of_step if default is not None), None)
    if argument is None or argument.value == Const(None):
        return "."
    return named(argument.value, context)


def _location(call: Call, context: Context) -> Location:
    where = call.where
    return context.interpreter.source.place(where.cell, where.line, where.column)


def _spans(nodes: Iterable[cst.CSTNode], context: Context) -> Iterator[Span]:
    source = context.interpreter.source
    for node in nodes:
        for cell, positions in source.positions.items():
            if node in positions and cell not in source.beside:
                start, end = positions[node].start, positions[node].end
                number = cell if source.notebook else None
                yield Span(number, (start.line, start.column), (end.line, end.column))
