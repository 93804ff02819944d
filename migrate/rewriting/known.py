"""The imports that a file has already, and that what is written can use."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import children, walk
from migrate.v1.values import Foreign


def known_imports(interpreter: Interpreter) -> dict[tuple[str, str], str]:
    """The local name by module and name; without those that stand only below code that is converted."""
    known: dict[tuple[str, str], str] = {}
    late = _late(interpreter)
    for local, value in interpreter.module.variables.items():
        if isinstance(value, Foreign) and local not in late:
            module, _, name = value.dotted.rpartition(".")
            known[(module, name)] = local
            known[(value.dotted, "")] = local
    return known


def rebound(interpreter: Interpreter) -> set[str]:
    """Names of v1 that the file also imports from somewhere else: they do not mean the same everywhere."""
    named = {one.local for one in interpreter.uses.imports}
    statements = {one.where.statement for one in interpreter.uses.imports}
    lines = [node for _, module in interpreter.source for node in walk(module) if node not in statements]
    others = [one for line in lines if isinstance(line, cst.SimpleStatementLine) for one in line.body]
    imports = [one for one in others if isinstance(one, (cst.Import, cst.ImportFrom))]
    return named & {name for one in imports for name in _bound(one)}


def _late(interpreter: Interpreter) -> set[str]:
    """The names that no import binds before the first use of v1."""
    uses = interpreter.uses
    wheres = [use.where for use in uses.calls.values()]
    wheres += [use.where for use in uses.attributes.values()]
    wheres += [use.where for use in uses.subscripts.values()]
    first = min((where.order[:2] for where in wheres if where.function.is_module), default=None)
    if first is None:
        return set()
    early: set[str] = set()
    late: set[str] = set()
    for cell, module in interpreter.source:
        for statement in _imports(module):
            line = interpreter.source.positions[cell][statement].start.line
            (early if (cell, line) < first else late).update(_bound(statement))
    return late - early


def _imports(node: cst.CSTNode) -> Iterator[cst.Import | cst.ImportFrom]:
    """Those that run with the file itself."""
    for child in children(node):
        if isinstance(child, (cst.Import, cst.ImportFrom)):
            yield child
        elif isinstance(child, _BLOCKS) and not isinstance(child, (cst.FunctionDef, cst.ClassDef)):
            yield from _imports(child)


_BLOCKS = (cst.BaseStatement, cst.BaseSuite, cst.Else, cst.ExceptHandler, cst.Finally)


def _bound(statement: cst.Import | cst.ImportFrom) -> Iterator[str]:
    if isinstance(statement.names, cst.ImportStar):
        return
    for alias in statement.names:
        yield alias.evaluated_alias or alias.evaluated_name.split(".")[0]
