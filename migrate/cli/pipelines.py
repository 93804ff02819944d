"""The pipelines that v2 code defines, for ``verify``: there is no conversion that would know them."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from migrate.conversion import ConvertedFile, FileKind
from migrate.errors import ReadError
from migrate.project.reading import decode
from migrate.verify.graph import Place
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


def with_origins(pipelines: Sequence[ExpectedPipeline], results: Iterable[ConvertedFile]) -> list[ExpectedPipeline]:
    """The same, each with the place in v1 that it comes from.

    A pipeline of v2 comes from the v1 file of the same path; there from the pipeline that the converter would give
    the same name, else from the one in the same position.
    """
    origins = {result.document.path: _made(result) for result in results}
    found = []
    for pipeline in pipelines:
        made = origins.get(pipeline.path)
        place = None
        if made is not None:
            mates = [other.name for other in pipelines if other.path == pipeline.path]
            by_name = dict(made)
            position = mates.index(pipeline.name)
            alike = made[position][1] if len(made) == len(mates) else None
            place = by_name.get(pipeline.name) or alike or Place(pipeline.path)
        found.append(replace(pipeline, v1=place))
    return found


def _made(result: ConvertedFile) -> list[tuple[str, Place]]:
    """The v1 pipelines of a file, by the name that their function gets."""
    return [(found.name, Place(found.v1.path, found.v1.line, found.v1.cell)) for found in result.pipelines]


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
