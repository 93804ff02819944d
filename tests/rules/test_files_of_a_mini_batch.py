"""How large its mini-batches are tells whether a registered dataset is files or a table."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_BEFORE = """\
from azureml.core import Dataset, Environment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep

ws = Workspace.from_config()
prices = Dataset.get_by_name(ws, "prices")
env = Environment.from_conda_specification("scoring", "conda.yml")
config = ParallelRunConfig(
    source_directory="src",
    entry_script="score.py",
    mini_batch_size={size},
    error_threshold=10,
    output_action="append_row",
    environment=env,
    compute_target="cpu",
    node_count=1,
)
scores = PipelineData("scores", datastore=ws.get_default_datastore())
step = ParallelRunStep(
    name="score", parallel_run_config=config, inputs=[prices.as_named_input("prices")], output=scores
)
pipeline = Pipeline(ws, steps=[step])
"""
FILES = 'Input(type="uri_folder", path="azureml:prices@latest", mode="ro_mount")'
TABLE = 'Input(type="mltable", path="azureml:prices@latest", mode="direct")'


@pytest.mark.parametrize(
    ("size", "written"),
    [
        ('"5"', FILES),
        ("20", FILES),
        ('PipelineParameter("files", default_value="5")', FILES),
        ('"5KB"', TABLE),
        ('"1048576"', TABLE),
        ('PipelineParameter("bytes", default_value="10MB")', TABLE),
    ],
)
def test_a_number_of_files_or_of_bytes(size: str, written: str) -> None:
    assert f"prices = {written}\n" in convert(_BEFORE.format(size=size)).text
