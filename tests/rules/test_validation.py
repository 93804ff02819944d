"""Validating a pipeline becomes ``ws.jobs.validate``."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts


def test_its_result_is_used() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
if pipeline.validate():
    raise SystemExit("invalid")
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()


pipeline = pipeline_definition()
if ws.jobs.validate(pipeline).error_messages:
    raise SystemExit("invalid")
""",
    )


def test_with_the_workspace_of_an_instance() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class Trainer:
    def __init__(self):
        self.ws = Workspace.from_config()

    def pipeline(self):
        rc = RunConfiguration()
        rc.environment = Environment.get(self.ws, "training")
        step = PythonScriptStep(script_name="a.py", source_directory="src", compute_target="cpu", runconfig=rc)
        pipeline = Pipeline(workspace=self.ws, steps=[step])
        pipeline.validate()
        return pipeline
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential


class Trainer:
    def __init__(self):
        self.ws = MLClient.from_config(DefaultAzureCredential())

    def pipeline(self):
        step_component = command(
            display_name="a.py",
            code="src",
            command="python a.py",
            environment="azureml:training@latest",
        )

        @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
        def pipeline_definition():
            step = step_component()

        pipeline = pipeline_definition()
        self.ws.jobs.validate(pipeline)
        return pipeline
""",
    )


def test_a_pipeline_that_stays() -> None:
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from ours import make_steps

ws = Workspace.from_config()
pipeline = Pipeline(ws, make_steps())
pipeline.validate()
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.pipeline.core import Pipeline
from ours import make_steps

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML601): the pipeline is not converted: where its steps `make_steps()` come…
pipeline = Pipeline(ws, make_steps())
# TODO(azureml-migrate AML606): ml_client.jobs.validate(pipeline_job): Returns a result object and…
pipeline.validate()
""",
    )
