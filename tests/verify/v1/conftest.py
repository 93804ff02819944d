"""Tracing small v1 projects with the real SDK: one warmed process serves all tests of a worker.

``AZUREML_MIGRATE_V1_PYTHON`` names another interpreter, to run all of them with an old SDK.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest

from migrate.verify.graph import (
    DataSource,
    Environment,
    Graph,
    InputPort,
    Node,
    Origin,
    OutputPort,
    Place,
    Value,
    Word,
    WordKind,
)
from migrate.verify.source_hash import source_hash
from migrate.verify.v1.trace import Trace, TraceRequest, TraceSession, sdk_v1_missing

HEADER = """\
from azureml.core import Dataset, Datastore, Environment, Experiment, ScriptRunConfig, Workspace
from azureml.core.compute import AmlCompute, ComputeTarget
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import MpiConfiguration, PyTorchConfiguration, RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter, StepSequence, TrainingOutput
from azureml.pipeline.steps import *

ws = Workspace.from_config()
store = ws.get_default_datastore()
cpu = AmlCompute(ws, "cpu")
raw = DataReference(store, data_reference_name="raw", path_on_datastore="in/raw")
"""

PYTHON = Path(os.environ["AZUREML_MIGRATE_V1_PYTHON"]) if "AZUREML_MIGRATE_V1_PYTHON" in os.environ else None

FILES = {"src/train.py": "print('training')\n"}


class TraceText(Protocol):
    def __call__(
        self,
        text: str = "",
        files: Mapping[str, str | bytes] | None = None,
        *,
        path: str = "main.py",
        header: str = HEADER,
        entry: str | None = None,
        args: tuple[str, ...] = (),
        env_file: Path | None = None,
        compute_exists: bool = True,
        timeout: float = 60,
    ) -> Trace: ...


@pytest.fixture(scope="session")
def session() -> Iterator[TraceSession]:
    if missing := sdk_v1_missing(PYTHON):
        pytest.skip(missing)
    with TraceSession(python=PYTHON) as opened:
        yield opened


@pytest.fixture
def trace(session: TraceSession, tmp_path: Path) -> TraceText:
    """Trace a script, below a header that makes a workspace, in a project with ``src/train.py`` and what is given."""

    def run(
        text: str = "",
        files: Mapping[str, str | bytes] | None = None,
        *,
        path: str = "main.py",
        header: str = HEADER,
        entry: str | None = None,
        args: tuple[str, ...] = (),
        env_file: Path | None = None,
        compute_exists: bool = True,
        timeout: float = 60,
    ) -> Trace:
        everything: dict[str, str | bytes] = {path: header + textwrap.dedent(text), **FILES, **(files or {})}
        root = tmp_path / "project"
        for name, content in everything.items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return session.trace(root, TraceRequest(path, entry, args, env_file, compute_exists, timeout))

    return run


@pytest.fixture
def graph(trace: TraceText) -> Any:
    """The one pipeline of a script that must run to its end without an error."""

    def read(text: str, files: Mapping[str, str | bytes] | None = None) -> Graph:
        found = trace(text, files)
        assert [str(failure) for failure in found.failures] == []
        assert len(found.graphs) == 1
        return found.graphs[0]

    return read


def notebook(*cells: str) -> str:
    """A notebook of code cells."""
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": textwrap.dedent(cell)} for cell in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def words(*texts: str) -> tuple[Word, ...]:
    """Words of a command; ``<in>raw``, ``<out>model``, ``<par>rate`` and ``<search>lr`` are references."""
    kinds = {
        "<in>": WordKind.INPUT, "<out>": WordKind.OUTPUT, "<par>": WordKind.PARAMETER, "<search>": WordKind.SEARCH,
    }  # fmt: skip
    made = []
    for text in texts:
        mark = next((mark for mark in kinds if text.startswith(mark)), "")
        made.append(Word(kinds[mark] if mark else WordKind.LITERAL, text.removeprefix(mark)))
    return tuple(made)


def default(value: object, parameter: str | None = None) -> Value:
    return Value(value, parameter, Origin.SDK_DEFAULT)


def values(**settings: object) -> dict[str, Value]:
    return {name.replace("__", "."): Value(item) for name, item in settings.items()}


def sha256(text: str) -> str:
    """The hash that a Python file with this text has in a graph."""
    return source_hash("script.py", text.encode())


RAW = InputPort("raw", "mount", source=DataSource("azureml://datastores/workspaceblobstore/paths/in/raw"))


def output(name: str, **more: Any) -> OutputPort:
    return OutputPort(name, more.pop("mode", "mount"), **more)


@functools.cache
def default_environment() -> Environment:
    """What the installed v1 SDK fills in when nobody says anything."""
    ask = "from azureml.core.runconfig import RunConfiguration; print(repr(RunConfiguration()))"
    answer = subprocess.run(
        [str(PYTHON or sys.executable), "-W", "ignore", "-c", ask], capture_output=True, text=True, check=True
    )
    found = json.loads(answer.stdout)["environment"]
    python, pip = found["python"]["condaDependencies"]["dependencies"]
    return Environment(
        image=default(found["docker"]["baseImage"]),
        python=default(python.partition("=")[2]),
        pip_packages=tuple(pip["pip"]),
        channels=tuple(found["python"]["condaDependencies"]["channels"]),
        packages_origin=Origin.SDK_DEFAULT,
        channels_origin=Origin.SDK_DEFAULT,
    )


def command_node(name: str, **changes: Any) -> Node:
    """A step that runs ``src/train.py`` on ``cpu`` and says nothing else."""
    made = Node(
        name=name,
        kind="command",
        program=words("python", "train.py"),
        source={path.removeprefix("src/"): sha256(text) for path, text in FILES.items()},
        source_folder="src",
        compute=Value("cpu"),
        environment=default_environment(),
        environment_variables={"EXAMPLE_ENV_VAR": default("EXAMPLE_VALUE")},
    )
    return dataclasses.replace(made, **changes)


def one_step(node: Node, **changes: Any) -> Graph:
    """A pipeline ``p`` of one step ``s``."""
    made = Graph(
        name="p",
        nodes=(dataclasses.replace(node, variable="s"),),
        default_datastore=default("workspaceblobstore"),
    )
    return dataclasses.replace(made, **changes)


def without_places(graph: Graph) -> Graph:
    nodes = tuple(dataclasses.replace(node, place=Place()) for node in graph.nodes)
    return dataclasses.replace(graph, nodes=nodes, place=Place())
