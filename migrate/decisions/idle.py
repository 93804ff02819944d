"""Run configurations that nothing runs with: they go with all that only describes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from migrate.decisions.unused import may_go
from migrate.v1.conda import CONDA_DEPENDENCIES
from migrate.v1.environments import ENVIRONMENT_CLASSES
from migrate.v1.estimator_step import MPI_STEP
from migrate.v1.nodes import walk
from migrate.v1.run_configurations import RUN_CONFIGURATION
from migrate.v1.values import Call, Obj, alternatives

if TYPE_CHECKING:
    from migrate.decisions.context import Context

_PARTS = frozenset({*ENVIRONMENT_CLASSES, CONDA_DEPENDENCIES})
UNREAD = {MPI_STEP: ("runconfig",)}
"""By class of step what v1 took and did nothing with (azureml-pipeline-steps 1.62)."""
_DOES_NOTHING = (cst.Name, cst.Attribute, cst.UnaryOperation, cst.BooleanOperation, cst.Comparison)


def idle_statements(made: Call, context: Context) -> list[cst.CSTNode]:
    """The statements that make and describe a run configuration which nothing uses; empty when something does."""
    key = ("idle", made.node)
    if key not in context.plans:
        context.plans[key] = list(_idle(made, context)) if made.symbol == RUN_CONFIGURATION else []
    found = context.plans[key]
    assert isinstance(found, list)
    return found


def nodes_of_idle(context: Context) -> set[cst.CSTNode]:
    """All that stands in such statements, but for the calls that make the run configurations."""
    found = set()
    for call in context.interpreter.uses.calls.values():
        statements = idle_statements(call, context)
        found |= {node for statement in statements for node in walk(statement) if node is not call.node}
    return found


def _idle(made: Call, context: Context) -> Iterator[cst.CSTNode]:
    statements = _about(made, set(), context)
    if not statements:
        return
    while True:
        parts = [call for call in _parts(statements, context) if call.where.statement not in statements]
        more: set[cst.CSTNode] = set()
        for call in parts:
            more |= _about(call, statements, context)
        if not more:
            break
        statements |= more
    for _, module in context.interpreter.source:
        yield from _tops(module.body, statements)


def _about(made: Call, inside: set[cst.CSTNode], context: Context) -> set[cst.CSTNode]:
    """The statements that make an object and say something of it; empty when others need the object.

    Args:
        inside: statements that go, and may name it.
    """
    obj = made.result
    if not isinstance(obj, Obj) or not may_go(made, obj, context):
        return set()
    found = {made.where.statement}
    lines, unread = _lines(context), _unread(context)
    for node, value in context.interpreter.references.items():
        if obj not in alternatives(value) or lines.get(node) in inside or node in unread:
            continue
        statement = lines.get(node)
        if statement is None or not _describes(statement, node, context):
            return set()
        found.add(statement)
    return found


def _unread(context: Context) -> set[cst.CSTNode]:
    """What converted steps are given and v1 did not use."""
    steps = {step.obj for step in context.converted_steps}
    calls = (one for one in context.interpreter.uses.calls.values() if one.symbol in UNREAD and one.result in steps)
    found = (one.expression(name) for one in calls for name in UNREAD[one.symbol])
    return {node for node in found if node is not None}


def _parts(statements: set[cst.CSTNode], context: Context) -> list[Call]:
    """What makes the environments and conda dependencies that the statements name."""
    nodes = {node for statement in statements for node in walk(statement)}
    named = {
        obj for node, value in context.interpreter.references.items() if node in nodes for obj in alternatives(value)
    }
    return [one.call for one in named if isinstance(one, Obj) and one.call is not None and one.symbol in _PARTS]


def _lines(context: Context) -> dict[cst.CSTNode, cst.SimpleStatementLine]:
    """By name that is read the line that it stands in."""
    key = ("lines", None)
    if key not in context.plans:
        modules = (module for _, module in context.interpreter.source)
        lines = (one for module in modules for one in walk(module) if isinstance(one, cst.SimpleStatementLine))
        context.plans[key] = {node: line for line in lines for node in walk(line) if isinstance(node, cst.Name)}
    found = context.plans[key]
    assert isinstance(found, dict)
    return found


def _describes(statement: cst.SimpleStatementLine, name: cst.Name, context: Context) -> bool:
    """Whether the statement does nothing but set something on what the name stands for."""
    small = statement.body[0]
    if len(statement.body) > 1:
        return False
    target: cst.BaseExpression | cst.BaseAssignTargetExpression
    if isinstance(small, cst.Assign) and len(small.targets) == 1:
        target, value = small.targets[0].target, small.value
        rest = [value]
    elif isinstance(small, cst.Expr) and isinstance(small.value, cst.Call):
        target, rest = small.value.func, [argument.value for argument in small.value.args]
    else:
        return False
    while isinstance(target, (cst.Attribute, cst.Subscript)):
        target = target.value
    known = context.interpreter.uses.calls
    calls = (node for one in rest for node in walk(one) if isinstance(node, (cst.Call, cst.NamedExpr, cst.Await)))
    return target is name and all(node in known for node in calls)


def _tops(body: object, statements: set[cst.CSTNode]) -> Iterator[cst.CSTNode]:
    """Those of the statements, and conditions that hold nothing else as a whole."""
    for statement in body if isinstance(body, (list, tuple)) else ():
        if statement in statements or (isinstance(statement, cst.If) and _goes(statement, statements)):
            yield statement
        elif isinstance(statement, cst.BaseCompoundStatement):
            yield from (one for one in walk(statement) if one in statements)


def _goes(branch: cst.CSTNode, statements: set[cst.CSTNode]) -> bool:
    if isinstance(branch, cst.If):
        harmless = all(isinstance(node, (*_DOES_NOTHING, cst.BaseNumber)) for node in _operands(branch.test))
        rest = branch.orelse is None or _goes(branch.orelse, statements)
        return harmless and rest and _holds_only(branch.body, statements)
    return isinstance(branch, cst.Else) and _holds_only(branch.body, statements)


def _operands(test: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    return (
        node for node in walk(test) if isinstance(node, cst.BaseExpression) and not isinstance(node, cst.BaseString)
    )


def _holds_only(block: cst.BaseSuite, statements: set[cst.CSTNode]) -> bool:
    return all(one in statements or (isinstance(one, cst.If) and _goes(one, statements)) for one in block.body)
