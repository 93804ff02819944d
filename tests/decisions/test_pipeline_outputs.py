"""Outputs that v1 gives a name in the whole pipeline, written by steps that functions make."""

from __future__ import annotations

from pathlib import Path

from tests.conversion import convert_project

_TUNING = """\
from azureml.core import ScriptRunConfig
from azureml.pipeline.core import PipelineData, TrainingOutput
from azureml.pipeline.steps import HyperDriveStep
from azureml.train.hyperdrive import HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, choice

GPU = "gpu"


def tuning(env):
    metrics = PipelineData("metrics", pipeline_output_name="all", training_output=TrainingOutput("Metrics"))
    best = PipelineData(
        "best",
        pipeline_output_name="winner",
        training_output=TrainingOutput("Model", model_file="outputs/model.pkl"),
    )
    source = ScriptRunConfig(source_directory="src", script="train.py", compute_target=GPU, environment=env)
    config = HyperDriveConfig(
        run_config=source,
        hyperparameter_sampling=RandomParameterSampling({"--rate": choice(1, 2)}),
        primary_metric_name="auc",
        primary_metric_goal=PrimaryMetricGoal.MAXIMIZE,
        max_total_runs=4,
    )
    step = HyperDriveStep(name="tune", hyperdrive_config=config, outputs=[metrics, best])
    return step, metrics, best
"""
_MAIN = """\
from azureml.core import Environment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from tuning import tuning


def build(ws):
    environment = Environment.get(ws, "train")
    tune, found, best = tuning(environment)
    register = PythonScriptStep(
        "register.py",
        source_directory="src",
        arguments=["--metrics", found, best],
        inputs=[found, best],
        compute_target="cpu",
    )
    return Pipeline(ws, steps=[tune, register])


build(Workspace.from_config())
"""


def test_the_metrics_of_a_sweep_are_an_output_of_the_pipeline(tmp_path: Path) -> None:
    found = convert_project(tmp_path, {"tuning.py": _TUNING, "main.py": _MAIN})
    body = found["main.py"].text.partition("pipeline_definition():\n")[2]
    assert "        tune, found, best = tuning(" in body
    assert '        return {"winner": tune.outputs.best, "all": found}\n' in body
