"""The pipelines that v2 code defines, for ``verify``: there is no conversion that would know them."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from migrate.conversion import FileKind
from migrate.errors import ReadError
from migrate.project.reading import decode
from migrate.verify.levels import ExpectedPipeline

_DECORATOR = "azure.ai.ml.dsl.pipeline"


def pipelines_in(root: Path, files: Iterable[tuple[str, FileKind]]) -> list[ExpectedPipeline]:
    """The functions under ``@dsl.pipeline``, without those that are only nodes of others in the same file."""
    found = []
    for path, kind in files:
        if kind not in (FileKind.PYTHON, FileKind.NOTEBOOK):
            continue
        functions = list(_pipeline_functions(_trees(path, (root / path).read_bytes())))
        nodes = {name for function in functions for name in _called(function)}
        outer = [function for function in functions if function.name not in nodes]
        found += [ExpectedPipeline(function.name, path, function.lineno) for function in outer]
    return found


def _trees(path: str, data: bytes) -> list[ast.Module]:
    """What does not parse has no pipelines; that it does not parse is found elsewhere."""
    trees = []
    try:
        for text in decode(path, data).cells.values():
            with suppress(SyntaxError, ValueError), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                trees.append(ast.parse(text))
    except ReadError:
        pass
    return trees


def _pipeline_functions(trees: Sequence[ast.Module]) -> Iterator[ast.FunctionDef]:
    names: dict[str, str] = {}
    for tree in trees:
        for node in ast.walk(tree):
            names.update(_imported(node))
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(_is_decorator(item, names) for item in node.decorator_list):
                yield node


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The names that an import binds, and what they stand for."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _is_decorator(decorator: ast.expr, names: dict[str, str]) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    first, _, rest = ast.unparse(target).partition(".")
    known = names.get(first, first)
    return (f"{known}.{rest}" if rest else known) == _DECORATOR


def _called(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
