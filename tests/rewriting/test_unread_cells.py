"""Notebooks with cells that cannot be parsed: nothing that these touch is converted as if it were known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conversion import Converted, convert_project, notebook
from tests.linking.test_origins import without_addresses

IMPORTS = """\
from azureml.core import Dataset, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
"""
WORKSPACE = "ws = Workspace.from_config()\n"
WORKSPACE_V2 = "ws = MLClient.from_config(DefaultAzureCredential())\n"
IMPORTS_V2 = "from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n"
WHY = "cannot be read (line 1: this is not valid Python 3)"


def converted(root: Path, *cells: str) -> Converted:
    return convert_project(root, {"a.ipynb": notebook(*cells)})["a.ipynb"]


def sources(result: Converted) -> list[str]:
    return [without_addresses("".join(cell["source"])) for cell in json.loads(result.text)["cells"]]


def test_a_workspace_that_an_unread_cell_makes_stays_v1_until_another_is_made(tmp_path: Path) -> None:
    broken = "print 'a'\nws = Workspace.get(<name>)\n"
    use = "print(ws.name)\ndata = Dataset.get_by_name(ws, 'sales')\n"
    result = converted(tmp_path, IMPORTS + WORKSPACE + "print(ws.name)\n", broken, use, WORKSPACE + "print(ws.name)")
    todo = "# TODO(azureml-migrate %s): %s stays v1: cell 1 makes `ws` and " + WHY.replace("1", "2") + "\n"
    assert sources(result) == [
        IMPORTS_V2 + "# TODO(azureml-migrate AML001): cell 1, which cannot be read, needs it\n"
        "from azureml.core import Dataset, Workspace\n" + WORKSPACE_V2 + "print(ws.workspace_name)\n",
        broken,
        todo % ("AML101", "what this is called on")
        + "print(ws.name)\n"
        + todo % ("AML305", "`workspace`")
        + "data = Dataset.get_by_name(ws, 'sales')\n",
        WORKSPACE_V2 + "print(ws.workspace_name)",
    ]
    assert [(one.location.cell, one.text) for one in result.result.remarks] == [
        (1, "this cell, which cannot be read, uses `ws`, which is no longer of v1")
    ]


def test_a_cell_that_only_reads_what_is_known(tmp_path: Path) -> None:
    broken = "print ws.name\n"
    result = converted(tmp_path, IMPORTS + WORKSPACE, broken, "print(ws.name)")
    assert sources(result) == [IMPORTS_V2 + WORKSPACE_V2, broken, "print(ws.workspace_name)"]
    assert len(result.result.remarks) == 1


def test_a_cell_that_has_nothing_to_do_with_it(tmp_path: Path) -> None:
    broken = "print 'ws = Workspace()' # ws = 1\nresult = f(ws_=1)\n"
    result = converted(tmp_path, IMPORTS + WORKSPACE, broken, "print(ws.name)")
    assert sources(result) == [IMPORTS_V2 + WORKSPACE_V2, broken, "print(ws.workspace_name)"]
    assert result.result.remarks == []


def test_what_a_cell_imports_is_known_behind_it(tmp_path: Path) -> None:
    broken = "print 'a'\nfrom azureml.core import Workspace\n"
    result = converted(tmp_path, "import os", broken, WORKSPACE + "print(ws.name)")
    assert sources(result)[1:] == [broken, WORKSPACE_V2 + "print(ws.workspace_name)"]


STEP = """\
step = PythonScriptStep(script_name="train.py", compute_target="cpu", runconfig=run_config)
steps = [step]
"""
PIPELINE = """\
pipeline = Pipeline(ws, steps=steps)
Experiment(ws, "train").submit(pipeline)
"""


@pytest.mark.parametrize(
    ("place", "broken", "left"),
    [
        (1, "run_config.target = <name>\n", "where this run configuration comes from is not known: "
            "cell 1 changes `run_config` and " + WHY),
        (2, "steps.append(<step>)\n", "cell 2 changes `steps` and " + WHY
            + ": which steps it holds is only known when the code runs"),
        (2, "steps = f(<step>)\n", "where its steps `steps` come from is not known: cell 2 makes `steps` and " + WHY),
        (2, "step.run_after(<step>)\n", "cell 2 changes `step` and " + WHY),
    ],
)  # fmt: skip
def test_what_an_unread_cell_changes_is_not_followed(tmp_path: Path, place: int, broken: str, left: str) -> None:
    cells = [IMPORTS + WORKSPACE + "run_config = RunConfiguration()\n", STEP, PIPELINE]
    cells.insert(place, broken)
    result = sources(converted(tmp_path, *cells))
    assert result[place] == broken
    assert "run_config = RunConfiguration()" in result[0]
    assert STEP.splitlines()[0] in "\n".join(result)
    assert result[3] == (
        f"# TODO(azureml-migrate AML601): the pipeline is not converted: {left}\n"
        "pipeline = Pipeline(ws, steps=steps)\n"
        "# TODO(azureml-migrate AML604): the pipeline that is submitted here could not be converted\n"
        'Experiment(ws, "train").submit(pipeline)\n'
    )
