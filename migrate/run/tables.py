"""Which local files are the rows of a table: an MLTable folder, or plain files where a table is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.run.plan import RunError

_BY_SUFFIX = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".jsonl": "json_lines"}


@dataclass(frozen=True)
class Table:
    """Files that pandas reads.

    Args:
        format: ``csv``, ``parquet`` or ``json_lines``.
        options: for the reading function of pandas.
    """

    files: tuple[Path, ...]
    format: str
    options: Mapping[str, object] = field(default_factory=dict)


def read_table(data: Path, *, expected: bool) -> Table | None:
    """The table at a path; None when the path holds files to be handled as such.

    Args:
        expected: a folder without an MLTable file, or a file, is a table too.

    Raises:
        RunError: it cannot be read without the service.
    """
    definition = data / "MLTable"
    if data.is_dir() and definition.is_file():
        return _from_mltable(definition)
    if not expected:
        return None
    files = [data] if data.is_file() else sorted(path for path in data.rglob("*") if path.suffix in _BY_SUFFIX)
    formats = {_BY_SUFFIX.get(path.suffix, "csv") for path in files}
    if len(formats) != 1:
        raise RunError(f"{data} holds no table: files of one kind (csv, parquet, jsonl) are expected")
    kind = formats.pop()
    options: dict[str, object] = {"lines": True} if kind == "json_lines" else {}
    if kind == "csv" and files[0].suffix == ".tsv":
        options["sep"] = "\t"
    return Table(tuple(files), kind, options)


def _from_mltable(definition: Path) -> Table | None:
    """Read paths and the reading transformation; without one, the MLTable is a list of files."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        content: Any = YAML(typ="safe", pure=True).load(definition.read_text(encoding="utf-8"))
        files = tuple(_files(definition.parent, content.get("paths") or []))
        steps = [_step(item) for item in content.get("transformations") or []]
    except (OSError, UnicodeDecodeError, YAMLError, AttributeError, TypeError) as error:
        raise RunError(f"{definition} cannot be read: {' '.join(str(error).split())}") from None
    readers = [(name, options) for name, options in steps if name.startswith("read_")]
    if not readers:
        return None
    if others := [name for name, _ in steps if not name.startswith("read_")]:
        raise RunError(f"{definition} transforms its rows ({', '.join(others)}), which is not done locally")
    name, options = readers[0]
    if name == "read_delimited":
        return Table(files, "csv", _csv_options(options))
    if name == "read_parquet":
        return Table(files, "parquet")
    if name == "read_json_lines":
        return Table(files, "json_lines", {"lines": True})
    raise RunError(f"{definition} is read with {name}, which is not done locally")


def _step(item: Any) -> tuple[str, Mapping[str, Any]]:
    if isinstance(item, str):
        return item, {}
    name, options = next(iter(item.items()))
    return str(name), options if isinstance(options, Mapping) else {}


def _files(folder: Path, paths: list[Mapping[str, str]]) -> list[Path]:
    files: list[Path] = []
    for entry in paths:
        ((kind, text),) = entry.items()
        text = str(text).removeprefix("file://").removeprefix("./")
        if kind == "pattern":
            files += sorted(path for path in folder.glob(text) if path.is_file())
        elif kind == "folder":
            files += sorted(path for path in (folder / text).rglob("*") if path.is_file())
        else:
            files.append(folder / text)
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise RunError(f"the MLTable in {folder} names files that are not on this machine: {', '.join(missing)}")
    return files


def _csv_options(options: Mapping[str, Any]) -> dict[str, object]:
    result: dict[str, object] = {}
    if "delimiter" in options:
        result["sep"] = str(options["delimiter"])
    if options.get("encoding"):
        result["encoding"] = str(options["encoding"])
    if options.get("header") in (False, "no_header"):
        result["header"] = None
    return result
