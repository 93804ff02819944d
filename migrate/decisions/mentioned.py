"""Where a project speaks of a function, and functions that nothing in it calls."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import walk
from migrate.v1.scopes import FunctionScope


def mentions(function: FunctionScope, interpreter: Interpreter) -> Iterator[cst.CSTNode]:
    """Where the documents speak of the function, as far as that can be told from its name."""
    name = function.name
    of_v1 = {use.node.func for use in interpreter.uses.calls.values()}
    for _, module in interpreter.source:
        skipped = set(_no_reads(module))
        for node in walk(module):
            if function.owner is not None:
                if isinstance(node, cst.Attribute) and node.attr.value == name and node not in of_v1:
                    yield node
            elif isinstance(node, cst.Name) and node.value == name and node not in skipped:
                yield node


def is_uncalled(function: FunctionScope, context: Context) -> bool:
    """Whether it is a function at the top of a module that only code outside of the project calls."""
    node = function.node
    if not isinstance(node, cst.FunctionDef) or node.decorators or function.owner is not None:
        return False
    if function.parent is None or not function.parent.is_module or function.calls or context.taken(function.name):
        return False
    return next(mentions(function, context.interpreter), None) is None


def _no_reads(module: cst.Module) -> Iterator[cst.CSTNode]:
    """Names that are no variables: in imports, definitions, of attributes and keywords."""
    for node in walk(module):
        if isinstance(node, (cst.Import, cst.ImportFrom)):
            yield from walk(node)
        elif isinstance(node, cst.Attribute):
            yield node.attr
        elif isinstance(node, cst.FunctionDef):
            yield node.name
        elif isinstance(node, cst.Arg) and node.keyword is not None:
            yield node.keyword
