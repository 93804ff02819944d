"""What functions are given, and give, elsewhere than in a plain call: to a lambda, to ``map``, to a test, to a step."""

from __future__ import annotations

from tests.conversion import assert_converts, convert

_HEAD = """\
import os

import pytest
from azureml.core import Workspace
from azureml.pipeline.core import PublishedPipeline

ws = Workspace.from_config()
"""
_V2_HEAD = """\
import os

import pytest
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
"""


def test_a_lambda_under_a_name() -> None:
    assert_converts(
        _HEAD
        + """\
submit = lambda pipeline, name="nightly": pipeline.submit(ws, name)
run = submit(PublishedPipeline.get(ws, os.environ["PIPELINE"]))
print(run.get_status())
nobody = lambda pipeline: PublishedPipeline.get(ws, pipeline).name
""",
        _V2_HEAD
        + """\
submit = lambda pipeline, name="nightly": ws.jobs.get(
    ws.batch_endpoints.invoke(endpoint_name=pipeline.name, experiment_name=name).name,
)
run = submit(ws.batch_endpoints.get(os.environ["PIPELINE"]))
print(ws.jobs.get(run.name).status)
nobody = lambda pipeline: ws.batch_endpoints.get(pipeline).name
""",
    )


def test_what_map_calls() -> None:
    assert_converts(
        _HEAD
        + """\


def submit(pipeline):
    return pipeline.submit(ws, "nightly")


runs = list(map(submit, [PublishedPipeline.get(ws, "first"), PublishedPipeline.get(ws, "second")]))
""",
        _V2_HEAD
        + """\


def submit(pipeline):
    return ws.jobs.get(
        ws.batch_endpoints.invoke(endpoint_name=pipeline.name, experiment_name="nightly").name,
    )


runs = list(map(submit, [ws.batch_endpoints.get("first"), ws.batch_endpoints.get("second")]))
""",
    )


def test_a_fixture_of_pytest() -> None:
    assert_converts(
        _HEAD
        + """\


@pytest.fixture
def pipeline():
    return PublishedPipeline.get(ws, os.environ["PIPELINE"])


def test_it_runs(pipeline):
    run = pipeline.submit(ws, experiment_name="acceptance")
    run.wait_for_completion()
    assert run.status == "Completed"
""",
        _V2_HEAD
        + """\


@pytest.fixture
def pipeline():
    return ws.batch_endpoints.get(os.environ["PIPELINE"])


def test_it_runs(pipeline):
    run = ws.batch_endpoints.invoke(
        endpoint_name=pipeline.name,
        experiment_name="acceptance",
    )
    run = ws.jobs.get(run.name)
    ws.jobs.stream(run.name)
    assert ws.jobs.get(run.name).status == "Completed"
""",
    )


def test_a_class_as_the_default_beside_its_instances() -> None:
    text = convert(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def make(ws, config=RunConfiguration):
    step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=config)
    return Pipeline(ws, [step])


config = RunConfiguration()
config.environment = Environment.get(ws, "sales", version="4")
pipeline = make(Workspace.from_config(), config)
"""
    ).text
    assert 'pipeline = make(MLClient.from_config(DefaultAzureCredential()), "azureml:sales:4")\n' in text
    assert "environment=config" in text


def test_a_configuration_that_a_function_gives_to_the_step() -> None:
    converted = convert(
        """\
from azureml.core import Dataset, Environment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep


def settings(environment, nodes):
    return ParallelRunConfig(
        source_directory="src",
        entry_script="score.py",
        mini_batch_size="1",
        error_threshold=1,
        output_action="summary_only",
        environment=environment,
        compute_target="cpu",
        node_count=nodes,
    )


ws = Workspace.from_config()
score = ParallelRunStep(
    name="score",
    parallel_run_config=settings(Environment.get(ws, "sales", version="4"), 2),
    inputs=[Dataset.get_by_name(ws, "sales").as_named_input("sales")],
    output=PipelineData("scores"),
)
pipeline = Pipeline(ws, [score])
"""
    )
    assert not converted.manual
    assert 'parallel_run_config = settings("azureml:sales:4", 2)\nscore_component = ' in converted.text
    assert 'instance_count=parallel_run_config["instance_count"],' in converted.text
