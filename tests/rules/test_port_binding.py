"""Bindings of data to the ports of steps."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_CODE = """\
from azureml.core import Workspace
from azureml.pipeline.core import InputPortBinding, OutputPortBinding, Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
clean = OutputPortBinding("clean"{output})
features = InputPortBinding("features", clean{input})
prep = PythonScriptStep("prep.py", outputs=[clean], compute_target="cpu")
train = PythonScriptStep("train.py", inputs=[features], compute_target="cpu")
pipeline = Pipeline(ws, [prep, train])
"""


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"input": ", is_resource=True", "output": ""}, "v2 puts no input beside the script"),
        ({"input": "", "output": ", dataset_registration=found"}, "`dataset_registration`: name the output"),
    ],
)
def test_what_v2_has_not_stays(given: dict[str, str], reason: str) -> None:
    text = convert(_CODE.format(**given)).text
    assert reason in text
    assert "\npipeline = Pipeline(ws, [prep, train])\n" in text


def test_a_port_that_nobody_wrote_a_mode_for() -> None:
    converted = convert(_CODE.format(input=', "mount", is_resource=False', output=", is_directory=True"))
    assert not converted.manual
    assert "train = train_component(features=prep.outputs.clean)\n" in converted.text
