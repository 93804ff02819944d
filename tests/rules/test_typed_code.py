"""Typed code: the annotations name the classes of v2."""

from __future__ import annotations

import pytest

from tests.conversion import assert_converts, convert

_BEFORE = """\
from typing import List, Optional, Tuple

from azureml.core import Datastore, Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineParameter, PipelineRun
from azureml.pipeline.core.builder import PipelineStep
from azureml.pipeline.steps import PythonScriptStep


def prep_step(
    store: Datastore, env: Environment, raw: DataReference, lr: PipelineParameter
) -> Tuple[PythonScriptStep, OutputFileDatasetConfig]:
    rc: RunConfiguration = RunConfiguration()
    rc.environment = env
    out: OutputFileDatasetConfig = OutputFileDatasetConfig("clean", destination=(store, "clean"))
    step: PythonScriptStep = PythonScriptStep(
        "prep.py",
        source_directory="src",
        arguments=["--raw", raw, "--lr", lr, "--out", out],
        inputs=[raw],
        compute_target="cpu",
        runconfig=rc,
    )
    return step, out


def train_step(env: Environment, clean: Optional[OutputFileDatasetConfig]) -> PipelineStep:
    rc = RunConfiguration()
    rc.environment = env
    return PythonScriptStep(
        "train.py", source_directory="src", arguments=["--in", clean.as_input()], compute_target="cpu", runconfig=rc
    )


def build(ws: Workspace) -> Pipeline:
    env: Environment = Environment.get(ws, "e")
    store: Datastore = ws.get_default_datastore()
    raw: DataReference = DataReference(store, "raw", path_on_datastore="raw")
    lr: PipelineParameter = PipelineParameter("lr", 0.1)
    steps: List[PythonScriptStep] = []
    prep, clean = prep_step(store, env, raw, lr)
    steps.append(prep)
    steps.append(train_step(env, clean))
    return Pipeline(ws, steps=steps)


def submit(ws: Workspace, p: Pipeline) -> PipelineRun:
    run: PipelineRun = Experiment(ws, "e").submit(p)
    return run



if __name__ == "__main__":
    ws: Workspace = Workspace.from_config()
    p = build(ws)
    submit(ws, p)
"""

_AFTER = """\
from typing import List, Optional, Tuple

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Command, Datastore, Job, PipelineJob
from azure.identity import DefaultAzureCredential


def prep_step(
    store: Datastore, env: str, raw: Input, lr: float
) -> Tuple[Command, Output]:
    step_component = command(
        display_name="prep.py",
        code="src",
        command="python prep.py --raw ${{inputs.raw}} --lr ${{inputs.lr}} --out ${{outputs.clean}}",
        inputs={"raw": Input(type="uri_folder"), "lr": Input(type="number")},
        outputs={"clean": Output(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/clean")},
        environment=env,
    )
    step = step_component(raw=raw, lr=lr)
    out = step.outputs.clean
    return step, out


def train_step(env: str, clean: Optional[Output]) -> Command:
    train_component = command(
        display_name="train.py",
        code="src",
        command="python train.py --in ${{inputs.clean}}",
        inputs={"clean": Input(type="uri_folder")},
        environment=env,
    )
    return train_component(clean=clean)


def build(ws: MLClient) -> PipelineJob:
    env: str = "azureml:e@latest"
    store: Datastore = ws.datastores.get_default()
    raw: Input = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/raw", mode="ro_mount")

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def e_pipeline(lr: float = 0.1):
        steps: List[Command] = []
        prep, clean = prep_step(store, env, raw, lr)
        steps.append(prep)
        steps.append(train_step(env, clean))

    return e_pipeline()


def submit(ws: MLClient, p: PipelineJob) -> Job:
    run: Job = ws.jobs.create_or_update(p, experiment_name="e")
    return run



if __name__ == "__main__":
    ws: MLClient = MLClient.from_config(DefaultAzureCredential())
    p = build(ws)
    submit(ws, p)
"""


def test_every_annotation() -> None:
    assert_converts(_BEFORE, _AFTER)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("azureml.pipeline.steps.PythonScriptStep", "def ask(it):\n    return isinstance(it, PythonScriptStep)\n"),
        ("azureml.pipeline.core.PipelineStep", "def ask(it: PipelineStep) -> str:\n    return it.name\n"),
        ("azureml.data.OutputFileDatasetConfig", "def ask(it: OutputFileDatasetConfig):\n    return it\n"),
        ("azureml.pipeline.core.PipelineParameter", "def ask(it: PipelineParameter):\n    return it\n"),
        ("azureml.data.data_reference.DataReference", "def ask(it: DataReference):\n    return it\n"),
        ("azureml.pipeline.core.PublishedPipeline", "def ask(it: PublishedPipeline):\n    return it\n"),
        ("azureml.core.ScriptRunConfig", "def ask(it: ScriptRunConfig):\n    return it\n"),
    ],
)
def test_what_is_not_known_to_be_of_v2(name: str, code: str) -> None:
    module, _, kind = name.rpartition(".")
    text = f"from {module} import {kind}\n\n\n{code}"
    lines = convert(text).text.splitlines(keepends=True)
    assert "".join(line for line in lines if not line.lstrip().startswith("# TODO")) == text


def test_types_where_annotations_are_text() -> None:
    """``dsl.pipeline`` reads them (azure-ai-ml 1.35.2): what is data cannot be said by a default."""
    text = """\
from __future__ import annotations

from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rounds = PipelineParameter("rounds", 3)
step = PythonScriptStep("train.py", arguments=["--rounds", rounds], source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, [step])
"""
    assert "\ndef pipeline_definition(rounds=3):\n" in convert(text).text
    data = 'arguments=["--data", Dataset.get_by_name(ws, "digits").as_named_input("digits"), "--rounds", rounds]'
    kept = convert(text.replace('arguments=["--rounds", rounds]', data)).text
    assert "remove `from __future__ import annotations`" in kept
    assert "pipeline = Pipeline(ws, [step])" in kept
