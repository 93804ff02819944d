"""Steps that run a notebook: v1 by a script of its SDK, v2 by papermill; proved to set the same variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli import invoke

pytest.importorskip("azureml.contrib.notebook", reason="azureml-contrib-notebook is not installed")

_EMPTY = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
_HEAD = """\
from azureml.contrib.notebook import AzureMLNotebookHandler, NotebookRunConfig, NotebookRunnerStep
from azureml.core import Dataset, Experiment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
"""
_WITH_DATA = f"""\
{_HEAD}
store = ws.get_default_datastore()
rows = PipelineData("rows", datastore=store)
charts = PipelineData("charts", datastore=store)
area = PipelineParameter(name="area", default_value="north")
weeks = PipelineParameter(name="weeks", default_value=4)
shops = Dataset.get_by_name(ws, "shops")

# the step of the script uses it, too: what v1 adds for the notebook is there as well
run_config = RunConfiguration(conda_dependencies=CondaDependencies.create(pip_packages=["pandas", "papermill==2.4"]))
notebook_config = NotebookRunConfig(
    source_directory="src",
    notebook="report.ipynb",
    handler=AzureMLNotebookHandler(timeout=600, progress_bar=False, kernel_name="sales", cwd="."),
    parameters={{"title": "it's sold", "weeks": 12, "code": "007", "columns": ["a b", 2], "how": {{"x": 1}}, "q": 0.5}},
    run_config=run_config,
)
prepare = PythonScriptStep(
    "prepare.py", arguments=["--rows", rows], outputs=[rows], source_directory="src", compute_target="cpu",
    runconfig=run_config,
)
report = NotebookRunnerStep(
    name="Report", notebook_run_config=notebook_config, inputs=[rows, shops.as_named_input("shops").as_mount()],
    params={{"region": area, "weeks": weeks, "full": False, "none": None, "deep": {{"x": True}}}}, outputs=[charts],
    compute_target="cpu", output_notebook_pipeline_data_name="notebook",
)
last = NotebookRunnerStep(
    "Last", NotebookRunConfig("src", "deep/last.ipynb", "results/done.ipynb", {{"a": 1}}, run_config=run_config),
    inputs=[charts], compute_target="cpu", allow_reuse=False,
)
run = Experiment(ws, "sales").submit(Pipeline(ws, steps=[last]))
"""
_WITHOUT_ENVIRONMENT = f"""\
{_HEAD}
first = NotebookRunnerStep("First", NotebookRunConfig("src", "report.ipynb", None, {{"a": 1}}), compute_target="cpu")
between = PythonScriptStep("prepare.py", source_directory="src", compute_target="cpu")
last = NotebookRunnerStep("Last", NotebookRunConfig("src", "report.ipynb", None, {{"a": 2}}), compute_target="cpu")
run = Experiment(ws, "sales").submit(Pipeline(ws, steps=[first, between, last]))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in (("data", _WITH_DATA), ("default", _WITHOUT_ENVIRONMENT)):
        folder = tmp_path / "v1" / name
        (folder / "src/deep").mkdir(parents=True)
        for notebook in ("report.ipynb", "deep/last.ipynb"):
            (folder / "src" / notebook).write_text(_EMPTY, encoding="utf-8")
        (folder / "src/prepare.py").write_text("print(1)\n", encoding="utf-8")
        (folder / "build.py").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("style", ["inline", "yaml"])
def test_notebooks_are_run_alike(style: str, project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    arguments = ["convert", str(project / "v1"), "-o", str(project / "v2"), "--style", style]
    assert invoke([*arguments, "--verify", "equivalent", "--trust-code"]) == 0
    assert "2 equivalent" in capfd.readouterr().out


_WRONG = (
    ("-r code 007", "-p code 007", "arguments[15]: v1 has '-r', v2 has '-p'"),
    ("--execution-timeout 600", "--execution-timeout 60", "arguments[5]: v1 has '600', v2 has '60'"),
    ("-k sales", "-k python3", "arguments[3]: v1 has 'sales', v2 has 'python3'"),
    (
        "report.output.ipynb",
        "report.ipynb",
        "v1 has <output notebook>/report.output.ipynb, v2 has <output notebook>/rep",
    ),
    ('"papermill==2.4", "ipykernel"', '"papermill==2.4"', "environment.pip.ipykernel: v1 has 'ipykernel'"),
    ('return {"notebook": report.outputs.notebook}', "pass", "outputs.notebook.pipeline_output: v1 has 'notebook'"),
)


def test_wrong_edits_are_told(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    invoke(["convert", str(project / "v1/data"), "-o", str(project / "v2")])
    text = (project / "v2/build.py").read_text(encoding="utf-8")
    for old, new, _ in _WRONG:
        assert text.count(old) == 1
        text = text.replace(old, new)
    (project / "v2/build.py").write_text(text, encoding="utf-8")
    folders = [str(project / "v1/data"), str(project / "v2")]
    assert invoke(["verify", *folders, "--level", "equivalent", "--trust-code"]) == 1
    told = capfd.readouterr().out
    assert [one for _, _, one in _WRONG if one not in told] == []
