"""Lists and dictionaries of data that v1 code fills before it makes the step which writes that data.

In v2 the data is an output of the node, so what names it has to come after the node, unless only the step needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import names_read, walk
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.symbolic import Handle
from migrate.v1.traced import Late
from migrate.v1.tracing import Untraceable, siblings
from migrate.v1.values import Call, alternatives

_EARLY = "data is used before the step that writes it is made"


def variable_of(statement: cst.SimpleStatementLine) -> str | None:
    """The variable of ``x = …``; None for any other statement."""
    small = statement.body[0]
    if len(statement.body) != 1 or not isinstance(small, cst.Assign) or len(small.targets) != 1:
        return None
    target = small.targets[0].target
    return target.value if isinstance(target, cst.Name) else None


def late_statements(
    early: Iterable[tuple[cst.SimpleStatementLine, list[Handle]]], interpreter: Interpreter
) -> Iterator[Late]:
    """What becomes of the statements that name data too early.

    Args:
        early: the statements, each with the data.

    Raises:
        Untraceable: something between such a statement and the step needs it where it is.
    """
    steps: dict[cst.SimpleStatementLine, dict[Call, None]] = {}
    for statement, handles in early:
        for handle in handles:
            if handle.site is None:
                raise Untraceable(statement, _EARLY)
            steps.setdefault(statement, {})[handle.site.step.call] = None
    gone = {node for calls in steps.values() for call in calls for node in walk(call.node)}
    for statement, calls in steps.items():
        last = max(calls, key=lambda call: call.where.order)
        yield _late(statement, last, steps.keys(), gone, interpreter)


def _late(
    statement: cst.SimpleStatementLine,
    last: Call,
    others: Iterable[cst.CSTNode],
    gone: set[cst.CSTNode],
    interpreter: Interpreter,
) -> Late:
    variable, small = variable_of(statement), statement.body[0]
    if variable is None or not isinstance(small, cst.Assign):
        raise Untraceable(statement, _EARLY)
    scope, made = last.where.function, last.where.statement
    body = siblings(statement, scope, interpreter.source)
    if made not in body or body.index(made) < body.index(statement):
        raise Untraceable(statement, _EARLY)
    inside = {name.value for name in names_read(small.value)}
    for other in body[body.index(statement) + 1 : body.index(made)]:
        for name in names_read(other):
            bound = name in interpreter.bindings
            if name.value == variable and name not in gone and (bound or other not in others):
                raise Untraceable(statement, _EARLY)
            if name.value in inside and bound:
                raise Untraceable(statement, _EARLY)
    needed = [
        name for name in _names(scope, interpreter) if name.value == variable and name not in (small.targets[0].target,)
    ]
    if all(name in gone for name in needed):
        return Late(statement, variable, small.value, None)
    if not isinstance(made, cst.SimpleStatementLine) or getattr(made.body[0], "value", None) is not last.node:
        raise Untraceable(statement, _EARLY)
    if isinstance(made.body[0], cst.Return):
        raise Untraceable(statement, _EARLY)
    return Late(statement, variable, small.value, made)


def _names(scope: FunctionScope, interpreter: Interpreter) -> Iterator[cst.Name]:
    """The variables that the function names, or the whole source when it is none."""
    roots: list[cst.CSTNode] = [scope.node] if scope.node is not None else [one for _, one in interpreter.source]
    for root in roots:
        yield from names_read(root)


def only_fills(statement: cst.CSTNode) -> bool:
    """``x = [...]``, ``x += [...]``, ``x.append(...)``, ``x["a"] = …``, and nothing else in the statement."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    small = statement.body[0]
    if isinstance(small, cst.Assign):
        target = small.targets[0].target
        held = target.value if isinstance(target, cst.Subscript) else target
        return len(small.targets) == 1 and isinstance(held, cst.Name)
    return isinstance(small, cst.AugAssign) or (isinstance(small, cst.Expr) and isinstance(small.value, cst.Call))


def spent_lists(step: StepModel, interpreter: Interpreter) -> Iterator[cst.CSTNode]:
    """The statements that make the lists which only the step needs."""
    made = set(walk(step.call.node))
    for value in step.lists:
        inside = {node for statement in value.statements for node in walk(statement)} | made
        known = (name for name, held in interpreter.references.items() if value in alternatives(held))
        if all(name in inside for name in known) and all(map(only_fills, value.statements)):
            yield from value.statements
