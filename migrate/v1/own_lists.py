"""Lists of words and data that a loop or a function makes for one step: their elements are those of the step."""

from __future__ import annotations

import libcst as cst

from migrate.v1.argument_lists import is_plain
from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import names_read
from migrate.v1.purity import is_pure
from migrate.v1.scenarios import Unsettled, conditions
from migrate.v1.steps import StepModel
from migrate.v1.symbolic import LOOPS
from migrate.v1.values import Item, ListValue


def own_list(node: cst.Name, value: ListValue, step: StepModel, interpreter: Interpreter) -> list[Item] | None:
    """The elements of a list that is made for this step; None when it is not sure which these are."""
    where, made = step.call.where, _place(step.call.node, interpreter)
    if not value.complete or value.mixed or value.function is not where.function or not value.statements:
        return None
    if is_plain(node, interpreter.values) and not value.known:
        return None
    if any(_place(one, interpreter) > made for one in value.statements):
        return None
    rounds = _loops(value.blocks)
    if rounds != _loops(where.blocks)[: len(rounds)] or any(isinstance(one.value, ListValue) for one in value.items):
        return None
    for item in value.items:
        read = [item.node]
        if item.conditional:
            if item.blocks is None or _loops(item.blocks) != rounds:
                return None
            try:
                tests = [one.test for one, _ in conditions(item.blocks, where.blocks, step.branches)]
            except Unsettled:
                return None
            if not all(map(is_pure, tests)):
                return None
            read += tests
        if any(_is_rebound(one, made, interpreter) for one in read):
            return None
    if value not in step.lists:
        step.lists.append(value)
    return list(value.items)


def _is_rebound(node: cst.BaseExpression, made: tuple[int, int, int], interpreter: Interpreter) -> bool:
    """Whether a variable in it may be another one by the time that the step is made."""
    names, start = {name.value for name in names_read(node)}, _place(node, interpreter)
    bindings = (name for name in interpreter.bindings if name.value in names)
    return any(start < _place(name, interpreter) < made for name in bindings)


def _place(node: cst.CSTNode, interpreter: Interpreter) -> tuple[int, int, int]:
    places = interpreter.source.positions.items()
    cell, start = next((cell, positions[node].start) for cell, positions in places if node in positions)
    return cell, start.line, start.column


def _loops(blocks: tuple[cst.CSTNode, ...]) -> list[cst.CSTNode]:
    return [block for block in blocks if isinstance(block, LOOPS)]
