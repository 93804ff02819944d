"""The code folder of a component: what the SDK would upload, by content, and which scripts a program can reach."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pathspec import GitIgnoreSpec

from migrate.verify.source_hash import source_hash

_NEVER = frozenset({".git", ".hg", ".svn", "__pycache__", ".ipynb_checkpoints", "node_modules"})
_IGNORE_FILES = (".amlignore", ".gitignore")  # the first that there is, in both SDKs (azureml-core 1.61, 1.35.2)


@dataclass(frozen=True)
class CodeFolder:
    """A code folder.

    Args:
        files: SHA-256 of each file by POSIX path.
        path: relative to the project; the name alone when it is outside.
        imports_azureml: a Python file in it imports the v1 SDK.
        unreached: Python files that the program does not import.
    """

    files: dict[str, str] = field(default_factory=dict)
    path: str = ""
    imports_azureml: bool = False
    unreached: tuple[str, ...] = ()


def read(code: str, script: str, root: Path, written: Mapping[str, bytes]) -> CodeFolder:
    """Read a code folder.

    Args:
        code: path of the folder, or of the one file that the code is; empty for none.
        script: the Python file that runs, relative to the folder; empty when not known.
        written: files of the project that its code writes when it is run, by path; they replace what is there.
    """
    if not code:
        return CodeFolder()
    folder = root / code
    inside = os.path.relpath(folder, root)
    name = folder.name if inside.startswith("..") else PurePosixPath(Path(inside)).as_posix()
    own = {folder.name: folder} if folder.is_file() else dict(_files(folder))
    files = {path: file.read_bytes() for path, file in own.items()}
    files.update(_within(name, written, _ignored(folder), alone=folder.is_file() or name in written))
    imported = {path: _imports(text) for path, text in files.items() if path.endswith(".py")}
    reached = _reached(script, imported)
    return CodeFolder(
        {path: source_hash(path, files[path]) for path in sorted(files)},
        name,
        any(module.split(".")[0] == "azureml" for names in imported.values() for module in names),
        tuple(path for path in imported if path not in reached) if script in imported else (),
    )


def _within(
    folder: str, written: Mapping[str, bytes], ignored: GitIgnoreSpec, *, alone: bool
) -> Iterator[tuple[str, bytes]]:
    """The written files that lie in a folder, or the one file that it is, by their paths in there."""
    for path, text in written.items():
        if alone:
            if path == folder:
                yield PurePosixPath(path).name, text
            continue
        inner = path if folder == "." else path.removeprefix(f"{folder}/")
        if (folder == "." or inner != path) and not ignored.match_file(inner):
            yield inner, text


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    spec = _ignored(folder)
    for parent, folders, files in os.walk(folder):
        here = Path(parent).relative_to(folder)
        folders[:] = sorted(
            name for name in folders if name not in _NEVER and not spec.match_file(f"{(here / name).as_posix()}/")
        )
        for name in sorted(files):
            path = (here / name).as_posix()
            if (folder / path).is_file() and not spec.match_file(path):
                yield path, folder / path


def _ignored(folder: Path) -> GitIgnoreSpec:
    for name in _IGNORE_FILES:
        path = folder / name
        if path.is_file():
            return GitIgnoreSpec.from_lines(path.read_text(encoding="utf-8", errors="replace").splitlines())
    return GitIgnoreSpec.from_lines([])


def _imports(text: bytes) -> frozenset[str]:
    """Every module that a file may import; relative imports without their dots."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return frozenset()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found.update(f"{module}.{alias.name}".strip(".") for alias in node.names)
            found.add(module)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # a script may start another one, or import by name
            found.add(node.value.removesuffix(".py").replace("/", ".").lstrip("."))
    return frozenset(found)


def _reached(script: str, imported: dict[str, frozenset[str]]) -> set[str]:
    """The files that a script leads to, by the last parts of the names that it mentions."""
    reached, waiting = set[str](), [script] if script in imported else []
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        waiting += [other for other in imported if other not in reached and _mentions(imported[path], other)]
    return reached


def _mentions(names: frozenset[str], path: str) -> bool:
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return any(name == module or name.startswith(f"{module}.") or module.endswith(f".{name}") for name in names if name)
