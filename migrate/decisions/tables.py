"""Datasets that v1 code describes by paths: one path is enough for v2, several or a table need a file ``MLTable``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import libcst as cst

from migrate.conversion import NewFile
from migrate.decisions.column_types import column_types
from migrate.decisions.context import Context
from migrate.decisions.data import joined
from migrate.decisions.dataset_paths import Place, places
from migrate.decisions.outputs import text_of
from migrate.decisions.rule import Manual
from migrate.v1.data import ACCESS, data_of
from migrate.v1.many_models import MAKERS
from migrate.v1.values import Call, Const, Obj, constant
from migrate.v2 import names
from migrate.v2.components import dump
from migrate.v2.expressions import V2, Expr, ListOf, Literal, call, dict_of, method
from migrate.v2.statements import Do, Statement

_SCHEMA = "https://azuremlschemas.azureedge.net/latest/MLTable.schema.json"
READERS = {
    "from_delimited_files": "read_delimited",
    "from_parquet_files": "read_parquet",
    "from_json_lines_files": "read_json_lines",
}
_OPTIONS = {
    "separator": "delimiter",
    "header": "header",
    "encoding": "encoding",
    "infer_column_types": "infer_column_types",
    "include_path": "include_path_column",
    "support_multi_line": "support_multi_line",
    "empty_as_string": "empty_as_string",
    "invalid_lines": "invalid_lines",
}
"""Arguments of v1's factories and the keys of an ``MLTable`` (reference-yaml-mltable)."""
_HEADERS: dict[object, str] = {True: "all_files_same_headers", False: "no_header"}
_KINDS = {"uri_file": "file", "uri_folder": "folder"}
AT_RUN_TIME = (
    "the code writes the file MLTable: its paths are only known when it runs; write `folder` instead of `pattern` "
    "where a path names a folder"
)


def factory_type(made: Call, context: Context) -> str:
    """``uri_file``, ``uri_folder`` or ``mltable``."""
    if is_folder_of_files(made, context):
        return "uri_folder"
    if made.entry.name != "from_files":
        return "uri_folder" if made.entry.name == "upload_directory" else "mltable"
    found = list(places(made, context))
    if len(found) == 1 and found[0].kind != "pattern" and _partition_format(made) is None:
        return found[0].kind
    return "mltable"


def is_folder_of_files(made: Call, context: Context) -> bool:
    """Whether nothing but steps of many models reads the table: their component takes the folder of its files."""
    data, name = made.result, made.entry.name
    if not isinstance(data, Obj) or name not in _FOLDERS:
        return False
    readers = [step for step in context.readers if any(_may_be(port.source, data) for port in step.uses)]
    if not readers or any(step.call.symbol not in MAKERS or step.tables for step in readers):
        return False
    if any(call.entry.name not in ACCESS for call in data.calls.values()):
        return False
    said = (one for one in made.arguments if one not in _FOLDERS[name] and made.value(one) != Const(None))
    if any(said):
        return False
    if "path" not in made.arguments:
        return True
    found = list(places(made, context))
    return len(found) == 1 and found[0].kind == "uri_folder"


def _may_be(source: Obj, data: Obj) -> bool:
    used = data_of(source)
    return used is data or data in used.one_of


_FOLDERS = {
    "from_delimited_files": ("path", "validate"),
    "from_parquet_files": ("path", "validate"),
    "register_pandas_dataframe": ("dataframe", "target", "name", "description", "tags", "show_progress"),
}
"""What may be said about a table that is a folder of files."""


def factory_path(data: Obj, made: Call, context: Context) -> Expr:
    """The path of the data, or of the folder with the file ``MLTable`` that is written for it."""
    if made.entry.name == "upload_directory":
        node = made.expression("src_dir")
        if node is None:
            raise Manual("which folder is uploaded cannot be read from the code")
        return text_of(node, made.value("src_dir"))
    found = list(places(made, context))
    if factory_type(made, context) != "mltable":
        return found[0].expr
    # Without the dot the SDK takes it for the name of an asset (azure-ai-ml 1.35.2).
    folder = _written(data, made, found, context)
    varies = context.plans.get(("table_place", folder), ())
    assert isinstance(varies, tuple)
    return joined(("./", *_place_of(folder, varies)))


# The file


def _written(data: Obj, made: Call, found: list[Place], context: Context) -> str:
    """The folder of the ``MLTable`` file, which is written once."""
    key = ("table", made.node)
    if key not in context.plans:
        content: dict[str, object] = {"$schema": _SCHEMA, "type": "mltable", "paths": []}
        steps: list[object] = []
        reader = READERS.get(made.entry.name)
        if reader is not None:
            options = dict(_options(made))
            steps.append({reader: options} if options else reader)
        elif made.entry.name != "from_files":
            raise Manual(f"`{made.entry.name}` has no counterpart: read the data in the job")
        partitions = _partition_format(made)
        if partitions is not None:
            # In front of the reader: behind it the columns stay empty (mltable 1.7.0).
            steps.insert(0, {"extract_columns_from_partition_format": {"partition_format": partitions}})
        types = column_types(made, context)
        if types:
            steps.append({"convert_column_types": types})
        if steps:
            content["transformations"] = steps
        if all(one.known is not None and one.text is not None for one in found):
            content["paths"] = [{_KINDS.get(one.kind, "pattern"): one.known} for one in found]
            context.plans[key] = _add(data, made, dump(content), context)
        else:
            content["paths"] = ListOf(tuple(dict_of({_kind(one): one.expr}) for one in found))
            varies = tuple(dict.fromkeys(part for one in found for part in one.varies))
            context.plans[key] = _add_code(data, made, content, varies, context)
            context.plans["table_place", context.plans[key]] = varies
    return str(context.plans[key])


