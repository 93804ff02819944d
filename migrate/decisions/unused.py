"""What v1 code makes and nothing needs: a step that no pipeline holds, an experiment without a job."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, dropped
from migrate.v1.nodes import walk
from migrate.v1.steps import StepModel
from migrate.v1.values import Call, Obj, alternatives

if TYPE_CHECKING:
    from migrate.decisions.context import Context


def is_unused(use: Call, context: Context) -> bool:
    """Whether no code of the project reads the variable that holds what the call gives."""
    made = use.result
    if not isinstance(made, Obj) or not made.bound_to or removal(use.where.statement, use.node) is None:
        return False
    if use.where.function.is_module and any(map(context.taken, made.bound_to.values())):
        return False
    return not any(made in alternatives(value) for value in context.interpreter.references.values())


def unused(use: Call, message: str) -> Decision:
    """The statement goes, with all that it says."""
    edit = removal(use.where.statement, use.node)
    assert edit is not None
    fate = dropped(message)
    return Decision(fate, edits=(edit,), arguments=dict.fromkeys(use.arguments, fate))


def unused_steps(context: Context) -> Iterator[StepModel]:
    """The steps that no pipeline holds."""
    held = [step for model in context.pipelines.values() for step in model.steps]
    yield from (step for step in context.steps if step not in held and is_unused(step.call, context))


def nodes_of_unused(context: Context) -> set[cst.CSTNode]:
    """What is read only to make such steps."""
    return {node for step in unused_steps(context) for node in _names(step.call.node)}


def _names(call: cst.CSTNode) -> Iterator[cst.CSTNode]:
    return (node for node in walk(call) if isinstance(node, cst.Name))
