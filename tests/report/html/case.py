"""A small project with everything that the HTML report shows: a pipeline, a notebook, hostile strings, things to do."""

from __future__ import annotations

import json
from pathlib import Path

from migrate.cli import invoke

HOSTILE = "</script><img src=x onerror=alert(1)>"

PIPELINE = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
clean = PipelineData("clean", datastore=ws.get_default_datastore())

prepare_step = PythonScriptStep(
    name="Prepare",
    script_name="prepare.py",
    source_directory="src",
    arguments=["--to", clean],
    outputs=[clean],
    compute_target="cpu-cluster",
)
train_step = PythonScriptStep(
    name="Train",
    script_name="train.py",
    source_directory="src",
    arguments=["--from", clean],
    inputs=[clean],
    compute_target="cpu-cluster",
)
report_step = PythonScriptStep(
    name="Report", script_name="report.py", source_directory="src", compute_target="cpu-cluster"
)
report_step.run_after(train_step)

pipeline = Pipeline(ws, steps=[prepare_step, train_step, report_step])
Experiment(ws, "nightly").submit(pipeline)
"""

STRANGE = f'''\
from azureml.core import Workspace

ws = Workspace.from_config()
note = "{HOSTILE}"
password = "hunter2"
ws.no_such_thing(note)
print(ws.name, note)
''' + "".join(f"plain_{number} = {number}\n" for number in range(10))


def notebook() -> str:
    sources = [
        ("markdown", "# Look at the workspace"),
        ("code", "from azureml.core import Workspace\n\nws = Workspace.from_config()"),
        ("code", "%matplotlib inline\nrows = 10"),
        ("code", "print(ws.name, rows)\nprint(ws.location)"),
        ("code", "ws.no_such_thing(rows)"),
    ]
    cells: list[dict[str, object]] = []
    for kind, source in sources:
        cell: dict[str, object] = {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
        cells.append({**cell, "outputs": [], "execution_count": None} if kind == "code" else cell)
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1)


def write_case(folder: Path) -> None:
    """The v1 project."""
    (folder / "src").mkdir(parents=True)
    for name in ("prepare", "train", "report"):
        (folder / f"src/{name}.py").write_text(f"print({name!r})\n")
    (folder / "pipeline.py").write_text(PIPELINE)
    (folder / "strange.py").write_text(STRANGE)
    (folder / "look.ipynb").write_text(notebook() + "\n")


def make_report(folder: Path) -> Path:
    """The HTML report of the project, in style YAML."""
    write_case(folder / "v1")
    report = folder / "report.html"
    arguments = ["convert", str(folder / "v1"), "-o", str(folder / "v2"), "--style", "yaml", "--report", str(report)]
    assert invoke(arguments) == 1
    return report
