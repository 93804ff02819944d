"""What a method or function gives as keywords of a step is written out where it does nothing but return them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import assert_converts, convert, convert_project

_HEAD = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
"""
_FLOW = """\


class Flow:
    def __init__(self, compute):
        self.compute = compute

    def settings(self):
        \"\"\"What all steps share.\"\"\"
        return {"source_directory": "src", "compute_target": self.compute, "allow_reuse": False}

    def build(self):
        train = PythonScriptStep("train.py", **self.settings())
        return Pipeline(ws, steps=[train])


pipeline = Flow("cpu").build()
"""


def test_a_method() -> None:
    assert_converts(
        _HEAD + _FLOW,
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


class Flow:
    def __init__(self, compute):
        self.compute = compute

    def build(self):
        environment = Environment(
            image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
            conda_file={
                "channels": ["anaconda", "conda-forge"],
                "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
            },
        )
        train_component = command(
            display_name="train.py",
            code="src",
            command="python train.py",
            environment=environment,
            is_deterministic=False,
        )

        @dsl.pipeline(default_compute=self.compute, continue_on_step_failure=False)
        def pipeline_definition():
            train = train_component()

        return pipeline_definition()


pipeline = Flow("cpu").build()
""",
    )


def test_a_function() -> None:
    code = """\


def settings():
    return {"source_directory": "src", "compute_target": "cpu"}


print(settings())
train = PythonScriptStep("train.py", **settings())
pipeline = Pipeline(ws, steps=[train])
"""
    text = convert(_HEAD + code).text
    assert 'def settings():\n    return {"source_directory": "src", "compute_target": "cpu"}\n' in text
    assert '    code="src",\n' in text
    assert "PythonScriptStep" not in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # It does more than that.
        ("        return {", "        print(self)\n        return {"),
        # It is another one each time.
        ("    def settings", "    @log\n    def settings"),
        ("    def build", "    def other(self):\n        self.settings = dict\n\n    def build"),
    ],
)
def test_look_alikes(before: str, after: str) -> None:
    flow = _FLOW.replace(before, after, 1)
    text = convert(_HEAD + flow).text
    assert 'PythonScriptStep("train.py", **self.settings())' in text


def test_a_class_below_in_another_module(tmp_path: Path) -> None:
    other = "from flow import Flow\n\n\nclass Other(Flow):\n    def settings(self):\n        return {}\n"
    output = convert_project(tmp_path, {"flow.py": _HEAD + _FLOW, "other.py": other})
    assert 'PythonScriptStep("train.py", **self.settings())' in output["flow.py"].text
