"""Values for environment variables from the files of a project: ``.env``, samples of it, and CI definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$")
_SAMPLES = (".env", ".env.example", ".env.sample", ".env.template", "example.env", "sample.env", "template.env")
_CI = (".github/workflows/*.y*ml", "azure-pipelines*.y*ml", ".azure-pipelines/*.y*ml", ".pipelines/*.y*ml",
       ".ci/*.y*ml", "*variables*.y*ml", "*/*variables*.y*ml", "*/*/*variables*.y*ml")  # fmt: skip


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
    """What the project itself says about its variables; the nearest file wins, an empty value counts as none."""
    found: dict[str, str] = {}
    folder = (root / path).parent
    while True:
        for name in _SAMPLES:
            if (folder / name).is_file():
                for key, value in environment_file(folder / name).items():
                    if value:
                        found.setdefault(key, value)
        if folder == root or root not in folder.parents:
            break
        folder = folder.parent
    for pattern in _CI:
        for file in sorted(root.glob(pattern)):
            for key, value in _ci_values(file):
                found.setdefault(key, value)
    return found


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
