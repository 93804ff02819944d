"""Lists and dictionaries of steps and data: plumbing of v1 that leaves nothing behind once the steps are converted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Edit
from migrate.v1.data import DATA_PATH_BINDING, INTERMEDIATE, PIPELINE_PARAMETER, is_data
from migrate.v1.late_statements import only_fills
from migrate.v1.nodes import children
from migrate.v1.pipelines import PIPELINE_STEP, STEP_SEQUENCE, PipelineModel
from migrate.v1.values import Call, DictValue, ListValue, Obj, Value, alternatives

_SPREAD = ("arguments", "command", "inputs", "inputs_map", "outputs", "outputs_map", "steps")
"""Parameters whose lists v2 has as single words, inputs, outputs and nodes."""
_Collection: TypeAlias = ListValue | DictValue


def plumbing(model: PipelineModel | None, context: Context) -> tuple[Edit, ...]:
    """Edits that remove the lists which only fed the pipeline and its steps, or a job by itself."""
    # What moves into a pipeline function keeps its lists there.
    others = (one for one in context.pipelines.values() if one is not model and one.flow is None)
    models = [one for one in others if one.convertible]
    models = models if model is None else [model, *models]
    steps = [*context.script_jobs, *(step for one in models for step in one.steps)]
    calls = [one.call for one in models] + [step.call for step in steps]
    calls += [part.call for step in steps for part in step.parts if part.call is not None]
    calls += [
        call
        for call in context.interpreter.uses.calls.values()
        if call.symbol == STEP_SEQUENCE or call.entry.name == "run_after"
    ]
    read = {name for call in calls for name in _names(call.node)}
    kept = {name for step in steps for word in step.words if word.many for name in _names(word.node)}
    spread = {name for call in calls for name in _spread(call)} - kept
    read -= kept
    edits: dict[cst.CSTNode, Edit] = {}
    waiting = _lists(context)
    while True:
        # A list may also be read where another list is made that goes.
        gone = {name for statement in edits for name in _names(statement)}
        ready = [value for value in waiting if _is_spent(value, read, spread | gone, context)]
        if not ready:
            return tuple(edits.values())
        edits |= {statement: Edit(statement, instead=()) for value in ready for statement in value.statements}
        waiting = [value for value in waiting if value not in ready]


def _is_spent(value: _Collection, read: set[cst.Name], spread: set[cst.Name], context: Context) -> bool:
    """Whether nothing is left that needs the list."""
    if not all(map(only_fills, value.statements)):
        return False
    own = {name for statement in value.statements for name in _names(statement)}
    found = {node for node, known in context.interpreter.references.items() if value in alternatives(known)}
    if _vanishes(value, context):
        return found <= own | read | spread
    return isinstance(value, ListValue) and found <= own | spread and not found <= own


def _spread(call: Call) -> Iterator[cst.Name]:
    """The names of lists that v1 took apart."""
    for parameter in _SPREAD:
        node = call.expression(parameter)
        if node is not None:
            yield from _names(node, but=(cst.Call, cst.Subscript, cst.Attribute))


def _lists(context: Context) -> list[_Collection]:
    found = [one for value in context.interpreter.bindings.values() for one in alternatives(value)]
    return [one for one in dict.fromkeys(found) if isinstance(one, (ListValue, DictValue)) and one.statements]


def _vanishes(value: _Collection, context: Context) -> bool:
    """Whether v2 has nothing for one of its elements: a step, its data, a parameter."""
    items = value.items.values() if isinstance(value, DictValue) else value.flat()
    return any(_is_plumbed(item.value, context) for item in items)


def _is_plumbed(value: Value, context: Context) -> bool:
    for one in alternatives(value):
        if isinstance(one, Obj):
            if one.symbol in (*INTERMEDIATE, PIPELINE_PARAMETER, STEP_SEQUENCE, DATA_PATH_BINDING) or is_data(one):
                return True
            if context.catalogue.is_subclass(one.symbol, PIPELINE_STEP):
                return True
    return False


def _names(node: cst.CSTNode, but: tuple[type[cst.CSTNode], ...] = ()) -> Iterator[cst.Name]:
    if isinstance(node, cst.Name):
        yield node
    elif not isinstance(node, but):
        for child in children(node):
            yield from _names(child, but)
