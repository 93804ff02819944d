"""Component files (YAML): keys, names, types and the files that they refer to.

Reference: https://learn.microsoft.com/azure/machine-learning/reference-yaml-component-command
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from migrate.verify.closest import suggestion
from migrate.verify.levels import Finding
from migrate.verify.references import environment_problem, is_remote
from migrate.verify.vocabulary import (
    COMPONENT_NAME,
    INPUT_MODES,
    INPUT_TYPES,
    IO_NAME,
    OUTPUT_MODES,
    OUTPUT_TYPES,
    PRIMITIVE_TYPES,
    RESERVED_IO_NAMES,
)

_COMMON_KEYS = frozenset(
    {"$schema", "type", "name", "version", "display_name", "description", "tags", "is_deterministic", "inputs",
     "outputs", "properties", "additional_includes"}
)  # fmt: skip
_KEYS = {
    "command": _COMMON_KEYS
    | {"command", "code", "environment", "environment_variables", "distribution", "resources", "limits", "services"},
    "parallel": _COMMON_KEYS
    | {"task", "input_data", "mini_batch_size", "partition_keys", "mini_batch_error_threshold", "error_threshold",
       "logging_level", "max_concurrency_per_instance", "retry_settings", "resources", "environment_variables"},
}  # fmt: skip
_INPUT_KEYS = frozenset({"type", "description", "optional", "default", "mode", "min", "max", "enum"})
_OUTPUT_KEYS = frozenset({"type", "description", "mode"})
_ENVIRONMENT_KEYS = frozenset(
    {"$schema", "name", "version", "description", "tags", "properties", "image", "conda_file", "build", "os_type",
     "inference_config"}
)  # fmt: skip
_DISTRIBUTIONS = frozenset({"mpi", "pytorch", "tensorflow", "ray"})

# A YAML mapping as ruamel's round-trip loader gives it: a dict with line numbers.
_Mapping = Mapping[str, Any]
_Problem = tuple[int, str, str, str]
"""Line, check, message, advice."""


def check_component(path: str, data: bytes, root: Path | None) -> list[Finding]:
    """Check a YAML file if it is a component; other YAML files have no findings.

    Args:
        path: the file, relative to ``root``.
        root: the folder of the project; None leaves out the checks that look for other files.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        document = YAML().load(data.decode("utf-8-sig"))
    except (YAMLError, UnicodeDecodeError):
        return []  # reported by check_parsed
    if not isinstance(document, Mapping) or not _is_component(document):
        return []
    folder = (root / path).parent if root is not None else None
    return [Finding(path, *problem) for problem in _component(document, folder)]


def _is_component(document: _Mapping) -> bool:
    schema = str(document.get("$schema", "")).lower()
    if schema:
        return "component" in schema
    return document.get("type") in _KEYS and "name" in document and not {"compute", "experiment_name"} & set(document)


def _component(document: _Mapping, folder: Path | None) -> Iterator[_Problem]:
    kind = document.get("type")
    if kind is None:
        yield 1, "component-type", "the component has no type", "add type: command"
    known = _KEYS.get(str(kind))
    if known is not None:
        yield from _unknown_keys(document, known, f"a {kind} component")
    name = document.get("name")
    if not isinstance(name, str):
        yield _line(document, "name"), "component-name", "the component has no name", ""
    elif not re.match(COMPONENT_NAME, name) or len(name) > 255:
        advice = "lower-case letters, digits and underscores, beginning with a letter"
        yield _line(document, "name"), "component-name", f"{name!r} is not a valid component name", advice
    yield from _ports(document, "inputs", _input)
    yield from _ports(document, "outputs", _output)
    if kind == "command":
        if not isinstance(document.get("command"), str):
            yield _line(document, "command"), "component-command", "the component has no command", ""
        yield from _environment(document, folder)
        yield from _file(document, "code", folder)
        distribution = document.get("distribution")
        if isinstance(distribution, Mapping) and distribution.get("type") not in _DISTRIBUTIONS:
            message = f"distribution of unknown type {distribution.get('type')!r}"
            yield (
                _line(document, "distribution"),
                "unknown-value",
                message,
                "one of " + ", ".join(sorted(_DISTRIBUTIONS)),
            )


def _unknown_keys(mapping: _Mapping, known: frozenset[str], where: str) -> Iterator[_Problem]:
    for key in mapping:
        if key not in known:
            yield _line(mapping, key), "unknown-key", f"{where} has no key {key!r}", suggestion(str(key), known)


