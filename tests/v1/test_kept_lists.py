"""Lists of steps that an instance keeps: what must stay v1."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_MADE = 'PythonScriptStep("prep.py", source_directory="src", compute_target="cpu")'
_TEXT = f"""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class Builder:
    def __init__(self, ws):
        self.ws = ws
        self.steps = []

    def prep(self):
        self.steps.append({_MADE})

    def build(self):
        self.prep()
        return Pipeline(self.ws, steps=self.steps)


builder = Builder(Workspace.from_config())
builder.build()
"""


def test_the_text_itself_converts() -> None:
    assert "Pipeline(self.ws" not in convert(_TEXT).text


_TWICE = "    prep_step = prep_component()\n    prep_2_step = prep_2_component()\n"


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        ("builder.build()", "builder.prep()\nbuilder.build()", _TWICE),
        ("builder.build()", f"builder.steps.append({_MADE})\nbuilder.build()", _TWICE),
        ("self.steps = []", f"self.steps = [{_MADE}]", _TWICE),
        ("builder.build()", "builder.steps = list(builder.steps)\nbuilder.build()", _TWICE.splitlines(True)[0]),
    ],
)
def test_what_is_written_out_for_the_one_instance(old: str, new: str, steps: str) -> None:
    text = convert(_TEXT.replace(old, new)).text
    assert f"def pipeline_definition():\n{steps}\n\npipeline_definition()\n" in text


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "    def build",
            "    def add(self, one):\n        self.steps.append(one)\n\n    def build",
            "is used elsewhere",
        ),
        (
            "        self.prep()",
            "        Builder(self.ws).prep()",
            "each step that is made gets into the pipeline is not known",
        ),
        ("        self.prep()", "        self.prep() if self.ws else None", "made inside of another expression"),
    ],
)
def test_what_is_not_known(old: str, new: str, reason: str) -> None:
    text = convert(_TEXT.replace(old, new)).text
    assert "return Pipeline(self.ws, steps=self.steps)" in text
    assert reason in text
