"""What a person sees of a run."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from migrate.run.plan import ShellLine, Task
from migrate.run.record import NodeRecord, OutputRecord, RunRecord, Status
from migrate.run.show import Bar, failures, notes, summary

RUN = RunRecord(
    "p",
    "v2",
    (
        NodeRecord("prep[0]", "t", "command", Status.COMPLETED, 0, outputs={"o": OutputRecord("folder", {"a": "1"})}),
        NodeRecord("train", "t", "command", Status.FAILED, 3, log="logs/train.txt", message="exit code 3"),
        NodeRecord("score", "t", "command", Status.SKIPPED, message="train failed", notes=("one process here",)),
    ),
    seconds={"prep[0]": 1.25},
    folder=Path("out"),
)


def test_the_table() -> None:
    stream = io.StringIO()
    Console(file=stream, width=100).print(summary(RUN))
    rows = [line.split() for line in stream.getvalue().splitlines()]
    assert rows[1:] == [
        ["prep[0]", "completed", "0", "1.2", "1"],
        ["train", "failed", "3", "0"],
        ["score", "skipped", "0"],
    ]


def test_failures_and_notes() -> None:
    assert failures(RUN) == [
        f"train failed: exit code 3; its log is {Path('out/logs/train.txt')}",
        "score was skipped: train failed",
    ]
    assert notes(RUN) == ["score: one process here"]


def test_progress_on_a_terminal_only() -> None:
    task = Task("a[b]", "a", "command", ShellLine(""))
    for terminal in (True, False):
        stream = io.StringIO()
        with Bar(Console(file=stream, force_terminal=terminal, width=80)) as bar:
            bar.planned(1)
            bar.started(task)
            bar._progress.refresh()
            bar.ended(task, True)
        assert ("a[b]" in stream.getvalue()) is terminal
