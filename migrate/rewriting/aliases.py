"""Statements that only give another name to what v2 has nothing for: ``first = step``.

Where the step was read is a node of the pipeline function in v2, so the other name goes when nothing reads it any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import libcst as cst

from migrate.rewriting.changes import Changes
from migrate.v1.nodes import bound_names, names_read, read_in
from migrate.v2.expressions import Code, Expr, User, names_in, walk
from migrate.v2.statements import expressions


def idle_aliases(
    modules: Iterable[cst.Module], changes: Changes, is_needed: Callable[[cst.CSTNode, str], bool]
) -> list[cst.SimpleStatementLine]:
    """The statements whose variables no code reads that stays.

    Args:
        is_needed: whether others may take a variable that a statement binds.
    """
    reached = [node for module in modules for node in _reached(module, changes)]
    lines = {
        one: bound for one in reached if (bound := _bound(one, changes)) and isinstance(one, cst.SimpleStatementLine)
    }
    read = Counter(one.value for one in reached if isinstance(one, cst.Name)) + Counter(_in_v2(changes))
    found: list[cst.SimpleStatementLine] = []
    while True:
        inside = {
            line: Counter(one.value for one in _reached(line, changes) if isinstance(one, cst.Name)) for line in lines
        }
        binding = Counter(name for bound in lines.values() for name in bound)
        more = [
            line
            for line, bound in lines.items()
            if all(read[name] == binding[name] and not is_needed(line, name) for name in bound)
        ]
        if not more:
            return found
        found += more
        for line in more:
            read -= inside[line]
            del lines[line]


def _bound(node: cst.CSTNode, changes: Changes) -> list[str]:
    """The variables that a statement binds to what v2 has nothing for, and does nothing else."""
    small = node.body[0] if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1 else None
    if not isinstance(small, cst.Assign):
        return []
    value = small.value
    values = [one.value for one in value.elements] if isinstance(value, (cst.Tuple, cst.List)) else [value]
    if not values or not all(isinstance(one, cst.Name) and one in changes.leftovers for one in values):
        return []
    targets = [bound_names(one.target) for one in small.targets]
    return [name for names in targets for name in names] if all(len(one) == len(values) for one in targets) else []


def _reached(node: cst.CSTNode, changes: Changes) -> Iterator[cst.CSTNode]:
    """All that is still there when the changes are made, but for imports and the names of attributes and keywords."""
    todo = [node]
    while todo:
        one = todo.pop()
        edit = changes.edits.get(one)
        gone = one in changes.superfluous or one in changes.expressions or (edit and edit.instead is not None)
        if gone or isinstance(one, (cst.Import, cst.ImportFrom)):
            continue
        yield one
        todo += reversed(read_in(one))


def _in_v2(changes: Changes) -> Iterator[str]:
    """The names in what is written."""
    written: list[Expr] = list(changes.expressions.values())
    statements = [one for edit in changes.edits.values() for one in (*edit.before, *(edit.instead or ()), *edit.after)]
    statements += [move.function for move in changes.moves.values()]
    written += [expr for statement in statements for expr, _ in expressions(statement)]
    for part in (part for expr in written for part in walk(expr)):
        if isinstance(part, User):
            yield from (name.value for name in names_read(part.node))
        elif isinstance(part, Code):
            yield from names_in(part)
