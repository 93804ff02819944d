"""Local data in place of what lies in the workspace: what the user binds, what is missing, what a folder holds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migrate.errors import ReadError, UsageError
from migrate.run.plan import Outside, Plan, RunError, as_text

_CHUNK = 1 << 20  # bytes


@dataclass(frozen=True)
class Given:
    """What the user says on the command line and in a file of inputs.

    Args:
        inputs: local paths by the name of a pipeline input, ``node.input``, an input of any node, or a URI.
        parameters: values by name, as text.
    """

    inputs: Mapping[str, Path] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)


def read_given(inputs: Sequence[str] = (), parameters: Sequence[str] = (), file: Path | None = None) -> Given:
    """What ``--input name=path``, ``--param name=value`` and ``--inputs FILE`` say; the command line wins.

    The file is YAML with ``inputs:`` and ``parameters:``, or just names with paths; its paths are relative to it.

    Raises:
        UsageError: something is not of the form ``name=value``, or a path does not exist.
        ReadError: the file cannot be read or is of another form.
    """
    paths: dict[str, Path] = {}
    values: dict[str, str] = {}
    if file is not None:
        in_file, values = _read_file(file)
        paths.update({name: file.parent / path for name, path in in_file.items()})
    paths.update({name: Path(path) for name, path in _pairs(inputs, "--input", "path")})
    values.update(_pairs(parameters, "--param", "value"))
    for name, path in paths.items():
        if not path.exists():
            raise UsageError(f"input {name} is bound to {path}, which does not exist")
    return Given({name: path.resolve() for name, path in paths.items()}, values)


def _pairs(items: Iterable[str], option: str, what: str) -> Iterator[tuple[str, str]]:
    for item in items:
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise UsageError(f"{option} {item} has another form", advice=f"write {option} name={what}")
        yield name.strip(), value


def _read_file(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError("cannot be read", path=str(path), advice=str(error)) from None
    except YAMLError as error:
        raise ReadError("is no YAML", path=str(path), advice=" ".join(str(error).split())) from None
    content = content if content is not None else {}
    if not isinstance(content, dict):
        raise ReadError("holds no names with paths", path=str(path), advice="write lines of the form name: path")
    sections = {"inputs", "parameters"}
    if not (set(content) <= sections and all(isinstance(value, dict) for value in content.values())):
        content = {"inputs": content}
    for section in content.values():
        for name, value in section.items():
            if isinstance(value, (dict, list)) or value is None:
                raise ReadError(f"{name} has no plain value", path=str(path), advice="write name: value")
    inputs, parameters = ({str(n): as_text(v) for n, v in content.get(key, {}).items()} for key in sorted(sections))
    return inputs, parameters


def bind(plan: Plan, given: Mapping[str, Path]) -> dict[Outside, Path]:
    """The local path of everything that comes from outside the pipeline.

    Raises:
        RunError: something has no local path, or a given name is none of the pipeline's; both with the names.
    """
    asked = {
        (task.name, port): source
        for task in plan.tasks
        for port, source in task.inputs.items()
        if isinstance(source, Outside)
    }
    bound: dict[Outside, Path] = {}
    used: set[str] = set()
    missing: dict[str, str] = {}
    for (node, port), source in asked.items():
        names = (*source.names, f"{node}.{port}", port, source.uri)
        name = next((name for name in names if name in given), None)
        used.update(name for name in names if name in given)
        if name is not None:
            bound[source] = given[name]
        elif source.local is not None:
            bound[source] = source.local.resolve()
        else:
            missing[source.names[0]] = source.uri
    if missing:
        described = ", ".join(f"{name} ({uri})" if uri else name for name, uri in missing.items())
        options = " ".join(f"--input {name}=PATH" for name in missing)
        raise RunError(f"these inputs have no data on this machine: {described}", advice=f"add {options}")
    if unknown := sorted(set(given) - used):
        known = ", ".join(dict.fromkeys(source.names[0] for source in asked.values())) or "none"
        raise RunError(f"the pipeline has no input {', '.join(unknown)}", advice=f"its inputs: {known}")
    return bound


def files_in(path: Path) -> dict[str, str]:
    """SHA-256 of each file by its POSIX path below ``path``; of a file itself by the empty path."""
    if path.is_file():
        return {"": file_hash(path)}
    found = {}
    for folder, _, names in os.walk(path):
        for name in names:
            file = Path(folder, name)
            if file.is_file():
                found[file.relative_to(path).as_posix()] = file_hash(file)
    return dict(sorted(found.items()))


def file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def content_hash(files: Mapping[str, str]) -> str:
    """One hash for a whole folder; that of a single file does not depend on its name or on a folder around it."""
    if len(files) == 1:
        return next(iter(files.values()))
    digest = hashlib.sha256()
    for name, value in sorted(files.items()):
        digest.update(f"{value} {name}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
