"""Files that a project does not have, or only while it is run, on both sides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli import invoke

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

_PIPELINE = """\
import os
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import CommandStep

ws = Workspace.from_config()
folder = 'image'
{write}env = Environment.from_dockerfile(name='plots', dockerfile='image/Dockerfile')
config = ScriptRunConfig(source_directory=folder, command=['Rscript plot.R --to outputs'], environment=env)
plot = CommandStep(name='plot', runconfig=config, compute_target='cpu')
pipeline = Pipeline(workspace=ws, steps=[plot])
"""
_WRITE = """\
with open('image/Dockerfile', 'w') as file:
    file.write('FROM images.example.org/r:4')
"""


def test_an_image_and_a_script_that_are_not_checked_in(tmp_path: Path) -> None:
    """In a notebook, whose code stands between other quotes than its texts."""
    source = tmp_path / "v1"
    source.mkdir()
    text = _PIPELINE.format(write="")
    cell: dict[str, object] = {
        "cell_type": "code",
        "source": text,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (source / "pipeline.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    level, told = prove(tmp_path)
    assert level == "equivalent"
    assert [line for line in told if line.startswith("empty stand-in")] == [
        "empty stand-in for a script that is not there: image/Dockerfile",
        "empty stand-in for a script that is not there: image/plot.R",
        "empty stand-in for a file that is not there: image/Dockerfile",
    ]


def test_an_image_whose_dockerfile_the_code_writes(tmp_path: Path) -> None:
    (tmp_path / "v1/image").mkdir(parents=True)
    (tmp_path / "v1/image/plot.R").write_text("print(1)\n", encoding="utf-8")
    (tmp_path / "v1/pipeline.py").write_text(_PIPELINE.format(write=_WRITE), encoding="utf-8")
    assert prove(tmp_path)[0] == "equivalent"
    converted = tmp_path / "v2/pipeline.py"
    text = converted.read_text(encoding="utf-8")
    assert text.count("r:4") == 1
    converted.write_text(text.replace("r:4", "r:5"), encoding="utf-8")
    report = tmp_path / "report.json"
    arguments = ["verify", str(tmp_path / "v1"), str(tmp_path / "v2"), "--report", str(report)]
    assert invoke([*arguments, "--level", "equivalent", "--trust-code"]) == 1
    (pipeline,) = json.loads(report.read_text(encoding="utf-8"))["pipelines"]
    assert "environment.dockerfile: v1 has 'FROM images.example.org/r:4', v2 has" in str(pipeline["differences"])


def prove(folder: Path) -> tuple[str, list[str]]:
    report = folder / "report.json"
    arguments = ["convert", str(folder / "v1"), "-o", str(folder / "v2"), "--report", str(report)]
    invoke([*arguments, "--verify", "equivalent", "--trust-code"])
    (pipeline,) = json.loads(report.read_text(encoding="utf-8"))["pipelines"]
    return pipeline["level"], pipeline["differences"]