def _kind(place: Place) -> str:
    """Of a path that is only known when the code runs: a pattern without a star is a file."""
    return "pattern" if place.text is None else _KINDS.get(place.kind, "pattern")


def _options(made: Call) -> Iterator[tuple[str, object]]:
    for name, key in _OPTIONS.items():
        value = made.value(name)
        if value is None:
            continue
        if not isinstance(value, Const):
            raise Manual(f"`{name}` is only known when the code runs: write a file MLTable for this data")
        yield key, _HEADERS.get(value.value, value.value) if name == "header" else value.value


def _partition_format(made: Call) -> str | None:
    """The columns that are read from the paths; v1 and v2 write them alike."""
    value = made.value("partition_format")
    if value is None or value == Const(None):
        return None
    text = constant(value)
    if not isinstance(text, str):
        raise Manual("`partition_format` is only known when the code runs: write a file MLTable for this data")
    return text


def frame_table(data: Obj, made: Call, file: str, context: Context) -> str:
    """The folder of a table whose one parquet file the code writes beside its file ``MLTable``."""
    content = {
        "$schema": _SCHEMA,
        "type": "mltable",
        "paths": [{"file": f"./{file}"}],
        "transformations": ["read_parquet"],
    }
    key = ("table", made.node)
    if key not in context.plans:
        folder = context.plans[key] = _add(data, made, dump(content), context, shared=False)
        context.plans["table_folder", folder] = made
    return str(context.plans[key])


def table_folder(data: Obj, made: Call, context: Context) -> str:
    """The folder that the code saves a table to, the same each time that it is asked for."""
    key = ("saved table", data)
    if key not in context.plans:
        taken = {file.path for file in context.new_files}
        folders = _folders(data, context)
        folder = next(one for one in folders if str(context.path.parent / one / "MLTable") not in taken)
        context.plans[key] = folder
        context.plans["table_folder", folder] = made
    return str(context.plans[key])


def partitioned_table(data: Obj, made: Call, keys: list[str], context: Context) -> str:
    """The folder of a table whose files the code writes to folders with the names and values of the keys."""
    key = ("table", made.node)
    if key not in context.plans:
        columns = "/".join(f"{name}={{{name}}}" for name in keys)
        content = {
            "$schema": _SCHEMA,
            "type": "mltable",
            "paths": [{"pattern": "./**/*.parquet"}],
            "transformations": [
                {"extract_columns_from_partition_format": {"partition_format": f"/{columns}/*.parquet"}},
                "read_parquet",
            ],
        }
        folder = context.plans[key] = _add(data, made, dump(content), context, shared=False)
        context.plans["table_folder", folder] = made
        context.plans["saved table", data] = folder
    return str(context.plans[key])


def _add(data: Obj, made: Call, text: str, context: Context, shared: bool = True) -> str:
    taken = {file.path: file.text for file in context.new_files}
    for folder in _folders(data, context):
        path = str(context.path.parent / folder / "MLTable")
        if path not in taken:
            where = made.where
            source = context.interpreter.source.place(where.cell, where.line, where.column)
            context.new_files.append(NewFile(path, text, source))
            return folder
        if shared and taken[path] == text:
            return folder
    raise AssertionError("there is always another number")


def _folders(data: Obj, context: Context) -> Iterator[str]:
    """Names for the folder of a file ``MLTable`` that no code writes to."""
    argument = data.argument("name")
    named = constant(argument.value) if argument is not None else None
    stem = names.snake(data.name or (named if isinstance(named, str) else "") or "table")
    for number in count(1):
        folder = f"tables/{stem}" if number == 1 else f"tables/{stem}_{number}"
        occupied = context.is_occupied(str(context.path.parent / folder / "MLTable"))
        if ("table_folder", folder) not in context.plans and not occupied:
            yield folder


def _place_of(folder: str, varies: tuple[Expr, ...]) -> list[str | Expr]:
    """The folder of a table that code writes, another one for each table."""
    return [folder, *(part for one in varies for part in ("_", one))]


def _add_code(data: Obj, made: Call, content: dict[str, object], varies: tuple[Expr, ...], context: Context) -> str:
    """Let the code write the file, in front of the statement that described the data."""
    if not isinstance(made.where.statement, cst.SimpleStatementLine):
        raise Manual("write a file MLTable for this data: its paths are only known when the code runs")
    taken = {file.path for file in context.new_files}
    folders = _folders(data, context)
    folder = next(one for one in folders if str(context.path.parent / one / "MLTable") not in taken)
    place = _place_of(folder, varies)
    path, written = (
        V2("pathlib", "Path"),
        method(V2("yaml"), "safe_dump", _expression(content), sort_keys=Literal(False)),
    )
    context.plans["table_folder", folder] = context.plans["table_code", made.node] = (
        Do(method(call(path, joined(place)), "mkdir", parents=Literal(True), exist_ok=Literal(True))),
        Do(method(call(path, joined((*place, "/MLTable"))), "write_text", written)),
    )
    return folder


def table_code(made: Call, context: Context) -> tuple[Statement, ...]:
    """The statements that write the file ``MLTable`` of data whose paths are only known when the code runs."""
    found = context.plans.get(("table_code", made.node), ())
    assert isinstance(found, tuple)
    return found


def _expression(value: object) -> Expr:
    if isinstance(value, dict):
        return dict_of({str(key): _expression(item) for key, item in value.items()})
    if isinstance(value, list):
        return ListOf(tuple(map(_expression, value)))
    return value if isinstance(value, ListOf) else Literal(value)
