"""Expressions of a configuration object that are written where a step is made."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.v1.configurations import Configuration
from migrate.v1.nodes import names_read
from migrate.v1.values import Where


def check_configuration(configuration: Configuration, target: Where, context: Context) -> None:
    """Refuse a configuration whose arguments may mean something else where the step is made.

    Raises:
        Manual: which of them.
    """
    origin = configuration.call.where
    for name, argument in configuration.arguments.items():
        place = context.place(argument.node.value)
        if name in configuration.spread and place is not None:
            if place > origin.order[:2]:
                raise Manual(f"`{name}` gets its value after the configuration is made")
            check_moved(argument.node.value, replace(origin, cell=place[0], line=place[1]), target, context)
        else:
            check_moved(argument.node.value, origin, target, context)


def check_moved(node: cst.CSTNode, origin: Where, target: Where, context: Context) -> None:
    """Refuse an expression that may mean something else at its new place.

    Raises:
        Manual: a variable in it is not known there, or has got another value in between.
    """
    source = context.interpreter.source
    elsewhere = source.path_of(origin.cell) != source.path_of(target.cell)
    for read in names_read(node):
        name, home = read.value, context.function_of(read) or origin.function
        local = not home.is_module and name in (*home.variables, *home.arguments)
        if elsewhere or (local and home is not target.function):
            raise Manual(f"`{name}` is not known where the step is made")
        if any(origin.order[:2] < place[:2] <= target.order[:2] for place in context.bound.places_of(read)):
            raise Manual(f"`{name}` gets another value between the step and its configuration")


def operand(node: cst.BaseExpression) -> cst.BaseExpression:
    """An expression beside an operator that binds closely."""
    if isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.Integer, cst.Float)) or node.lpar:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
