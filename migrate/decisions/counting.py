"""Versions that code counts with: numbers in v1, text in v2."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.removal import assigned, sole_value
from migrate.v1.nodes import walk
from migrate.v1.uses import AttributeUse
from migrate.v2.expressions import Code, call

_ARITHMETIC = (cst.Add, cst.Subtract, cst.Multiply, cst.Modulo, cst.Divide, cst.FloorDivide)
_SAME = (cst.Is, cst.IsNot)


def is_counted(use: AttributeUse, context: Context) -> bool:
    """Whether the value is compared, calculated with, formatted or sorted by, where text is no number.

    ``"10" > "9"`` is false and ``"1" == 1`` as well, without any error.
    """
    counted = _counted(context)
    return use.node in counted or any(name in counted for name in _of_list(use, context))


def count_with_variable(use: AttributeUse, context: Context) -> bool:
    """Make numbers of the variable that holds the value, where it is counted with; whether there are such places."""
    name = assigned(use.where.statement)
    if name is None or sole_value(use.where.statement) is not use.node or not _is_version_only(name, use, context):
        return False
    counted = _counted(context)
    found = [node for node in _read(name, use, context) if node in counted]
    context.replacements.update({node: call(Code("int"), Code(name)) for node in found})
    return bool(found)


def _of_list(use: AttributeUse, context: Context) -> list[cst.Name]:
    """The places that read ``versions`` of ``versions = [model.version for model in models]``."""
    name, value = assigned(use.where.statement), sole_value(use.where.statement)
    if name is None or not isinstance(value, cst.ListComp) or value.elt is not use.node:
        return []
    return _read(name, use, context)


def _read(name: str, use: AttributeUse, context: Context) -> list[cst.Name]:
    """Where the variable is read in the function that binds it."""
    read = (node for node in context.interpreter.references if node.value == name)
    return [node for node in read if context.function_of(node) is use.where.function]


def _is_version_only(name: str, use: AttributeUse, context: Context) -> bool:
    """Whether nothing else is bound to the variable than what attributes of that symbol give."""
    uses = context.interpreter.uses.attributes.values()
    alike = [one for one in uses if one.symbol == use.symbol and assigned(one.where.statement) == name]
    owner = context.bound.owner(name, use.where.function)
    same = [one for one in alike if context.bound.owner(name, one.where.function) is owner]
    held = [one for one in same if sole_value(one.where.statement) is one.node]
    return len(held) == len(context.bound.places(name, use.where.function))


def _counted(context: Context) -> frozenset[cst.CSTNode]:
    """All that is calculated with in the file."""
    key = ("counted", None)
    if key not in context.plans:
        modules = (module for _, module in context.interpreter.source)
        context.plans[key] = frozenset(one for module in modules for node in walk(module) for one in _numbers(node))
    counted = context.plans[key]
    assert isinstance(counted, frozenset)
    return counted


def _numbers(node: cst.CSTNode) -> list[cst.BaseExpression]:
    if isinstance(node, cst.Comparison):
        found = [one.comparator for one in node.comparisons if not _is_none(one.comparator)]
        nothing = len(found) < len(node.comparisons) or any(isinstance(one.operator, _SAME) for one in node.comparisons)
        return [] if nothing else [node.left, *found]
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, _ARITHMETIC):
        values = node.right.elements if isinstance(node.right, cst.Tuple) else []
        return [node.left, node.right, *(one.value for one in values)]
    if isinstance(node, cst.FormattedStringExpression) and node.format_spec:
        return [node.expression]
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in ("max", "min", "sorted"):
        given = [one.value for one in node.args]
        return [one.elt if isinstance(one, (cst.GeneratorExp, cst.ListComp)) else one for one in given]
    return [node.body] if isinstance(node, cst.Lambda) else []


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"
