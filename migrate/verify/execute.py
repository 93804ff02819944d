"""Running a converted module or notebook and examining what it built. Imported in the isolated process only."""

from __future__ import annotations

import ast
import contextlib
import linecache
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.conversion import FileKind
from migrate.verify.absent_scripts import Absent, stand_in_for_scripts
from migrate.verify.cells import Cell, code_cells
from migrate.verify.collect import Builder, Collector
from migrate.verify.entry_values import entries
from migrate.verify.examine import Examined, examine
from migrate.verify.places import relative
from migrate.verify.project import service_answers
from migrate.verify.project.context import Context
from migrate.verify.project.left import stand_in_for_environments
from migrate.verify.project.running import Failure, Running
from migrate.verify.project.written import written_files
from migrate.verify.stub_client import Service, install

_OUTPUT_NAME = re.compile(r"\.outputs(?:\.|\[\\?[\"'])([A-Za-z_]\w*)")


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
    alone: list[Examined] = field(default_factory=list)
    """Jobs that are no pipelines."""
    failures: list[Failure] = field(default_factory=list)
    uncalled: list[Uncalled] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Stand-ins and placeholders that were used."""
    missed: list[str] = field(default_factory=list)
    """What the code asked for in vain."""
    called: bool = False
    """Whether functions were called with stand-ins, as the file builds nothing when it is run."""
    written: dict[str, str] = field(default_factory=dict)
    """The files that the code wrote into its project, each byte as a character."""


def execute(request: dict[str, Any]) -> Outcome:
    """Run the file of a request, and functions of it when the file alone builds nothing.

    Args:
        request: ``folder`` (the copy of the project), ``compute_exists``, ``absent`` (what is known of the scripts
            of v1), and what ``Running`` takes.
    """
    folder, path = str(request["folder"]), os.path.join(str(request["folder"]), str(request["path"]))
    context = Context(folder, bool(request["compute_exists"]))
    collector = Collector(folder, lambda built: examine(built, collector, folder), context.completed)
    stand_in_for_scripts(context, Absent(**request["absent"]))
    stand_in_for_environments(context)
    collector.install()
    data = Path(path).read_bytes()
    outputs = sorted(set(_OUTPUT_NAME.findall(data.decode("utf-8", "replace"))))
    told = (collector.submitted, collector.mark_used, outputs, collector.deployed)
    service = Service(context.compute_exists, *told)
    install(service)
    service_answers.install(context)
    cells = code_cells(data, FileKind.NOTEBOOK if path.endswith(".ipynb") else FileKind.PYTHON)
    running = Running(request, context, entries)
    running.run(lambda: bool(collector.jobs or (collector.alone and b"pipeline" not in data)))
    outcome = Outcome(failures=running.failures, notes=running.notes(), missed=context.missed, called=context.called)
    outcome.written = written_files(context)
    for built in collector.jobs:
        examined = built.snapshot or examine(built, collector, folder)
        examined.extras["environments"] = service.environments
        outcome.jobs.append(examined)
    for built in collector.alone:
        built.snapshot.extras["environments"] = service.environments
        outcome.alone.append(built.snapshot)
    for builder in {id(item): item for item in collector.builders.values()}.values():
        if not builder.used:
            outcome.uncalled.append(_uncalled(builder, folder, cells))
    return outcome


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
