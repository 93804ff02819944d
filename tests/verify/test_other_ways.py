"""What v1 says in an unusual way is proved all the same: packages of old, runs that publish, unset variables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli import invoke

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

V1 = """\
import os
from azureml.contrib.pipeline.steps import ParallelRunConfig, ParallelRunStep
from azureml.core import Dataset, Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data.dataset_consumption_config import DatasetConsumptionConfig
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter, Schedule, ScheduleRecurrence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
env = Environment("check")
env.environment_variables = {"KEY": os.getenv("NOBODY_SETS_THIS"), "LEVEL": "info"}
run_config = RunConfiguration()
run_config.environment = env
rows = Dataset.get_by_name(ws, "rows")
config = ParallelRunConfig(
    source_directory="src",
    entry_script="score.py",
    mini_batch_size="1KB",
    error_threshold=5,
    output_action="append_row",
    environment=Environment.get(ws, "scoring"),
    compute_target="cpu",
    node_count=1,
)
scores = PipelineData("scores", datastore=ws.get_default_datastore())
score = ParallelRunStep(
    name="score", inputs=[DatasetConsumptionConfig("rows", rows)], output=scores, parallel_run_config=config
)
table = DatasetConsumptionConfig("table", PipelineParameter("table", default_value=rows))
check = PythonScriptStep(
    name="check",
    script_name="check.py",
    source_directory="src",
    arguments=["--id", table, "--branch", os.getenv("NOBODY_SETS_THIS")],
    inputs=[table],
    runconfig=run_config,
    compute_target="cpu",
)
pipeline = Pipeline(ws, steps=[score, check])
run = Experiment(ws, "rows").submit(pipeline)
published = run.publish_pipeline(name="rows", description="scores rows", version="1.0")
Schedule.create(
    ws,
    name="weekly",
    pipeline_id=published.id,
    experiment_name="rows",
    recurrence=ScheduleRecurrence(frequency="Week", interval=1),
)
"""


def test_other_ways_of_saying_it_are_equivalent(tmp_path: Path) -> None:
    source, report = tmp_path / "v1", tmp_path / "report.json"
    (source / "src").mkdir(parents=True)
    (source / "pipeline.py").write_text(V1, encoding="utf-8")
    for name in ("score", "check"):
        (source / "src" / f"{name}.py").write_text("print('done')\n", encoding="utf-8")
    arguments = ["convert", str(source), "-o", str(tmp_path / "v2"), "--report", str(report)]
    invoke([*arguments, "--verify", "equivalent", "--trust-code"])
    (found,) = json.loads(report.read_text(encoding="utf-8"))["pipelines"]
    assert (found["level"], found["reason"]) == ("equivalent", "")
    assert "quote(str(os.getenv('NOBODY_SETS_THIS')))" in (tmp_path / "v2/pipeline.py").read_text().replace('"', "'")


GIVEN_DATA = """\
from azureml.core import Workspace
from azureml.data import FileDataset, TabularDataset
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def build(ws: Workspace, images: FileDataset, table: TabularDataset) -> Pipeline:
    train = PythonScriptStep(
        script_name="train.py",
        source_directory="src",
        arguments=["--images", images.as_named_input("images").as_mount(), "--table", table.as_named_input("table")],
        compute_target="cpu",
    )
    return Pipeline(ws, steps=[train])
"""


def test_data_that_a_function_is_given_is_the_same_on_both_sides(tmp_path: Path) -> None:
    source, report = tmp_path / "v1", tmp_path / "report.json"
    (source / "src").mkdir(parents=True)
    (source / "pipeline.py").write_text(GIVEN_DATA, encoding="utf-8")
    (source / "src" / "train.py").write_text("print('done')\n", encoding="utf-8")
    arguments = ["convert", str(source), "-o", str(tmp_path / "v2"), "--report", str(report)]
    invoke([*arguments, "--verify", "equivalent", "--trust-code"])
    assert "def build(ws: MLClient, images: Input, table: Input)" in (tmp_path / "v2/pipeline.py").read_text()
    (found,) = json.loads(report.read_text(encoding="utf-8"))["pipelines"]
    assert (found["level"], found["reason"]) == ("equivalent", "")
