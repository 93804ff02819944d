"""Paths of the files of a run: v1 takes ``./outputs/model.pkl`` for ``outputs/model.pkl``, v2 does not."""

from __future__ import annotations

import ast
import posixpath

import libcst as cst

from migrate.v1.values import Value, constant
from migrate.v2.expressions import Expr, Literal, User

_HERE = "./"


def run_path(node: cst.BaseExpression, value: Value | None) -> Expr:
    """A path of the user's as v1 reads it, relative to all that the run has written."""
    known, relative = constant(value), _without_here(node)
    spelled = isinstance(node, (cst.SimpleString, cst.ConcatenatedString))
    if isinstance(known, str) and (spelled or (known.startswith(_HERE) and relative is node)):
        return Literal(posixpath.normpath(known) if known.startswith(_HERE) else known)
    return User(relative)


def _without_here(node: cst.BaseExpression) -> cst.BaseExpression:
    """``"./outputs/" + name`` without what it begins with."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        left = _without_here(node.left)
        return node if left is node.left else node.with_changes(left=left)
    if isinstance(node, cst.SimpleString) and not node.prefix and ast.literal_eval(node.value).startswith(_HERE):
        return node.with_changes(value=node.value.replace(_HERE, "", 1))
    if isinstance(node, cst.FormattedString) and node.parts and isinstance(node.parts[0], cst.FormattedStringText):
        first = node.parts[0]
        if first.value.startswith(_HERE):
            return node.with_changes(parts=[first.with_changes(value=first.value[len(_HERE) :]), *node.parts[1:]])
    return node
