"""The words that v2 accepts where the SDK takes any string.

azure-ai-ml 1.35.2 checks most of these late, or not at all: an input of mode "hdfs" builds and validates. The lists
of the SDK are therefore narrowed to what the reference pages of the YAML schemas document for jobs in a pipeline:
https://learn.microsoft.com/azure/machine-learning/reference-yaml-component-command
"""

from __future__ import annotations

DATA_TYPES = frozenset({"uri_file", "uri_folder", "mltable"})
MODEL_TYPES = frozenset({"mlflow_model", "custom_model", "triton_model"})
ASSET_TYPES = DATA_TYPES | MODEL_TYPES
PRIMITIVE_TYPES = frozenset({"string", "integer", "number", "boolean"})
INPUT_TYPES = ASSET_TYPES | PRIMITIVE_TYPES | {"path"}  # "path": the legacy name, still in the schema
OUTPUT_TYPES = ASSET_TYPES  # primitive outputs need a private-preview flag
INPUT_MODES = frozenset({"ro_mount", "mount", "download", "direct", "eval_mount", "eval_download"})
OUTPUT_MODES = frozenset({"rw_mount", "mount", "upload", "direct"})
MLTABLE_MODES = frozenset({"eval_mount", "eval_download"})

RESERVED_IO_NAMES = frozenset({"path", "ld_library_path", "user", "logname", "home", "pwd", "shell"})
"""Names that the service refuses for inputs and outputs; the client lets them pass."""

DICT_METHOD_NAMES = frozenset(
    {"clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"}
)
"""Public part of the SDK's COMPONENT_IO_KEYWORDS: ``node.outputs.keys`` is the method, not the output."""

COMPONENT_NAME = r"^[a-z][a-z\d_]*$"
IO_NAME = r"^[a-zA-Z_][a-zA-Z0-9_]*(\.[a-zA-Z_][a-zA-Z0-9_]*)*$"
