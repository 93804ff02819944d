"""Level ``builds``: each pipeline of a module is built and validated offline.

This executes the module, so it happens only for code that the caller trusts, in a process of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from migrate.errors import UsageError
from migrate.verify.absent_scripts import Absent, absent_in
from migrate.verify.conforming import sdk_missing
from migrate.verify.isolation import clean_environment
from migrate.verify.levels import Finding, Severity
from migrate.verify.process_limit import MOST
from migrate.verify.project.git_folder import make_git_folder
from migrate.verify.project.launch import HOPELESS, Attempt, best_of, folders_of, variables
from migrate.verify.project.roots import import_roots, last_roots
from migrate.verify.redact import redact
from migrate.verify.server import Server, copy_project

_RUNNER = "migrate.verify.runner"
_START = 120.0  # seconds to import the SDK
_TAIL = 2000  # characters of output that are kept


@dataclass(frozen=True)
class Failure:
    """An exception that ended the script, or one cell of a notebook."""

    type: str
    message: str
    path: str
    line: int
    cell: int | None = None
    after_graph: bool = False
    """A pipeline had been built before, so it says nothing against that."""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.cell is None else f"{self.path} cell {self.cell}:{self.line}"
        return f"{place}: {self.type}: {self.message}"


@dataclass(frozen=True)
class BuiltPipeline:
    """A pipeline job that the module built.

    Args:
        name: of the pipeline function.
        path: file of the function, relative to the root.
        line: 1-based line of its ``def`` (notebook: in the cell).
        findings: of the SDK's validation and of our own checks.
        dump: the job as a dictionary (``PipelineJob._to_dict()``); local paths lie beneath the root.
        extras: what the dictionary leaves out, as ``read_pipeline`` takes it.
        written: the files that the module wrote into its project while it ran, by path; its root does not have them.
    """

    name: str
    path: str
    line: int
    cell: int | None = None
    findings: tuple[Finding, ...] = ()
    dump: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    submitted: bool = False
    written: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class BuildResult:
    """What came of running one module.

    Args:
        guard: what kept the code from network and disk.
        output: the end of what it printed, without secrets.
        seconds: how long it ran.
    """

    path: str
    compute_exists: bool = True
    jobs: tuple[BuiltPipeline, ...] = ()
    failures: tuple[Failure, ...] = ()
    findings: tuple[Finding, ...] = ()
    """About the module as a whole: components that were built but not called."""
    guard: str = ""
    notes: tuple[str, ...] = ()
    """Stand-ins and placeholders that the code ran with."""
    output: str = ""
    seconds: float = 0.0
    missed: tuple[str, ...] = ()
    """Environment variables, and options, that the code asked for in vain."""
    guesses: frozenset[str] = frozenset()
    """What of that it had made-up values for."""
    alone: tuple[BuiltPipeline, ...] = ()
    """Jobs that were submitted without being pipelines, each as a pipeline of this one node."""
    called: bool = False
    """Whether functions were called with stand-ins, as the module builds nothing when it is run."""


@dataclass(frozen=True)
class Run:
    """One module or notebook to run.

    Args:
        path: relative to the root.
        compute_exists: whether compute targets are found.
        cwd: working directory relative to the root; None to find out which one it needs.
        args: command line arguments.
        entry: ``module:function`` to call instead of running the file.
        env_file: file with ``NAME=value`` lines for the environment.
        source: folder of the v1 code that this comes from; None when that is not known.
        guesses: what values are made up for from the start.
    """

    path: str
    compute_exists: bool = True
    cwd: str | None = None
    args: tuple[str, ...] = ()
    entry: str | None = None
    env_file: Path | None = None
    source: Path | None = None
    guesses: frozenset[str] = frozenset()


def build_pipelines(
    root: Path,
    path: str,
    *,
    trust_code: bool,
    compute_exists: bool = True,
    timeout: float = 300,
    memory: int = 8192,
    cwd: str | None = None,
    args: Sequence[str] = (),
) -> BuildResult:
    """Run a converted module or notebook and collect its pipelines.

    Args:
        root: the folder of the project; it is copied, and stays as it is.
        path: the module or notebook, relative to ``root``.
        trust_code: the caller agrees that the code is executed.
        compute_exists: whether compute targets are found, whatever their name.
        timeout: seconds.
        memory: megabytes of address space.
        cwd: working directory relative to ``root``; None to find out which one it needs.
        args: command line arguments of the script.

    Raises:
        UsageError: the code is not trusted, the SDK is missing, or there is no such file.
    """
    run = Run(path, compute_exists, cwd, tuple(args))
    return build_many(root, [run], trust_code=trust_code, timeout=timeout, memory=memory)[0]


def build_many(
    root: Path,
    runs: Iterable[Run],
    *,
    trust_code: bool,
    timeout: float = 300,
    memory: int = 8192,
    session: BuildSession | None = None,
) -> list[BuildResult]:
    """Run several modules of a project, each in its own process, with one import of the SDK for all.

    Arguments and errors are those of ``build_pipelines``.

    Args:
        session: stays open; without one, one is opened for these modules.
    """
    if not trust_code:
        raise UsageError("building a pipeline executes its code", advice="add --trust-code if you trust it")
    if (missing := sdk_missing()) is not None:
        raise UsageError(missing.reason, advice=missing.advice)
    with contextlib.nullcontext(session) if session is not None else BuildSession() as opened:
        return [opened.build(root, run, timeout=timeout, memory=memory) for run in runs]


class BuildSession:
    """A runner with the SDK imported, for as many modules as one likes. Its caller answers for the code.

    Use it as a context manager; it starts nothing before the first module.
    """

    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="azureml-migrate-", ignore_cleanup_errors=True)
        self._base = Path(os.path.realpath(self._temporary.name))
        self._server: Server | None = None
        self._count = 0
        self._absent: dict[Path, Absent] = {}

    def __enter__(self) -> BuildSession:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._temporary.cleanup()

    def build(self, root: Path, run: Run, *, timeout: float = 300, memory: int = 8192) -> BuildResult:
        """Run one module of a project. Arguments and errors are those of ``build_pipelines``."""
        if not (root / run.path).is_file():
            raise UsageError("there is no such file", path=run.path)
        # the v1 code decides, so that both sides start in the same folder
        told = run.source if run.source is not None and (run.source / run.path).is_file() else root
        folders = folders_of(told, run.path) if run.cwd is None else [run.cwd]
        seconds: list[float] = []

        def start(way: Attempt) -> BuildResult:
            result = replace(self._attempt(root, run, way, timeout, memory), guesses=way.guesses)
            seconds.append(result.seconds)
            return result

        best = best_of(folders, start, _quality, _settled, lambda result: result.missed, run.guesses)
        return replace(best, seconds=sum(seconds))

    def _attempt(self, root: Path, run: Run, way: Attempt, timeout: float, memory: int) -> BuildResult:
        if self._server is None:
            self._server = Server(self._base, _RUNNER, _START)
        self._count += 1
        absent = Absent()
        if run.source is not None:
            if run.source not in self._absent:
                self._absent[run.source] = absent_in(run.source)
            absent = self._absent[run.source]
        result = _build(self._server, self._base / str(self._count), root, run, way, absent, timeout, memory)
        if not self._server.alive or not hasattr(os, "fork"):
            self._stop()
        return result

    def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _quality(result: BuildResult) -> tuple[int, ...]:
    made = (*result.jobs, *result.alone)
    faults = sum(finding.is_error for job in made for finding in job.findings)
    before = sum(not failure.after_graph for failure in result.failures)
    return bool(result.jobs), bool(made), -faults, -before if made else 0, len(made)


def _settled(result: BuildResult) -> bool:
    """Whether another attempt could not be better."""
    made = (*result.jobs, *result.alone)
    if made:
        findings = [finding for job in made for finding in job.findings]
        if any(_misses_code(one) or (one.is_error and result.missed) for one in findings):
            return False
        return result.path.endswith(".ipynb") or all(failure.after_graph for failure in result.failures)
    return any(failure.type in HOPELESS for failure in result.failures)


def _misses_code(finding: Finding) -> bool:
    """What may be there when the file is started from another folder."""
    return finding.check == "missing-script" or "Can't find directory or file" in finding.message


def _build(
    server: Server, scratch: Path, root: Path, run: Run, way: Attempt, absent: Absent, timeout: float, memory: int
) -> BuildResult:
    name = (run.source or root).resolve().name or "project"
    folder = scratch / name
    home = scratch / "home"
    home.mkdir(parents=True)
    copy_project(root, folder)
    make_git_folder(folder)
    request = {
        "folder": str(folder),
        "scratch": str(scratch),
        "result": str(scratch / "result.json"),
        "real_home": os.path.expanduser("~"),
        "environment": clean_environment(os.environ, str(home)),
        "path": run.path,
        "cwd": way.cwd,
        "roots": [way.cwd, *import_roots(run.path)],
        "last_roots": last_roots(root, run.path, name),
        "lenient": False,
        "entry": run.entry,
        "args": list(run.args),
        "variables": variables(run.source or root, run.path, run.env_file),
        "guesses": sorted(way.guesses),
        "absent": asdict(absent),
        "compute_exists": run.compute_exists,
        "timeout": timeout,
        "memory": memory,
    }
    answer = server.ask(request, timeout + 60)  # the runner keeps to the time itself
    output = scratch / "output.txt"
    text = output.read_bytes()[-4 * _TAIL :].decode("utf-8", "replace")[-_TAIL:] if output.is_file() else ""
    shutil.rmtree(scratch, ignore_errors=True)
    return _result(answer, run, str(folder), str(root.resolve()), text, timeout)


def _result(answer: dict[str, Any], run: Run, folder: str, root: str, text: str, timeout: float) -> BuildResult:
    text = redact(text.replace(folder, root))
    ended = {
        "timed_out": ("TimeoutError", f"still running after {timeout:g} s"),
        "too_many": ("TooManyProcesses", f"more than {MOST} processes at a time"),
        "died": ("ProcessDied", "the process ended by itself"),
    }
    for kind, message in (ended[key] for key in ended if answer.get(key)):
        failure = Failure(kind, message, run.path, 0)
        seconds = float(answer.get("seconds", 0.0))
        return BuildResult(run.path, run.compute_exists, failures=(failure,), output=text, seconds=seconds)
    if "bug" in answer:
        raise RuntimeError(f"examining {run.path} failed:\n{answer['bug']}")
    written = {path: content.encode("latin-1") for path, content in answer["written"].items()}

    def built(job: dict[str, Any]) -> BuiltPipeline:
        findings = tuple(_finding(item) for item in job.pop("findings"))
        dump = json.loads(json.dumps(job.pop("dump")).replace(json.dumps(folder)[1:-1], json.dumps(root)[1:-1]))
        return BuiltPipeline(findings=findings, dump=dump, written=written, **job)

    failures = tuple(Failure(**{**item, "message": redact(item["message"])}) for item in answer["failures"])
    return BuildResult(
        run.path,
        run.compute_exists,
        tuple(built(job) for job in answer["jobs"]),
        failures,
        tuple(_not_called(item) for item in answer["uncalled"]),
        answer["guard"],
        tuple(redact(note) for note in answer["notes"]),
        text,
        float(answer.get("seconds", 0.0)),
        tuple(answer["missed"]),
        alone=tuple(built(job) for job in answer["alone"]),
        called=bool(answer["called"]),
    )


def _finding(item: dict[str, Any]) -> Finding:
    return Finding(**{**item, "severity": Severity(item["severity"]), "message": redact(item["message"])})


def _not_called(item: dict[str, Any]) -> Finding:
    name, place = item["name"], (item["path"], item["line"])
    if item["called_in_source"]:
        message = f"component {name} was built, but not called in this run"
        return Finding(*place, "uncalled-component", message, "", Severity.WARNING, item["cell"])
    message = f"component {name} is built, but never called"
    return Finding(*place, "uncalled-component", message, "call it inside the pipeline function", cell=item["cell"])
