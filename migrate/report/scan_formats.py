"""The inventory as a table for the terminal, as JSON, Markdown and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence

from migrate.report.effort import Effort
from migrate.report.inventory import EntryScript, Inventory, ScannedPipeline
from migrate.report.markdown import as_code, as_table, as_text
from migrate.report.model import UseCounts
from migrate.report.terminal import one_line
from migrate.report.worklist import as_cell

ENDINGS = {".json": "json", ".md": "markdown", ".csv": "csv", ".txt": "table"}
"""The format of a report file by its ending."""

_OUTCOMES = ("total", "converted", "changed", "dropped", "manual")
_SHOWN = 15
"""Rows of each table on the terminal; the other formats hold all."""


def render_inventory(inventory: Inventory, form: str) -> str:
    """The inventory as text.

    Args:
        form: one of the values of ``ENDINGS``.
    """
    return _FORMS[form](inventory)


def _json(inventory: Inventory) -> str:
    return json.dumps(inventory.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


def _csv(inventory: Inventory) -> str:
    """One row for each construct, file, pipeline and script, told apart by the first column."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["what", "name", "path", "line", "outlook", *_OUTCOMES, "minutes"])
    for construct in inventory.constructs:
        writer.writerow(["construct", construct.symbol, "", "", "", *_numbers(construct.uses), ""])
    for file in inventory.files:
        writer.writerow(["file", "", as_cell(file.path), "", file.status, *_numbers(file.uses), file.minutes])
    for pipeline in inventory.pipelines:
        place = [as_cell(pipeline.path), pipeline.line, pipeline.outcome.value]
        writer.writerow(["pipeline", as_cell(pipeline.name), *place, *_numbers(pipeline.uses), ""])
    for script in inventory.scripts:
        place = [as_cell(script.script or ""), "", "found" if script.found else "not found"]
        writer.writerow(["script", as_cell(script.step), *place, *[""] * 6])
    return out.getvalue()


def _numbers(uses: UseCounts) -> list[int]:
    return [getattr(uses, name) for name in _OUTCOMES]


def _summary(inventory: Inventory) -> list[tuple[str, int, str]]:
    summary, uses = inventory.summary, inventory.summary.uses
    return [
        ("Files", summary.files, f"{summary.files_with_v1} with SDK v1, {summary.files_failed} failed"),
        (
            "Uses of SDK v1",
            uses.total,
            f"{uses.converted} converted, {uses.changed} changed, {uses.dropped} dropped, {uses.manual} manual",
        ),
        ("Pipelines", summary.pipelines, f"{summary.pipelines_converted} converted"),
        (
            "Entry scripts",
            summary.scripts_found + summary.scripts_not_found,
            f"{summary.scripts_found} found, {summary.scripts_not_found} not found",
        ),
    ]


def _table(inventory: Inventory) -> str:
    lines = [f"{label + ':':<16}{total:>5}   {parts}" for label, total, parts in _summary(inventory)]
    with_v1 = sorted((file for file in inventory.files if file.uses.total), key=lambda file: -file.uses.total)
    constructs = [(construct.symbol, construct.uses) for construct in inventory.constructs]
    lines += _counts("Uses by construct", constructs)
    lines += _counts("Uses by file", [(file.path, file.uses) for file in with_v1])
    pipelines = inventory.pipelines
    lines += _counts("Uses by pipeline", [(_name(pipeline), pipeline.uses) for pipeline in pipelines])
    lines += _list("Pipelines that a person converts", [_left(one) for one in pipelines if one.outcome == "manual"])
    lines += _list("Entry scripts not found", [_script(one) for one in inventory.scripts if not one.found])
    lines += _list("Files that failed", [f"{file.path}: {file.error}" for file in inventory.files if file.error])
    lines += ["", f"Effort: {_effort(inventory.effort)}"]
    width = max(len(row.what) for row in inventory.effort.rows)
    for row in inventory.effort.rows:
        lines.append(f"  {row.what:<{width}}{row.number:>6} x {row.minutes_each:>3} min = {row.minutes:>6} min")
    return "".join(f"{one_line(line)}\n" for line in lines)


def _effort(effort: Effort) -> str:
    return f"{effort.minutes} minutes, {effort.hours} hours: {effort.formula}"


def _counts(title: str, rows: Sequence[tuple[str, UseCounts]]) -> list[str]:
    if not rows:
        return []
    shown = rows[:_SHOWN]
    width = max(len(title), *(len(name) + 2 for name, _ in shown))
    lines = ["", f"{title:<{width}}" + "".join(f"{name:>11}" for name in _OUTCOMES)]
    lines += [f"  {name:<{width - 2}}" + "".join(f"{n:>11}" for n in _numbers(uses)) for name, uses in shown]
    return [*lines, *_more(rows)]


def _list(title: str, rows: Sequence[str]) -> list[str]:
    return ["", title, *(f"  {row}" for row in rows[:_SHOWN]), *_more(rows)] if rows else []


def _more(rows: Sequence[object]) -> list[str]:
    return [f"  and {len(rows) - _SHOWN} more (--format json has all)"] if len(rows) > _SHOWN else []


def _place(one: ScannedPipeline | EntryScript) -> str:
    cell = "" if one.cell is None else f" cell {one.cell}"
    return f"{one.path}{cell}:{one.line}"


def _name(pipeline: ScannedPipeline) -> str:
    return f"{_place(pipeline)} {pipeline.name}".rstrip()


def _left(pipeline: ScannedPipeline) -> str:
    return f"{_name(pipeline)}: {pipeline.message}"


def _script(script: EntryScript) -> str:
    return f"{script.script or 'known only when the code runs'} ({script.step}, {_place(script)})"


def _markdown(inventory: Inventory) -> str:
    header = ("", *(name.capitalize() for name in _OUTCOMES))
    sections = ["# Inventory of Azure Machine Learning SDK v1", as_table(("", "Total", ""), _summary(inventory))]
    rows = [(row.what, row.number, row.minutes_each, row.minutes) for row in inventory.effort.rows]
    sections += [f"## Effort\n\n{as_text(_effort(inventory.effort))}."]
    sections += [as_table(("", "Number", "Minutes each", "Minutes"), rows)]
    constructs = [(as_code(one.symbol), *_numbers(one.uses)) for one in inventory.constructs]
    files = [(as_code(one.path), *_numbers(one.uses)) for one in inventory.files if one.uses.total]
    pipelines = [
        (as_code(_name(one)), len(one.steps), one.outcome.value, as_text(one.message), one.uses.total)
        for one in inventory.pipelines
    ]
    scripts = [
        (as_code(one.script or ""), as_text(one.step), as_code(_place(one)), "found" if one.found else "not found")
        for one in inventory.scripts
    ]
    failed = [(as_code(one.path), as_text(one.error or "")) for one in inventory.files if one.error]
    parts: Iterable[tuple[str, Sequence[str], Sequence[Sequence[object]]]] = [
        ("Uses by construct", header, constructs),
        ("Uses by file", header, files),
        ("Pipelines", ("", "Steps", "Outlook", "Why", "Uses"), pipelines),
        ("Entry scripts", ("", "Step", "Where", ""), scripts),
        ("Files that failed", ("", "Error"), failed),
    ]
    sections += [f"## {title}\n\n{as_table(head, body)}" for title, head, body in parts if body]
    return "\n\n".join(sections) + "\n"


_FORMS: dict[str, Callable[[Inventory], str]] = {
    "table": _table,
    "json": _json,
    "markdown": _markdown,
    "csv": _csv,
}
