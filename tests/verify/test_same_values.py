"""Variables that nobody sets: both sides get the same made-up values, and what differs without them is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.conversion import Options
from migrate.verify.levels import Level
from tests.levels import levels_of

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

V1 = """\
import os

from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
model = os.environ.get("MODEL_NAME")
rows = PipelineParameter("rows", default_value={default})
train = PythonScriptStep(
    name="train",
    script_name="train.py",
    source_directory="src",
    arguments=["--model", model, "--rows", rows],
    compute_target="cpu",
)
pipeline = Pipeline(ws, steps=[train])
Experiment(ws, "training").submit(pipeline)
"""

_DIFFERENCE = (
    "while nobody gives the values that are made up: node 'train': arguments[1]: v1 has 'None', v2 has an empty"
)


@pytest.mark.parametrize(("default", "differs"), [("5", True), ('os.environ.get("ROW_LIMIT")', False)])
def test_both_sides_get_the_same_values(default: str, differs: bool, tmp_path: Path) -> None:
    """Without a default the v2 pipeline alone is not valid, so that the values are made up from the start."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/train.py").write_text("print(1)\n", encoding="utf-8")
    (tmp_path / "pipeline.py").write_text(V1.format(default=default), encoding="utf-8")
    (proof,) = levels_of(tmp_path, Options(), trust_code=True).proofs
    assert proof.level is Level.EQUIVALENT
    assert "placeholder for the environment variable MODEL_NAME: model-name" in proof.differences
    assert any(line.startswith(_DIFFERENCE) for line in proof.differences) is differs
