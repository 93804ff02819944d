"""Expressions of a configuration object that are written where a step is made."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.v1.configurations import Configuration
from migrate.v1.values import Where


def check_configuration(configuration: Configuration, target: Where, context: Context) -> None:
    """Refuse a configuration whose arguments may mean something else where the step is made.

    Raises:
        Manual: which of them.
    """
    for argument in configuration.arguments.values():
        check_moved(argument.node.value, configuration.call.where, target, context)


def check_moved(node: cst.CSTNode, origin: Where, target: Where, context: Context) -> None:
    """Refuse an expression that may mean something else at its new place.

    Raises:
        Manual: a variable in it is not known there, or has got another value in between.
    """
    home = origin.function
    for name in _names(node):
        local = not home.is_module and name in (*home.variables, *home.arguments)
        if local and home is not target.function:
            raise Manual(f"`{name}` is not known where the step is made")
        if any(origin.order[:2] < place <= target.order[:2] for place in context.binding_places.get(name, ())):
            raise Manual(f"`{name}` gets another value between the step and its configuration")


def _names(node: cst.CSTNode) -> set[str]:
    """The variables in an expression; attributes and keywords are none."""
    if isinstance(node, cst.Name):
        return {node.value}
    if isinstance(node, (cst.Attribute, cst.Arg)):
        return _names(node.value)
    return {name for child in node.children for name in _names(child)}


def operand(node: cst.BaseExpression) -> cst.BaseExpression:
    """An expression beside an operator that binds closely."""
    if isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.Integer, cst.Float)) or node.lpar:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
