"""Small pipeline jobs as the SDK writes them, run for real."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest

from migrate.run.data import Given
from migrate.run.local import Options, run_job
from migrate.run.record import RunRecord

# writes its arguments, as they are, into a file of the output that is named last
ECHO = """
import json, os, sys
target = sys.argv[-1]
with open(os.path.join(target, "argv.json"), "w") as stream:
    json.dump(sys.argv[1:], stream)
"""


def folder(**more: Any) -> dict[str, Any]:
    return {"type": "uri_folder", **more}


def text(**more: Any) -> dict[str, Any]:
    return {"type": "string", **more}


def parent(name: str) -> dict[str, str]:
    return {"path": f"${{{{parent.inputs.{name}}}}}"}


def output_of(node: str, output: str) -> dict[str, str]:
    return {"path": f"${{{{parent.jobs.{node}.outputs.{output}}}}}"}


def command(
    line: str,
    code: Path | None,
    inputs: Mapping[str, Any] | None = None,
    *,
    ports: Mapping[str, Any] | None = None,
    outputs: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A command node.

    Args:
        inputs: what the inputs are bound to.
        ports: their definitions; folders, where nothing is said.
    """
    bound = dict(inputs or {})
    definitions = {name: folder() for name in bound} | dict(ports or {})
    component = {
        "type": "command",
        "command": line,
        "inputs": definitions,
        "outputs": dict(outputs if outputs is not None else {"out": folder()}),
        **({"code": str(code)} if code else {}),
    }
    return {"type": "command", "component": component, "inputs": bound, "outputs": {}, **more}


def pipeline(jobs: Mapping[str, Any], inputs: Mapping[str, Any] | None = None, **settings: Any) -> dict[str, Any]:
    return {"type": "pipeline", "display_name": "test", "settings": settings, "inputs": inputs or {}, "jobs": jobs}


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A code folder with ``echo.py``, which writes down its arguments."""
    made = tmp_path / "src"
    write(made, {"echo.py": ECHO})
    return made


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content), encoding="utf-8")


class RunIt(Protocol):
    def __call__(
        self,
        job: Mapping[str, Any],
        inputs: Mapping[str, Path] | None = None,
        parameters: Mapping[str, str] | None = None,
        *,
        extras: Mapping[str, Any] | None = None,
        to: str = "out",
        **options: Any,
    ) -> RunRecord: ...


@pytest.fixture
def run_it(tmp_path: Path) -> RunIt:
    """Run a job into ``tmp_path/out``."""

    def run(
        job: Mapping[str, Any],
        inputs: Mapping[str, Path] | None = None,
        parameters: Mapping[str, str] | None = None,
        *,
        extras: Mapping[str, Any] | None = None,
        to: str = "out",
        **options: Any,
    ) -> RunRecord:
        given = Given(inputs or {}, parameters or {})
        asked = Options(output=tmp_path / to, **options)
        return run_job(job, extras or {}, tmp_path, given, asked, trust_code=True)

    return run


def log(result: RunRecord, node: str) -> str:
    return (result.folder / result.node(node).log).read_text(encoding="utf-8")


needs_bash = pytest.mark.skipif(os.name == "nt", reason="there is no bash on Windows")
