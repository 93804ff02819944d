"""Running a converted module or notebook and examining what it built. Imported in the isolated process only."""

from __future__ import annotations

import ast
import contextlib
import linecache
import os
import re
import signal
import sys
import sysconfig
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from migrate.conversion import FileKind
from migrate.verify.cells import Cell, code_cells
from migrate.verify.collect import Builder, Collector
from migrate.verify.examine import Examined, examine
from migrate.verify.places import CELL, relative
from migrate.verify.project.context import Context
from migrate.verify.project.imports import install_stand_ins
from migrate.verify.stub_client import Service, install

_OUTPUT_NAME = re.compile(r"\.outputs(?:\.|\[\\?[\"'])([A-Za-z_]\w*)")


class OutOfTime(BaseException):
    """The script has used its time; what it built so far is still examined."""


@dataclass
class Failure:
    """An exception that ended the script, or one cell."""

    type: str
    message: str
    path: str
    line: int
    cell: int | None = None


@dataclass
class Uncalled:
    """A component that was built but never called."""

    name: str
    path: str
    line: int
    cell: int | None
    called_in_source: bool
    """Some line calls it, which did not run this time."""


@dataclass
class Outcome:
    jobs: list[Examined] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    uncalled: list[Uncalled] = field(default_factory=list)
    exit_code: int = 0
    stand_ins: list[str] = field(default_factory=list)
    """Packages that are not installed, and that the code imports all the same."""


def execute(request: dict[str, Any]) -> Outcome:
    """Run the file of a request.

    Args:
        request: ``folder`` (the copy of the project), ``path`` (relative to it), ``kind``, ``cwd`` (relative),
            ``args``, ``compute_exists``.
    """
    folder, path = str(request["folder"]), os.path.join(str(request["folder"]), str(request["path"]))
    outcome = Outcome()
    collector = Collector(folder, snapshot=lambda built: examine(built, collector, folder))
    collector.install()
    data = Path(path).read_bytes()
    outputs = sorted(set(_OUTPUT_NAME.findall(data.decode("utf-8", "replace"))))
    install(Service(bool(request["compute_exists"]), collector.submitted, collector.mark_used, outputs))
    os.chdir(os.path.join(folder, str(request["cwd"])))
    main = _prepare(path, [str(item) for item in request["args"]])
    context = Context(folder)
    install_stand_ins(context, ())
    kind = FileKind(request["kind"])
    cells = code_cells(data, kind)
    if kind is FileKind.NOTEBOOK:
        _write_files(data)
    _limit_time(float(request["timeout"]))
    for cell in cells:
        name = path if cell.index is None else f"{path}{CELL}{cell.index}"
        failure = _run_cell(cell, name, main, folder)
        if failure is not None:
            outcome.failures.append(failure)
            if failure.type == OutOfTime.__name__:
                break
    _limit_time(0)
    outcome.stand_ins = sorted(context.stand_ins)
    for built in collector.jobs:
        outcome.jobs.append(built.snapshot or examine(built, collector, folder))
    for builder in {id(item): item for item in collector.builders.values()}.values():
        if not builder.used:
            outcome.uncalled.append(_uncalled(builder, folder, cells))
    return outcome


def _limit_time(seconds: float) -> None:
    """End the script after some time; 0 stops the clock. What does not come back to Python is killed from outside."""

    def out_of_time(signum: int, frame: object) -> NoReturn:
        raise OutOfTime(f"still running after {seconds:g} s")

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, out_of_time)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _prepare(path: str, arguments: list[str]) -> ModuleType:
    """Make this process look as if Python had been started with the script."""
    for name in [name for name in sys.modules if name == "migrate" or name.startswith("migrate.")]:
        del sys.modules[name]  # the project may have a package of that name
    ours = str(Path(__file__).resolve().parents[2])
    installed = ours in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))  # beside what scripts import
    sys.path[:] = [os.path.dirname(path), *(item for item in sys.path if item and (installed or item != ours))]
    sys.argv[:] = [path, *arguments]
    main = ModuleType("__main__")
    main.__file__ = path
    sys.modules["__main__"] = main
    warnings.simplefilter("ignore")
    return main


def _run_cell(cell: Cell, name: str, main: ModuleType, folder: str) -> Failure | None:
    if cell.index is not None:
        linecache.cache[name] = (len(cell.text), None, cell.text.splitlines(keepends=True), name)
    try:
        code = compile(cell.text, name, "exec", dont_inherit=True)
        exec(code, main.__dict__)
    except SystemExit as error:
        if error.code in (None, 0):
            return None
        return _failure(error, name, folder, f"the script ended with exit code {error.code}")
    except BaseException as error:
        return _failure(error, name, folder, str(error))
    return None


def _failure(error: BaseException, name: str, folder: str, message: str) -> Failure:
    place = (name, error.lineno or 0) if isinstance(error, SyntaxError) and error.filename == name else (name, 0)
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(folder + os.sep):
            place = (frame.filename, frame.lineno or 0)
    path, cell = relative(place[0], folder)
    lines = [line.strip() for line in message.replace(folder + os.sep, "").splitlines() if line.strip()]
    return Failure(type(error).__name__, " ".join(lines)[:500], path, place[1], cell)


def _write_files(data: bytes) -> None:
    """Do what ``%%writefile`` cells do: their files are the code folders of the components."""
    import json

    for cell in json.loads(data.decode("utf-8-sig"))["cells"]:
        source = cell.get("source", "")
        text = source if isinstance(source, str) else "".join(source)
        first, _, body = text.lstrip("\n").partition("\n")
        words = first.split()
        if cell.get("cell_type") == "code" and words[:1] == ["%%writefile"] and len(words) > 1:
            target = words[-1].strip("\"'")
            if "{" not in target and "$" not in target:
                with contextlib.suppress(OSError):
                    os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
                    Path(target).write_text(body, encoding="utf-8")


def _uncalled(builder: Builder, folder: str, cells: list[Cell]) -> Uncalled:
    name = ""
    for node in _walk("".join(linecache.getlines(builder.path))):
        if isinstance(node, ast.Assign) and node.lineno <= builder.line <= (node.end_lineno or node.lineno):
            name = ast.unparse(node.targets[0])
    called = any(
        isinstance(node, ast.Call) and ast.unparse(node.func) == name for cell in cells for node in _walk(cell.text)
    )
    fallback = getattr(builder.component, "display_name", None) or getattr(builder.component, "name", None)
    path, cell = relative(builder.path, folder)
    return Uncalled(name or str(fallback or "a component"), path, builder.line, cell, called)


def _walk(text: str) -> Iterator[ast.AST]:
    with contextlib.suppress(SyntaxError):
        yield from ast.walk(ast.parse(text))
