"""The report as a work list in CSV: one row for each thing that a person has to look at."""

from __future__ import annotations

import csv
import io

from migrate.report.findings import findings
from migrate.report.model import Report

COLUMNS = ("outcome", "rule", "path", "cell", "line", "symbol", "arguments", "message", "v2", "output", "url")


def render_csv(report: Report) -> str:
    """Files that failed, then what is left to a person or behaves differently, in the order of the code."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for file in report.files:
        if file.error:
            writer.writerow(["failed", "", as_cell(file.path), *[""] * 4, as_cell(file.error), "", "", ""])
    for one in findings(report.uses):
        where = one.location
        cells = [
            one.outcome.value,
            one.code,
            where.path,
            "" if where.cell is None else str(where.cell),
            str(where.line),
            one.symbol,
            ", ".join(one.names),
            one.message,
            one.v2,
            str(one.output) if one.output else "",
            one.url,
        ]
        writer.writerow([as_cell(cell) for cell in cells])
    return out.getvalue()


def as_cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula, with line ends that every reader of CSV takes for such."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t") else value
