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
    """Whether no code of the project reads the variable that holds what the call gives, but for unused steps."""
    made = use.result
    return isinstance(made, Obj) and _may_go(use, made, context) and not context.references_to(made)


def _may_go(use: Call, made: Obj, context: Context) -> bool:
    """Whether the statement only binds a variable, which no other file takes."""
    if not made.bound_to or removal(use.where.statement, use.node) is None:
        return False
    return not (use.where.function.is_module and any(map(context.taken, made.bound_to.values())))


def unused(use: Call, message: str) -> Decision:
    """The statement goes, with all that it says."""
    edit = removal(use.where.statement, use.node)
    assert edit is not None
    fate = dropped(message)
    return Decision(fate, edits=(edit,), arguments=dict.fromkeys(use.arguments, fate))


def unused_steps(context: Context) -> Iterator[StepModel]:
    """The steps that no pipeline holds."""
    held = [step for model in context.pipelines.values() for step in model.steps]
    read = {obj for value in context.interpreter.references.values() for obj in alternatives(value)}
    for step in context.steps:
        if step not in held and step.obj not in read and _may_go(step.call, step.obj, context):
            yield step


def nodes_of_unused(context: Context) -> set[cst.CSTNode]:
    """What is read only to make such steps."""
    return {node for step in unused_steps(context) for node in _names(step.call.node)}


def _names(call: cst.CSTNode) -> Iterator[cst.CSTNode]:
    return (node for node in walk(call) if isinstance(node, cst.Name))
