"""What the statements around a pipeline bind, change and read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import bound_names, names_read, walk
from migrate.v1.values import ListValue, alternatives, objects

CHANGING = frozenset({"append", "extend", "insert", "update", "setdefault", "pop", "popleft"})


class StatementNames:
    """The variables of statements, each statement asked once.

    Args:
        makes: whether a call makes a step, or data that a step writes.
    """

    def __init__(self, interpreter: Interpreter, makes: Callable[[cst.Call], bool]) -> None:
        self.interpreter = interpreter
        self.makes = makes
        self._bound: dict[cst.CSTNode, set[str]] = {}
        self._read: dict[cst.CSTNode, set[str]] = {}
        self._changed: dict[cst.CSTNode, set[str]] = {}

    def binds(self, statement: cst.CSTNode) -> set[str]:
        if statement not in self._bound:
            bindings = self.interpreter.bindings
            self._bound[statement] = {
                node.value for node in walk(statement) if isinstance(node, cst.Name) and node in bindings
            }
        return self._bound[statement]

    def reads(self, statement: cst.CSTNode) -> set[str]:
        if statement not in self._read:
            bindings = self.interpreter.bindings
            self._read[statement] = {node.value for node in names_read(statement) if node not in bindings}
        return self._read[statement]

    def changes(self, statement: cst.CSTNode) -> set[str]:
        """The variables of lists and dictionaries that are added to, also by a function that takes a list of steps."""
        if statement not in self._changed:
            self._changed[statement] = self._changes_of(statement)
        return self._changed[statement]

    def _changes_of(self, statement: cst.CSTNode) -> set[str]:
        calls = (node for node in walk(statement) if isinstance(node, cst.Call) and self.makes(node))
        given = (argument.value for call in calls if call not in self.interpreter.uses.calls for argument in call.args)
        return names_changed(statement) | {
            node.value for node in given if isinstance(node, cst.Name) and self._may_grow(node)
        }

    def _may_grow(self, node: cst.Name) -> bool:
        found = alternatives(self.interpreter.values.get(node))
        return any(isinstance(one, ListValue) and all(objects(item.value) for item in one.items) for one in found)

    def needed(self, statements: Sequence[cst.CSTNode]) -> set[str]:
        """The variables that statements read before they bind them themselves."""
        found: set[str] = set()
        bound: set[str] = set()
        for statement in statements:
            if isinstance(statement, cst.For):
                inner = self.needed(_block(statement.body)) | self.needed(_block(statement.orelse))
                reads = self.reads(statement.iter) | (inner - set(bound_names(statement.target)))
            elif isinstance(statement, cst.If):
                reads = self.reads(statement.test) | self.needed(_block(statement.body))
                reads |= self.needed(_block(statement.orelse))
            else:
                reads = self.reads(statement)
            found |= reads - bound
            bound |= assigned(statement)
        return found


def names_changed(statement: cst.CSTNode) -> set[str]:
    """The variables whose lists and dictionaries are added to."""
    found: set[str] = set()
    for node in walk(statement):
        changed: cst.BaseExpression | None = None
        if isinstance(node, cst.AugAssign):
            changed = node.target
        elif isinstance(node, cst.AssignTarget) and isinstance(node.target, cst.Subscript):
            changed = node.target.value
        elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            changed = node.func.value if node.func.attr.value in CHANGING else None
        if isinstance(changed, cst.Name):
            found.add(changed.value)
    return found


def assigned(statement: cst.CSTNode) -> set[str]:
    """The variables that a simple statement binds."""
    small = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
    targets = (target.target for one in small if isinstance(one, cst.Assign) for target in one.targets)
    return {name for target in targets for name in bound_names(target)}


def run_at_once(statement: cst.CSTNode) -> tuple[cst.CSTNode, ...]:
    """The parts of a statement that are run with it: the bodies of functions are when these are called."""
    if isinstance(statement, cst.FunctionDef):
        return (*statement.decorators, statement.params)
    if isinstance(statement, cst.ClassDef):
        inside = [part for one in statement.body.body for part in run_at_once(one)]
        return (*statement.decorators, *statement.bases, *statement.keywords, *inside)
    return (statement,)


def _block(node: cst.CSTNode | None) -> Sequence[cst.CSTNode]:
    """The statements of a body, and of what stands behind ``else``."""
    if isinstance(node, cst.Else):
        return _block(node.body)
    return node.body if isinstance(node, cst.IndentedBlock) else () if node is None else (node,)
