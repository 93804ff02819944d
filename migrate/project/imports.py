"""Which files of a project import from which others, as their import statements say.

Nothing is executed, so a module is looked for where projects keep them: beside the importing file, in the folders that
it adds to ``sys.path``, in each folder above it, and in a ``src`` folder of those; last, in the packages of the project
that can be installed and, for a module of a namespace package, where another part of the package is. The root may be a
package, or lie in one: then the names of its modules begin with those of the folders that lead to it.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

from migrate.conversion import Document
from migrate.project.run_files import places_run
from migrate.project.search_path import SearchPath

_IMPORT = re.compile(rb"(?m)(?:\bfrom\s+[\w.]+\s+)?\bimport\b[ \t\\]*(?:\([^)]*\)|[^\n]*(?:\\\r?\n[^\n]*)*)")
"""An import statement, also in the lines of a notebook; a word of other text at worst."""
_NOTEBOOKS = ("ipynb", "fs")
"""``from ipynb.fs.full.setup import ws``: the package that imports from notebooks."""
_RUN = re.compile(rb"(?<![%\w])%run\b|\bipynb\.fs\.|get_ipython\(\)\.(?:run_line_)?magic\([\"']%?run\b")
_WORD = re.compile(rb"\w+")
_KEPT = 10_000
"""Texts whose imports are remembered: every step of a conversion asks for them again."""
NOWHERE_ELSE: Final = SearchPath()


def places(
    path: PurePosixPath, dotted: str, search: SearchPath = NOWHERE_ELSE
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where a dotted name may be defined: module files, the likeliest first, each with the rest of the name.

    Args:
        path: of the importing file, relative to the root of the project.
        dotted: absolute, or relative with leading dots.
        search: where else the file looks for modules.
    """
    yield from places_run(path, dotted)
    level = len(dotted) - len(dotted.lstrip("."))
    parts = tuple(part for part in dotted.lstrip(".").split(".") if part)
    folders = [f"{folder}/" if folder != "." else "" for folder in map(str, path.parents)]
    more = [f"{folder}/" if folder != "." else "" for folder in search.added]
    elsewhere = [*folders[:1], *more, *folders[1:], *(f"{folder}src/" for folder in folders)]
    bases = folders[level - 1 : level] if level else elsewhere
    if parts[:2] == _NOTEBOOKS:
        for length in range(len(parts), 3, -1):
            yield from ((f"{base}{'/'.join(parts[3:length])}.ipynb", parts[length:]) for base in bases)
    for base in bases:
        for length in range(len(parts), 0, -1):
            module = base + "/".join(parts[:length])
            yield f"{module}.py", parts[length:]
            yield f"{module}/__init__.py", parts[length:]
        if level:
            yield f"{base}__init__.py", parts
    if not level:
        yield from _in_root(parts, search.above)


