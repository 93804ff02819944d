"""Steps that no pipeline seems to hold."""

from __future__ import annotations

from tests.conversion import convert

_MADE = """\
import sys

from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
model = PipelineData("model")
train = PythonScriptStep("train.py", name="train", compute_target="cpu", source_directory="src", {said})
"""
_READ = """\
read = PythonScriptStep("read.py", name="read", compute_target="cpu", source_directory="src", inputs=[{data}])
pipeline = Pipeline(ws, steps=[read])
"""


def test_what_a_pipeline_may_take_for_its_data_stays() -> None:
    said = "outputs=[model] if len(sys.argv) > 1 else make()"
    assert "train = PythonScriptStep" in convert(_MADE.format(said=said) + _READ.format(data="model")).text
    made = _MADE.format(said="outputs=[model]") + "other = find(model)\n" + _READ.format(data="other")
    assert "train = PythonScriptStep" in convert(made).text


def test_what_no_pipeline_holds_goes() -> None:
    assert "train" not in convert(_MADE.format(said="outputs=[model]") + _READ.format(data="")).text
