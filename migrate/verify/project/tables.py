"""Stands for the package mltable: what is done with a table is written down, its rows are not here.

Isolated process only. The real package would ask the service, or read the data, for most of it.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import Any

from migrate.verify.project.context import Context
from migrate.verify.project.offline import Offline

SUBSET = "subset"
"""In a file ``MLTable`` that was saved here: what was taken of the table, in the words of v1."""
_STEPS = {"take": "take", "skip": "skip", "keep_columns": "keep_columns", "drop_columns": "drop_columns",
          "take_random_sample": "take_sample"}  # fmt: skip
_READERS = {"from_delimited_files": "read_delimited", "from_parquet_files": "read_parquet",
            "from_json_lines_files": "read_json_lines"}  # fmt: skip
_ASSET = "azureml:/"


class Table(Offline):
    """A table that is known by where it comes from and what was taken of it."""

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__("mltable", _content=content)

    def step(self, text: str) -> Table:
        return Table({**self._content, SUBSET: [*self._content.get(SUBSET, []), text]})

    def random_split(self, percent: float = 0.5, seed: int | None = None) -> tuple[Table, Table]:
        return self.step(f"random_split({percent!r})[0]"), self.step(f"random_split({percent!r})[1]")

    def save(self, path: str, *_: object, **__: object) -> Table:
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "MLTable").open("w", encoding="utf-8") as file:
            _yaml().dump(self._content, file)
        return self

    def __getattr__(self, name: str) -> Any:
        if name in _STEPS:
            step = _STEPS[name]
            return lambda *given, **named: self.step(f"{step}({', '.join(map(repr, [*given, *named.values()]))})")
        return super().__getattr__(name)


def _yaml() -> Any:
    """Imported where it is used: old v1 code has no tables of this kind, and its Python may be without the package."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True)


def install(context: Context, modules: dict[str, ModuleType]) -> None:
    """Put the stand-in in place of the package, installed or not."""

    def load(uri: str, *_: object, **__: object) -> Table:
        context.note(f"stand-in for the rows of {uri}")
        definition = os.path.join(uri, "MLTable")
        if "://" not in uri and os.path.isfile(definition):
            content = _yaml().load(Path(definition).read_text(encoding="utf-8"))
            return Table(content if isinstance(content, dict) else {})
        return Table({"paths": [{"folder": uri[len(_ASSET) :] if uri.startswith(_ASSET) else uri}]})

    def reader(step: str) -> Any:
        return lambda paths, **options: Table({"paths": list(paths), "transformations": [{step: options}]})

    module = ModuleType("mltable")
    module.load = load  # type: ignore[attr-defined]
    module.from_paths = lambda paths: Table({"paths": list(paths)})  # type: ignore[attr-defined]
    for name, step in _READERS.items():
        setattr(module, name, reader(step))
    modules["mltable"] = module
