"""What code imports, before and after its conversion, and which file says what packages it gets."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from migrate.conversion import ConvertedFile, WrittenFile
from migrate.decisions.packages import v1_modules
from migrate.project.written import body_of

_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<module>[\w.]+)[ \t]+import[ \t]+(?P<names>[^#\r\n]*)"
    r"|import[ \t]+(?P<plain>[^#\r\n]*))",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Code:
    """The modules that a file imports."""

    path: str
    before: frozenset[str]
    after: frozenset[str]
    scores: bool = False
    """Whether it is the script of an endpoint or of a parallel job: it has ``init`` and ``run``."""

    @property
    def gained(self) -> frozenset[str]:
        return self.after - self.before

    @property
    def left(self) -> set[str]:
        """The modules of SDK v1 that it still imports."""
        return v1_modules(self.after)


def code_of(result: ConvertedFile) -> Code:
    """The code of a converted file."""
    before = dict(result.document.cells)
    after = before if result.error else {number: result.cells.get(number, text) for number, text in before.items()}
    return _code(result.document.path, list(before.values()), list(after.values()))


def code_in(result: ConvertedFile, written: Iterable[WrittenFile]) -> Iterator[Code]:
    """The code that a converted notebook writes when it runs."""
    for file in written:
        if file.notebook == result.document.path and file.path.endswith(".py"):
            after = (body_of(result, cell) for cell in file.cells)
            yield _code(file.path, [file.text], list(after))


def _code(path: str, before: Sequence[str], after: Sequence[str]) -> Code:
    text = "\n".join(before)
    scores = all(re.search(rf"^def {name}\(", text, re.M) for name in ("init", "run"))
    return Code(path, _modules(before), _modules(after), scores)


def _modules(texts: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        if "import" in text:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    tree = ast.parse(text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                found |= _guessed(text)
            else:
                found |= _imported(tree)
    return frozenset(found)


def _imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= _from(node.module, [alias.name for alias in node.names])
    return found


def _guessed(text: str) -> set[str]:
    """What code that is not Python of this version seems to import."""
    found: set[str] = set()
    for match in _IMPORT.finditer(text):
        if match["module"]:
            found |= _from(match["module"], re.findall(r"\w+", match["names"]))
        else:
            found |= {name.split()[0] for name in match["plain"].split(",") if name.split()}
    return found


def _from(module: str, names: Iterable[str]) -> set[str]:
    """``from azureml import core`` imports a module, ``from azureml.core import Workspace`` a name of one."""
    return {f"{module}.{name}" for name in names} if module in ("azureml", "azure", "azure.ai") else {module}


@dataclass(frozen=True)
class Served:
    """The code that gets the packages of one file.

    Args:
        linked: whether the environment of converted steps is made from the file.
        keeps_v1: whether what runs in that environment needs SDK v1 in v2 too, or may.
    """

    code: tuple[Code, ...]
    linked: bool = False
    keeps_v1: bool = False


def served(files: Mapping[str, bool], code: Iterable[Code], links: Mapping[str, Served]) -> dict[str, Served]:
    """Which code gets the packages of which file.

    A file that an environment is made from serves the scripts that run there; one that is named as a notebook or a
    script beside it serves that. Any other serves the code in its folder and below for which there is no nearer one;
    code for which there is none at all is served by those that share the longest way with it.

    Args:
        files: whether each lists packages of v1; only such a file can be for the code of a folder above it.
    """
    found: dict[str, list[Code]] = {}
    known = [one for one in code if one.before or one.after]
    v1 = [one for one in known if v1_modules(one.before) or v1_modules(one.after)]
    homes: dict[str, PurePosixPath] = {}
    for name in files:
        if name in links:
            continue
        own = [one for one in known if PurePosixPath(one.path).with_suffix("") == PurePosixPath(name).with_suffix("")]
        if own:
            found[name] = own
        else:
            folder = PurePosixPath(name).parent
            homes[name] = _home(folder, v1) if files[name] else folder
            found[name] = []
    for one in known:
        for name in _nearest(one, homes):
            found[name].append(one)
    return {**{name: Served(tuple(several)) for name, several in found.items()}, **links}


def with_imported(users: Served, imported: Callable[[str], Iterable[str]], code: Mapping[str, Code]) -> Served:
    """The code of a file with the modules of the project that it imports: it needs their packages too.

    Args:
        imported: the files that one imports from.
    """
    found: dict[str, None] = {}
    waiting = [one.path for one in users.code]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = None
            waiting += imported(path)
    own = {one.path for one in users.code}
    return replace(users, code=(*users.code, *(code[path] for path in found if path in code and path not in own)))


def _home(folder: PurePosixPath, code: Iterable[Code]) -> PurePosixPath:
    """The folder or the nearest one above it that has code of v1 in it."""
    places = [PurePosixPath(one.path) for one in code]
    for candidate in (folder, *folder.parents):
        if any(candidate in place.parents for place in places):
            return candidate
    return folder


def _nearest(code: Code, homes: Mapping[str, PurePosixPath]) -> list[str]:
    above = PurePosixPath(code.path).parents
    inside = {name: len(home.parts) for name, home in homes.items() if home in above}
    if inside:
        deepest = max(inside.values())
        return [name for name, depth in inside.items() if depth == deepest]
    shared = {name: shared_way(PurePosixPath(code.path).parent, home) for name, home in homes.items()}
    most = max(shared.values(), default=0)
    return [name for name, count in shared.items() if count == most]


def shared_way(one: PurePosixPath, other: PurePosixPath) -> int:
    """How many folders two paths have in common from the root on."""
    count = 0
    for first, second in zip(one.parts, other.parts, strict=False):
        if first != second:
            break
        count += 1
    return count
