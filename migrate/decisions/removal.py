"""Statements of v1 plumbing that leave nothing behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from migrate.decisions.rule import Edit
from migrate.v1.nodes import walk


def sole_value(statement: cst.CSTNode) -> cst.BaseExpression | None:
    """The expression that the statement is all about: the right side of ``x = …``, or the expression itself."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    small = statement.body[0]
    if isinstance(small, cst.Expr):
        return small.value
    if isinstance(small, (cst.Assign, cst.AnnAssign)):
        return small.value
    return None


def returned(statement: cst.CSTNode) -> cst.BaseExpression | None:
    """What the statement returns, if it does nothing else."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    small = statement.body[0]
    return small.value if isinstance(small, cst.Return) else None


def alone(statement: cst.CSTNode, node: cst.CSTNode) -> bool:
    """Whether the statement is nothing but this expression, whose value nobody takes."""
    return isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 and untaken(statement, node)


def untaken(statement: cst.CSTNode, node: cst.CSTNode) -> bool:
    """Whether nobody takes the value of the expression, also where it shares its line with other statements."""
    block = statement if isinstance(statement, cst.SimpleStatementLine) else getattr(statement, "body", None)
    if not isinstance(block, (cst.SimpleStatementLine, cst.SimpleStatementSuite)):
        return False
    return any(isinstance(small, cst.Expr) and small.value is node for small in block.body)


def removal(statement: cst.CSTNode, node: cst.CSTNode) -> Edit | None:
    """Remove the statement, provided that it is nothing but ``x = node`` or ``node``."""
    if sole_value(statement) is not node:
        return None
    return Edit(statement, instead=())


def assigned(statement: cst.CSTNode) -> str | None:
    """The variable of ``x = …`` or ``self.x = …``; None for any other statement."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    small = statement.body[0]
    if not isinstance(small, cst.Assign) or len(small.targets) != 1:
        return None
    return _dotted(small.targets[0].target)


def _dotted(node: cst.BaseExpression) -> str | None:
    if isinstance(node, cst.Name):
        return node.value
    owner = _dotted(node.value) if isinstance(node, cst.Attribute) else None
    return f"{owner}.{node.attr.value}" if isinstance(node, cst.Attribute) and owner is not None else None


def lines_that_show(modules: Iterable[cst.CSTNode]) -> dict[cst.CSTNode, cst.SimpleStatementLine]:
    """By name the lines that hold nothing else, as the last one of a cell does to show what the variable holds."""
    lines = (one for module in modules for one in walk(module) if isinstance(one, cst.SimpleStatementLine))
    values = ((sole_value(line), line) for line in lines if isinstance(line.body[0], cst.Expr))
    return {value: line for value, line in values if isinstance(value, cst.Name)}


def lines_that_forget(modules: Iterable[cst.CSTNode]) -> Iterator[tuple[cst.SimpleStatementLine, list[cst.Name]]]:
    """``del prep, train``, with the variables; of a line that does nothing else."""
    for line in (one for module in modules for one in walk(module) if isinstance(one, cst.SimpleStatementLine)):
        small = line.body[0]
        if len(line.body) != 1 or not isinstance(small, cst.Del):
            continue
        target = small.target
        found = [one.value for one in target.elements] if isinstance(target, cst.Tuple) else [target]
        names = [one for one in found if isinstance(one, cst.Name)]
        if len(names) == len(found):
            yield line, names


def only_shown(statement: cst.CSTNode, node: cst.CSTNode) -> bool:
    """Whether the statement does nothing but print the expression, or show it as a notebook does."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    small = statement.body[0]
    value = small.value if isinstance(small, cst.Expr) else None
    return value is node or (value is not None and _is_print(value) and _shows(value, node))


def _is_print(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in ("print", "display")


def _shows(node: cst.CSTNode, wanted: cst.CSTNode) -> bool:
    """Whether the wanted expression is among what is printed, whole, as text or inside of an f-string."""
    if node is wanted:
        return True
    if isinstance(node, cst.Call):
        text = isinstance(node.func, cst.Name) and node.func.value in ("str", "repr", "print", "display")
        formatted = (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "format"
            and isinstance(node.func.value, (cst.SimpleString, cst.ConcatenatedString))
        )
        return (text or formatted) and any(_shows(argument.value, wanted) for argument in node.args)
    if isinstance(node, cst.FormattedString):
        fields = (part.expression for part in node.parts if isinstance(part, cst.FormattedStringExpression))
        return any(_shows(field, wanted) for field in fields)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, (cst.Add, cst.Modulo)):
        return _shows(node.left, wanted) or _shows(node.right, wanted)
    if isinstance(node, (cst.Tuple, cst.List)):
        return any(_shows(element.value, wanted) for element in node.elements)
    if isinstance(node, cst.ConcatenatedString):
        return _shows(node.left, wanted) or _shows(node.right, wanted)
    return False
