"""Level ``conforming``: every v2 name, keyword and enum value of the output exists in the installed packages."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from pathlib import Path

from migrate.conversion import FileKind
from migrate.verify.cells import Cell, code_cells
from migrate.verify.component_yaml import check_component
from migrate.verify.installed import package_root
from migrate.verify.levels import Finding, NotChecked
from migrate.verify.usage import check_usage


@dataclass(frozen=True)
class Conformance:
    """What was found in one file, and what could not be looked up."""

    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()


def check_conforming(path: str, data: bytes, kind: FileKind, root: Path | None = None) -> Conformance:
    """Check the v2 names of one output file. Nothing is imported or executed.

    Args:
        path: the file, relative to ``root``.
        data: its bytes.
        kind: what it is; conda files and the like have no v2 names.
        root: the folder of the project; without it, files that a component refers to are not looked for.
    """
    if kind is FileKind.YAML:
        return Conformance(tuple(check_component(path, data, root)))
    if kind not in (FileKind.PYTHON, FileKind.NOTEBOOK):
        return Conformance()
    try:
        tree, starts = _joined(code_cells(data, kind))
    except (SyntaxError, ValueError):
        return Conformance(not_checked=(NotChecked(path, "it cannot be parsed"),))
    if tree is None:
        return Conformance()
    findings: dict[tuple[int, str, str], Finding] = {}

    def report(node: ast.AST, check: str, message: str, advice: str) -> None:
        line = getattr(node, "lineno", 0)
        start, cell = next(((first, index) for first, index in reversed(starts) if first <= line), (1, None))
        finding = Finding(path, line - start + 1, check, message, advice, cell=cell)
        findings.setdefault((line, check, message), finding)

    missing = check_usage(tree, report)
    not_checked = [
        NotChecked(path, f"the names of {package} were not checked: it is not installed", _install(package))
        for package in sorted(missing)
    ]
    return Conformance(tuple(findings[key] for key in sorted(findings)), tuple(not_checked))


def sdk_missing() -> NotChecked | None:
    """Why no v2 name can be checked at all; None when azure-ai-ml is installed."""
    if package_root("azure.ai.ml") is not None:
        return None
    return NotChecked("", "azure-ai-ml is not installed", _install("azure.ai.ml"))


def _install(package: str) -> str:
    return f"pip install {package.replace('.', '-')}"


def _joined(cells: list[Cell]) -> tuple[ast.Module | None, list[tuple[int, int | None]]]:
    """The cells as one module, and the line at which each begins. Cells that do not parse are left out."""
    body: list[ast.stmt] = []
    starts: list[tuple[int, int | None]] = []
    line = 1
    for cell in cells:
        starts.append((line, cell.index))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(cell.text)
        except SyntaxError:
            if cell.index is None:
                raise
        else:
            body.extend(ast.increment_lineno(statement, line - 1) for statement in tree.body)
        line += cell.text.count("\n") + 1
    return (ast.Module(body, []) if body else None), starts
