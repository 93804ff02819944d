"""The report as Markdown, to put into a pull request."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from migrate.ledger import Outcome
from migrate.report.model import FileEntry, PipelineEntry, Place, Report, UseEntry

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~@])")


def render_markdown(report: Report) -> str:
    """Summary, what a person must do, the proof of each pipeline, behaviour that changes, and a table by file."""
    sections = [
        _summary(report),
        _failures(report.files),
        _to_do(report.uses),
        _proofs(report.pipelines),
        _changed(report.uses),
        _by_file(report),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


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


def _failures(files: Iterable[FileEntry]) -> str:
    failed = [file for file in files if file.error]
    if not failed:
        return ""
    rows = [(as_code(file.output_path or file.path), file.status, as_text(file.error or "")) for file in failed]
    return "## Files with errors\n\n" + as_table(("File", "Status", "Error"), rows)


def _to_do(uses: Iterable[UseEntry]) -> str:
    manual = [use for use in uses if use.outcome is Outcome.MANUAL]
    title = "## For a person to do"
    if not manual:
        return f"{title}\n\nNothing."
    return f"{title}\n\n" + "\n".join(f"- [ ] {_use(use)}" for use in manual)


def _changed(uses: Iterable[UseEntry]) -> str:
    """The same reason at many places is said once."""
    places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for use in uses:
        if use.outcome is Outcome.CHANGED:
            places[(use.code, _name(use), use.message)].append(_place(use))
    if not places:
        return ""
    lines = []
    for (code, name, message), found in sorted(places.items()):
        shown = ", ".join(as_code(place) for place in found[:5]) + (f" and {len(found) - 5} more" if found[5:] else "")
        lines.append(f"- {code} {as_code(name)}: {as_text(message)} ({shown})")
    return "## Behaves differently in v2\n\n" + "\n".join(lines)


def _proofs(pipelines: Sequence[PipelineEntry]) -> str:
    if not pipelines:
        return ""
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
    text = "## Proof\n\n" + as_table(("Pipeline", "v1", "v2", "Level", "Why not higher"), rows)
    limits = sorted({limit for pipeline in pipelines for limit in pipeline.not_provable})
    if limits:
        text += "\n\nNot provable offline:\n\n" + "\n".join(f"- {as_text(limit)}" for limit in limits)
    return text


def _by_file(report: Report) -> str:
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
        return ""
    header = ("File", "Status", *(outcome.value.capitalize() for outcome in Outcome))
    return "## By file\n\n" + as_table(header, rows)


def _use(use: UseEntry) -> str:
    link = f" ([documentation]({use.url}))" if use.url else ""
    return f"{as_code(_place(use))} {use.code} {as_code(_name(use))}: {as_text(use.message)}{link}"


def _name(use: UseEntry) -> str:
    return f"{use.symbol}: {use.name}" if use.name else use.symbol


def _place(use: UseEntry) -> str:
    cell = "" if use.location.cell is None else f" cell {use.location.cell}"
    return f"{use.location.path}{cell}:{use.location.line}"


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
