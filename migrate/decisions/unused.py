"""What v1 code makes and nothing needs: a step that no pipeline holds, an experiment without a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, dropped
from migrate.v1.automl_step import AUTOML_CONFIG, AUTOML_IMAGE_CONFIG, SUBMIT
from migrate.v1.configurations import SCRIPT_RUN_CONFIG
from migrate.v1.estimator_step import ESTIMATORS
from migrate.v1.nodes import walk
from migrate.v1.parallel_step import PARALLEL_RUN_CONFIG
from migrate.v1.pipelines import PIPELINE
from migrate.v1.steps import StepModel
from migrate.v1.sweep_step import HYPERDRIVE_CONFIG
from migrate.v1.values import Call, Obj, alternatives

SETTINGS = frozenset(
    {*ESTIMATORS, AUTOML_CONFIG, AUTOML_IMAGE_CONFIG, HYPERDRIVE_CONFIG, PARALLEL_RUN_CONFIG, SCRIPT_RUN_CONFIG}
)
"""What holds the settings of steps and jobs."""

if TYPE_CHECKING:
    from migrate.decisions.context import Context


def is_unused(use: Call, context: Context) -> bool:
    """Whether no code of the project reads the variable that holds what the call gives, but for unused steps."""
    made = use.result
    return isinstance(made, Obj) and may_go(use, made, context) and not context.references_to(made)


def may_go(use: Call, made: Obj, context: Context) -> bool:
    """Whether the statement only binds a variable, which no other file takes."""
    if not made.bound_to or removal(use.where.statement, use.node) is None or _leaves_settings(made, context):
        return False
    if use.where.in_class:
        return False
    return not use.where.function.is_module or (_is_program(context) and not is_taken(use, made, context))


def is_taken(use: Call, made: Obj, context: Context) -> bool:
    """Whether another file takes a variable from the top of this one that holds what the call gives, or it is one of a
    class, and read as an attribute.
    """
    taken = use.where.function.is_module and any(map(context.taken, made.bound_to.values()))
    return use.where.in_class or taken


def _is_program(context: Context) -> bool:
    """Whether the code makes or submits something itself: a module alone may be there for files that are not known."""
    calls = context.interpreter.uses.calls.values()
    return context.interpreter.source.notebook or any(call.symbol in (PIPELINE, SUBMIT) for call in calls)


def _leaves_settings(made: Obj, context: Context) -> bool:
    """Whether a run configuration would be left alone, with a TODO: no other step that becomes v2 has it."""
    step = context.step(made)
    run = step.run.obj if step is not None and step.run is not None else None
    held = [one for model in context.pipelines.values() for one in model.steps]
    return run is not None and run.call is not None and not any(one.run and one.run.obj is run for one in held)


def unused(use: Call, message: str) -> Decision:
    """The statement goes, with all that it says."""
    edit = removal(use.where.statement, use.node)
    assert edit is not None
    fate = dropped(message)
    return Decision(fate, edits=(edit,), arguments=dict.fromkeys(use.arguments, fate))


def is_left_out(step: StepModel, context: Context) -> bool:
    """Whether surely no pipeline holds the step: one that is not known in full may, for the data that it writes."""
    pipelines = context.pipelines.values()
    if any(step in model.steps for model in pipelines):
        return False
    return all(model.convertible for model in pipelines) or not (step.outputs or step.problems)


def unused_steps(context: Context) -> list[StepModel]:
    """The steps that no pipeline holds."""
    calls = made_in_vain(context)
    return [step for step in context.steps if step.call in calls]


def made_in_vain(context: Context) -> list[Call]:
    """What makes a step that no pipeline holds, or settings that no step and no job has."""
    steps = {step.obj for step in context.steps if is_left_out(step, context)}
    calls = [one for one in context.interpreter.uses.calls.values() if isinstance(one.result, Obj)]
    waiting = [one for one in calls if one.symbol in SETTINGS or one.result in steps]
    found: list[Call] = []
    while True:
        inside = {node for call in found for node in walk(call.node)}
        references = context.interpreter.references.items()
        read = {obj for node, value in references if node not in inside for obj in alternatives(value)}
        more = [one for one in waiting if one.result not in read and _goes(one, context)]
        if not more:
            return found
        found += more
        waiting = [one for one in waiting if one not in more]


def _goes(use: Call, context: Context) -> bool:
    return isinstance(use.result, Obj) and may_go(use, use.result, context)


def nodes_of_unused(context: Context) -> set[cst.CSTNode]:
    """What is read only to make these."""
    return {node for call in made_in_vain(context) for node in walk(call.node) if node is not call.node}
