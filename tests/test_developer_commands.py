"""The developer commands ``tests.traces`` and ``tests.levels`` on small folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.verify.levels import Level, PipelineProof
from migrate.verify.v1.trace import sdk_v1_missing
from tests import levels, traces

IMPORTS = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
"""
STEP = 'PythonScriptStep("train.py", name="train", compute_target="cpu", source_directory="src")'
BUILDS = f"{IMPORTS}train = {STEP}\npipeline = Pipeline(ws, [train])\n"


def write(root: Path, **files: str) -> Path:
    """A project with ``src/train.py`` and modules of the given names."""
    (root / "src").mkdir()
    (root / "src/train.py").write_text("print(1)\n")
    for name, text in files.items():
        (root / f"{name}.py").write_text(text)
    return root


@pytest.fixture
def sdk() -> None:
    if missing := sdk_v1_missing():
        pytest.skip(missing)


def test_pipeline_files_make_pipelines_or_steps(tmp_path: Path) -> None:
    write(
        tmp_path,
        builds=BUILDS,
        steps=f"from azureml.pipeline.steps import PythonScriptStep\ndef step():\n    return {STEP}\n",
        submits="from azureml.pipeline.core import PublishedPipeline\nPublishedPipeline.get(ws, id=1)\n",
        sklearn="from sklearn.pipeline import Pipeline\nPipeline([])\n",
        defines="import azureml.pipeline.core\nclass MyStep(object):\n    pass\n",
        comments=f"import azureml.pipeline.core\n# {STEP}\n",
    )
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": f"%pip list\n{BUILDS}"}
    (tmp_path / "book.ipynb").write_text(
        json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    assert traces.pipeline_files(tmp_path) == ("book.ipynb", "builds.py", "steps.py")


@pytest.mark.usefixtures("sdk")
def test_traces_count_files_that_others_run_and_say_why_the_rest_has_none(tmp_path: Path) -> None:
    write(
        tmp_path,
        steps=f"from azureml.pipeline.steps import PythonScriptStep\ndef step():\n    return {STEP}\n",
        main="import not_here\nfrom azureml.core import Workspace\nfrom azureml.pipeline.core import Pipeline\n"
        "from steps import step\npipeline = Pipeline(Workspace.from_config(), [step()])\n",
        stops=f"{IMPORTS}raise ValueError('no way')\nPipeline(ws, [])\n",
    )
    traced = traces.trace_folder(tmp_path, trust_code=True)
    assert traced.files == ("main.py", "steps.py", "stops.py")
    assert traced.seen == {"main.py", "steps.py"}
    assert traced.graphs == 1
    assert traced.reasons == {"stops.py": "stops.py:6: ValueError: no way"}
    shown = traces.show(traced, 10)
    assert "with graphs         2 (67%)" in shown
    assert "    1  ValueError\n" in shown
    assert "stand-in for a package that is not installed: not_here" in shown


def test_traces_of_a_folder_without_pipelines(tmp_path: Path) -> None:
    shown = traces.show(traces.Traced(traces.pipeline_files(tmp_path)), 10)
    assert "pipeline files      0" in shown


def test_the_kind_of_a_reason() -> None:
    assert traces.kind_of_reason("a.py:6: ValueError: no: way") == "ValueError"
    assert traces.kind_of_reason("a.ipynb cell 3:6: ValueError: no") == "ValueError"
    assert traces.kind_of_reason("a.py: builds no pipeline when it is run") == "builds no pipeline when it is run"
    assert traces.kind_of_reason("a.py: crash: tracing it failed") == "crash"


@pytest.mark.usefixtures("sdk")
def test_levels_of_a_pipeline_that_is_converted_and_one_that_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, main=BUILDS, other=f"{IMPORTS}Pipeline(ws, make_steps())\n")
    assert levels.main([str(tmp_path), "--trust-code"]) == 0
    shown = capsys.readouterr().out
    assert "pipelines in v1     2\nconverted           1\n" in shown
    assert "pipelines not converted\n      1  AML" in shown


def test_what_was_said_is_sorted_by_kind() -> None:
    lines = (
        "node 'a: b': arguments: v1 has '1', v2 has '2' (v1 a.py:3 / v2 a.py:4)",
        "pipeline: tags: v1 has '1', v2 has nothing [excused: no-tags]",
        "the v1 pipeline could not be traced: a.py:1: NameError: x",
        "a.py:7: not built: NameError",
        "the script failed: b.ipynb cell 3:2: ValueError: this and that",
    )
    wrong, excused, not_compared, other = levels.sort_out([PipelineProof("p", "a.py", 1, Level.BUILDS, lines)])
    assert wrong == {"arguments": 1}
    assert excused == {"tags (no-tags)": 1}
    assert not_compared == {lines[2]: 1}
    assert other == {"not built: NameError": 1, "the script failed: ValueError": 1}


@pytest.mark.parametrize("main", [traces.main, levels.main])
def test_code_is_not_run_unless_it_is_trusted(
    main: Callable[[list[str]], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(write(tmp_path, main="open('ran', 'w')\n"))]) == 2
    assert "--trust-code" in capsys.readouterr().err
