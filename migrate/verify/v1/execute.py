"""Running a v1 script or notebook as it is, and reading the pipelines that it builds. Isolated process only."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from migrate.conversion import FileKind
from migrate.verify.cells import code_cells
from migrate.verify.graph import Graph
from migrate.verify.places import CELL, relative
from migrate.verify.project.context import Context
from migrate.verify.project.imports import install_stand_ins
from migrate.verify.project.notebooks import Magics
from migrate.verify.project.offline import Offline
from migrate.verify.project.variables import install_arguments, install_placeholders
from migrate.verify.v1 import seams
from migrate.verify.v1.entry import Entries
from migrate.verify.v1.recording import Recorder

_AFTER_COMPLETE = 20.0  # seconds for what follows the first whole graph: there may be another pipeline
_DEEPEST = 3000  # stand-ins can recurse


class OutOfTime(BaseException):
    """The script has used its time; what it built so far is still read."""


@dataclass
class Failure:
    """An exception that ended the script, a cell or a function."""

    type: str
    message: str
    path: str
    line: int
    cell: int | None = None
    after_graph: bool = False
    """A whole graph had been built before."""


@dataclass
class Outcome:
    graphs: list[Graph] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def execute(request: dict[str, Any]) -> Outcome:
    """Run the file of a request, and functions of it when the file alone builds nothing.

    Args:
        request: ``folder`` (the copy of the project), ``path`` (relative to it), ``cwd`` and ``roots`` (relative
            folders), ``entry``, ``args``, ``compute_exists``, ``variables``, ``timeout``.
    """
    folder, path = str(request["folder"]), os.path.join(str(request["folder"]), str(request["path"]))
    context = Context(folder, bool(request["compute_exists"]))
    recorder = Recorder(context)
    seams.install(context)
    recorder.install()
    outcome = Outcome()
    os.chdir(os.path.join(folder, str(request["cwd"])))
    main = _prepare(path, request, context)
    runner = _Runner(folder, path, main, context, outcome)
    _limit_time(float(request["timeout"]))
    try:
        if request.get("entry"):
            runner.guarded(lambda: Entries(main, context).call_named(str(request["entry"])), path)
        else:
            runner.run_file()
            if not recorder.built:
                entries = Entries(main, context)
                for name in entries.candidates():
                    runner.guarded(lambda name=name: entries.call(name), path)
                    if recorder.built:
                        break
    finally:
        _limit_time(0)
    outcome.graphs = [item.graph for item in recorder.built]
    outcome.notes = [
        *(f"stand-in for a package that is not installed: {name}" for name in sorted(context.stand_ins)),
        *context.notes,
    ]
    return outcome


@dataclass
class _Runner:
    folder: str
    path: str
    main: ModuleType
    context: Context
    outcome: Outcome

    def run_file(self) -> None:
        """Run a script, or a notebook cell by cell and past the cells that fail."""
        data = Path(self.path).read_bytes()
        kind = FileKind.NOTEBOOK if self.path.endswith(".ipynb") else FileKind.PYTHON
        magics = Magics(data, self.main) if kind is FileKind.NOTEBOOK else None
        for cell in code_cells(data, kind):
            name = self.path if cell.index is None else f"{self.path}{CELL}{cell.index}"
            if magics is not None and cell.index is not None:
                magics.before(cell.index, name, cell.text)
            if not self.guarded(lambda cell=cell, name=name: self._run(cell.text, name), name):
                break

    def guarded(self, action: Any, name: str) -> bool:
        """Do something and note how it fails; False when the time is over."""
        complete = self.context.complete
        try:
            action()
        except SystemExit as error:
            if error.code not in (None, 0) and not self.context.complete:
                self._failed(error, name, f"the script ended with exit code {error.code}", complete)
        except OutOfTime as error:
            if not self.context.complete:
                self._failed(error, name, str(error), complete)
            return False
        except BaseException as error:
            self._failed(error, name, str(error), self.context.complete)
        if self.context.complete and not complete:
            _limit_time(_AFTER_COMPLETE)
        return True

    def _run(self, text: str, name: str) -> None:
        exec(compile(text, name, "exec", dont_inherit=True), self.main.__dict__)

    def _failed(self, error: BaseException, name: str, message: str, after: bool) -> None:
        place = (name, error.lineno or 0) if isinstance(error, SyntaxError) and error.filename == name else (name, 0)
        for frame in traceback.extract_tb(error.__traceback__):
            if self.context.owns(frame.filename):
                place = (frame.filename, frame.lineno or 0)
        path, cell = relative(place[0], self.folder)
        lines = [line.strip() for line in self.context.without_folder(message).splitlines() if line.strip()]
        message = _shorter(lines)
        if "type Offline" in message:  # pipelines take steps of the real SDK only
            message += f" (not installed: {', '.join(sorted(self.context.stand_ins))})"
        failure = Failure(type(error).__name__, message, path, place[1], cell, after)
        self.outcome.failures.append(failure)


def _shorter(lines: list[str]) -> str:
    """The SDK's exceptions repeat themselves as JSON."""
    kept = []
    for line in lines:
        if line.startswith(("InnerException", "ErrorResponse", "{")):
            break
        kept.append(line.removeprefix("Message: "))
    return " ".join(dict.fromkeys(kept))[:500]


def _prepare(path: str, request: dict[str, Any], context: Context) -> ModuleType:
    """Make this process look as if Python had been started with the script."""
    for name in [name for name in sys.modules if name == "migrate" or name.startswith("migrate.")]:
        del sys.modules[name]  # the project may have a package of that name
    ours = str(Path(__file__).resolve().parents[3])
    roots = [os.path.normpath(os.path.join(context.folder, root)) for root in request["roots"]]
    kept = [item for item in sys.path if item and (item != ours or "site-packages" in ours)]
    # the folder that it is started from comes first, other folders of the project after all that is installed
    sys.path[:] = list(dict.fromkeys([os.path.dirname(path), *roots[:1], *kept, *roots[1:]]))
    sys.argv[:] = [path, *map(str, request["args"])]
    sys.setrecursionlimit(_DEEPEST)
    notebook = path.endswith(".ipynb")
    main = ModuleType("__main__")
    if not notebook:
        main.__file__ = path
    else:
        main.__dict__.update(display=lambda *_, **__: None, get_ipython=lambda: Offline("IPython"))
    sys.modules["__main__"] = main
    warnings.simplefilter("ignore")
    with contextlib.suppress(ImportError):
        import logging

        logging.disable(logging.CRITICAL)
    install_placeholders(context, request["variables"], guess_all=bool(request.get("guess_all")))
    if request.get("guess_all"):
        install_arguments(context)
    install_stand_ins(context, roots=[os.path.dirname(path), *roots])
    return main


def _limit_time(seconds: float) -> None:
    """End the script after some time; 0 stops the clock. What does not come back to Python is killed from outside."""

    def out_of_time(signum: int, frame: object) -> NoReturn:
        raise OutOfTime(f"still running after {seconds:g} s")

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, out_of_time)
        signal.setitimer(signal.ITIMER_REAL, seconds)
