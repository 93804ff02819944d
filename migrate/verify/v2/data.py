"""Types, modes and places of data, in the words that both sides use."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from migrate.verify.graph import DataSource

DATA_TYPES = frozenset(
    {"uri_file", "uri_folder", "mltable", "mlflow_model", "custom_model", "triton_model", "path", "safe_tensors_model"}
)
_KINDS = {"uri_folder": "folder", "uri_file": "file", "mltable": "table", "path": ""}
_MODES = {
    "ro_mount": "mount", "rw_mount": "mount", "mount": "mount", "eval_mount": "mount", "eval_download": "download",
}  # fmt: skip
_LONG = re.compile(r"^azureml://subscriptions/.+/datastores/([^/]+)/paths/(.*)$")
_LOCAL = re.compile(r"^azureml:(?=\.{0,2}/(?!/))")


def kind_of(data_type: str) -> str:
    return _KINDS.get(data_type, data_type)


def mode_of(mode: str) -> str:
    return _MODES.get(mode, mode)


def data_source(uri: str, data_type: str, root: Path) -> DataSource:
    """Where data lies; of a table whose definition is in the project, where the data that it names lies.

    Args:
        uri: as the job has it; local paths begin with ``azureml:./`` (azure-ai-ml 1.35.2).
    """
    if match := _LONG.match(uri):
        uri = f"azureml://datastores/{match[1]}/paths/{match[2]}"
    uri = _LOCAL.sub("", uri)
    if data_type == "mltable":
        uri = _table_paths(uri, root) or uri
    return DataSource(uri, kind_of(data_type))


def _table_paths(uri: str, root: Path) -> str:
    definition = root / uri / "MLTable"
    if "://" in uri or not definition.is_file():
        return ""
    try:
        content = YAML(typ="safe", pure=True).load(definition.read_text(encoding="utf-8"))
    except (YAMLError, OSError, UnicodeDecodeError):
        return ""
    paths = content.get("paths") if isinstance(content, dict) else None
    found = [str(next(iter(item.values()))) for item in paths or () if isinstance(item, dict) and item]
    return ", ".join(found)
