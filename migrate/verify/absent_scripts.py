"""Scripts and code folders that the v1 code names and its project never had: empty stand-ins, which the result tells.

A script that got lost in the conversion is another matter: its name is that of a file of v1, and it stays a fault.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from migrate.verify.checks.commands import scripts_of
from migrate.verify.project.context import Context

_TEXT = re.compile(r"[\"']([^\"'\n\\]{1,200})\\?[\"']")
_MOST = 5 << 20  # bytes of v1 code that are read


def absent_names(source: Path) -> list[str]:
    """Last parts of paths that stand in texts of the v1 code, and that no file or folder of the project has."""
    there: set[str] = set()
    named: set[str] = set()
    left = _MOST
    for parent, folders, files in os.walk(source):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        there.update(folders, files)
        for name in files:
            path = os.path.join(parent, name)
            if name.endswith((".py", ".ipynb")) and os.path.isfile(path) and os.path.getsize(path) <= left:
                text = Path(path).read_text(encoding="utf-8", errors="replace")
                if "azureml" in text:
                    left -= len(text)
                    named |= {part for found in _TEXT.findall(text) for part in found.split("/")}
    return sorted(name for name in named - there if re.fullmatch(r"[\w.-]*\w[\w.-]*", name))


def stand_in_for_scripts(context: Context, absent: Collection[str]) -> None:
    """Make what is absent when a component asks for it: the SDK wants to see its code. Isolated process only.

    Args:
        absent: what ``absent_names`` found; anything else must be there.
    """
    if not absent:
        return
    import azure.ai.ml
    import azure.ai.ml.parallel

    maker = _Maker(context, frozenset(absent))
    _before(azure.ai.ml, "command", maker.for_command)
    _before(azure.ai.ml, "load_component", maker.for_file)
    _before(azure.ai.ml.parallel, "parallel_run_function", maker.for_parallel)


class _Maker:
    def __init__(self, context: Context, absent: frozenset[str]) -> None:
        self._context, self._absent = context, absent

    def for_command(self, *_: Any, code: Any = None, command: Any = "", **__: Any) -> None:
        self._make("", code, scripts_of(str(command)))

    def for_parallel(self, *_: Any, task: Any = None, **__: Any) -> None:
        self._make("", getattr(task, "code", None), [str(getattr(task, "entry_script", ""))])

    def for_file(self, source: Any = None, *_: Any, **__: Any) -> None:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        try:
            data = YAML(typ="safe", pure=True).load(Path(source).read_text(encoding="utf-8"))
        except (YAMLError, OSError, ValueError, TypeError):
            return  # the SDK says what is wrong
        if isinstance(data, dict):
            task: dict[str, Any] = data["task"] if isinstance(data.get("task"), dict) else {}
            scripts = [*scripts_of(str(data.get("command", ""))), str(task.get("entry_script", ""))]
            self._make(os.path.dirname(source), data.get("code") or task.get("code"), scripts)

    def _make(self, base: str, code: Any, scripts: Iterator[str] | list[str]) -> None:
        if not isinstance(code, (str, os.PathLike)) or not str(code) or ":" in str(code):
            return
        folder = os.path.abspath(os.path.join(base, code))
        for script in scripts:
            path = os.path.normpath(os.path.join(folder, script))
            if os.path.basename(path) in self._absent and not os.path.exists(path) and self._context.owns(path):
                os.makedirs(os.path.dirname(path), exist_ok=True)
                Path(path).touch()
                self._context.note(f"empty stand-in for a script that is not there: {path}")
        if os.path.basename(folder) in self._absent and not os.path.exists(folder) and self._context.owns(folder):
            os.makedirs(folder)
            self._context.note(f"empty stand-in for a folder that is not there: {folder}")


def _before(module: Any, name: str, first: Callable[..., None]) -> None:
    real = getattr(module, name)

    @functools.wraps(real)
    def watched(*positional: Any, **keywords: Any) -> Any:
        first(*positional, **keywords)
        return real(*positional, **keywords)

    setattr(module, name, watched)
