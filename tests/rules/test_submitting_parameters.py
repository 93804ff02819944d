"""Parameters of which only what is submitted with them tells that they are experiments."""

from __future__ import annotations

import pytest

from tests.conversion import assert_converts, convert

BEFORE = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def go(ws: Workspace, compute: str, experiment{annotation}):
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "training", version="3")
    step = PythonScriptStep("a.py", source_directory="src", compute_target=compute, runconfig=run_config)
    pipeline = Pipeline(workspace=ws, steps=[step])
    run = experiment.submit(pipeline, regenerate_outputs=True)
    run.wait_for_completion()
"""
AFTER = """\
from azure.ai.ml import MLClient, command, dsl


def go(ws: MLClient, compute: str, experiment{annotation}):
    step_component = command(display_name="a.py", code="src", command="python a.py", environment="azureml:training:3")

    @dsl.pipeline(default_compute=compute, continue_on_step_failure=False)
    def pipeline_definition():
        step = step_component()

    pipeline = pipeline_definition()
    pipeline.settings.force_rerun = True
    run = ws.jobs.create_or_update(pipeline, experiment_name=experiment)
    ws.jobs.stream(run.name)
"""


@pytest.mark.parametrize("annotation", ["", ": str"])
def test_an_experiment_by_what_it_submits(annotation: str) -> None:
    """Also where the annotation cannot be true: no text has ``submit``."""
    assert_converts(BEFORE.format(annotation=annotation), AFTER.format(annotation=annotation))


def test_what_submits_anything_else_is_none() -> None:
    code = (
        "from azureml.core import Workspace\n\n\ndef go(ws: Workspace, pool, work):\n    return pool.submit(work, ws)\n"
    )
    assert "    return pool.submit(work, ws)\n" in convert(code).text
