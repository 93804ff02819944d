"""Experiments of v1: names in v2, that each job is submitted under."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.v1.clients import EXPERIMENT as EXPERIMENT
from migrate.v1.values import Call, Obj, Value, alternatives, objects

WHICH = "which experiment this is cannot be read from the code"
_KNOWN = ("name", "workspace", "workspace_object")


def can_move(name: cst.BaseExpression, use: Call, submits: Sequence[Call]) -> bool:
    """Whether the experiment's name can as well be written where the pipeline is submitted."""
    if any(len(alternatives(call.receiver)) > 1 for call in submits):
        return False
    if isinstance(name, cst.SimpleString):
        return len(submits) < 2
    return isinstance(name, cst.Name) and all(call.where.function is use.where.function for call in submits)


def made_by(value: Value | None) -> Call | None:
    """What made an experiment; None when that is another module, or one of several calls.

    Raises:
        Manual: it may be something else.
    """
    found = alternatives(value)
    for one in found:
        if not isinstance(one, Obj) or one.symbol != EXPERIMENT or not (is_given(one) or one.call is not None):
            raise Manual(WHICH)
    (only,) = found if len(found) == 1 else (None,)
    return only.call if isinstance(only, Obj) else None


def became_name(value: Value | None, context: Context) -> Call | None:
    """What made an experiment that is its name in v2, whichever it is; None as above.

    Raises:
        Manual: it stays v1, or may be something else.
    """
    made = made_by(value)
    for one in objects(value):
        if one.call is not None and one.call.symbol != EXPERIMENT:
            raise Manual(WHICH)
        if one.call is not None and context.decide(one.call).stays_v1:
            raise Manual("the experiment could not be converted")
    return made


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
