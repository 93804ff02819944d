"""Experiments of v1: names in v2, that each job is submitted under."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.decisions.context import Context
from migrate.v1.values import Call, Obj

EXPERIMENT = "azureml.core.Experiment"


def can_move(name: cst.BaseExpression, use: Call, submits: Sequence[Call]) -> bool:
    """Whether the experiment's name can as well be written where the pipeline is submitted."""
    if isinstance(name, cst.SimpleString):
        return len(submits) < 2
    return isinstance(name, cst.Name) and all(call.where.function is use.where.function for call in submits)


def only_named(experiment: Obj, context: Context) -> bool:
    """Whether the code asks the experiment for its name, and for nothing else."""
    attributes = context.interpreter.uses.attributes.values()
    named = {use.node.value for use in attributes if use.symbol == f"{EXPERIMENT}.name"}
    references = context.references_to(experiment)
    return bool(references) and not experiment.calls and all(node in named for node in references)
