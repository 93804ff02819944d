"""Trace the v1 pipelines of a folder and print what came of it: ``python -m tests.traces DIR --trust-code``.

A pipeline file makes a ``Pipeline`` or a step. It is traced when a graph was made in it or has a node from it,
whichever file was run for that.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from migrate.cli.workers import available_processors
from migrate.conversion import FileKind
from migrate.errors import UsageError
from migrate.project.discovery import select
from migrate.project.reading import kind_of
from migrate.verify.cells import code_cells
from migrate.verify.v1.entry_points import entry_points
from migrate.verify.v1.trace import Trace, TraceRequest, TraceSession

_V1 = re.compile(r"azureml(\.contrib)?\.pipeline")
_MAKES = re.compile(r"^[^#\n]*?(?<!class )(?<!def )\b(Pipeline|[A-Z]\w*Step)\(", re.MULTILINE)


@dataclass
class Traced:
    """What tracing a folder came to.

    Args:
        files: the pipeline files.
        traces: of the files that were run.
        crashes: bugs of the tracer, by file.
    """

    files: tuple[str, ...]
    traces: list[Trace] = field(default_factory=list)
    crashes: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def graphs(self) -> int:
        """How many pipelines there are; one that several files build is one."""
        places = [Counter(graph.place for graph in trace.graphs) for trace in self.traces]
        return sum(max(count[place] for count in places) for place in {place for count in places for place in count})

    @property
    def seen(self) -> set[str]:
        """The pipeline files with a part in a graph."""
        found = {trace.path for trace in self.traces if trace.graphs}
        for graph in (graph for trace in self.traces for graph in trace.graphs):
            found |= {graph.place.path, *(node.place.path for node in graph.nodes)}
        return found & {*self.files}

    @property
    def reasons(self) -> dict[str, str]:
        """Why there is no graph, by pipeline file."""
        own = {trace.path: trace.reason for trace in self.traces} | self.crashes
        rest = [path for path in self.files if path not in self.seen]
        return {path: own.get(path) or f"{path}: no file that was run gets to it" for path in rest}


def pipeline_files(root: Path) -> tuple[str, ...]:
    """The files that make a ``Pipeline`` or a step of the v1 SDK."""
    names = [name for name in select([root]).files if kind_of(name) is not None]
    return tuple(name for name in names if _makes_pipeline(_code(root / name)))


def _makes_pipeline(text: str) -> bool:
    return _V1.search(text) is not None and _MAKES.search(text) is not None


def _code(path: Path) -> str:
    kind = kind_of(path.name) or FileKind.PYTHON
    try:
        return "\n".join(cell.text for cell in code_cells(path.read_bytes(), kind))
    except (SyntaxError, ValueError, OSError):
        return path.read_text(encoding="utf-8", errors="replace") if kind is FileKind.PYTHON else ""


def trace_folder(root: Path, *, trust_code: bool, workers: int = 1, timeout: float = 120) -> Traced:
    """Run the entry points of a folder, then the pipeline files that have no part in what those build.

    Raises:
        UsageError: the code is not trusted.
    """
    if not trust_code:
        raise UsageError("tracing a pipeline executes its code", advice="add --trust-code if you trust it")
    start = time.perf_counter()
    traced = Traced(pipeline_files(root))
    with TraceSession(workers) as session:
        _run(session, root, entry_points(root), timeout, traced)
        done = {trace.path for trace in traced.traces} | {*traced.crashes}
        _run(session, root, [path for path in traced.reasons if path not in done], timeout, traced)
    traced.seconds = time.perf_counter() - start
    return traced


def _run(session: TraceSession, root: Path, paths: Sequence[str], timeout: float, traced: Traced) -> None:
    def one(path: str) -> None:
        try:
            traced.traces.append(session.trace(root, TraceRequest(path, timeout=timeout)))
        except Exception as error:  # one crash must not hide what becomes of the other files
            traced.crashes[path] = f"{path}: crash: {error}"

    with ThreadPoolExecutor(session.workers) as threads:
        list(threads.map(one, paths))


def show(traced: Traced, top: int) -> str:
    files, seen = len(traced.files), len(traced.seen)
    lines = [
        f"pipeline files      {files}",
        f"with graphs         {seen} ({seen / files:.0%})" if files else "with graphs         0",
        f"pipelines           {traced.graphs}",
        f"files run           {len(traced.traces)}",
        f"crashes             {len(traced.crashes)}",
        f"time                {traced.seconds:.1f} s",
    ]
    groups: dict[str, list[str]] = defaultdict(list)
    for path, reason in traced.reasons.items():
        groups[kind_of_reason(reason)].append(" ".join(reason.removeprefix(f"{path}: ").split())[:200])
    lines += ["", "no graph, by reason"]
    for kind, reasons in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        lines += [f"  {len(reasons):>5}  {kind}", *(f"           {reason}" for reason in reasons)]
    lines += ["", "stand-ins and placeholders"]
    notes = _notes(traced.traces)
    return "\n".join([*lines, *(f"  {count:>5}  {note[:150]}" for note, count in notes.most_common(top))])


def kind_of_reason(reason: str) -> str:
    """The exception of a reason, or what it says instead."""
    found = re.search(r":\d+: ([A-Za-z_][\w.]*): ", reason)
    return found[1] if found else reason.partition(": ")[2].partition(":")[0]


def _notes(traces: Iterable[Trace]) -> Counter[str]:
    return Counter(note for trace in traces for note in trace.notes)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trust-code", action="store_true", help="the code may be executed")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for each attempt")
    parser.add_argument("--top", type=int, default=40, help="rows of the table of stand-ins")
    given = parser.parse_args(arguments)
    try:
        traced = trace_folder(
            given.folder.resolve(),
            trust_code=given.trust_code,
            workers=available_processors(),
            timeout=given.timeout,
        )
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    print(show(traced, given.top))
    for crash in traced.crashes.values():
        print(crash, file=sys.stderr)
    return 1 if traced.crashes else 0


if __name__ == "__main__":
    sys.exit(main())
