"""Outputs of steps that a job reads as a table: the step's command leaves the file ``MLTable`` beside the data.

v1 parses the files when they are read (``parse_parquet_files``, ``read_delimited_files``); AutoML of v2 reads only
folders with a file ``MLTable``.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from migrate.decisions.context import Context
from migrate.v1.data import PARSING, SELECTING, Port
from migrate.v1.values import Call, Const, ListValue, Obj, Value, alternatives, constant
from migrate.v2.components import dump

TABLE_LEFT = (
    "the command leaves the file MLTable beside the files that the script has written: AutoML reads tables only"
)
_EVERYTHING = "./**/*.*"
"""All files of the folder but the file ``MLTable`` itself, which has no ending."""
_TRUTH = frozenset({"y", "n", "yes", "no", "on", "off"})
_HEADERS = {
    True: "all_files_same_headers",
    False: "no_header",
    "ALL_FILES_HAVE_SAME_HEADERS": "all_files_same_headers",
    "NO_HEADERS": "no_header",
    "ONLY_FIRST_FILE_HAS_HEADERS": "from_first_file",
    "COMBINE_ALL_FILES_HEADERS": "all_files_different_headers",
}


def table_file(source: Obj, context: Context) -> str | None:
    """The file ``MLTable`` of an output, in one line; None when it is not known, or nobody needs it."""
    found = {_content(port) for port in _read_by_jobs(source, context)}
    return found.pop() if len(found) == 1 else None


def leave_table(output: str, content: str) -> str:
    """What makes a command write the file after its program."""
    return f" && echo {shlex.quote(content)} > ${{{{outputs.{output}}}}}/MLTable"


def is_in_table(use: Call, context: Context) -> bool:
    """Whether the file ``MLTable`` of an output says what this call says."""
    ports = (port for step in context.converted_steps for port in step.inputs if port.source in step.tables)
    return any(use in port.calls and table_file(port.source, context) is not None for port in ports)


def _read_by_jobs(source: Obj, context: Context) -> Iterator[Port]:
    for step in context.converted_steps:
        if source in step.tables:
            yield from (port for port in step.inputs if port.source is source)


def _content(port: Port) -> str | None:
    """What the reading says; None when it says what an ``MLTable`` cannot, or what is only known at run time."""
    paths, steps = "", []
    for call in reversed(port.calls):
        if call.entry.name in PARSING:
            reading = _reading(call)
            if reading is None or paths:
                return None
            paths, step = reading
            steps.append(step)
        elif call.entry.name in SELECTING:
            columns = _texts(call.value("columns"))
            if columns is None or not paths:
                return None
            steps.append({call.entry.name: columns})
    if not paths:
        return None
    return dump({"type": "mltable", "paths": [{"pattern": paths}], "transformations": steps}, flow=True).strip()


def _reading(call: Call) -> tuple[str, object] | None:
    """Which files are read, and how."""
    known = {name: call.value(name) for name in ("partition_format", "set_column_types")}
    if any(value not in (None, Const(None)) for value in known.values()):
        return None
    options: dict[str, object] = {}
    pattern = _EVERYTHING
    for name, key in (("separator", "delimiter"), ("header", "header"), ("include_path", "include_path_column")):
        value = call.value(name)
        if value is None:
            continue
        plain = constant(value)
        if plain is None:
            return None
        options[key] = _HEADERS.get(plain, plain) if key == "header" else plain
    for name in ("path_glob", "file_extension"):
        value = call.value(name)
        if value is None and name == "file_extension" and call.entry.name == "parse_parquet_files":
            pattern = "./**/*.parquet"
        elif value not in (None, Const(None), Const("")):
            text = constant(value)
            if not isinstance(text, str):
                return None
            pattern = f"./**/*{text}" if name == "file_extension" else f"./{text.removeprefix('./')}"
    reader = "read_parquet" if "parquet" in call.entry.name else "read_delimited"
    return pattern, {reader: options} if options else reader


def _texts(value: Value | None) -> list[str] | None:
    if isinstance(constant(value), str):
        return [_quoted(str(constant(value)))]
    [found] = alternatives(value) if len(alternatives(value)) == 1 else [None]
    if not isinstance(found, ListValue):
        return None
    texts = [constant(item.value) for item in found.items]
    return [_quoted(str(text)) for text in texts] if all(isinstance(text, str) for text in texts) else None


def _quoted(text: str) -> str:
    """Text that readers of YAML 1.1 would take for a truth value keeps its quotes."""
    return DoubleQuotedScalarString(text) if text.lower() in _TRUTH else text
