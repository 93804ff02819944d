"""Steps and data that an instance keeps, where more than the method with the pipeline has to do with them."""

from __future__ import annotations

import pytest

from tests.conversion import convert

TEXT = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


class Training:
    def __init__(self, ws, name):
        self.ws = ws
        self.raw = PipelineData("raw")

    def prep_step(self):
        return PythonScriptStep("prep.py", arguments=["--to", self.raw], outputs=[self.raw], compute_target="cpu")

    def build(self):
        step = self.prep_step()
        train = PythonScriptStep("train.py", arguments=["--from", self.raw], inputs=[self.raw], compute_target="cpu")
        return Pipeline(self.ws, steps=[step, train])


training = Training(Workspace.from_config(), "sales")
pipeline = training.build()
"""


def test_the_method_makes_what_only_it_needs() -> None:
    found = convert(TEXT)
    assert not found.manual
    assert "def prep_step" not in found.text
    assert "train = train_component(raw=step.outputs.raw)" in found.text


def test_what_is_added_to_a_list_in_the_constructor_stays_there() -> None:
    kept = """\
        self.steps = []
        self.load = PythonScriptStep("load.py", source_directory="src", compute_target="cpu")
        self.steps.append(self.load)
"""
    text = TEXT.replace('        self.raw = PipelineData("raw")\n', f'        self.raw = PipelineData("raw")\n{kept}')
    found = convert(text.replace("steps=[step, train]", "steps=self.steps + [step, train]"))
    assert found.text.count("self.steps.append(") == 1
    assert "self.steps.append(" in found.text.partition("def prep_step")[0].partition("def build")[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("training.build()", "training.build()\nprint(training.raw)", id="read elsewhere"),
        pytest.param("training.build()", "training.build()\nother = training.prep_step()", id="called elsewhere"),
        pytest.param("training.build()", 'getattr(training, "build")()', id="asked for by name"),
        pytest.param("class Training:", "class Training(Base):", id="another class above"),
        pytest.param("training = ", "class Other(Training):\n    pass\n\n\ntraining = ", id="a class below"),
        pytest.param('PipelineData("raw")', "PipelineData(name)", id="what the instance does not keep"),
        pytest.param("        step = ", '        self.raw = PipelineData("other")\n        step = ', id="set again"),
    ],
)
def test_the_instance_keeps_what_others_need(old: str, new: str) -> None:
    found = convert(TEXT.replace(old, new, 1))
    assert "def prep_step(self):" in found.text
    assert 'return PythonScriptStep("prep.py"' in found.text
    assert "return Pipeline(self.ws, steps=[step, train])" in found.text


_LISTED = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


class Training:
    def __init__(self, ws):
        self.ws = ws
        self.model = PipelineData("model")
        self.scores = PipelineData("scores")
        self.config = RunConfiguration()
        self.config.environment = Environment.get(ws, "sales", version="4")

    def outputs(self):
        return [self.model, self.scores]

    def pipeline(self):
        train = PythonScriptStep(
            "train.py",
            arguments=["--model", self.model, "--scores", self.scores],
            outputs=self.outputs(),
            source_directory="src",
            compute_target="cpu",
            runconfig=self.config,
        )
        return Pipeline(self.ws, steps=[train])


pipeline = Training(Workspace.from_config()).pipeline()
"""


def test_outputs_that_a_method_lists() -> None:
    found = convert(_LISTED)
    assert not found.manual
    assert "def outputs(self)" not in found.text
    assert "train = train_component()" in found.text
    assert '"model": Output(type="uri_folder"),' in found.text
    assert '"scores": Output(type="uri_folder"),' in found.text


def test_a_list_that_others_ask_for_stays() -> None:
    text = convert(
        _LISTED.replace("        return Pipeline(", "        print(self.outputs)\n        return Pipeline(")
    ).text
    assert "    def outputs(self):\n        return [self.model, self.scores]\n" in text
    assert "outputs=self.outputs()" in text
