"""Data that an instance keeps and others read: what must stay v1."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_TEXT = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


class Training:
    def __init__(self, ws, region):
        self.ws = ws
        self.region = region
        self.model = PipelineData(f"model_{region}", datastore=ws.get_default_datastore())

    def step(self):
        return PythonScriptStep(
            "train.py",
            arguments=["--model", self.model],
            outputs=[self.model],
            source_directory="src",
            compute_target="cpu",
        )


ws = Workspace.from_config()
training = Training(ws, "north")
train_step = training.step()
report_step = PythonScriptStep(
    "report.py",
    arguments=["--model", training.model],
    inputs=[training.model],
    source_directory="src",
    compute_target="cpu",
)
pipeline = Pipeline(ws, steps=[train_step, report_step])
"""
_APART = "is made in another function than its step"


def test_the_text_itself_converts() -> None:
    text = convert(_TEXT).text
    assert "        self.model = train_step.outputs" in text
    assert "report_component(model_north=training.model)" in text
    assert "TODO" not in text


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param(
            "train_step = training.step()\nreport_step",
            "other = Training(ws, 'south')\ntrain_step = other.step()\nreport_step",
            _APART,
            id="data of another instance",
        ),
        pytest.param("report_step])\n", "report_step])\nprint(training.model)\n", _APART, id="read later"),
        pytest.param(
            "\n\nws =",
            "\n\nclass Other(Training):\n    def step(self):\n        return None\n\n\nws =",
            _APART,
            id="a class below makes no step",
        ),
        pytest.param(
            "        self.region = region\n",
            "        region = region.lower()\n        self.region = region\n",
            _APART,
            id="a parameter that is changed",
        ),
        pytest.param(
            "    def step",
            "    def again(self):\n        self.model = PipelineData('again')\n\n    def step",
            _APART,
            id="set twice",
        ),
    ],
)
def test_what_is_not_known(old: str, new: str, reason: str) -> None:
    text = convert(_TEXT.replace(old, new)).text
    assert "pipeline = Pipeline(ws, steps=[train_step, report_step])" in text
    assert reason in text
