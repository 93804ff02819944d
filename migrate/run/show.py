"""What a person sees of a run: progress on a terminal, and a table at the end."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from migrate.run.plan import Task
from migrate.run.record import NodeRecord, RunRecord, Status

_STYLES = {Status.COMPLETED: "green", Status.FAILED: "red", Status.SKIPPED: "yellow"}


class Bar:
    """A bar with the nodes at work; nothing where there is no terminal. Use it as a context manager.

    Args:
        console: writes to standard error.
    """

    def __init__(self, console: Console) -> None:
        working = TextColumn("{task.description}", markup=False)  # names are the user's
        columns = (SpinnerColumn(), BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn(), working)
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._bar = self._progress.add_task("", total=None)
        self._running: list[str] = []

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def planned(self, count: int) -> None:
        """How many nodes there are."""
        self._progress.update(self._bar, total=count)

    def started(self, task: Task) -> None:
        self._running.append(task.name)
        self._show()

    def ended(self, task: Task, well: bool) -> None:
        if task.name in self._running:
            self._running.remove(task.name)
        self._progress.advance(self._bar)
        self._show()

    def _show(self) -> None:
        self._progress.update(self._bar, description=", ".join(self._running))


def summary(run: RunRecord) -> Table:
    """A table of the nodes."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, justify in (("node", "left"), ("status", "left"), ("exit", "right"), ("seconds", "right"),
                            ("files", "right"), ("metrics", "left")):  # fmt: skip
        table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for node in run.nodes:
        seconds = run.seconds.get(node.name)
        table.add_row(
            Text(node.name),
            Text(node.status.value, style=_STYLES[node.status]),
            "" if node.exit_code is None else str(node.exit_code),
            "" if seconds is None else f"{seconds:.1f}",
            str(sum(len(output.files) for output in node.outputs.values())),
            Text(", ".join(f"{name}={value:g}" for name, value in node.metrics.items())),
        )
    return table


def failures(run: RunRecord) -> list[str]:
    """Why nodes failed or were skipped, and where their logs are."""
    return [f"{node.name} {_ending(run, node)}" for node in run.nodes if node.status is not Status.COMPLETED]


def notes(run: RunRecord) -> list[str]:
    """What was not as it is on the service."""
    return [*run.notes, *(f"{node.name}: {note}" for node in run.nodes for note in node.notes)]


def _ending(run: RunRecord, node: NodeRecord) -> str:
    if node.status is Status.SKIPPED:
        return f"was skipped: {node.message}"
    return f"failed: {node.message}; its log is {run.folder / node.log}" if node.log else f"failed: {node.message}"
