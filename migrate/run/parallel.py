"""Running a parallel node: cutting its input into mini-batches and starting what calls the entry script."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrate.run.node import Attempt, Place, argument_words, finish, logged, node_environment, prepare
from migrate.run.placeholders import UnknownPlaceholder, Values, fill_command
from migrate.run.plan import Arguments, Outside, Parallel, RunError, Source, Task
from migrate.run.process import Ended, Surroundings, run_program
from migrate.run.small_shell import NeedsBash, split
from migrate.run.tables import Table, read_table

_DRIVER = Path(__file__).with_name("parallel_driver.py")
_SIZE = re.compile(r"^(\d+)\s*([kmg]?)b?$", re.IGNORECASE)
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_DEFAULT_FILES = 1  # reference-yaml-job-parallel
_DEFAULT_BYTES = 1 << 20  # ParallelRunConfig of azureml-pipeline-steps 1.62
_THRESHOLDS = {
    "error_threshold": "failed_items",
    "allowed_failed_count": "failed_batches",
    "allowed_failed_percent": "failed_percent",
}


def run_parallel(task: Task, values: Values, place: Place, around: Surroundings, limit: float | None) -> Attempt:
    """Run a parallel node.

    Args:
        limit: seconds for the whole node.
    """
    parallel = task.parallel
    assert parallel is not None
    prepare(task, place)
    around = replace(around, writable=place.writable)
    with place.log.open("wb") as log:
        try:
            words, notes = _arguments(task, values)
            config = _config(parallel, task.inputs.get(parallel.input), words, values, place)
            environment = node_environment(task, values, place, around, None, {})
        except (UnknownPlaceholder, RunError) as error:
            log.write(f"{error}\n".encode())
            return Attempt(Ended(None, str(error)))
        file = place.work / "parallel.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        command = [around.python, str(_DRIVER), str(file)]
        ended = run_program(command, around, environment, place.code, log, limit)
    finish(place)
    return Attempt(ended, [[parallel.script, *words]], logged(place), notes)


def _arguments(task: Task, values: Values) -> tuple[list[str], list[str]]:
    if isinstance(task.command, Arguments):
        return argument_words(task.command, values), []
    filled = fill_command(task.command.text, values)
    try:
        return [token.text for token in split(filled.text)], filled.notes
    except NeedsBash as error:
        raise RunError(f"its arguments cannot be split into words: {error}") from None


def _config(
    parallel: Parallel, source: Source | None, words: list[str], values: Values, place: Place
) -> dict[str, Any]:
    """What the driver reads."""
    if parallel.input not in values.paths:
        raise RunError(f"it has no data for its input {parallel.input or '(none is named)'}")
    if parallel.append_to and parallel.append_to not in values.outputs:
        raise RunError(f"it appends to {parallel.append_to}, which is none of its outputs")
    if not (place.code / parallel.script).is_file():
        raise RunError(f"its entry script {parallel.script} is not in the code folder")
    data = Path(values.paths[parallel.input])
    options = _options(words)
    append = ""
    if parallel.append_to:
        path = Path(values.outputs[parallel.append_to])
        if parallel.append_name:
            path.mkdir(parents=True, exist_ok=True)
        append = str(path / parallel.append_name) if parallel.append_name else str(path)
    parallel = _with_thresholds(parallel, options)
    kind = source.kind if isinstance(source, Outside) else ""
    table = read_table(data, expected=parallel.table or kind == "mltable")
    if parallel.keys and table is None:
        raise RunError("it is partitioned by keys of its folders, which only the service knows")
    return {
        "script": parallel.script,
        "arguments": words,
        "workers": min(parallel.workers, os.cpu_count() or 1),
        "tries": max(1, parallel.tries),
        "timeout": parallel.timeout,
        "failed_batches": parallel.failed_batches,
        "failed_percent": parallel.failed_percent,
        "failed_items": parallel.failed_items,
        "append_to": append,
        "header": options.get("append_row_dataframe_header", "").lower() == "true",
        "separator": options.get("append_row_dataframe_sep", " "),
        "table": _table(table, parallel) if table is not None else None,
        "batches": [] if table is not None else _batches(data, parallel.size),
    }


def _table(table: Table, parallel: Parallel) -> dict[str, Any]:
    return {
        "files": [str(path) for path in table.files],
        "format": table.format,
        "options": dict(table.options),
        "size": _size(parallel.size) or _DEFAULT_BYTES,
        "keys": list(parallel.keys),
    }


def _batches(data: Path, size: str) -> list[list[str]]:
    """Paths of files, so many at a time."""
    paths = [data] if data.is_file() else sorted(path for path in data.rglob("*") if path.is_file())
    step = _size(size) or _DEFAULT_FILES
    return [[str(path) for path in paths[start : start + step]] for start in range(0, len(paths), step)]


def _size(text: str) -> int:
    if not text:
        return 0
    match = _SIZE.match(text)
    if match is None:
        raise RunError(f"its mini-batch size {text!r} is no number of files and no size such as 10KB")
    return int(match[1]) * _UNITS[match[2].lower()]


def _options(words: list[str]) -> Mapping[str, str]:
    """Arguments that the service itself reads, by name."""
    found = {}
    for position, word in enumerate(words):
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            found[name] = value if equals else (words[position + 1] if position + 1 < len(words) else "")
    return found


def _with_thresholds(parallel: Parallel, options: Mapping[str, str]) -> Parallel:
    """Thresholds may be given as arguments of the program as well [how-to-use-parallel-job-in-pipeline]."""
    for option, field in _THRESHOLDS.items():
        value = options.get(option, "")
        if re.fullmatch(r"-?\d+", value):
            parallel = replace(parallel, **{field: int(value)})  # type: ignore[arg-type]
    return parallel
