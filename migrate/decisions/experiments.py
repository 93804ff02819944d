"""Experiments of v1: names in v2, that each job is submitted under."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.misplaced import in_one_document
from migrate.decisions.rule import Manual
from migrate.v1.values import Call, Obj, alternatives

EXPERIMENT = "azureml.core.Experiment"
WHICH = "which experiment this is cannot be read from the code"
_KNOWN = ("name", "workspace", "workspace_object")


def can_move(name: cst.BaseExpression, use: Call, submits: Sequence[Call]) -> bool:
    """Whether the experiment's name can as well be written where the pipeline is submitted."""
    if isinstance(name, cst.SimpleString):
        return len(submits) < 2 and all(in_one_document(call.where, use.where) for call in submits)
    return isinstance(name, cst.Name) and all(call.where.function is use.where.function for call in submits)


def known_experiment(experiment: Obj | None, context: Context) -> Obj:
    """An experiment that became its name, here or in another module.

    Raises:
        Manual: it is none, or stays v1.
    """
    if experiment is None or experiment.symbol != EXPERIMENT:
        raise Manual(WHICH)
    made = experiment.call
    if is_given(experiment):
        return experiment
    if made is None or made.symbol != EXPERIMENT:
        raise Manual(WHICH)
    if context.decide(made).stays_v1:
        raise Manual("the experiment could not be converted")
    return experiment


def is_given(experiment: Obj) -> bool:
    """Whether it comes from another module, or from a caller, where it is a name, too."""
    return experiment.call is None and experiment.owner is None and experiment.source is None


def needs_object(experiment: Obj, context: Context) -> bool:
    """Whether the code asks the experiment for more than its name and workspace, or hands it to code that is not known.

    Submissions are not asked here.
    """
    if any(one.entry.name != "submit" for one in experiment.calls.values()):
        return True
    asked = [one for one in context.interpreter.uses.attributes.values() if experiment in alternatives(one.receiver)]
    if any(one.symbol.rpartition(".")[2] not in _KNOWN for one in asked):
        return True
    given = {argument.value for _, known in context.interpreter.handed.values() for argument, _ in known}
    return any(node not in given for node in context.references_to(experiment) if node in context.all_handed_on)


def is_handed_on(experiment: Obj, context: Context) -> bool:
    """Whether functions of other modules of the project are given it, which take its name then."""
    handed = context.interpreter.handed.values()
    return any(experiment in alternatives(value) for _, given in handed for _, value in given)


def only_named(experiment: Obj, context: Context) -> bool:
    """Whether the code asks the experiment for its name, and for nothing else."""
    attributes = context.interpreter.uses.attributes.values()
    named = {use.node.value for use in attributes if use.symbol == f"{EXPERIMENT}.name"}
    references = context.references_to(experiment)
    return bool(references) and not experiment.calls and all(node in named for node in references)
