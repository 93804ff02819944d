"""How data is read or written is said by a literal; what only a variable says is left to a person."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_HEAD = """\
import os

from azureml.core import Dataset, Workspace
from azureml.data.data_reference import DataReference
from azureml.data.datapath import DataPath, DataPathComputeBinding
from azureml.data.dataset_consumption_config import DatasetConsumptionConfig
from azureml.pipeline.core import InputPortBinding, Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
mode = {mode}
"""
_STEP = """\
step = PythonScriptStep(
    "train.py", source_directory="src", arguments=["--data", data], {ports}=[data], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[step])
"""
_CONSUMED = ('data = DatasetConsumptionConfig("sales", Dataset.get_by_name(ws, "sales"), mode=mode)\n', "inputs")
_BOUND = (
    """\
raw = PipelineData("raw")
first = PythonScriptStep(
    "prep.py", source_directory="src", arguments=["--to", raw], outputs=[raw], compute_target="cpu"
)
data = InputPortBinding("raw", bind_object=raw, bind_mode=mode)
""",
    "inputs",
)
_REFERENCE = ('data = DataReference(store, "sales", path_on_datastore="sales", mode=mode)\n', "inputs")
_PATH = ('data = (PipelineParameter("p", DataPath(store, "sales")), DataPathComputeBinding(mode=mode))\n', "inputs")
_WRITTEN = ('data = PipelineData("scores", output_mode=mode)\n', "outputs")


@pytest.mark.parametrize("mode", ['os.environ["MODE"]', '"mount" if os.environ.get("FAST") else "download"'])
@pytest.mark.parametrize(("made", "ports"), [_CONSUMED, _BOUND, _REFERENCE, _PATH, _WRITTEN])
def test_a_mode_that_a_variable_holds(made: str, ports: str, mode: str) -> None:
    text = convert(_HEAD.format(mode=mode) + made + _STEP.format(ports=ports)).text
    assert "@dsl.pipeline" not in text
    assert "is only known when the code runs: say the mode as a literal" in text


@pytest.mark.parametrize(
    ("made", "ports", "said"),
    [
        (*_CONSUMED, 'mode="download"'),
        (*_BOUND, 'step.inputs.raw.mode = "download"'),
        (*_REFERENCE, 'mode="download"'),
        (*_PATH, 'step.inputs.p.mode = "download"'),
    ],
)
def test_a_mode_that_is_known(made: str, ports: str, said: str) -> None:
    text = convert(_HEAD.format(mode='"download"') + made + _STEP.format(ports=ports)).text
    assert said in text
    assert "# TODO" not in text


def test_data_that_is_uploaded() -> None:
    made, ports = _WRITTEN
    text = convert(_HEAD.format(mode='"upload"') + made + _STEP.format(ports=ports)).text
    assert 'mode="upload"' in text
