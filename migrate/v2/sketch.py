"""The outline of a v2 pipeline, as its function says: read from the code, nothing is executed."""

from __future__ import annotations

import ast
import posixpath
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrate.sketch import Sketch, SketchEdge, SketchNode

_MAKERS = frozenset({"command", "load_component", "parallel_run_function", "spark", "import_job", "sweep"})
_LOADER = "load_component"


@dataclass(frozen=True)
class _Component:
    """Where a component is made."""

    path: str
    line: int
    cell: int | None


def sketch_in(cells: Mapping[int, str], path: str, function: str, *, notebook: bool) -> Sketch | None:
    """The nodes of a pipeline function and what flows between them; None when it is not there or has no nodes.

    Args:
        cells: the code of the file; what is not Python in it is passed over.
        path: of the file, relative to the root.
        function: name of the pipeline function.
        notebook: whether lines count within cells.
    """
    found: tuple[ast.FunctionDef, int | None] | None = None
    components: dict[str, _Component] = {}
    for number, tree in _trees(cells):
        cell = number if notebook else None
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name == function:
                found = (node, cell)
            components.update(_component(node, path, cell))
    if found is None:
        return None
    nodes, edges = _read(*found, components, path)
    return Sketch(tuple(nodes), tuple(sorted(edges))) if nodes else None


def _trees(cells: Mapping[int, str]) -> Iterator[tuple[int, ast.Module]]:
    for number, text in cells.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                yield number, ast.parse(text)
            except (SyntaxError, ValueError, RecursionError):
                continue


def _component(node: ast.AST, path: str, cell: int | None) -> Iterator[tuple[str, _Component]]:
    """A variable that holds a component; one that is loaded is written in its YAML file."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
        return
    maker = _last_name(node.value.func)
    names = [target.id for target in node.targets if isinstance(target, ast.Name)]
    for name in names:
        if maker == _LOADER:
            source = next((keyword.value for keyword in node.value.keywords if keyword.arg == "source"), None)
            if isinstance(source, ast.Constant) and isinstance(source.value, str):
                file = posixpath.normpath(posixpath.join(posixpath.dirname(path), source.value))
                yield name, _Component(file, 1, None)
                continue
        if maker in _MAKERS or name.endswith("_component"):
            yield name, _Component(path, node.lineno, cell)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _read(
    function: ast.FunctionDef, cell: int | None, components: Mapping[str, _Component], path: str
) -> tuple[list[SketchNode], set[SketchEdge]]:
    nodes: dict[str, SketchNode] = {}
    uses: list[tuple[str, ast.AST]] = []
    for statement in sorted(
        (node for node in ast.walk(function) if isinstance(node, ast.Assign)), key=lambda node: node.lineno
    ):
        target = statement.targets[0]
        if isinstance(target, ast.Name) and isinstance(statement.value, ast.Call):
            call = statement.value
            called = call.func.id if isinstance(call.func, ast.Name) else ""
            made = components.get(called)
            if made is not None and called not in nodes and _last_name(call.func) not in _MAKERS:
                place = (made.path, made.line, made.cell)
                nodes.setdefault(target.id, SketchNode(target.id, target.id, called, *place))
                uses.append((target.id, call))
        owner = _owner(target, "inputs")
        if owner:
            uses.append((owner, statement.value))
    edges = set()
    for name, part in uses:
        for node in ast.walk(part):
            if isinstance(node, ast.Attribute):
                producer = _owner(node, "outputs")
                if producer in nodes and producer != name and name in nodes:
                    edges.add(SketchEdge(producer, name, node.attr))
    return list(nodes.values()), edges


def _owner(node: ast.AST, part: str) -> str:
    """``train_step`` of ``train_step.inputs.data``."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == part:
        return node.value.value.id if isinstance(node.value.value, ast.Name) else ""
    return ""
