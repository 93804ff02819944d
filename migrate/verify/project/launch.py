"""How the code of a project is started: by what the user says, else by trying what is likeliest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from migrate.errors import UsageError
from migrate.verify.project.roots import candidates
from migrate.verify.project.settings_files import environment_file, project_values

HOPELESS = {
    "SyntaxError", "IndentationError", "OutOfTime", "TimeoutError", "TooManyProcesses", "ProcessDied",
    "UnicodeDecodeError",
}  # fmt: skip
"""Failures that come back however the file is started."""

MOST_RUNNERS = 5
"""Files that are run to find the pipelines of a module that only defines them."""
_ROUNDS = 4  # of guessing, in one folder
_GUESSED_IN = 2  # folders
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
        guesses: what values are made up for from the start, since the other side was run with them (see ``Attempt``).
        by_users: whether a file that others import is first run by these, which know what to give its functions.
    """

    entries: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    env_file: Path | None = None
    source: Path | None = None
    guesses: frozenset[str] = frozenset()
    by_users: bool = False

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

    def start_files(
        self, lost: Callable[[], list[str]], users: Callable[[str], Sequence[str]], start: Callable[[list[str]], None]
    ) -> None:
        """Start files until nothing is lost: those that hold it, and what imports those.

        Args:
            lost: the files whose pipelines none of those that were started has made.
            users: the files that import one, likeliest first.
            start: starts some files.
        """
        started: set[str] = set()
        ways: tuple[Callable[[list[str]], list[str]], ...] = (
            lambda paths: paths,
            lambda paths: [user for path in paths for user in users(path)[:MOST_RUNNERS]],
        )
        for way in reversed(ways) if self.by_users else ways:
            wanted = [path for path in dict.fromkeys(way(lost())) if path not in started]
            started.update(wanted)
            start(wanted)


@dataclass(frozen=True)
class Attempt:
    """One way to start a file.

    Args:
        cwd: folder, relative to the root.
        guesses: environment variables, and options (with two hyphens), to make values up for although they may be
            missing: those that an earlier attempt asked for before it failed.
    """

    cwd: str
    guesses: frozenset[str] = frozenset()


def folders_of(root: Path, path: str) -> list[str]:
    """Working directories to start a file in, the likeliest first."""
    return candidates(root, path)[:3]


def best_of(
    folders: Sequence[str],
    start: Callable[[Attempt], _Result],
    quality: Callable[[_Result], tuple[int, ...]],
    settled: Callable[[_Result], bool],
    missed: Callable[[_Result], Iterable[str]],
    known: frozenset[str] = frozenset(),
) -> _Result:
    """Start a file in one way after the other until another could not be better; the best of what came.

    Args:
        missed: what a run asked for in vain; the next one in the same folder has values for that, and for no more.
        known: what the first run has values for.
    """
    best: _Result | None = None
    for number, folder in enumerate(folders):
        guesses = known
        for _ in range(_ROUNDS if number < _GUESSED_IN else 1):
            result = start(Attempt(folder, guesses))
            if best is None or quality(result) > quality(best):
                best = result
            if settled(result):
                return best
            further = guesses.union(missed(result))
            if further == guesses:
                break
            guesses = further
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