def _ports(
    document: _Mapping, section: str, check: Callable[[str, _Mapping], Iterator[tuple[str, str, str]]]
) -> Iterator[_Problem]:
    ports = document.get(section)
    if ports is None:
        return
    if not isinstance(ports, Mapping):
        yield _line(document, section), "component-io", f"{section} is not a mapping of names", ""
        return
    seen: dict[str, str] = {}
    for name, port in ports.items():
        line = _line(ports, name)
        if not isinstance(name, str) or not re.match(IO_NAME, name) or keyword.iskeyword(name):
            yield line, "io-name", f"{name!r} is not a valid name for one of the {section}", ""
            continue
        if name.lower() in RESERVED_IO_NAMES:
            yield line, "reserved-name", f"the service reserves the name {name!r}", "rename it"
        if name.lower() in seen:
            message = f"{section} {seen[name.lower()]!r} and {name!r} differ by case only"
            yield line, "duplicate-io", message, "the check is case-insensitive"
        seen[name.lower()] = name
        if not isinstance(port, Mapping):
            yield line, "component-io", f"{name!r} has no type", "write it as a mapping with the key type"
            continue
        for found, message, advice in check(name, port):
            yield line, found, message, advice


def _input(name: str, port: _Mapping) -> Iterator[tuple[str, str, str]]:
    for key in port:
        if key not in _INPUT_KEYS:
            yield "unknown-key", f"input {name!r} has no key {key!r}", suggestion(str(key), _INPUT_KEYS)
    kind, mode = port.get("type"), port.get("mode")
    if kind not in INPUT_TYPES:
        yield (
            "unknown-value",
            f"input {name!r} has the unknown type {kind!r}",
            "one of " + ", ".join(sorted(INPUT_TYPES)),
        )
    elif kind in PRIMITIVE_TYPES and mode is not None:
        yield "io-mode", f"input {name!r} is a {kind} and cannot have a mode", ""
    if mode is not None and mode not in INPUT_MODES:
        yield "io-mode", f"input {name!r} has the unknown mode {mode!r}", "one of " + ", ".join(sorted(INPUT_MODES))
    if "optional" in port and not isinstance(port["optional"], bool):
        yield "component-io", f"optional of input {name!r} is neither true nor false", ""


def _output(name: str, port: _Mapping) -> Iterator[tuple[str, str, str]]:
    for key in port:
        if key not in _OUTPUT_KEYS:
            yield "unknown-key", f"output {name!r} has no key {key!r}", suggestion(str(key), _OUTPUT_KEYS)
    kind, mode = port.get("type"), port.get("mode")
    if kind not in OUTPUT_TYPES | {"path"}:
        advice = "one of " + ", ".join(sorted(OUTPUT_TYPES))
        yield "unknown-value", f"output {name!r} has the unknown type {kind!r}", advice
    if mode is not None and mode not in OUTPUT_MODES:
        yield "io-mode", f"output {name!r} has the unknown mode {mode!r}", "one of " + ", ".join(sorted(OUTPUT_MODES))


def _environment(document: _Mapping, folder: Path | None) -> Iterator[_Problem]:
    environment = document.get("environment")
    line = _line(document, "environment")
    if environment is None:
        yield line, "environment", "the component has no environment", ""
    elif isinstance(environment, str):
        if problem := environment_problem(environment):
            yield line, "environment-version", problem, "write azureml:name:version or azureml:name@latest"
        if environment.startswith("file:") and folder is not None:
            yield from _missing(environment[len("file:") :], folder, line, "environment")
    elif isinstance(environment, Mapping):
        yield from _unknown_keys(environment, _ENVIRONMENT_KEYS, "an environment")
        if "image" not in environment and "build" not in environment:
            yield line, "environment-image", "the environment has neither an image nor a build", "add image"
        yield from _file(environment, "conda_file", folder)
        build = environment.get("build")
        if isinstance(build, Mapping):
            yield from _file(build, "path", folder)
    else:
        yield line, "environment", "environment is neither a reference nor a mapping", ""


def _file(mapping: _Mapping, key: str, folder: Path | None) -> Iterator[_Problem]:
    value = mapping.get(key)
    if isinstance(value, str) and folder is not None and not is_remote(value):
        yield from _missing(value, folder, _line(mapping, key), key)


def _missing(value: str, folder: Path, line: int, key: str) -> Iterator[_Problem]:
    if not (folder / value).exists():
        yield line, "missing-file", f"{key} {value!r} does not exist", "the path is relative to the component's file"


def _line(mapping: _Mapping, key: object) -> int:
    """1-based line of a key; 1 when it is not there."""
    positions = getattr(mapping, "lc", None)
    if positions is None or key not in mapping:
        return 1
    return int(positions.key(key)[0]) + 1
