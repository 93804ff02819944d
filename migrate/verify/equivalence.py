"""The level ``equivalent``: the graph of the converted pipeline equals the one that the v1 SDK builds."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrate.run.data import Given
from migrate.verify.belongs import python_files, users
from migrate.verify.builds import BuiltPipeline
from migrate.verify.compare.compare import compare
from migrate.verify.compare.excuses import LedgerUse
from migrate.verify.compare.rewritten import Rewritten
from migrate.verify.function_components import as_scripts
from migrate.verify.graph import Graph, Place
from migrate.verify.levels import ExpectedPipeline
from migrate.verify.places import nearest
from migrate.verify.project.launch import Launch
from migrate.verify.remarks import NOT_READ
from migrate.verify.sketch import Compared
from migrate.verify.sketch import compared as sketched
from migrate.verify.v1.trace import Trace, TraceRequest, sdk_v1_missing, trace_many
from migrate.verify.v2.reading import graph_of


@dataclass(frozen=True)
class Original:
    """The v1 code that a set of pipelines was converted from.

    Args:
        root: the folder that its paths are relative to; it stays as it is.
        uses: what the ledger says of the uses in each file, for differences that v2 cannot express.
    """

    root: Path
    uses: Mapping[str, Sequence[LedgerUse]]
    rewritten: Mapping[str, Rewritten] = field(default_factory=dict)
    """The files that the conversion changed."""
    given: Given = field(default_factory=Given)
    """Local data for the inputs of the pipelines, for the level ``runs``."""
    python: Path | None = None
    """The interpreter that the v1 SDK is installed for; None for the one that runs this."""


@dataclass(frozen=True)
class Equivalence:
    """What came of comparing one pipeline.

    Args:
        against: what keeps it from being equivalent, one line each.
        excused: differences that v2 cannot express, or that are the conversion's own, which the ledger tells of.
        notes: what a reviewer should know of how the v1 graph was made.
    """

    against: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    compared: tuple[tuple[Graph, BuiltPipeline, Mapping[str, str]], ...] = ()
    """The graphs and jobs, with the v2 node of each v1 node."""
    drawn: Compared | None = None
    """The first of them, to be drawn."""
    guard: str = ""
    """What kept the v1 code from network and disk; empty when none was run."""
    guesses: frozenset[str] = frozenset()
    """What the v1 code was run with made-up values for (see ``Attempt``)."""
    missed: frozenset[str] = frozenset()
    """What it asked for in vain."""
    failed: frozenset[str] = frozenset()
    """What the v1 code failed with."""


def prove_equivalent(
    original: Original,
    root: Path,
    built: Iterable[tuple[ExpectedPipeline, Sequence[BuiltPipeline]]],
    *,
    launch: Launch | None = None,
    trust_code: bool,
    timeout: float = 300,
    workers: int = 2,
) -> dict[ExpectedPipeline, Equivalence]:
    """Trace the v1 code of each pipeline and compare.

    Args:
        root: the folder of the converted project.
        built: each pipeline with the jobs that building it gave.
        launch: how the v1 code is started; as the converted code was.
        trust_code: the user agrees that the v1 code is executed.

    Raises:
        UsageError: the code is not trusted.
    """
    found = list(built)
    missing = sdk_v1_missing(original.python)
    if missing:
        return {item: Equivalence((f"not compared with v1: {missing}",)) for item, _ in found}
    traces = _traces(original, [item for item, _ in found], launch or Launch(), trust_code, timeout, workers)
    return {item: _compare(item, jobs, traces, original, root) for item, jobs in found}


def _traces(
    original: Original,
    items: Sequence[ExpectedPipeline],
    launch: Launch,
    trust_code: bool,
    timeout: float,
    workers: int,
) -> list[Trace]:
    """Call the entries and run the files that make the other pipelines; for what those do not make, their users."""
    everything = python_files(original.root)
    traces: list[Trace] = []

    def trace(starts: Iterable[tuple[str, str | None]]) -> None:
        requests = [
            TraceRequest(path, entry, launch.args, launch.env_file, timeout=timeout, guesses=launch.guesses)
            for path, entry in dict.fromkeys(starts)
        ]
        if requests:
            traces.extend(
                trace_many(original.root, requests, trust_code=trust_code, workers=workers, python=original.python)
            )

    def lost() -> list[str]:
        return list(
            dict.fromkeys(
                item.v1.path
                for item in items
                if item.v1 is not None and not any(_of_place(item, found) for found in traces)
            )
        )

    trace(launch.entry_files(everything) if items else ())
    made_in = {item.path for item in items}
    launch.start_files(
        lost,
        lambda path: sorted(users(path, everything), key=lambda one: one not in made_in),
        lambda paths: trace((path, None) for path in paths),
    )
    return traces


def _compare(
    item: ExpectedPipeline,
    jobs: Sequence[BuiltPipeline],
    traces: Sequence[Trace],
    original: Original,
    root: Path,
) -> Equivalence:
    if item.v1 is None:
        return Equivalence(("not compared with v1: which pipeline it comes from is not known",))
    own = [trace for trace in traces if trace.path == item.v1.path]
    there = [found for found in traces if _of_place(item, found)]
    # Where a function of another file made it for several, each of them makes its own in v2.
    trace = next(iter([*sorted(there, key=lambda one: one.path != item.path), *own, *traces]))
    if item.alone and not _of_place(item, trace):
        return _not_submitted(trace)
    if not item.alone and not trace.graphs:
        return Equivalence(
            (f"the v1 pipeline could not be traced: {trace.reason}",), notes=trace.notes, guard=trace.guard
        )
    graphs = _of_place(item, trace)
    left: tuple[str, ...] = ()
    if not graphs:
        places = ", ".join(dict.fromkeys(_shown(graph.place) for graph in trace.graphs))
        failed = f": {trace.failure}" if trace.failure else ""
        against = (f"v1 built pipelines at {places}, but none at {_shown(item.v1)}{failed}",)
        return Equivalence(against, guard=trace.guard)
    if len(graphs) > len(jobs):
        made = [(job.extras.get("schedule") or {}).get("name") for job in jobs]
        kept = [graph for graph in graphs if not graph.schedule or graph.schedule["name"].value in made]
        if len(kept) == len(jobs):
            names = [str(graph.schedule["name"].value) for graph in graphs if graph not in kept]
            graphs, left = kept, (f"not compared, as v2 makes no such schedule: {', '.join(names)}",)
    for apart in (_submissions, _schedule_apart):
        each = [one for graph in graphs for one in apart(graph)]
        graphs = each if len(each) == len(jobs) else graphs
    if len(graphs) != len(jobs):
        return Equivalence((f"v1 builds it {len(graphs)} times, v2 {len(jobs)} times",), guard=trace.guard)
    # Also of files that import that of the pipeline: a class below the one that makes it makes its steps.
    making = dict.fromkeys([item.v1.path, *(node.place.path for graph in graphs for node in graph.nodes)])
    uses = [use for path in making for use in original.uses.get(path, ())]
    wrong: list[str] = []
    excused: list[str] = []
    compared: list[tuple[Graph, BuiltPipeline, Mapping[str, str]]] = []
    drawn: Compared | None = None
    notes = [*trace.notes, *left, *_not_compared(graphs, jobs)]
    for graph, job in zip(graphs, jobs, strict=True):
        built = as_scripts(graph, graph_of(job, root), _texts(original.root, {}), _texts(root, job.written))
        comparison = compare(graph, built, uses, original.rewritten)
        drawn = drawn or sketched(graph, built, comparison.pairs, comparison.differences)
        wrong += [str(difference) for difference in comparison.differences if difference.is_wrong]
        excused += [str(difference) for difference in comparison.differences if not difference.is_wrong]
        notes += comparison.notes
        compared.append((graph, job, dict(comparison.pairs)))
    return Equivalence(
        _once(wrong),
        _once(excused),
        _once(notes),
        tuple(compared),
        drawn,
        trace.guard,
        trace.guesses,
        frozenset(trace.missed),
        frozenset(failure.message for failure in trace.failures),
    )


def _not_submitted(trace: Trace) -> Equivalence:
    """A job by itself that the tracer did not see, or does not understand."""
    unread = [note for note in trace.notes if note.startswith(NOT_READ)]
    why = f": {trace.failure}" if trace.failure else ""
    notes = tuple(note for note in trace.notes if note not in unread)
    return Equivalence((*unread, f"v1 was not seen to submit it{why}")[:1], notes=notes, guard=trace.guard)


def _texts(root: Path, written: Mapping[str, bytes]) -> Callable[[str], str]:
    """The text of a file of a project by its path; of what its code writes when it is run, as it was written."""

    def read(path: str) -> str:
        name = posixpath.normpath(path)
        return (written[name] if name in written else (root / name).read_bytes()).decode("utf-8")

    return read


def _submissions(graph: Graph) -> Iterator[Graph]:
    """The pipeline as each of its submissions has it; v2 makes a job for each, where they give other values."""
    for said in graph.earlier:
        yield replace(
            graph,
            bindings=said.bindings,
            experiment=said.experiment,
            continue_on_failure=said.continue_on_failure,
            force_rerun=said.force_rerun,
        )
    yield graph


def _schedule_apart(graph: Graph) -> Iterator[Graph]:
    """The pipeline that is published, and its schedule, where v2 has a job for each.

    What both are in one was never submitted: the published pipeline has neither values nor experiment.
    """
    if graph.published and graph.schedule:
        yield replace(
            graph,
            schedule={},
            bindings={},
            experiment="",
            continue_on_failure=Graph("").continue_on_failure,
            force_rerun=Graph("").force_rerun,
        )
        graph = replace(graph, published={})
    yield graph


def _not_compared(graphs: Sequence[Graph], jobs: Sequence[BuiltPipeline]) -> Iterator[str]:
    """What v1 does with the pipeline and v2 was not seen to do: what is left to a person, or was not reached."""
    for graph, job in zip(graphs, jobs, strict=True):
        if graph.published and not job.extras.get("deployment"):
            yield "v1 publishes the pipeline, which v2 was not seen to do"
        if graph.schedule and not job.extras.get("schedule"):
            yield "v1 makes a schedule, which v2 was not seen to do"


def _of_place(item: ExpectedPipeline, trace: Trace) -> list[Graph]:
    """The graphs that were made where the pipeline comes from; a file's only pipeline needs no place."""
    assert item.v1 is not None
    place, graphs = item.v1, list(trace.graphs)
    if item.alone:
        of_cell = [job for job in trace.jobs if job.place.path == place.path and job.place.cell == place.cell]
        return nearest(of_cell, place.line, lambda job: job.place.line)
    there = [
        graph
        for graph in graphs
        if graph.place.path == place.path and graph.place.line == place.line and graph.place.cell == place.cell
    ]
    if there or place.line:
        return there
    graphs = [graph for graph in graphs if graph.place.path == place.path] or graphs
    return graphs if len({(graph.place.path, graph.place.line) for graph in graphs}) == 1 else []


def _shown(place: Place) -> str:
    cell = "" if place.cell is None else f" cell {place.cell}"
    return f"{place.path}{cell}:{place.line}"


def _once(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lines))
