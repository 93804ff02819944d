"""Markdown that mentions SDK v1 is told to a person, and stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.project.prose import names_in
from migrate.report.build import build_report
from migrate.report.markdown import render_markdown
from migrate.v1.catalogue import catalogue
from tests.conversion import convert_project, notebook

CODE = "from azureml.core import Workspace\nws = Workspace.from_config()"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Use `azureml.core.Workspace` here", ["azureml.core.Workspace"]),
        ("A PythonScriptStep after a **ParallelRunStep**, a PythonScriptStep", ["PythonScriptStep", "ParallelRunStep"]),
        ("pip install azureml-sdk azureml-widgets.", ["azureml-sdk", "azureml-widgets"]),
        ("the azureml.core.run.Run.", ["azureml.core.run.Run"]),
        ("An AmlCompute of an MLClient, a Pipeline, a Workspace, an Experiment and a DataFrame", []),
        ("see https://docs/azureml-core/PythonScriptStep and ./azureml-logs/x", []),
        ("MyPythonScriptStep, PythonScriptSteps", []),
    ],
)
def test_names_of_v1_in_a_text(text: str, names: list[str]) -> None:
    assert list(names_in(text, catalogue())) == names


def test_texts_and_cells_that_a_person_should_look_over(tmp_path: Path) -> None:
    content = json.loads(notebook(CODE, "print 'old'"))
    text = "# Title\nMake a `PythonScriptStep`\n"
    content["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)})
    content["cells"].append({"cell_type": "raw", "metadata": {}, "source": text})
    result = convert_project(tmp_path, {"a.ipynb": json.dumps(content)})["a.ipynb"]
    assert json.loads(result.text)["cells"][0] == content["cells"][0]
    report = build_report([result.result])
    assert [(one.location.cell, one.location.line, one.message) for one in report.remarks] == [
        (0, 2, "this text mentions `PythonScriptStep` of SDK v1"),
        (2, 1, "this is not valid Python 3; the cell is left as it is"),
    ]
    assert report.summary.uses.manual == 0
    section = render_markdown(report).split("## To look over\n\n")[1].split("\n\n")[0]
    assert section.splitlines() == [
        "- `a.ipynb cell 0:2` this text mentions \\`PythonScriptStep\\` of SDK v1",
        "- `a.ipynb cell 2:1` this is not valid Python 3; the cell is left as it is",
    ]
