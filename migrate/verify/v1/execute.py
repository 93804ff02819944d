"""Running a v1 script or notebook as it is, and reading the pipelines that it builds. Isolated process only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from migrate.verify.graph import Graph
from migrate.verify.project.context import Context
from migrate.verify.project.running import Failure, Running
from migrate.verify.v1 import seams
from migrate.verify.v1.entry import entries
from migrate.verify.v1.recording import Recorder


@dataclass
class Outcome:
    graphs: list[Graph] = field(default_factory=list)
    jobs: list[Graph] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    """The Python files of the code folders, each byte as a character, by the hash that stands in the graphs."""


def execute(request: dict[str, Any]) -> Outcome:
    """Run the file of a request, and functions of it when the file alone builds nothing.

    Args:
        request: ``folder`` (the copy of the project), ``compute_exists``, and what ``Running`` takes.
    """
    context = Context(str(request["folder"]), bool(request["compute_exists"]))
    recorder = Recorder(context)
    seams.install(context)
    recorder.install()
    running = Running(request, context, entries)
    running.run(lambda: bool(recorder.built or (recorder.jobs and request["only_jobs"])))
    sources = {key: data.decode("latin-1") for key, data in context.sources.items()}
    graphs = [graph for item in recorder.built for graph in item.graphs()]
    return Outcome(graphs, recorder.jobs, running.failures, running.notes(), context.missed, sources)
