"""What some IPython magics of a notebook do that its pipelines depend on. Isolated process only."""

from __future__ import annotations

import contextlib
import json
import linecache
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from migrate.project.run_files import ENDINGS, commands_of, file_run

_EXPANDED = re.compile(r"\{([A-Za-z_][\w.\[\]'\"]*)\}|\$\{?([A-Za-z_]\w*)\}?")


class Magics:
    """``%%writefile`` writes the scripts of the steps, ``%cd`` and ``%env`` decide where and how they are found.

    What ``%run`` runs gives its variables to the notebook.
    """

    def __init__(self, data: bytes, main: ModuleType) -> None:
        self._cells: list[dict[str, Any]] = json.loads(data.decode("utf-8-sig"))["cells"]
        self._main = main

    def before(self, index: int, name: str, text: str) -> None:
        """Do what a cell's magics do, before its Python is run."""
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        source = self._source(index)
        first, _, body = source.lstrip("\n").partition("\n")
        words = first.split()
        if words[:1] in (["%%writefile"], ["%%file"]) and len(words) > 1:
            target = Path(self._expand(words[-1].strip("\"'")))
            with contextlib.suppress(OSError):
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("a" if "-a" in words else "w", encoding="utf-8") as stream:
                    stream.write(body)
            return
        for line in source.splitlines():
            parts = line.strip().split(None, 1)
            if len(parts) == 2 and parts[0] == "%cd":
                with contextlib.suppress(OSError):
                    os.chdir(self._expand(parts[1].strip("\"' ")))
            elif len(parts) == 2 and parts[0] in ("%env", "%set_env"):
                key, equals, value = parts[1].partition("=")
                if equals:
                    os.environ[key.strip()] = self._expand(value.strip())

    def files_run(self, index: int) -> Iterator[str]:
        """The files that ``%run`` runs in a cell."""
        for line in commands_of(self._source(index)):
            target = file_run(line)
            found = (Path(target + ending) for ending in ENDINGS if target and Path(target + ending).is_file())
            yield from (str(path.resolve()) for path in list(found)[:1])

    def _source(self, index: int) -> str:
        source = self._cells[index].get("source", "")
        return source if isinstance(source, str) else "".join(source)

    def _expand(self, text: str) -> str:
        """IPython puts values of variables into the line of a magic."""

        def value(match: re.Match[str]) -> str:
            try:
                return str(eval(match[1] or match[2], self._main.__dict__))
            except Exception:
                return match[0]

        return _EXPANDED.sub(value, text)
