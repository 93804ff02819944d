"""Scripts and code folders that the v1 code names and its project never had: empty stand-ins, which the result tells.

A script that got lost in the conversion is another matter: its name is that of a file of v1, and it stays a fault.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.conversion import FileKind
from migrate.verify.cells import code_cells
from migrate.verify.checks.commands import scripts_of
from migrate.verify.project.context import Context

_TEXT = re.compile(r"([\"'])((?:(?!\1)[^\n\\]){1,200})\\?\1")
_MOST = 5 << 20  # bytes of v1 code that are read


@dataclass(frozen=True)
class Absent:
    """What tells a script that v1 never had from one that got lost.

    Args:
        named: parts of the paths that stand in texts of the v1 code.
        there: the files and folders of v1, relative to its root, with a slash before each.
    """

    named: Sequence[str] = ()
    there: Sequence[str] = ()

    def lacks(self, folder: str, name: str = "") -> bool:
        """Whether v1 names a folder (and a script in it), but has no such thing anywhere."""
        parts = [os.path.basename(folder), *name.split("/")] if name else [os.path.basename(folder)]
        end = f"/{'/'.join(parts)}"
        return set(parts) <= set(self.named) and not any(path.endswith(end) for path in self.there)


def absent_in(source: Path) -> Absent:
    """Look through the v1 code."""
    there: set[str] = set()
    named: set[str] = set()
    left = _MOST
    for parent, folders, files in os.walk(source):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        here = Path(parent).relative_to(source)
        there.update(f"/{(here / name).as_posix()}" for name in (*folders, *files))
        for name in files:
            path = os.path.join(parent, name)
            if name.endswith((".py", ".ipynb")) and os.path.isfile(path) and os.path.getsize(path) <= left:
                text = Path(path).read_text(encoding="utf-8", errors="replace")
                if "azureml" in text:
                    left -= len(text)
                    named |= {
                        part for _, found in _TEXT.findall(_code(path, text)) for part in re.split(r"[/\s]", found)
                    }
    return Absent(sorted(name for name in named if re.fullmatch(r"[\w.-]*\w[\w.-]*", name)), sorted(there))


def _code(path: str, text: str) -> str:
    """The code of a file; that of a notebook stands between quotes of its own."""
    if not path.endswith(".ipynb"):
        return text
    try:
        return "\n".join(cell.text for cell in code_cells(text.encode(), FileKind.NOTEBOOK))
    except ValueError:
        return text


def stand_in_for_scripts(context: Context, absent: Absent) -> None:
    """Make what is absent when a component asks for it: the SDK wants to see its code. Isolated process only.

    Args:
        absent: of the v1 code; anything that it does not lack must be there.
    """
    if not absent.named:
        return
    import azure.ai.ml
    import azure.ai.ml.entities
    import azure.ai.ml.parallel

    maker = _Maker(context, absent)
    _before(azure.ai.ml, "command", maker.for_command)
    _before(azure.ai.ml, "spark", maker.for_spark)
    _before(azure.ai.ml, "load_component", maker.for_file)
    _before(azure.ai.ml.parallel, "parallel_run_function", maker.for_parallel)
    _before(azure.ai.ml.entities.BuildContext, "__init__", maker.for_image)


class _Maker:
    def __init__(self, context: Context, absent: Absent) -> None:
        self._context, self._absent = context, absent

    def for_command(self, *_: Any, code: Any = None, command: Any = "", **__: Any) -> None:
        self._make("", code, scripts_of(str(command)))

    def for_parallel(self, *_: Any, task: Any = None, **__: Any) -> None:
        self._make("", getattr(task, "code", None), [str(getattr(task, "entry_script", ""))])

    def for_spark(self, *_: Any, code: Any = None, entry: Any = None, **__: Any) -> None:
        self._make("", code, [_entry_file(entry)])

    def for_image(self, _: Any, *, path: Any = None, dockerfile_path: Any = "Dockerfile", **__: Any) -> None:
        """An image that is built from a Dockerfile."""
        self._make("", path, [str(dockerfile_path)])

    def for_file(self, source: Any = None, *_: Any, **__: Any) -> None:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        try:
            data = YAML(typ="safe", pure=True).load(Path(source).read_text(encoding="utf-8"))
        except (YAMLError, OSError, ValueError, TypeError):
            return  # the SDK says what is wrong
        if isinstance(data, dict):
            task: dict[str, Any] = data["task"] if isinstance(data.get("task"), dict) else {}
            scripts = [
                *scripts_of(str(data.get("command", ""))),
                str(task.get("entry_script", "")),
                _entry_file(data.get("entry")),
            ]
            self._make(os.path.dirname(source), data.get("code") or task.get("code"), scripts)

    def _make(self, base: str, code: Any, scripts: Iterator[str] | list[str]) -> None:
        if not isinstance(code, (str, os.PathLike)) or not str(code) or ":" in str(code):
            return
        folder = os.path.abspath(os.path.join(base, code))
        for script in scripts:
            path = os.path.normpath(os.path.join(folder, script))
            if self._absent.lacks(folder, script) and not os.path.exists(path) and self._context.owns(path):
                os.makedirs(os.path.dirname(path), exist_ok=True)
                Path(path).touch()
                self._context.empty_scripts.add(path)
                self._context.note(f"empty stand-in for a script that is not there: {path}")
        if self._absent.lacks(folder) and not os.path.exists(folder) and self._context.owns(folder):
            os.makedirs(folder)
            self._context.note(f"empty stand-in for a folder that is not there: {folder}")


def _entry_file(entry: Any) -> str:
    return str(entry.get("file", "")) if isinstance(entry, dict) else ""


def _before(module: Any, name: str, first: Callable[..., None]) -> None:
    real = getattr(module, name)

    @functools.wraps(real)
    def watched(*positional: Any, **keywords: Any) -> Any:
        first(*positional, **keywords)
        return real(*positional, **keywords)

    setattr(module, name, watched)
