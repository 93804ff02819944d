"""The entries of the ledger for functions of the project that take more, less or something else in v2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conversion import Converted, convert, convert_project, notebook
from tests.linking.test_handed_clients import HELPERS, MAIN

STEPS = """\
from azureml.core import Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


def make_step(ws, name, run_config):
    rate = PipelineParameter("rate", 0.1)
    return PythonScriptStep(
        name=name,
        script_name="train.py",
        arguments=["--rate", rate],
        compute_target=ws.compute_targets["cpu"],
        runconfig=run_config,
    )


def stop(run):
    run.cancel()


ws = Workspace.from_config()
run_config = RunConfiguration()
pipeline = Pipeline(ws, steps=[make_step(ws, "train", run_config)])
run = Experiment(ws, "sales").submit(pipeline)
"""


def told(found: Converted) -> list[tuple[str, str, str, int, int | None, str, str]]:
    return [
        (
            use.verdict.code,
            use.symbol.rpartition(".")[2],
            use.name,
            use.location.line,
            use.output_line,
            use.verdict.outcome.value,
            use.verdict.message,
        )
        for use in found.ledger
        if use.verdict is not None and "(" in use.name
    ]


def test_functions_that_make_steps() -> None:
    found = convert(STEPS)
    lines = {line: number for number, line in enumerate(found.text.splitlines(), 1)}
    place = (7, lines["def make_step(name, environment, rate):"], "changed")
    more = "`make_step` takes `rate`, a parameter of the pipeline function"
    less = "`make_step` takes no `ws` any more: nothing in it needs that in v2"
    other = "`make_step` takes `environment` in place of `run_config`"
    assert told(found) == [
        ("AML602", "PipelineParameter", "make_step(rate)", *place, more),
        ("AML101", "Workspace", "make_step(ws)", *place, less),
        ("AML401", "RunConfiguration", "make_step(run_config)", *place, other),
    ]


def test_functions_of_other_modules_that_take_a_client_and_their_calls(tmp_path: Path) -> None:
    found = convert_project(tmp_path, {"helpers.py": HELPERS, "main.py": MAIN})
    knew = "what v1 gave it knew its workspace by itself"
    helpers = [(name, line, outcome, message) for _, _, name, line, _, outcome, message in told(found["helpers.py"])]
    assert helpers == [
        ("upload(ml_client)", 5, "changed", f"`upload` takes the client as `ml_client`: {knew}"),
        ("submit(ml_client)", 9, "changed", f"`submit` takes the client as `ml_client`: {knew}"),
        ("watch(ml_client)", 12, "changed", "`watch` is given the client"),
        ("watch(ml_client)", 16, "changed", f"`watch` takes the client as `ml_client`: {knew}"),
        ("cancel(ml_client)", 20, "changed", f"`cancel` takes the client as `ml_client`: {knew}"),
    ]
    main = [(name, line, outcome, message) for _, _, name, line, _, outcome, message in told(found["main.py"])]
    assert main == [
        ("upload(ml_client)", 7, "changed", "`upload` is given the client"),
        ("submit(ml_client)", 10, "changed", "`submit` is given the client"),
        ("cancel(ml_client)", 14, "changed", "`cancel` is given the client"),
    ]


def test_cells_of_a_notebook(tmp_path: Path) -> None:
    cells = [
        "from azureml.core import Experiment, ScriptRunConfig, Workspace\n\n\ndef stop(run):\n    run.cancel()\n",
        "def main():\n    ws = Workspace.from_config()\n"
        '    run = Experiment(ws, "a").submit(ScriptRunConfig(".", "train.py"))\n    stop(run)\n',
    ]
    found = convert_project(tmp_path, {"a.ipynb": notebook(*cells)})["a.ipynb"]
    text = ["".join(cell["source"]).splitlines() for cell in json.loads(found.text)["cells"]]
    uses = [(use.name, use.location.cell, use.location.line, use.output_line) for use in found.ledger]
    assert [use for use in uses if "(" in use[0]] == [
        ("stop(ws)", 0, 4, text[0].index("def stop(run, ws):") + 1),
        ("stop(ws)", 1, 4, text[1].index("    stop(run, ws=ws)") + 1),
    ]


@pytest.mark.parametrize(
    "code",
    [
        "def stop(run, ws):\n    run.cancel()\n    print(ws.name)\n\n\nstop(run, ws)\n",
        "def show(text):\n    print(text)\n\n\nshow(ws.name)\n",
    ],
)
def test_functions_that_take_what_they_took(code: str) -> None:
    assert [name for _, _, name, *_ in told(convert(STEPS + code))] == [
        "make_step(rate)",
        "make_step(ws)",
        "make_step(run_config)",
    ]
