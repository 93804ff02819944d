"""The report as Markdown, to put into a pull request."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from migrate.ledger import Outcome
from migrate.report.findings import Finding, findings
from migrate.report.mermaid import flowchart
from migrate.report.model import FileEntry, PipelineEntry, Place, RemarkEntry, Report

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~@])")
LIMIT = 65_536
"""Characters of the description of a pull request on GitHub."""


@dataclass(frozen=True)
class _Section:
    """A part of the report whose last items can be left out.

    Args:
        lead: what stands above the items, with its heading.
        order: the sections of the lowest order lose items first, when the whole is too long.
    """

    lead: str
    items: tuple[str, ...] = ()
    tail: str = ""
    order: int = 9
    parted: str = "\n"

    def text(self, shown: int) -> str:
        left = len(self.items) - shown
        note = f"\n\nand {left} more, which the JSON and HTML reports have" if left else ""
        return self.lead + self.parted.join(self.items[:shown]) + note + self.tail


def render_markdown(report: Report, limit: int = LIMIT) -> str:
    """Summary, what a person must do, the proof of each pipeline, behaviour that changes, a table by file, graphs.

    When that is longer than a pull request takes, the ends of lists go, with a note: first of the graphs, then of the
    table by file, of what behaves differently, of the proofs, and last of what a person must do.

    Args:
        limit: characters.
    """
    found = findings(report.uses)
    sections = [
        _Section(_summary(report)),
        _failures(report.files),
        _to_do(found),
        _proofs(report.pipelines),
        _proofs(report.jobs, "## Proof of jobs by themselves", "Job"),
        _changed(found),
        _remarks(report.remarks),
        _by_file(report),
        _graphs(report.pipelines),
    ]
    return _within([section for section in sections if section], limit)


def _within(sections: Sequence[_Section], limit: int) -> str:
    shown = {section: len(section.items) for section in sections}

    def text() -> str:
        return "\n\n".join(section.text(number) for section, number in shown.items()) + "\n"

    for section in sorted(sections, key=lambda one: one.order):
        most = shown[section]
        if len(text()) <= limit:
            break
        # The largest number of items with which the whole is short enough; none when even that is too long.
        low, high = 0, most
        while low < high:
            shown[section] = (low + high + 1) // 2
            low, high = (shown[section], high) if len(text()) <= limit else (low, shown[section] - 1)
        shown[section] = low
    return text()


def _summary(report: Report) -> str:
    files, uses, pipelines = report.summary.files, report.summary.uses, report.summary.pipelines
    rows = [
        ("Files", files.read, f"{files.converted} converted, {files.unchanged} unchanged, {files.failed} failed"),
        (
            "Uses of SDK v1",
            uses.total,
            f"{uses.converted} converted, {uses.changed} changed, {uses.dropped} dropped, {uses.manual} manual",
        ),
        (
            "Pipelines",
            pipelines.total,
            f"{pipelines.parsed} parsed, {pipelines.conforming} conforming, {pipelines.builds} build, "
            f"{pipelines.equivalent} equivalent, {pipelines.runs} run",
        ),
    ]
    tool = f"{report.tool.name} {report.tool.version}"
    title = "# Azure Machine Learning: from SDK v1 to SDK v2"
    return f"{title}\n\n{as_table(('', 'Total', ''), rows)}\n\nMade by {tool}."


def _failures(files: Iterable[FileEntry]) -> _Section | None:
    failed = [file for file in files if file.error]
    if not failed:
        return None
    rows = [(as_code(file.output_path or file.path), file.status, as_text(file.error or "")) for file in failed]
    return _table("## Files with errors", ("File", "Status", "Error"), rows, order=5)


def _to_do(found: Iterable[Finding]) -> _Section:
    manual = [one for one in found if one.outcome is Outcome.MANUAL]
    title = "## For a person to do\n\n"
    if not manual:
        return _Section(f"{title}Nothing.")
    return _Section(title, tuple(f"- [ ] {_finding(one)}" for one in manual), order=4)


def _changed(found: Iterable[Finding]) -> _Section | None:
    """The same reason at many places is said once."""
    places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in found:
        if one.outcome is Outcome.CHANGED:
            places[(one.code, one.title, one.message)].append(_place(one))
    if not places:
        return None
    lines = []
    for (code, title, message), where in sorted(places.items()):
        shown = ", ".join(as_code(place) for place in where[:5]) + (f" and {len(where) - 5} more" if where[5:] else "")
        lines.append(f"- {code} {as_code(title)}: {as_text(message)} ({shown})")
    return _Section("## Behaves differently in v2\n\n", tuple(lines), order=2)


def _remarks(remarks: Iterable[RemarkEntry]) -> _Section | None:
    items = tuple(f"- {as_code(_place(remark))} {as_text(remark.message)}" for remark in remarks)
    return _Section("## To look over\n\n", items, order=1) if items else None


def _proofs(pipelines: Sequence[PipelineEntry], title: str = "## Proof", kind: str = "Pipeline") -> _Section | None:
    if not pipelines:
        return None
    rows = [
        (
            as_text(pipeline.name),
            _code_place(pipeline.v1),
            _code_place(pipeline.v2),
            pipeline.level.value,
            "<br>".join(as_text(difference) for difference in (*pipeline.differences, *pipeline.excused)),
        )
        for pipeline in pipelines
    ]
    section = _table(title, (kind, "v1", "v2", "Level", "Why not higher"), rows, order=3)
    limits = sorted({limit for pipeline in pipelines for limit in pipeline.not_provable})
    if limits:
        tail = "\n\nNot provable offline:\n\n" + "\n".join(f"- {as_text(limit)}" for limit in limits)
        section = replace(section, tail=tail)
    return section


def _by_file(report: Report) -> _Section | None:
    counts = {
        path: [use.outcome for use in uses] for path, uses in groupby(report.uses, key=lambda use: use.location.path)
    }
    rows = []
    for file in report.files:
        added = file.output_path is not None and file.output_path != file.path
        if file.status == "unchanged" and file.path not in counts:
            continue
        name = f"{as_code(file.output_path or '')} (new, from {as_code(file.path)})" if added else as_code(file.path)
        outcomes = [] if added else counts.get(file.path, [])
        rows.append((name, file.status, *(outcomes.count(outcome) or "" for outcome in Outcome)))
    if not rows:
        return None
    header = ("File", "Status", *(outcome.value.capitalize() for outcome in Outcome))
    return _table("## By file", header, rows, order=1)


def _graphs(pipelines: Iterable[PipelineEntry]) -> _Section | None:
    drawn = [(pipeline.name, flowchart(pipeline.graphs)) for pipeline in pipelines if pipeline.graphs is not None]
    items = tuple(f"### {as_text(name)}\n\n```mermaid\n{text}\n```" for name, text in drawn if text)
    return _Section("## Graphs\n\n", items, order=0, parted="\n\n") if items else None


def _table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]], order: int) -> _Section:
    head, line, *body = as_table(header, rows).split("\n")
    return _Section(f"{title}\n\n{head}\n{line}\n", tuple(body), order=order)


def _finding(one: Finding) -> str:
    link = f" ([documentation]({one.url}))" if one.url else ""
    return f"{as_code(_place(one))} {one.code} {as_code(one.title)}: {as_text(one.message)}{link}"


def _place(one: Finding | RemarkEntry) -> str:
    cell = "" if one.location.cell is None else f" cell {one.location.cell}"
    return f"{one.location.path}{cell}:{one.location.line}"


def _code_place(place: Place | None) -> str:
    return as_code(str(place)) if place else ""


def as_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_text(text: str) -> str:
    """Text as it is, on one line: nothing in it is Markdown, HTML or a mention."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("\\<", "&lt;").replace("\\>", "&gt;")


def as_code(text: str) -> str:
    """A code span, fit for a table as well."""
    text = " ".join(text.split()).replace("|", "\\|")
    if not text:
        return ""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"
