"""The pipelines that a v1 script or notebook builds, as the real v1 SDK sees them.

This executes the file, so it happens only for code that the caller trusts, in a process of its own.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from migrate.errors import UsageError
from migrate.verify.graph import Graph
from migrate.verify.isolation import clean_environment
from migrate.verify.process_limit import MOST
from migrate.verify.project.git_folder import make_git_folder
from migrate.verify.project.launch import HOPELESS, Attempt, best_of, folders_of, variables
from migrate.verify.project.roots import import_roots, last_roots
from migrate.verify.redact import redact
from migrate.verify.server import copy_project
from migrate.verify.source_hash import source_hash
from migrate.verify.v1 import interpreter
from migrate.verify.v1.json_form import graph_from_json
from migrate.verify.v1.server import Pool

_MEMORY = 8192  # megabytes of address space
_FOLLOWING = {"NameError", "NetworkRefused", "NotOffline", "FileNotFoundError"}


@dataclass(frozen=True)
class Failure:
    """An exception that ended the script, or one cell of a notebook.

    Args:
        after_graph: a whole pipeline had been built before, so it says nothing against the result.
    """

    type: str
    message: str
    path: str
    line: int
    cell: int | None = None
    after_graph: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.cell is None else f"{self.path} cell {self.cell}:{self.line}"
        return f"{place}: {self.type}: {self.message}"


@dataclass(frozen=True)
class Trace:
    """What came of running one file.

    Args:
        graphs: in the order in which the pipelines were made.
        failures: what failed, with the place.
        notes: stand-ins and placeholders that were used, files that were not there.
        guard: what kept the code from network and disk.
        seconds: how long it took, over all attempts.
        missed: environment variables, and options, that the code asked for in vain.
    """

    path: str
    graphs: tuple[Graph, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    guard: str = ""
    seconds: float = 0.0
    missed: tuple[str, ...] = ()
    jobs: tuple[Graph, ...] = ()
    """What was submitted without being a pipeline: a graph of one node for each submission, in their order."""
    guesses: frozenset[str] = frozenset()
    """What of the missed it had made-up values for."""

    @property
    def reason(self) -> str:
        """Why there is no graph, in one line; empty when there is one."""
        return "" if self.graphs else self.failure or f"{self.path}: builds no pipeline when it is run"

    @property
    def failure(self) -> str:
        """The failure that tells most of what kept a pipeline from being built; empty when nothing failed."""
        # what follows from another failure says less than what does not
        telling = [failure for failure in self.failures if failure.type not in _FOLLOWING]
        of_steps = [failure for failure in telling if "to Pipeline" in failure.message]
        return next((str(failure) for failure in (*of_steps, *telling, *self.failures)), "")


@dataclass(frozen=True)
class TraceRequest:
    """One file to trace; see ``trace_pipelines``."""

    path: str
    entry: str | None = None
    args: Sequence[str] = ()
    env_file: Path | None = None
    compute_exists: bool = True
    timeout: float = 120
    guesses: frozenset[str] = frozenset()
    """What values are made up for from the start."""


def trace_pipelines(
    root: Path,
    path: str,
    *,
    trust_code: bool,
    entry: str | None = None,
    args: Sequence[str] = (),
    env_file: Path | None = None,
    compute_exists: bool = True,
    timeout: float = 120,
    python: Path | None = None,
) -> Trace:
    """Run an untouched v1 script or notebook and read the pipelines that it builds.

    Args:
        root: the folder of the project; it is copied, and stays as it is.
        path: the script or notebook, relative to ``root``.
        trust_code: the caller agrees that the code is executed.
        entry: ``module:function`` to call instead of running the file.
        args: command line arguments of the script.
        env_file: file with ``NAME=value`` lines for the environment.
        compute_exists: whether compute targets are found, whatever their name.
        timeout: seconds for each attempt.
        python: the interpreter that the v1 SDK is installed for; None for the one that runs this.

    Raises:
        UsageError: the code is not trusted, the SDK is missing, or there is no such file.
    """
    request = TraceRequest(path, entry, tuple(args), env_file, compute_exists, timeout)
    return trace_many(root, [request], trust_code=trust_code, python=python)[0]


def trace_many(
    root: Path,
    requests: Iterable[TraceRequest],
    *,
    trust_code: bool,
    workers: int = 1,
    python: Path | None = None,
) -> list[Trace]:
    """Trace several files of a project, with one import of the SDK for each worker.

    Arguments and errors are those of ``trace_pipelines``.
    """
    if not trust_code:
        raise UsageError("tracing a pipeline executes its code", advice="add --trust-code if you trust it")
    found = list(requests)
    session = TraceSession(min(workers, len(found) or 1), python)
    with session, ThreadPoolExecutor(session.workers) as threads:
        return list(threads.map(lambda request: session.trace(root, request), found))


def sdk_v1_missing(python: Path | None = None) -> str:
    """What keeps v1 code from being traced here, or with another interpreter; empty when nothing does."""
    if python is not None:
        return interpreter.missing(python)
    for name in ("azureml.core", "azureml.pipeline.core", "azureml.pipeline.steps"):
        try:
            found = importlib.util.find_spec(name)
        except ImportError:
            found = None
        if found is None:
            return f"{name} is not installed"
    return ""


@dataclass
class TraceSession:
    """Processes with the v1 SDK imported, for as many files as one likes. Its caller answers for the code.

    Use it as a context manager; it starts nothing before the first file.
    """

    workers: int = 1
    python: Path | None = None
    """The interpreter that the v1 SDK is installed for; None for the one that runs this."""
    _pool: Pool = field(init=False)

    def __post_init__(self) -> None:
        self._pool = Pool(self.workers, self.python)
        self.workers = self._pool.workers

    def __enter__(self) -> TraceSession:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.__exit__()

    @functools.cached_property
    def _missing(self) -> str:
        return sdk_v1_missing(self.python)

    def trace(self, root: Path, request: TraceRequest) -> Trace:
        """Trace one file of a project, from its likeliest folder and, should that yield nothing, from others."""
        if not (root / request.path).is_file():
            raise UsageError("there is no such file", path=request.path)
        if missing := self._missing:
            raise UsageError(missing, advice="pip install 'azureml-migrate[v1]', or name a Python that has the v1 SDK")
        given = variables(root, request.path, request.env_file)
        seconds: list[float] = []

        def start(way: Attempt) -> Trace:
            trace = replace(self._attempt(root, request, way, given), guesses=way.guesses)
            seconds.append(trace.seconds)
            return trace

        best = best_of(
            folders_of(root, request.path), start, _quality, _settled, lambda trace: trace.missed, request.guesses
        )
        return replace(best, seconds=sum(seconds))

    def _attempt(self, root: Path, request: TraceRequest, way: Attempt, given: dict[str, str]) -> Trace:
        scratch = Path(tempfile.mkdtemp(dir=self._pool.base))
        folder, home = scratch / (root.resolve().name or "project"), scratch / "home"
        home.mkdir()
        copy_project(root, folder)
        make_git_folder(folder)
        message = {
            "folder": str(folder),
            "scratch": str(scratch),
            "result": str(scratch / "result.json"),
            "real_home": os.path.expanduser("~"),
            "environment": clean_environment(os.environ, str(home)),
            "path": request.path,
            "cwd": way.cwd,
            "roots": [way.cwd, *import_roots(request.path)],
            "last_roots": last_roots(root, request.path, folder.name),
            "lenient": True,
            "entry": request.entry,
            "args": list(request.args),
            "compute_exists": request.compute_exists,
            "variables": given,
            "guesses": sorted(way.guesses),
            "preload": _preload(root, request.path),
            "only_jobs": b"Pipeline(" not in (root / request.path).read_bytes(),
            "timeout": request.timeout,
            "memory": _MEMORY,
        }
        with self._pool.server() as server:
            answer = server.ask(message, request.timeout + 60)  # the runner keeps to the time itself
        shutil.rmtree(scratch, ignore_errors=True)
        return _trace(answer, request)


_PRELOADED = {
    b"azureml.train.estimator": ("azureml.train.estimator",),
    b"azureml.train.dnn": ("azureml.train.dnn",),
    b"MpiStep": ("azureml.train.estimator",),
    b"EstimatorStep": ("azureml.train.estimator",),
    b"pandas": ("pandas",),
    b"AutoMLConfig": ("azureml.train.automl.automlconfig", "azureml.automl.core"),
}
"""What is slow to import (azureml.train.estimator 1.62 takes three seconds), by the text of the files that need it."""


def _preload(root: Path, path: str) -> list[str]:
    """Modules that the servers should import before they run a file, so that the next file has them, too."""
    folder = (root / path).parent
    files = [root / path, *sorted(folder.glob("*.py"))[:50]]
    text = b"".join(file.read_bytes() for file in files if file.is_file())
    return [name for word, names in _PRELOADED.items() if word in text for name in names]


def _trace(answer: dict[str, Any], request: TraceRequest) -> Trace:
    seconds = float(answer.get("seconds", 0.0))
    if answer.get("timed_out"):
        failure = Failure("TimeoutError", f"still running after {request.timeout:g} s", request.path, 0)
        return Trace(request.path, failures=(failure,), seconds=seconds)
    if answer.get("too_many"):
        failure = Failure("TooManyProcesses", f"more than {MOST} processes at a time", request.path, 0)
        return Trace(request.path, failures=(failure,), seconds=seconds)
    if answer.get("died"):
        reason = redact(str(answer.get("reason", "")))
        message = f"the v1 SDK could not be imported: {reason}" if reason else "the process ended by itself"
        failure = Failure("ProcessDied", message, request.path, 0)
        return Trace(request.path, failures=(failure,), seconds=seconds)
    if "bug" in answer:
        raise RuntimeError(f"tracing {request.path} failed:\n{answer['bug']}")
    # a syntax tree is written differently by each version of Python, so all of them are made here
    hashes = {key: source_hash("any.py", text.encode("latin-1")) for key, text in answer["sources"].items()}
    return Trace(
        request.path,
        tuple(_with_hashes(graph_from_json(item), hashes) for item in answer["graphs"]),
        tuple(Failure(**{**item, "message": redact(item["message"])}) for item in answer["failures"]),
        tuple(redact(note) for note in answer["notes"]),
        answer["guard"],
        seconds,
        tuple(answer["missed"]),
        tuple(_with_hashes(graph_from_json(item), hashes) for item in answer["jobs"]),
    )


def _with_hashes(graph: Graph, hashes: Mapping[str, str]) -> Graph:
    nodes = [
        replace(
            node,
            source={name: hashes.get(key, key) if name.endswith(".py") else key for name, key in node.source.items()},
        )
        for node in graph.nodes
    ]
    return replace(graph, nodes=tuple(nodes))


def _quality(trace: Trace) -> tuple[int, ...]:
    before = sum(not failure.after_graph for failure in trace.failures)
    made = len(trace.graphs) + len(trace.jobs)
    return bool(trace.graphs), bool(made), -before if made else 0, -_empty(trace), made


def _settled(trace: Trace) -> bool:
    """Whether another attempt could not be better."""
    if trace.graphs or trace.jobs:
        if _empty(trace):
            return False
        return trace.path.endswith(".ipynb") or not any(not failure.after_graph for failure in trace.failures)
    return any(failure.type in HOPELESS for failure in trace.failures)


def _empty(trace: Trace) -> int:
    """How many scripts were made as empty files; started from another folder, they may be there."""
    return sum(note.startswith("empty stand-in") for note in trace.notes)
