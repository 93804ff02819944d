"""Which files of a project to run, so that every pipeline that it builds is seen."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

from migrate.conversion import FileKind
from migrate.verify.cells import code_cells

_SKIPPED = {"node_modules", "__pycache__", "site-packages"}


@dataclass
class _File:
    builds: bool = False
    """It has a call of ``Pipeline`` from the v1 SDK."""
    runs: bool = False
    """It does something when it is run: a ``__main__`` guard, or calls at its top level."""
    guarded: bool = False
    imports: set[str] = field(default_factory=set)


def entry_points(root: Path) -> list[str]:
    """Scripts and notebooks that build a pipeline when they are run, themselves or through modules of the project.

    A module that only defines what others assemble is not among them, unless nothing that runs reaches it.
    """
    files = {path.relative_to(root).as_posix(): _read(path) for path in _sources(root)}
    names: dict[str, list[str]] = {}
    for path in files:
        names.setdefault(Path(path).stem, []).append(path)
    reached = {path: _reached(path, files, names) for path in files}
    builders = [path for path, file in files.items() if file.builds]
    chosen = [
        path
        for path, file in files.items()
        if (file.guarded or (file.runs and file.builds)) and any(files[other].builds for other in reached[path])
    ]
    seen = {other for path in chosen for other in reached[path]}
    return sorted({*chosen, *(path for path in builders if path not in seen)})


def _sources(root: Path) -> list[Path]:
    found = [*root.rglob("*.py"), *root.rglob("*.ipynb")]
    return [
        path
        for path in found
        if path.is_file()
        and not any(part in _SKIPPED or part.startswith(".") for part in path.relative_to(root).parts[:-1])
    ]


def _read(path: Path) -> _File:
    file = _File()
    kind = FileKind.NOTEBOOK if path.suffix == ".ipynb" else FileKind.PYTHON
    try:
        trees = [ast.parse(cell.text) for cell in code_cells(path.read_bytes(), kind)]
    except (SyntaxError, ValueError, OSError):
        return file
    v1 = False
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                file.imports |= {part for alias in node.names for part in alias.name.split(".")}
            elif isinstance(node, ast.ImportFrom):
                file.imports |= {*(node.module or "").split("."), *(alias.name for alias in node.names)}
                v1 = v1 or (node.module or "").startswith("azureml.pipeline")
            elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Pipeline":
                file.builds = True
        for statement in tree.body:
            if isinstance(statement, ast.If) and "__main__" in ast.unparse(statement.test):
                file.guarded = file.runs = True
            elif isinstance(statement, (ast.Expr, ast.Assign)) and isinstance(statement.value, ast.Call):
                file.runs = True
    # sklearn has a class of that name, too
    file.builds = file.builds and v1
    return file


def _reached(path: str, files: dict[str, _File], names: dict[str, list[str]]) -> set[str]:
    found, waiting = {path}, [path]
    while waiting:
        for name in files[waiting.pop()].imports:
            for other in names.get(name, ()):
                if other not in found and other.endswith(".py"):
                    found.add(other)
                    waiting.append(other)
    return found
