"""What the page shows, as values for JSON: short keys, each text once, the code of each file apart."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable

from migrate.ledger import Kind, Outcome
from migrate.report.html.code import cells_of, file_code
from migrate.report.html.colours import lines_of
from migrate.report.html.drawing import drawing
from migrate.report.model import FileEntry, PipelineEntry, Report, UseEntry

_FIRST = {Kind.CALL: 0, Kind.FILE: 0, Kind.ATTRIBUTE: 1, Kind.ARGUMENT: 2, Kind.IMPORT: 3}
"""What a person should look at first: a call that stays takes its arguments with it, and needs its import."""


def contents(report: Report, shown: Collection[int]) -> dict[str, object]:
    """Everything but the code.

    Args:
        shown: the numbers of the files whose code is there.
    """
    numbers = _numbers(report.files)
    reasons: dict[tuple[str, ...], int] = {}
    uses, keys = [], _Fingerprints(report)
    for use in report.uses:
        reason = (
            use.code, use.outcome.value, use.kind.value, use.symbol, use.name, use.v2, use.message, use.url
        )  # fmt: skip
        place = use.location
        uses.append(
            [
                reasons.setdefault(reason, len(reasons)),
                numbers.get(place.path, -1),
                -1 if place.cell is None else place.cell,
                place.line,
                use.output.line if use.output else 0,
                keys.of(use) if use.outcome in (Outcome.MANUAL, Outcome.CHANGED) else "",
            ]
        )
    return {
        "tool": f"{report.tool.name} {report.tool.version}",
        "summary": report.summary.model_dump(mode="json"),
        "files": [_file(number, file, numbers, shown) for number, file in enumerate(report.files)],
        "rules": {rule.code: [rule.name, rule.summary, rule.url] for rule in report.rules},
        "reasons": [list(reason) for reason in reasons],
        "uses": uses,
        "tasks": _tasks(report.uses, Outcome.MANUAL),
        "changes": _tasks(report.uses, Outcome.CHANGED),
        "pipelines": [_pipeline(pipeline) for pipeline in report.pipelines],
        "remarks": [
            [
                numbers.get(one.location.path, -1),
                -1 if one.location.cell is None else one.location.cell,
                one.location.line,
                one.message,
            ]
            for one in report.remarks
        ],
        "code": report.sources is not None,
    }


def file_blocks(report: Report) -> dict[int, object]:
    """The code of each file that changed, by the number of the file."""
    sources = {source.path: source for source in report.sources or ()}
    numbers = _numbers(report.files)
    known = _known(report.uses)
    blocks: dict[int, object] = {}
    for number, file in enumerate(report.files):
        source = sources.get(file.output_path or file.path)
        if source is None or file.status == "failed":
            continue
        origin = None
        if file.origin is not None and file.path in numbers:
            v1 = sources.get(file.path)
            origin = (v1, report.files[numbers[file.path]].kind, file.origin) if v1 is not None else None
        blocks[number] = {
            "c": file_code(source, file.kind, known.get(source.path, {}), origin),
            "x": int(source.exact),
        }
    return blocks


def _known(uses: Iterable[UseEntry]) -> dict[str, dict[int | None, set[tuple[int, int]]]]:
    """By file and cell the lines (0-based) of which one became the other: where a statement began, and begins now."""
    first: dict[tuple[str, int | None, int], int] = {}
    for use in uses:
        if use.output is not None and use.output.line:
            key = (use.location.path, use.location.cell, use.output.line - 1)
            first[key] = min(first.get(key, use.location.line), use.location.line - 1)
    known: dict[str, dict[int | None, set[tuple[int, int]]]] = defaultdict(lambda: defaultdict(set))
    for (path, cell, line), start in first.items():
        known[path][cell].add((start, line))
    return known


def _numbers(files: Iterable[FileEntry]) -> dict[str, int]:
    """The number of each file that was read, by its path."""
    return {file.path: number for number, file in enumerate(files) if file.origin is None}


def _file(number: int, file: FileEntry, numbers: dict[str, int], shown: Collection[int]) -> dict[str, object]:
    entry: dict[str, object] = {
        "p": (file.output_path or file.path) if file.origin else file.path,
        "s": file.status,
        "k": file.kind.value if file.kind else "",
        "d": int(number in shown),
    }
    if file.error:
        entry["e"] = file.error
    if file.origin is not None:
        entry["o"] = [
            numbers.get(file.path, -1),
            -1 if file.origin.cell is None else file.origin.cell,
            file.origin.line,
        ]
    return entry


def _tasks(uses: Iterable[UseEntry], outcome: Outcome) -> list[list[int]]:
    """The uses of an outcome, those with the same reason together, what matters most first."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    ranks: dict[tuple[str, ...], int] = {}
    for number, use in enumerate(uses):
        if use.outcome is outcome:
            key = (use.code, use.symbol, use.name, use.message)
            groups[key].append(number)
            ranks[key] = min(ranks.get(key, 9), _FIRST[use.kind])
    return [groups[key] for key in sorted(groups, key=lambda key: (ranks[key], -len(groups[key]), key))]


class _Fingerprints:
    """Keys of uses that stay the same when lines move: of what is used, in which file, and on what line of code."""

    def __init__(self, report: Report) -> None:
        self._lines: dict[tuple[str, int | None], list[str]] = {}
        kinds = {file.path: file.kind for file in report.files if file.origin is None}
        for source in report.sources or ():
            if source.before is not None:
                for cell in cells_of(source.before, kinds.get(source.path)):
                    self._lines[(source.path, cell.number)] = lines_of(cell.text)
        self._seen: dict[str, int] = defaultdict(int)

    def of(self, use: UseEntry) -> str:
        lines = self._lines.get((use.location.path, use.location.cell), [])
        text = lines[use.location.line - 1].strip() if use.location.line <= len(lines) else ""
        key = "\0".join((use.code, use.location.path, use.symbol, use.name, use.message, text))
        self._seen[key] += 1
        return hashlib.sha256(f"{key}\0{self._seen[key]}".encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _pipeline(pipeline: PipelineEntry) -> dict[str, object]:
    return {
        "n": pipeline.name,
        "v1": [pipeline.v1.path, pipeline.v1.line] if pipeline.v1 else None,
        "v2": [pipeline.v2.path, pipeline.v2.line] if pipeline.v2 else None,
        "l": pipeline.level.value,
        "r": pipeline.reason,
        "d": pipeline.differences,
        "x": pipeline.excused,
        "np": pipeline.not_provable,
        "g": drawing(pipeline.graphs) if pipeline.graphs else None,
    }
