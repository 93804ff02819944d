"""The lists that only feed the pipeline with steps, or a step with words: v2 has no use for them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Edit
from migrate.v1.nodes import walk
from migrate.v1.pipelines import PipelineModel
from migrate.v1.traced import Flow
from migrate.v1.values import Obj, objects
from migrate.v2.expressions import Code, User
from migrate.v2.statements import Do, Statement


def word_lists(flow: Flow, context: Context) -> Iterator[Edit]:
    """Edits that remove the lists of arguments, which the step makes itself."""
    yield from (Edit(statement, instead=()) for statement in flow.spent if context.once("word list", statement))
    for step in flow.steps:
        for word in step.words:
            if word.repeat is not None:
                yield from (Edit(statement, instead=()) for statement in word.repeat.statements)


def step_lists(model: PipelineModel, flow: Flow, context: Context) -> Iterator[Edit]:
    """Edits that remove the lists which only fed the pipeline."""
    steps = {step.obj for step in flow.steps}
    argument = model.call.arguments["steps"]
    read_at_end = set(walk(argument.node))
    for name in sorted(flow.region.names):
        statements = [one for one in _statements(flow) if _fills(one, name)]
        inside = {node for one in statements for node in walk(one)} | read_at_end
        everywhere = {
            node
            for statement in (*flow.region.statements, model.call.where.statement)
            for node in walk(statement)
            if isinstance(node, cst.Name) and node.value == name
        }
        if (
            not statements
            or not everywhere <= inside
            or not any(isinstance(one, cst.SimpleStatementLine) for one in statements)
        ):
            continue
        if len(statements) == 1 and _is_alias(statements[0], flow) and everywhere & read_at_end:
            yield Edit(statements[0], instead=())
            continue
        elements = [element for one in statements for element in _elements(one, name)]
        if any(element is None for element in elements):
            continue
        known = [element for element in elements if element is not None]
        if not known or not all(_is_step(element, steps, context) for element in known):
            continue
        for statement in statements:
            yield from _emptied(statement, name, context)


def _statements(flow: Flow) -> Iterator[cst.SimpleStatementLine]:
    for statement in flow.region.statements:
        for node in walk(statement):
            if isinstance(node, cst.SimpleStatementLine):
                yield node


def _fills(statement: cst.SimpleStatementLine, name: str) -> bool:
    """``steps = [...]``, ``steps.append(...)``, ``steps += [...]`` or ``steps.extend([...])``."""
    small = statement.body[0]
    if len(statement.body) != 1:
        return False
    if isinstance(small, cst.Assign) and len(small.targets) == 1:
        target = small.targets[0].target
        return isinstance(target, cst.Name) and target.value == name
    if isinstance(small, cst.AugAssign):
        return isinstance(small.target, cst.Name) and small.target.value == name
    called = small.value if isinstance(small, cst.Expr) else None
    if isinstance(called, cst.Call) and isinstance(called.func, cst.Attribute):
        owner = called.func.value
        return isinstance(owner, cst.Name) and owner.value == name and called.func.attr.value in ("append", "extend")
    return False


def _is_alias(statement: cst.SimpleStatementLine, flow: Flow) -> bool:
    """``sequence = steps``, where both are variables of the pipeline function."""
    small = statement.body[0]
    value = small.value if isinstance(small, cst.Assign) else None
    return isinstance(value, cst.Name) and value.value in flow.region.names


def _elements(statement: cst.SimpleStatementLine, name: str) -> Iterator[cst.BaseExpression | None]:
    """What a statement puts into the list; None for what is not spelled out."""
    small = statement.body[0]
    value: cst.BaseExpression | None = None
    if isinstance(small, (cst.Assign, cst.AugAssign)):
        value = small.value
    elif isinstance(small, cst.Expr) and isinstance(small.value, cst.Call):
        called = small.value
        value = called.args[0].value if len(called.args) == 1 else None
        if isinstance(called.func, cst.Attribute) and called.func.attr.value == "append":
            yield value
            return
    if not isinstance(value, (cst.List, cst.Tuple)):
        yield None
        return
    for element in value.elements:
        yield element.value if isinstance(element, cst.Element) else None


def _is_step(element: cst.BaseExpression, steps: set[Obj], context: Context) -> bool:
    found = objects(context.value(element))
    return bool(found) and set(found) <= steps and isinstance(element, (cst.Name, cst.Call))


def _emptied(statement: cst.SimpleStatementLine, name: str, context: Context) -> Iterator[Edit]:
    """The statement without its list: what made a step in it stays."""
    made = [one for one in _elements(statement, name) if isinstance(one, cst.Call)]
    kept: list[Statement] = []
    for one in made:
        decision = context.decisions.get(one)
        if decision is None:
            kept.append(Do(User(one)))
        elif decision.expr is not None and not isinstance(decision.expr, Code):
            kept.append(Do(decision.expr))
    yield Edit(statement, instead=tuple(kept))
