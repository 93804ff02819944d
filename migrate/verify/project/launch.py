"""How the code of a project is started: by what the user says, else by trying what is likeliest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from migrate.errors import UsageError
from migrate.verify.project.roots import candidates
from migrate.verify.project.settings_files import environment_file, project_values

HOPELESS = {"SyntaxError", "IndentationError", "OutOfTime", "TimeoutError", "ProcessDied", "UnicodeDecodeError"}
"""Failures that come back however the file is started."""

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Launch:
    """What the user says about starting the code; the same for the v1 code and for what became of it.

    Args:
        entries: ``module:function`` to call, for pipelines that no file builds when it is run.
        args: command line arguments of the scripts.
        env_file: file with ``NAME=value`` lines for the environment.
        source: folder of the v1 code, whose ``.env`` files and CI definitions tell of variables, and which tells the
            scripts that the project never had from those that got lost.
    """

    entries: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    env_file: Path | None = None
    source: Path | None = None

    def __post_init__(self) -> None:
        for entry in self.entries:
            module, colon, function = entry.partition(":")
            names = [*module.split("."), *function.split(".")]
            if not (colon and all(name.isidentifier() for name in names)):
                raise UsageError(f"--entry {entry!r} is not module:function", advice="write it as package.module:build")
        if self.env_file is not None and not self.env_file.is_file():
            raise UsageError("there is no such file", path=str(self.env_file))

    def entry_files(self, paths: Iterable[str]) -> list[tuple[str, str]]:
        """The file of each entry, with the entry.

        Raises:
            UsageError: no file is a module of that name.
        """
        known = sorted(paths, key=lambda path: (path.count("/"), path))
        found = []
        for entry in self.entries:
            parts = entry.partition(":")[0].split(".")
            path = next((path for path in known if _is_module(path, parts)), None)
            if path is None:
                raise UsageError(f"no file is the module of --entry {entry}", advice="check its name")
            found.append((path, entry))
        return found


@dataclass(frozen=True)
class Attempt:
    """One way to start a file.

    Args:
        cwd: folder, relative to the root.
        guess_all: make values up also for variables that may be missing, and for arguments that are asked for.
    """

    cwd: str
    guess_all: bool = False


def attempts(root: Path, path: str) -> list[Attempt]:
    """Ways to start a file, the likeliest first."""
    folders = candidates(root, path)
    found = [Attempt(folder, guess_all) for folder in folders[:2] for guess_all in (False, True)]
    return [*found, *(Attempt(folder) for folder in folders[2:3])]


def best_of(
    ways: Iterable[Attempt],
    start: Callable[[Attempt], _Result],
    quality: Callable[[_Result], tuple[int, ...]],
    settled: Callable[[_Result], bool],
) -> _Result:
    """Try one way after the other until another could not be better; the best of what came."""
    best: _Result | None = None
    for way in ways:
        result = start(way)
        if best is None or quality(result) > quality(best):
            best = result
        if settled(result):
            break
    assert best is not None
    return best


def variables(root: Path, path: str, env_file: Path | None) -> dict[str, str]:
    """Values for the environment of a file: what the project says, and above that the file of the user."""
    found = project_values(root, path)
    if env_file is not None:
        found.update(environment_file(env_file))
    return found


def _is_module(path: str, parts: list[str]) -> bool:
    if not path.endswith(".py"):
        return False
    own = PurePosixPath(path.removesuffix(".py").removesuffix("/__init__")).parts
    return list(own[-len(parts) :]) == parts
