"""Whether code does something of its own when a value is not given. Isolated process only; Python 3.8 or later."""

from __future__ import annotations

import ast
import functools
import linecache
from collections.abc import Iterator

_ENDS = {"exit", "_exit", "abort", "error"}
"""Functions after which nothing follows: a test that ends so is no default."""


def copes_without(path: str, line: int, name: str) -> bool:
    """Whether the code that asks for a value has a default for it, or tests whether it is there.

    Args:
        path: the file that asks.
        line: 1-based line of the statement.
        name: of the environment variable, or of the attribute.
    """
    file = _file("".join(linecache.getlines(path)))
    return any(file.copes(node) for node in file.parents if _asks(node, line, name))


def _asks(node: ast.AST, line: int, name: str) -> bool:
    if not isinstance(node, (ast.Call, ast.Attribute)) or not node.lineno <= line <= (node.end_lineno or node.lineno):
        return False
    if isinstance(node, ast.Attribute):
        return node.attr == name
    return any(isinstance(word, ast.Constant) and word.value == name for word in node.args)


class _File:
    def __init__(self, tree: ast.AST) -> None:
        self.parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}

    def copes(self, node: ast.AST) -> bool:
        """Whether this expression may be None, or what it is assigned to."""
        if self._tested(node):
            return True
        parent = self.parents[node]
        targets: list[ast.expr] = []
        if isinstance(parent, ast.Assign):
            targets = parent.targets
        elif isinstance(parent, (ast.AnnAssign, ast.NamedExpr)):
            targets = [parent.target]
        names = {ast.dump(target).replace("Store()", "Load()") for target in targets}
        return any(self._tested(other) for other in self._expressions() if ast.dump(other) in names)

    def _expressions(self) -> Iterator[ast.AST]:
        return (node for node in self.parents if isinstance(node, (ast.Name, ast.Attribute)))

    def _tested(self, node: ast.AST) -> bool:
        parent = self.parents.get(node)
        if isinstance(parent, ast.BoolOp):
            return node is not parent.values[-1] or self._tested(parent)
        if isinstance(parent, (ast.Compare, ast.UnaryOp)):
            above = self.parents.get(parent)
            return not (isinstance(above, (ast.If, ast.Assert)) and _refuses(above))
        if isinstance(parent, (ast.If, ast.IfExp)):
            return node is parent.test and not _refuses(parent)
        return False


def _refuses(node: ast.AST) -> bool:
    """Whether a test ends the script one way or the other."""
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.If):
        return False
    return any(_ends(branch[-1]) for branch in (node.body, node.orelse) if branch)


def _ends(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        return True
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return False
    function = call.func
    return getattr(function, "attr", getattr(function, "id", "")) in _ENDS


@functools.lru_cache(maxsize=None)
def _file(text: str) -> _File:
    try:
        return _File(ast.parse(text))
    except SyntaxError:
        return _File(ast.Module([], []))