def _in_root(parts: tuple[str, ...], above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The places of a name that begins with the package that the root is, or is part of."""
    for depth in range(1, min(len(parts), len(above)) + 1):
        if parts[:depth] == above[-depth:]:
            for length in range(len(parts), depth, -1):
                module = "/".join(parts[depth:length])
                yield f"{module}.py", parts[length:]
                yield f"{module}/__init__.py", parts[length:]
            yield "__init__.py", parts[depth:]


def place_of(
    path: PurePosixPath, dotted: str, files: Collection[str], search: SearchPath = NOWHERE_ELSE
) -> tuple[str, tuple[str, ...]] | None:
    """The one of the files that a dotted name is defined in, with the rest of the name."""
    found = next((place for place in places(path, dotted, search) if place[0] in files), None)
    return found or _in_installed(dotted, files, search.installed) or _in_portion(path, dotted, files)


def _in_installed(dotted: str, files: Collection[str], folders: Iterable[str]) -> tuple[str, tuple[str, ...]] | None:
    """The place in a package that can be installed, which pip finds in its folder or in ``src``; None for several."""
    parts = tuple(dotted.split("."))
    homes = [f"{folder}/{inner}" for folder in folders for inner in ("", "src/")] if parts[0] else []
    found = []
    for home in homes:
        for length in range(len(parts), 0, -1):
            module = home + "/".join(parts[:length])
            names = [name for name in (f"{module}.py", f"{module}/__init__.py") if name in files]
            if names:
                found.append((names[0], parts[length:]))
                break
    return found[0] if len(found) == 1 else None


def _in_portion(path: PurePosixPath, dotted: str, files: Collection[str]) -> tuple[str, tuple[str, ...]] | None:
    """The place in another portion of the namespace package that the file is part of; None when there are several.

    ``lib/acme/azure.py`` and ``jobs/acme/build.py`` are modules of one package when neither folder has an
    ``__init__.py``.
    """
    parts = tuple(dotted.split("."))
    if not parts[0] or parts[0] not in path.parts[:-1]:
        return None
    for length in range(len(parts), 1, -1):
        module = "/".join(parts[:length])
        endings = (f"/{module}.py", f"/{module}/__init__.py")
        homes = [(name, name.removesuffix(ending)) for name in files for ending in endings if name.endswith(ending)]
        known = [name for name, home in homes if f"{home}/{parts[0]}/__init__.py" not in files]
        if homes:
            return (known[0], parts[length:]) if len(known) == len(homes) == 1 else None
    return None


def imported_names(document: Document) -> tuple[str, ...]:
    """What a document imports: ``tools.compute`` for a module, ``tools.compute.get`` for a name, ``tools.*`` for all.

    Raises:
        SyntaxError: it cannot be parsed (of a notebook only the cells that can be are read).
    """
    found: dict[str, None] = {}
    for text in document.cells.values():
        names = _names_in(text)
        if names is None and len(document.cells) == 1:
            raise SyntaxError("not Python 3")
        found |= dict.fromkeys(names or ())
    return tuple(found)


@lru_cache(_KEPT)
def _names_in(text: str) -> tuple[str, ...] | None:
    """What a text imports; None when it cannot be parsed."""
    found: dict[str, None] = {}
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= dict.fromkeys(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            joint = "" if module.endswith(".") else "."
            found |= dict.fromkeys(f"{module}{joint}{alias.name}" for alias in node.names)
    return tuple(found)


def imported_files(
    path: str, names: Iterable[str], files: Collection[str], search: SearchPath = NOWHERE_ELSE
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The files of the project that a document imports from, each with the name that it takes from there."""
    for dotted in names:
        place = place_of(PurePosixPath(path), dotted, files, search)
        if place is not None and place[0] != path:
            yield place


def may_import(data: bytes, names: frozenset[bytes]) -> bool:
    """Whether a file may import a module of one of these names; quick, and wrong only by saying yes too often."""
    if _RUN.search(data):
        return True
    return any(not names.isdisjoint(_WORD.findall(statement[0])) for statement in _IMPORT.finditer(data))


def module_names(files: Iterable[str], above: Sequence[str] = ()) -> frozenset[bytes]:
    """The names of modules, for ``may_import``; ``above`` are those of the folders that lead to the root."""
    return frozenset(os.fsencode(module_name(name, above)) for name in files)


def module_name(path: str, above: Sequence[str] = ()) -> str:
    """``compute`` for ``tools/compute.py``, ``tools`` for ``tools/__init__.py``."""
    place = PurePosixPath(path)
    if place.name != "__init__.py":
        return place.stem
    return place.parent.name or (above[-1] if above else "__init__")


def importers(
    seeds: Iterable[str], candidates: Mapping[str, Document], files: Collection[str], project: SearchPath = NOWHERE_ELSE
) -> dict[str, Document]:
    """Those of the candidates that import from one of the seeds, directly or through each other.

    Args:
        project: where all of them look.
    """
    wanted = set(seeds)
    targets: dict[str, set[str]] = {}
    for path, document in candidates.items():
        try:
            names = imported_names(document)
        except SyntaxError:
            continue
        targets[path] = {module for module, _ in imported_files(path, names, files, project.of(path, document))}
    found: dict[str, Document] = {}
    while True:
        more = {path for path, modules in targets.items() if path not in found and modules & wanted}
        if not more:
            return found
        found |= {path: candidates[path] for path in more}
        wanted |= more
