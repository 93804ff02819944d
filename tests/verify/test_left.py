"""What is left to a person fails in v2: the pipeline is built with stand-ins all the same, which the result tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli import invoke
from migrate.verify.builds import BuildSession, Run
from tests.verify.checks.modules import one_node
from tests.verify.conftest import HEADER, Build, all_findings

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

V1 = """\
from azureml.core import Environment, Experiment, Run, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data.dataset_factory import TabularDatasetFactory
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
import pandas as pd

ws = Workspace.from_config()
before = Run(Experiment(ws, "before"), "run-1")
best = before.get_best_child()
settings = RunConfiguration()
settings.environment = before.get_environment()
rows = TabularDatasetFactory.register_pandas_dataframe(
    pd.DataFrame({"a": [1]}), target=(ws.get_default_datastore(), "rows"), name="rows"
)
train = PythonScriptStep(
    name="train", script_name="train.py", source_directory="src", arguments=["--rows", rows.name],
    compute_target="cpu", runconfig=settings,
)
pipeline = Pipeline(ws, steps=[train])
"""


_MARK = "# TODO(azureml-migrate AML003): written by hand"
_LEFT = f"""
client = MLClient(DefaultAzureCredential(), "s", "g", "w")
before = client.jobs.get("run-1")
worst = "what it was before"
{_MARK}
best, worst = before.get_best_child(), None
{_MARK}
image = best.get_environment()
"""


def test_what_follows_is_built(build: Build) -> None:
    result = build(
        _LEFT
        + one_node(
            environment="image", after=f"{_MARK}\nprint(best.name / {{}}[0])\nassert worst == 'what it was before'"
        )
    )
    first = HEADER.count("\n") + _LEFT.count("\n") - 2
    assert (all_findings(result), len(result.jobs)) == ([], 1)
    left, environment, last = result.notes
    assert left == f"stand-in for what is left to a person at main.py:{first}", "the next line has a stand-in then"
    assert environment == "stand-in for an environment that is left to a person"
    assert last.startswith("stand-in for what is left to a person at main.py:")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("best = before.get_best_child()", "has no attribute 'get_best_child'"),
        (f"{_MARK}\n\nbest = before.get_best_child()", "has no attribute 'get_best_child'"),
        (f"{_MARK}\nAmlCompute(name='cpu', nodes='many', max_instances='x', tier=1).size + 1", ""),
    ],
    ids=["without-a-mark", "below-a-gap", "what-the-sdk-refuses"],
)
def test_other_failures_still_count(build: Build, line: str, message: str) -> None:
    before = 'before = MLClient(DefaultAzureCredential(), "s", "g", "w").jobs.get("run-1")'
    result = build(f"{before}\n{line}\n{one_node()}")
    assert [message in failure.message for failure in result.failures] == [True]


def test_what_follows_in_a_function_is_built(build: Build) -> None:
    """A statement of a function that is left to a person has stand-ins, too; what its variables hold already stays."""
    inside = f"""
def build_job(run, kept):
    if kept:
        {_MARK}
        best, kept = run.get_best_child(), None
        {_MARK}
        run.log("best", best.get_score())
    assert kept == "what it was before"
    return best


best = build_job(MLClient(DefaultAzureCredential(), "s", "g", "w").jobs.get("1"), "what it was before")
"""
    result = build(inside + one_node(environment="best.get_environment()"))
    assert (all_findings(result), len(result.jobs)) == ([], 1)
    lines = (HEADER + inside).split("\n")
    left = lines.index("        best, kept = run.get_best_child(), None") + 1
    assert f"stand-in for what is left to a person at main.py:{left}" in result.notes


def test_an_unmarked_statement_of_a_function_still_fails(build: Build) -> None:
    text = f"""
def best_of(run):
    {_MARK}
    print(run.get_best_child())
    return run.get_worst_child()


best = best_of(MLClient(DefaultAzureCredential(), "s", "g", "w").jobs.get("1"))
{one_node()}"""
    assert ["has no attribute 'get_worst_child'" in one.message for one in build(text).failures] == [True]


_HELPER = f"""
def best_of(run):
    {_MARK}
    return run.get_best_child()


def worst_of(run):
    return run.get_worst_child()
"""


@pytest.mark.parametrize(
    ("call", "level"), [("best", "built"), ("worst", "not built")], ids=["below-a-mark", "without-a-mark"]
)
def test_a_function_of_another_module(call: str, level: str, build: Build) -> None:
    """What fails inside of it is told, and what it should have given has a stand-in."""
    before = (
        'from helper import best_of, worst_of\nrun = MLClient(DefaultAzureCredential(), "s", "g", "w").jobs.get("1")'
    )
    text = f"{before}\nbest = {call}_of(run)\nbest.wait_for_completion()\n{one_node()}"
    result = build(text, {"helper.py": _HELPER})
    (failure,) = result.failures
    assert (failure.path, failure.type) == ("helper.py", "AttributeError")
    assert bool(result.jobs) is (level == "built")


def test_a_function_of_another_module_in_a_cell(session: BuildSession, tmp_path: Path) -> None:
    """What it should have given has a stand-in for the rest of the cell, too, and for the next one."""
    cells = [
        HEADER + 'from helper import best_of\nrun = MLClient(DefaultAzureCredential(), "s", "g", "w").jobs.get("1")',
        "best = best_of(run)\nname = best.name",
        one_node(environment="best.get_environment()"),
    ]
    notebook = {"cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    files = {"n.ipynb": json.dumps(notebook), "helper.py": _HELPER, "src/prep.py": ""}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = session.build(tmp_path, Run("n.ipynb"), timeout=60)
    assert [(failure.path, failure.type) for failure in result.failures] == [("helper.py", "AttributeError")]
    assert len(result.jobs) == 1


def test_a_pipeline_whose_environment_is_that_of_a_run(tmp_path: Path) -> None:
    (tmp_path / "v1/src").mkdir(parents=True)
    (tmp_path / "v1/src/train.py").write_text("print(1)\n", encoding="utf-8")
    (tmp_path / "v1/pipeline.py").write_text(V1, encoding="utf-8")
    report = tmp_path / "report.json"
    arguments = ["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2"), "--report", str(report), "--trust-code"]
    invoke([*arguments, "--verify", "builds"])
    (pipeline,) = json.loads(report.read_text(encoding="utf-8"))["pipelines"]
    assert pipeline["level"] == "builds"
    assert "stand-in for an environment that is left to a person" in pipeline["differences"]
