"""Annotations that name classes of v1: ``experiment: Experiment`` becomes ``str``, ``-> Run`` becomes ``Job``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.jobs import RUN_CLASSES
from migrate.decisions.rule import Decision, Manual, converted
from migrate.v1.nodes import walk
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Call, objects
from migrate.v2.expressions import V2, Code, Expr

_EXPERIMENT = "azureml.core.Experiment"
_CLASSES: dict[str, Expr] = {
    _EXPERIMENT: Code("str"),
    **dict.fromkeys(RUN_CLASSES, V2("azure.ai.ml.entities", "Job")),
}


def annotation(use: ReferenceUse, context: Context) -> Decision:
    """The class in place of the one that an annotation names.

    Raises:
        Manual: it is no annotation, or something of that class stays v1.
    """
    kind = use.symbol.rpartition(".")[2]
    if use.node not in _annotations(context):
        raise Manual(f"v2 has no class for what `{kind}` was: ask for something else")
    calls = list(_calls(use.symbol, context))
    if not calls or any(context.decide(call).stays_v1 for call in calls):
        raise Manual(f"what is a {kind} here could not be converted")
    named = use.symbol == _EXPERIMENT
    fate = converted("str", "an experiment of v2 is its name") if named else converted("azure.ai.ml.entities.Job")
    return Decision(fate, _CLASSES[use.symbol])


def _annotations(context: Context) -> set[cst.CSTNode]:
    """All that stands in annotations of the file."""
    key = ("annotations", None)
    if key not in context.plans:
        modules = context.interpreter.source.modules.values()
        found = (node for module in modules for node in walk(module) if isinstance(node, cst.Annotation))
        context.plans[key] = {inner for node in found for inner in walk(node)}
    known = context.plans[key]
    assert isinstance(known, set)
    return known


def _calls(symbol: str, context: Context) -> Iterator[Call]:
    """What makes such objects, and what is called on them."""
    for call in context.interpreter.uses.calls.values():
        made = [obj.symbol for obj in objects(call.result)]
        asked = [obj.symbol for obj in objects(call.receiver)]
        if any(context.catalogue.is_subclass(one, symbol) or one == symbol for one in (*made, *asked)):
            yield call
