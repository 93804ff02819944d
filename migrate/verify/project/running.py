"""Running a script, a notebook or functions of a project, and noting how they fail. Isolated process only."""

from __future__ import annotations
import __future__

import ast
import contextlib
import os
import signal
import sys
import sysconfig
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NoReturn

from migrate.conversion import FileKind
from migrate.verify.cells import code_cells
from migrate.verify.places import CELL, relative
from migrate.verify.project import absent_data, repeatable, tracking
from migrate.verify.project.context import Context
from migrate.verify.project.entry import Entries
from migrate.verify.project.imports import install_stand_ins
from migrate.verify.project.left import tolerant
from migrate.verify.project.notebooks import Magics
from migrate.verify.project.offline import Offline
from migrate.verify.project.text import without_prefix
from migrate.verify.project.variables import install_arguments, install_placeholders

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
class Running:
    """One file of a project, as a request wants it run.

    Args:
        request: ``path`` (relative to the copy of the project), ``cwd``, ``roots`` and ``last_roots`` (relative
            folders), ``lenient`` (see ``install_stand_ins``), ``entry``, ``args``, ``variables``,
            ``guesses``, ``timeout``.
        entries: gives the functions that could build a pipeline, for files that only define them.
    """

    request: Mapping[str, Any]
    context: Context
    entries: Callable[[ModuleType, Context], Entries]
    failures: list[Failure] = field(default_factory=list)

    def run(self, built: Callable[[], bool]) -> None:
        """Run the file, and functions of it when the file alone builds nothing; or the entry that was asked for.

        Args:
            built: whether any pipeline has been built.
        """
        path = os.path.join(self.context.folder, str(self.request["path"]))
        os.chdir(os.path.join(self.context.folder, str(self.request["cwd"])))
        main = prepare(path, self.request, self.context)
        seconds = float(self.request["timeout"])
        limit_time(seconds)
        try:
            if self.request.get("entry"):
                entry = str(self.request["entry"])
                self.guarded(lambda: self.entries(main, self.context).call_named(entry), path)
                return
            self._run_file(path, main)
            if not built():
                self.context.called = True
                entries = self.entries(main, self.context)
                for name in entries.candidates():
                    self.guarded(lambda name=name: entries.call(name), path)
                    if built():
                        break
        finally:
            limit_time(0)

    def notes(self) -> list[str]:
        """Stand-ins and placeholders that were used."""
        return [
            *(f"stand-in for a package that is not installed: {name}" for name in sorted(self.context.stand_ins)),
            *self.context.notes,
        ]

    def guarded(self, action: Any, name: str) -> bool:
        """Do something and note how it fails; False when the time is over."""
        complete = self.context.complete
        try:
            action()
        except SystemExit as error:
            if error.code not in (None, 0):
                # ``except Exception as error: print(error); exit(1)`` hides what happened
                hidden = error.__context__
                if isinstance(hidden, Exception):
                    self._failed(hidden, name, str(hidden))
                else:
                    self._failed(error, name, f"the script ended with exit code {error.code}")
        except OutOfTime as error:
            self._failed(error, name, str(error))
            return False
        except BaseException as error:
            self._failed(error, name, str(error))
        if self.context.complete and not complete:
            limit_time(min(_AFTER_COMPLETE, float(self.request["timeout"])))
        return True

    def _run_file(self, path: str, main: ModuleType, above: tuple[str, ...] = ()) -> None:
        """Run a script, or a notebook cell by cell and past the cells that fail.

        Args:
            above: the notebooks with ``%run`` that lead to it.
        """
        data = Path(path).read_bytes()
        kind = FileKind.NOTEBOOK if path.endswith(".ipynb") else FileKind.PYTHON
        magics = Magics(data, main) if kind is FileKind.NOTEBOOK else None
        for cell in code_cells(data, kind):
            name = path if cell.index is None else f"{path}{CELL}{cell.index}"
            if magics is not None and cell.index is not None:
                magics.before(cell.index, name, cell.text)
                for file in magics.files_run(cell.index):
                    if file not in above:
                        self._run_file(file, main, (*above, path))
            if not self._run_cell(cell.text, name, main, kind is FileKind.NOTEBOOK):
                break

    def _run_cell(self, text: str, name: str, main: ModuleType, apart: bool) -> bool:
        """Run a script, or a cell past the statements that fail; False when the time is over.

        What fails for want of a service is often the first line of a cell, and only that is told. What it was to be
        bound to has no value then, rather than that of an earlier cell.

        Args:
            apart: whether the statements are run one by one.
        """
        parts: list[tuple[CodeType, set[str]]] = []
        told = len(self.failures)
        if not self.guarded(lambda: parts.extend(self._compiled(text, name, main, apart)), name):
            return False
        for part, bound in parts:
            if not self.guarded(lambda part=part, bound=bound: _execute(part, bound, main), name):
                return False
            del self.failures[told + 1 :]
        return True

    def _compiled(self, text: str, name: str, main: ModuleType, apart: bool) -> Iterator[tuple[CodeType, set[str]]]:
        if self.request["lenient"]:  # v1 code has no marks
            tree = compile(text, name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        else:
            tree = tolerant(text, name, main, self.context, lambda error: self._failed(error, name, str(error)))
        assert isinstance(tree, ast.Module)
        futures = [one.name for item in tree.body if _is_future(item) for one in getattr(item, "names", ())]
        flags = sum(getattr(__future__, one).compiler_flag for one in futures)
        for group in [[statement] for statement in tree.body] if apart else [tree.body]:
            bound = _bound(group[0]) if apart else set()
            yield compile(ast.Module(group, []), name, "exec", flags, dont_inherit=True), bound

    def _failed(self, error: BaseException, name: str, message: str) -> None:
        place = (name, error.lineno or 0) if isinstance(error, SyntaxError) and error.filename == name else (name, 0)
        for frame in traceback.extract_tb(error.__traceback__):
            if self.context.owns(frame.filename):
                place = (frame.filename, frame.lineno or 0)
        path, cell = relative(place[0], self.context.folder)
        lines = [line.strip() for line in self.context.without_folder(message).splitlines() if line.strip()]
        message = _shorter(lines)
        if "type Offline" in message:  # pipelines take steps of the real SDK only
            message += f" (not installed: {', '.join(sorted(self.context.stand_ins))})"
        failure = Failure(type(error).__name__, message, path, place[1], cell, self.context.complete)
        self.failures.append(failure)


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _execute(part: CodeType, bound: set[str], main: ModuleType) -> None:
    try:
        exec(part, main.__dict__)
    except BaseException:
        for variable in bound:
            main.__dict__.pop(variable, None)
        raise


def _bound(statement: ast.stmt) -> set[str]:
    """The variables of an assignment; v2 code has each statement in a context manager of its own (``tolerant``)."""
    if isinstance(statement, ast.With) and len(statement.body) == 1:
        statement = statement.body[0]
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    names = (node for target in targets for node in ast.walk(target))
    return {node.id for node in names if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _shorter(lines: list[str]) -> str:
    """The SDK's exceptions repeat themselves as JSON."""
    kept = []
    for line in lines:
        if line.startswith(("InnerException", "ErrorResponse", "{")):
            break
        kept.append(without_prefix(line, "Message: "))
    return " ".join(dict.fromkeys(kept))[:500]


def prepare(path: str, request: Mapping[str, Any], context: Context) -> ModuleType:
    """Make this process look as if Python had been started with the script."""
    for name in [name for name in sys.modules if name == "migrate" or name.startswith("migrate.")]:
        del sys.modules[name]  # the project may have a package of that name
    ours = str(Path(__file__).resolve().parents[3])
    installed = ours in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))  # beside what scripts import
    roots = [os.path.normpath(os.path.join(context.folder, root)) for root in request["roots"]]
    kept = [item for item in sys.path if item and (installed or item != ours)]
    # the folder that it is started from comes first, other folders of the project after all that is installed
    package, home = package_of(path, context.folder)
    sys.path[:] = list(dict.fromkeys([home if package else os.path.dirname(path), *roots[:1], *kept, *roots[1:]]))
    sys.argv[:] = [path, *map(str, request["args"])]
    sys.setrecursionlimit(_DEEPEST)
    notebook = path.endswith(".ipynb")
    main = ModuleType("__main__")
    if not notebook:
        main.__file__ = path
        main.__package__ = package or None
    else:
        main.__dict__.update(display=lambda *_, **__: None, get_ipython=lambda: Offline("IPython"))
    sys.modules["__main__"] = main
    warnings.simplefilter("ignore")
    with contextlib.suppress(ImportError):
        import logging

        logging.disable(logging.CRITICAL)
    install_placeholders(context, request["variables"], request["guesses"])
    install_arguments(context, request["guesses"])
    last = [os.path.normpath(os.path.join(context.folder, root)) for root in request["last_roots"]]
    install_stand_ins(context, last, lenient=bool(request["lenient"]))
    absent_data.install(context)
    repeatable.install(context)
    tracking.install(context)
    return main


def package_of(path: str, top: str) -> tuple[str, str]:
    """The package of a script with relative imports, which runs as ``python -m`` does, and the folder that holds it.

    Args:
        top: the folder of the project, which is above all packages.
    """
    deepest = max((node.level for node in _imports(path)), default=0)
    folder, names = os.path.dirname(path), []  # type: str, list[str]
    while folder != top and deepest and (len(names) < deepest or os.path.isfile(os.path.join(folder, "__init__.py"))):
        folder, name = os.path.split(folder)
        names.insert(0, name)
    return (".".join(names), folder) if len(names) >= deepest else ("", "")


def _imports(path: str) -> Iterator[ast.ImportFrom]:
    with contextlib.suppress(OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        for node in ast.walk(ast.parse(Path(path).read_bytes())):
            if isinstance(node, ast.ImportFrom):
                yield node


def limit_time(seconds: float) -> None:
    """End the script after some time; 0 stops the clock. What does not come back to Python is killed from outside."""

    def out_of_time(signum: int, frame: object) -> NoReturn:
        raise OutOfTime(f"still running after {seconds:g} s")

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, out_of_time)
        signal.setitimer(signal.ITIMER_REAL, seconds)
