"""What nothing uses goes, with what was only made for it."""

from __future__ import annotations

from tests.conversion import assert_converts, convert

_BEFORE = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from azureml.train.estimator import Estimator

ws = Workspace.from_config()
rides = Dataset.get_by_name(ws, "rides")
estimator = Estimator("src", entry_script="a.py", inputs=[rides.as_named_input("rides")], compute_target="cpu")
first = PythonScriptStep("a.py", source_directory="src", inputs=[rides.as_mount()], compute_target="cpu")
second = PythonScriptStep("b.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[second])
"""
_AFTER = """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
rides = Input(type="uri_folder", path="azureml:rides@latest")
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
second_component = command(display_name="b.py", code="src", command="python b.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    second = second_component()


pipeline = pipeline_definition()
"""


def test_a_step_and_an_estimator_that_nothing_uses() -> None:
    assert_converts(_BEFORE, _AFTER)


def test_a_module_that_only_makes_them() -> None:
    """Files that are not converted with it may import them."""
    text = """\
from azureml.core import ScriptRunConfig, Workspace
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train_step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu")
script = ScriptRunConfig("src", "train.py", compute_target="cpu")
"""
    converted = convert(text)
    assert text[text.index("train_step =") : text.index("script =")] in converted.text
    assert text[text.index("script =") :] in converted.text
    assert {use.symbol.rpartition(".")[2] for use in converted.manual} >= {"PythonScriptStep", "ScriptRunConfig"}
