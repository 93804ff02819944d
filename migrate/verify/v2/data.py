"""Types, modes and places of data, in the words that both sides use."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from migrate.verify.graph import DataSource
from migrate.verify.project.tables import SUBSET

DATA_TYPES = frozenset(
    {"uri_file", "uri_folder", "mltable", "mlflow_model", "custom_model", "triton_model", "path", "safe_tensors_model"}
)
_KINDS = {"uri_folder": "folder", "uri_file": "file", "mltable": "table", "path": ""}
_MODES = {
    "ro_mount": "mount", "rw_mount": "mount", "mount": "mount", "eval_mount": "mount", "eval_download": "download",
}  # fmt: skip
_LONG = re.compile(r"^azureml://subscriptions/.+/datastores/([^/]+)/paths/(.*)$")
_AROUND = 3
_LOCAL = re.compile(r"^azureml:(?=\.{0,2}/(?!/)|\w+://)")


def kind_of(data_type: str) -> str:
    return _KINDS.get(data_type, data_type)


def mode_of(mode: str) -> str:
    return _MODES.get(mode, mode)


@dataclass(frozen=True)
class Definitions:
    """Where the files ``MLTable`` of a project are."""

    home: Path
    """The folder of the module that makes the pipeline."""
    root: Path
    """The folder of the project."""
    written: Mapping[str, bytes]
    """Files that the project has only while its code is run, by path."""

    def text_of(self, uri: str) -> str | None:
        """The definition of the table in a folder of the project."""
        # The working directory of a module is its folder, or one around it.
        for folder in (self.home, *list(self.home.parents)[:_AROUND]):
            path = folder / uri / "MLTable"
            inside = path.is_relative_to(self.root)
            name = posixpath.normpath(path.relative_to(self.root).as_posix()) if inside else ""
            if name in self.written:
                return self.written[name].decode("utf-8")
            if path.is_file():
                return path.read_text(encoding="utf-8")
        return None


def data_source(uri: str, data_type: str, definitions: Definitions) -> DataSource:
    """Where data lies; of a table whose definition is in the project, where the data that it names lies.

    Args:
        uri: as the job has it; local paths begin with ``azureml:./``, web addresses with ``azureml:https://``
            (azure-ai-ml 1.35.2; what the service is sent has no such beginning).
    """
    if match := _LONG.match(uri):
        uri = f"azureml://datastores/{match[1]}/paths/{match[2]}"
    uri = _LOCAL.sub("", uri)
    if data_type == "mltable":
        content = _definition(uri, definitions)
        options = _options(content)
        if SUBSET in content:
            options[SUBSET] = content[SUBSET]
        return DataSource(_paths(content) or uri, kind_of(data_type), options=options)
    return DataSource(uri, kind_of(data_type))


def _definition(uri: str, definitions: Definitions) -> dict[str, object]:
    """The file ``MLTable`` of a table whose definition is in the project."""
    if "://" in uri or uri.startswith("azureml:"):
        return {}
    try:
        content = YAML(typ="safe", pure=True).load(definitions.text_of(uri) or "")
    except (YAMLError, OSError, UnicodeDecodeError):
        return {}
    return content if isinstance(content, dict) else {}


def _paths(content: dict[str, object]) -> str:
    paths = content.get("paths")
    found = [str(next(iter(item.values()))) for item in paths if item] if isinstance(paths, list) else []
    return ", ".join(found)


_READERS = {"read_delimited": "delimited_files", "read_parquet": "parquet_files", "read_json_lines": "json_lines_files"}
_TYPES = "convert_column_types"
_PARTITIONS = "extract_columns_from_partition_format"
_OPTIONS = {"delimiter": "separator", "include_path_column": "include_path"}
_HEADERS = {"all_files_same_headers": True, "no_header": False}


def _options(content: dict[str, object]) -> dict[str, object]:
    """What the reader among the transformations says, in the words of v1's ``from_delimited_files`` and the like."""
    found = content.get("transformations")
    steps = [_step(one) for one in found] if isinstance(found, list) else []
    partitions = next((given for name, given in steps if name == _PARTITIONS), None)
    extra: dict[str, object] = {"partition_format": partitions["partition_format"]} if partitions else {}
    listed = found if isinstance(found, list) else []
    types = next((one[_TYPES] for one in listed if isinstance(one, dict) and _TYPES in one), None)
    if isinstance(types, list):
        extra["set_column_types"] = {str(one["columns"]): one["column_type"] for one in types}
    reader, given = next((step for step in steps if step[0] in _READERS), ("", {}))
    if not reader:
        return extra
    options = {_OPTIONS.get(name, name): value for name, value in given.items()}
    if "header" in options:
        options["header"] = _HEADERS.get(str(options["header"]), options["header"])
    return {"read": _READERS[reader], **options, **extra}


def _step(found: object) -> tuple[str, dict[str, object]]:
    """A transformation: its name alone, or with what it is given."""
    if isinstance(found, dict) and found:
        name, given = next(iter(found.items()))
        return str(name), given if isinstance(given, dict) else {}
    return str(found), {}
