"""The output of v1 with the metrics of all trials, where a step of the pipeline reads it."""

from __future__ import annotations

from tests.conversion import convert

SEARCHED = """\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import HyperDriveStep, PythonScriptStep
from azureml.train.hyperdrive import HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, uniform

ws = Workspace.from_config()
metrics = PipelineData("metrics", ws.get_default_datastore())
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "training", version="3")
config = HyperDriveConfig(
    run_config=ScriptRunConfig("src", script="train.py", environment=run_config.environment, compute_target="gpu"),
    hyperparameter_sampling=RandomParameterSampling({"--rate": uniform(0.001, 0.1)}),
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=8,
)
search = HyperDriveStep("search", config, metrics_output=metrics)
choose = PythonScriptStep(
    "choose.py", source_directory="src", compute_target="cpu", runconfig=run_config, READS
)
pipeline = Pipeline(ws, steps=[search, choose])
"""


def test_a_step_that_reads_them_keeps_the_pipeline() -> None:
    found = convert(SEARCHED.replace("READS", 'arguments=["--metrics", metrics], inputs=[metrics]'))
    assert "@dsl.pipeline(" not in found.text
    reason = (
        "metrics of a sweep are no output in v2: take `metrics` from the step that reads it, and let its script ask"
    )
    assert reason in found.text


def test_metrics_that_no_step_reads() -> None:
    found = convert(SEARCHED.replace("READS", 'arguments=["--best", "1"]'))
    assert not found.manual
    assert "metrics" not in found.text.replace("primary_metric", "")
