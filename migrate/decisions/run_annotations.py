"""Annotations that name the class of a run configuration: what functions are given and return in its place."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrate.decisions.annotations import annotated, held_by
from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Manual, converted
from migrate.decisions.settings import RunPlan, settings
from migrate.v1.folding import root_of
from migrate.v1.nodes import walk
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Obj, objects
from migrate.v2.expressions import V2, Code, Literal, Text

NO_STEP = "no step that could be converted uses this run configuration"
_KIND = converted("environment", "the function gets the environment alone")
_KEYWORDS = converted("command(**run_config)", "a dictionary with what the components take")


def annotation(use: ReferenceUse, context: Context) -> Decision:
    """The class of a parameter that is given the environment in v2."""
    plans = settings(context).runs
    given = given_or_made(use.node, list(plans), context)
    if given:
        return _class([plans[obj] for obj in given])
    held = [root_of(obj) for value in annotated(use.node, context) for obj in held_by(value)]
    if held and all(obj in plans for obj in held):
        return _class([plans[obj] for obj in held])
    raise Manual(NO_STEP)


def given_or_made(node: cst.CSTNode, known: Sequence[Obj], context: Context) -> list[Obj]:
    """The objects of which an annotation of a function says the class; none when one of them is not known.

    Args:
        known: those that become v2.
    """
    for function in context.interpreter.functions:
        params = function.params if isinstance(function, cst.FunctionDef) else None
        for param in (*params.posonly_params, *params.params, *params.kwonly_params) if params is not None else ():
            if param.annotation is None or node not in walk(param.annotation):
                continue
            found = [root_of(obj) for obj in objects(context.interpreter.bindings.get(param.name))]
            if found and all(obj in known for obj in found):
                return found
        returned = function.returns if isinstance(function, cst.FunctionDef) else None
        if returned is not None and node in walk(returned):
            made = [obj for obj in known if obj.call is not None and obj.call.where.function.node is function]
            if made:
                return made
    return []


def _class(found: Sequence[RunPlan]) -> Decision:
    """The class of what takes the place of run configurations outside of the function that makes them."""
    if all(plan.is_dictionary for plan in found):
        return Decision(_KEYWORDS, Code("dict"))
    if any(plan.is_dictionary for plan in found):
        raise Manual("this is an environment in some cases, and a dictionary in others")
    names = [plan.environment.described.reference for plan in found]
    named = all(isinstance(name, (Literal, Text)) for name in names)
    return Decision(_KIND, Code("str") if named else V2("azure.ai.ml.entities", "Environment"))
