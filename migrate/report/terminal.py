"""What the command line shows: the summary of a conversion, and a diff in colours. Plain text when it is piped."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.text import Text

from migrate.ledger import Outcome
from migrate.report.findings import findings
from migrate.report.model import FileEntry, PipelineEntry, Report, UseEntry
from migrate.report.patch import Change, render_change
from migrate.report.secrets import mask
from migrate.verify.levels import Level

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_SHOWN = 20
"""Manual entries that the summary lists; the reports hold all of them."""


def console(stream: TextIO | None = None) -> Console:
    """A console that never breaks lines and styles only what goes to a terminal (rich honours NO_COLOR)."""
    return Console(file=stream or sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=True)


def print_summary(report: Report, to: Console, *, verbose: bool = False) -> None:
    """Counts, pipelines with their proof level, and what is left to a person.

    Args:
        verbose: every file, all that is left to a person, and what behaves differently.
    """
    files, uses, pipelines = report.summary.files, report.summary.uses, report.summary.pipelines
    statuses = [
        ("converted", files.converted, "green"),
        ("unchanged", files.unchanged, ""),
        ("failed", files.failed, "red"),
    ]
    to.print(_line("Files", files.read, statuses))
    outcomes = [
        ("converted", uses.converted, "green"),
        ("changed", uses.changed, "yellow"),
        ("dropped", uses.dropped, ""),
        ("manual", uses.manual, "red"),
    ]
    to.print(_line("Uses of SDK v1", uses.total, outcomes))
    reached = [(level.value, getattr(pipelines, level.value), "green") for level in Level if level is not Level.NONE]
    to.print(_line("Pipelines", pipelines.total, [part for part in reached if part[1]]))
    for pipeline in report.pipelines:
        _print_pipeline(pipeline, to)
    if report.jobs:
        counts = [(level.value, sum(job.level is level for job in report.jobs), "green") for level in Level]
        to.print(_line("Jobs", len(report.jobs), [part for part in counts if part[1]]))
    for job in report.jobs:
        _print_pipeline(job, to)
    if verbose:
        _print_files(report.files, to)
    _print_findings("For a person to do:", Outcome.MANUAL, report.uses, to, None if verbose else _SHOWN)
    if verbose:
        _print_findings("Behaves differently in v2:", Outcome.CHANGED, report.uses, to, None)


def _line(label: str, total: int, parts: Iterable[tuple[str, int, str]]) -> Text:
    line = Text(f"{label + ':':<16}{total:>5}")
    for number, (name, count, style) in enumerate(parts):
        line.append("   " if number == 0 else ", ")
        line.append(f"{count} {name}", style=style if count else "dim")
    return line


def _print_pipeline(pipeline: PipelineEntry, to: Console) -> None:
    place = pipeline.v2 or pipeline.v1
    where = str(place) if place else ""
    style = "green" if pipeline.level.reaches(Level.CONFORMING) else "red"
    to.print(Text.assemble("  ", printable(pipeline.name), "  ", (pipeline.level.value, style), "  ", (where, "dim")))
    for difference in (*pipeline.differences, *pipeline.excused):
        to.print(Text(f"    {printable(difference)}"))


def _print_files(files: Iterable[FileEntry], to: Console) -> None:
    to.print(Text("Files:", style="bold"))
    styles = {"converted": "green", "failed": "red"}
    for file in files:
        added = file.output_path if file.output_path != file.path else None
        new = f"  {printable(added)}, new" if added else ""
        status = (f"{file.status:<10}", styles.get(file.status, ""))
        to.print(Text.assemble("  ", status, printable(file.path), (new, "dim")))


def _print_findings(title: str, outcome: Outcome, uses: Iterable[UseEntry], to: Console, shown: int | None) -> None:
    found = [one for one in findings(uses) if one.outcome is outcome]
    if not found:
        return
    to.print(Text(title, style="bold"))
    for one in found[:shown]:
        cell = "" if one.location.cell is None else f" cell {one.location.cell}"
        place = f"  {one.location.path}{cell}:{one.location.line}: "
        to.print(Text.assemble(printable(place), (one.code, "bold"), printable(f" {one.title}: {one.message}")))
    if shown is not None and found[shown:]:
        to.print(Text(f"  and {len(found) - shown} more (--report FILE.html or FILE.csv lists all)"))


def print_diff(changes: Iterable[Change], to: Console) -> None:
    """The changes as a unified diff, with secrets masked: it is for reading, the ``.patch`` report is for applying."""
    for change in changes:
        text = mask(render_change(change).decode("utf-8", "backslashreplace"), change.secrets)
        for line in text.split("\n")[:-1]:
            to.print(Text(printable(line.rstrip("\r")), style=_diff_style(line)))


def printable(text: str) -> str:
    """``text`` without control characters: what stands in a user's file must not steer the terminal."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def one_line(text: str) -> str:
    """``printable`` for what has to stay in its line: the name of a file may hold a line break."""
    return printable(text).replace("\n", "\\n")


def _diff_style(line: str) -> str:
    if line.startswith(("diff --git ", "--- ", "+++ ", "new file mode ")):
        return "bold"
    return {"@": "cyan", "-": "red", "+": "green"}.get(line[:1], "")
