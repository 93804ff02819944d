"""Statements that a conversion left to a person: they fail in v2, and stand-ins let what follows be built.

Isolated process only. Such a statement is marked by a TODO. What the v2 SDK itself raises is a fault all the same.
"""

from __future__ import annotations

import ast
import functools
import linecache
import os
from collections.abc import Callable, Iterator
from types import ModuleType, TracebackType
from typing import Any

from migrate.verify.places import relative
from migrate.verify.project.context import Context
from migrate.verify.project.offline import Offline

_MARK = "# TODO(azureml-migrate "
_HOOK = "__left_to_a_person__"
_ERROR = "__error_in_what_is_left__"
_V2 = (os.sep + os.path.join("azure", "ai", "ml") + os.sep, os.sep + "mldesigner" + os.sep)
UNKNOWN_ENVIRONMENT = "azureml:left-to-a-person:1"
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def tolerant(
    text: str, name: str, main: ModuleType, context: Context, tell: Callable[[BaseException], None]
) -> ast.Module:
    """The syntax tree of a module or cell whose marked statements may fail, and calls that come to such a statement.

    Args:
        tell: what to do with a failure inside of such a call.

    Raises:
        SyntaxError: it has none.
    """
    tree = compile(text, name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    lines = text.splitlines()

    def failed(line: int, *names: str) -> None:
        path, cell = relative(name, context.folder)
        where = f"{path}:{line}" if cell is None else f"{path} cell {cell}:{line}"
        context.note(f"stand-in for what is left to a person at {where}")
        for one in names:
            main.__dict__.setdefault(one, Offline(one))

    main.__dict__[_HOOK] = _Hook(context, failed, tell)
    tree.body = [_guarded(_Inside(lines).visit(statement), lines) for statement in tree.body]
    return ast.fix_missing_locations(tree)


def stand_in_for_environments(context: Context) -> None:
    """Let components be made where only a person knows the environment: the v2 SDK looks at what it is."""
    import azure.ai.ml
    import azure.ai.ml.parallel

    def known(real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def made(*positional: Any, **keywords: Any) -> Any:
            if isinstance(keywords.get("environment"), Offline):
                context.note("stand-in for an environment that is left to a person")
                keywords["environment"] = UNKNOWN_ENVIRONMENT
            return real(*positional, **keywords)

        return made

    for module, name in ((azure.ai.ml, "command"), (azure.ai.ml.parallel, "RunFunction")):
        setattr(module, name, known(getattr(module, name)))


class _Hook:
    """A context manager around a statement: ``with hook(is_marked, line, *names):``."""

    def __init__(
        self,
        context: Context,
        failed: Callable[..., None],
        tell: Callable[[BaseException], None],
        marked: bool = False,
        *given: object,
    ) -> None:
        self._context, self._failed, self._tell, self._marked, self._given = context, failed, tell, marked, given

    def __call__(self, marked: bool, *given: object) -> _Hook:
        return _Hook(self._context, self._failed, self._tell, marked, *given)

    def __enter__(self) -> None:
        pass

    def forgives(self, error: Exception, line: int) -> bool:
        """Whether a marked statement of a function may fail so."""
        if _in_v2(error.__traceback__):
            return False
        self._failed(line)
        return True

    @staticmethod
    def stand_in(name: str) -> object:
        return Offline(name)

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if not isinstance(error, Exception) or _in_v2(trace):
            return False
        if not self._marked:
            if not _comes_from_a_mark(trace, self._context):
                return False
            self._tell(error)
        self._failed(*self._given)
        return True


def _comes_from_a_mark(trace: TracebackType | None, context: Context) -> bool:
    """Whether the innermost line of the project is marked: that of a function, which this or another module has."""
    path, line = "", 0
    while trace is not None:
        if context.owns(trace.tb_frame.f_code.co_filename):
            path, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    lines = linecache.getlines(path)
    try:
        tree = ast.parse("".join(lines))
    except SyntaxError:
        return False
    around = [
        node for node in ast.walk(tree) if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    # the innermost statement begins last
    return bool(around) and _is_marked(max(around, key=lambda node: node.lineno), lines)


def _in_v2(trace: TracebackType | None) -> bool:
    """Whether the v2 SDK raised it."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and any(part in trace.tb_frame.f_code.co_filename for part in _V2)


def _is_marked(statement: ast.stmt, lines: list[str]) -> bool:
    if isinstance(statement, _DEFINITIONS):
        return False
    first = max(statement.lineno - 2, 0)
    return any(line.lstrip().startswith(_MARK) for line in lines[first : statement.end_lineno])


def _guarded(statement: ast.stmt, lines: list[str]) -> ast.stmt:
    if isinstance(statement, _DEFINITIONS) or _comes_first(statement):
        return statement
    marked = ast.Constant(_is_marked(statement, lines))
    names = dict.fromkeys(_bound(statement))
    given: list[ast.expr] = [marked, ast.Constant(statement.lineno), *map(ast.Constant, names)]
    made = ast.With([ast.withitem(ast.Call(ast.Name(_HOOK, ast.Load()), given, []))], [statement])
    return ast.copy_location(made, statement)


def _comes_first(statement: ast.stmt) -> bool:
    """Whether it is a docstring, or an import that nothing but a docstring may stand above."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


class _Inside(ast.NodeTransformer):
    """Lets the marked statements of functions fail, too; what a call of the function makes after them is still made."""

    def __init__(self, lines: list[str], inside: bool = False) -> None:
        self._lines, self._inside = lines, inside

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return _Inside(self._lines, inside=True).generic_visit(node)
        simple = isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr))
        if not (self._inside and isinstance(node, ast.stmt) and simple and _is_marked(node, self._lines)):
            return self.generic_visit(node)
        hook, error = ast.Name(_HOOK, ast.Load()), ast.Name(_ERROR, ast.Load())
        known = ast.Call(ast.Attribute(hook, "forgives", ast.Load()), [error, ast.Constant(node.lineno)], [])
        handler = [ast.If(ast.UnaryOp(ast.Not(), known), [ast.Raise()], []), *map(_unless_bound, _bound(node))]
        return ast.copy_location(_tried(node, "Exception", handler, _ERROR), node)


def _unless_bound(name: str) -> ast.stmt:
    """``name = stand-in``, where the variable has no value yet."""
    made = ast.Call(ast.Attribute(ast.Name(_HOOK, ast.Load()), "stand_in", ast.Load()), [ast.Constant(name)], [])
    given = ast.Assign([ast.Name(name, ast.Store())], made)
    return _tried(ast.Expr(ast.Name(name, ast.Load())), "NameError", [given])


def _tried(statement: ast.stmt, error: str, handler: list[ast.stmt], name: str | None = None) -> ast.stmt:
    return ast.Try([statement], [ast.ExceptHandler(ast.Name(error, ast.Load()), name, handler)], [], [])


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that a statement binds."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    if isinstance(node, _DEFINITIONS):
        yield node.name
        return
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            yield from _bound(child)
