"""The comments at the settings of a step that go on to the step, when it stands right below them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Edit
from migrate.v1.data import INTERMEDIATE
from migrate.v1.nodes import walk
from migrate.v1.tracing import siblings
from migrate.v1.values import Call, Obj

_OF_V1 = re.compile(r"config|CondaDep|sampling|policy|settings?\b|noqa|type:|pylint|pragma|fmt:", re.IGNORECASE)
"""Comments about what v2 has no object for, and those to tools."""


def with_comments(edit: Edit, use: Call, context: Context) -> Edit:
    """The removal of settings, keeping what their comments tell of the step that takes them."""
    statement = use.where.statement
    if not isinstance(statement, cst.SimpleStatementLine) or not _step_follows(use, context):
        return edit
    inside = (one.value for one in _inside(statement))
    return replace(
        edit,
        keep_comments=tells_more(statement),
        comments=(*edit.comments, *(text for text in inside if not _OF_V1.search(text))),
    )


def tells_more(statement: cst.CSTNode) -> bool:
    """Whether every comment above a statement is worth keeping where the statement goes into another."""
    lines = statement.leading_lines if isinstance(statement, cst.SimpleStatementLine) else ()
    above = [line.comment.value for line in lines if line.comment is not None]
    return bool(above) and not any(map(_OF_V1.search, above))


def _inside(statement: cst.SimpleStatementLine) -> Iterator[cst.Comment]:
    for part in (*statement.body, statement.trailing_whitespace):
        yield from (node for node in walk(part) if isinstance(node, cst.Comment))


def _step_follows(use: Call, context: Context) -> bool:
    """Whether nothing but data of pipelines is made between the settings and the step that takes them."""
    block = siblings(use.where.statement, use.where.function, context.interpreter.source)
    makers = [step.call.where for step in context.readers if use.result in step.parts]
    steps = {where.statement for where in makers if where.cell == use.where.cell}
    for statement in block[block.index(use.where.statement) + 1 :] if block else ():
        if statement in steps:
            return True
        value = sole_value(statement)
        made = single(context.value(value)) if value is not None else None
        if not isinstance(made, Obj) or made.symbol not in INTERMEDIATE or not isinstance(value, cst.Call):
            return False
    return False
