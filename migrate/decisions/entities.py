"""What holds a v2 environment at run time, and how its parts of v1 are reached."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.lookups import lookup_of
from migrate.decisions.settings import settings
from migrate.v1.environments import ENVIRONMENT_CLASSES
from migrate.v1.nodes import walk
from migrate.v1.values import Obj, Value, alternatives


def owner_of_section(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """``env`` of ``env.python.conda_dependencies``."""
    section = node.value if isinstance(node, cst.Attribute) else None
    return section.value if isinstance(section, cst.Attribute) else None


def is_entity(value: Value | None, context: Context) -> bool:
    """Whether it is an ``Environment`` of v2, whatever the code does, and not only the name of one."""
    found = alternatives(value)
    return bool(found) and all(isinstance(one, Obj) and _is_entity(one, context) for one in found)


def _is_entity(obj: Obj, context: Context) -> bool:
    if obj.symbol not in ENVIRONMENT_CLASSES or obj.owner is not None:
        return False
    if obj.call is not None:
        plan = settings(context).environments.get(obj)
        made = plan is not None and (plan.entity is not None or plan.described.reference is None)
        return made and not context.decide(obj.call).stays_v1
    use = lookup_of(obj, context)
    if use is None or use.asks:
        return False
    decision = context.decisions.get(use.node)
    return obj.source is None or not context.decide(obj.source).stays_v1 if decision is None else not decision.stays_v1


def is_asked_further(node: cst.CSTNode, context: Context) -> bool:
    """Whether v1 is asked for more from there: ``env.python`` of ``env.python.conda_dependencies``."""
    return node in _ways(context)


def is_given(node: cst.CSTNode, context: Context) -> bool:
    """Whether it is an argument of a call of v1, or what something of v1 is set to."""
    return node in _given(context)


def _ways(context: Context) -> frozenset[cst.CSTNode]:
    key = ("ways", None)
    if key not in context.plans:
        uses = context.interpreter.uses
        found = {node.value for node in uses.attributes}
        found |= {node.func.value for node in uses.calls if isinstance(node.func, cst.Attribute)}
        for _, event in uses.sets.values():
            found.add(event.node.value)
        context.plans[key] = frozenset(found)
    ways = context.plans[key]
    assert isinstance(ways, frozenset)
    return ways


def _given(context: Context) -> frozenset[cst.CSTNode]:
    key = ("given to v1", None)
    if key not in context.plans:
        uses = context.interpreter.uses
        values = [one.node.value for call in uses.calls.values() for one in call.arguments.values()]
        values += [event.expression for _, event in uses.sets.values()]
        context.plans[key] = frozenset(node for value in values for node in walk(value))
    given = context.plans[key]
    assert isinstance(given, frozenset)
    return given
