"""Functions that mldesigner makes components of, beside the v1 script that called the same function."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli import invoke
from tests.verify.function_texts import FUNCTION, SCRIPT

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")
pytest.importorskip("mldesigner", reason="mldesigner is not installed")

V1 = """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore.get(ws, "lake")
config = RunConfiguration()
config.environment = Environment.from_conda_specification("training", "conda.yml")
config.environment.docker.base_image = "base:1"
raw = DataReference(store, data_reference_name="raw", path_on_datastore="sales/raw")
model = PipelineData("model", datastore=store)
train = PythonScriptStep(
    name="train",
    script_name="train.py",
    source_directory="src",
    arguments=["--source-data", raw, "--rate", PipelineParameter("rate", 0.5), "--model", model],
    inputs=[raw],
    outputs=[model],
    compute_target="cpu",
    runconfig=config,
)
pipeline = Pipeline(ws, steps=[train])
"""

CONDA = """\
channels: [conda-forge]
dependencies:
  - python=3.10
  - pip:
    - numpy
"""

V2 = """\
from azure.ai.ml import Input, Output, dsl
from src.train import fit


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder"), rate: float = 0.5):
    train = fit(source_data=raw, rate=rate)
    train.outputs.model = Output(type="uri_folder", path="azureml://datastores/lake/paths/azureml/${{name}}/model")


pipeline = pipeline_definition(raw=Input(type="uri_folder", path="azureml://datastores/lake/paths/sales/raw"))
"""


def verify(folder: Path, script: str = SCRIPT, function: str = FUNCTION, v2: str = V2) -> int:
    for side, files in {
        "v1": {"pipeline.py": V1, "src/train.py": script, "conda.yml": CONDA},
        "v2": {"pipeline.py": v2, "src/train.py": function},
    }.items():
        for path, text in files.items():
            (folder / side / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / side / path).write_text(text, encoding="utf-8")
    return invoke(["verify", str(folder / "v1"), str(folder / "v2"), "--level", "equivalent", "--trust-code"])


def test_the_function_of_v1s_script_is_the_same(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert verify(tmp_path) == 0
    assert ": equivalent" in capfd.readouterr().out


def test_ports_are_compared_by_the_arguments(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert verify(tmp_path, v2=V2.replace("sales/raw", "sales/other")) == 1
    assert "inputs.raw: v1 has azureml://datastores/lake/paths/sales/raw" in capfd.readouterr().out
