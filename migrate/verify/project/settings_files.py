"""Values for environment variables from the files of a project: ``.env``, samples of it, and CI definitions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$")
_SAMPLES = (".env", ".env.example", ".env.sample", ".env.template", "example.env", "sample.env", "template.env")
_CI = (".github/workflows/*.y*ml", "azure-pipelines*.y*ml", ".azure-pipelines/*.y*ml", ".pipelines/*.y*ml",
       ".ci/*.y*ml", "*pipelines/*.y*ml", "*variables*.y*ml", "*/*variables*.y*ml", "*/*/*variables*.y*ml")  # fmt: skip
_NOT_OURS = {"node_modules", "__pycache__", "site-packages"}


def environment_file(path: Path) -> dict[str, str]:
    """``NAME=value`` lines of a file."""
    found = {}
    for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines():
        match = _LINE.match(line)
        if match and not line.lstrip().startswith("#"):
            found[match[1]] = _unquoted(match[2])
    return found


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        return text[1:-1]
    return text.partition(" #")[0].strip()


def project_values(root: Path, path: str) -> dict[str, str]:
    """What the project itself says about its variables; the nearest file wins, an empty value counts as none.

    Samples are not always kept up to date: a file or folder that is not there loses to one that is.
    """
    found: dict[str, list[str]] = {}
    folder = (root / path).parent
    folders = [folder, *(above for above in folder.parents if above == root or root in above.parents)]
    for folder in folders:
        for name in _SAMPLES:
            if (folder / name).is_file():
                for key, value in environment_file(folder / name).items():
                    found.setdefault(key, []).append(value)
    files = (file for folder in folders for pattern in _CI for file in sorted(folder.glob(pattern)))
    for file in dict.fromkeys(files):
        for key, value in _ci_values(file):
            found.setdefault(key, []).append(value)
    there: set[str] | None = None
    chosen: dict[str, str] = {}
    for key, values in found.items():
        distinct = list(dict.fromkeys(filter(None, values)))
        if len(distinct) > 1:
            there = _paths(root) if there is None else there
            distinct.sort(key=lambda value: _plain_path(value) not in there)
        if distinct:
            chosen[key] = distinct[0]
    return chosen


def _paths(root: Path) -> set[str]:
    """Files and folders of the project, also as they look from each folder above them."""
    found: set[str] = set()
    for parent, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _NOT_OURS]
        for name in (*folders, *files):
            parts = (Path(parent) / name).relative_to(root).parts
            found |= {"/".join(parts[start:]) for start in range(len(parts))}
    return found


def _plain_path(value: str) -> str:
    return value.strip().removeprefix("./").rstrip("/")


def _ci_values(path: Path) -> Iterator[tuple[str, str]]:
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8-sig", errors="replace"))
    except (YAMLError, OSError, ValueError):
        return
    yield from _variables(data)


def _variables(item: Any) -> Iterator[tuple[str, str]]:
    if isinstance(item, dict):
        for key, value in item.items():
            if key in ("variables", "env"):
                yield from _pairs(value)
            yield from _variables(value)
    elif isinstance(item, list):
        for part in item:
            yield from _variables(part)


def _pairs(item: Any) -> Iterator[tuple[str, str]]:
    """``{NAME: value}``, or a list of ``{name: NAME, value: value}``."""
    pairs = list(item.items()) if isinstance(item, dict) else []
    if isinstance(item, list):
        pairs = [(part.get("name"), part.get("value")) for part in item if isinstance(part, dict)]
    for name, value in pairs:
        text = str(value) if isinstance(value, (str, int, float, bool)) else ""
        if isinstance(name, str) and name.isidentifier() and text and "$(" not in text and "${{" not in text:
            yield name, text
