"""Workspaces that stand in an attribute of an instance, or that a property of it gives."""

from __future__ import annotations

from tests.conversion import assert_converts


def test_a_property() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class Infra:
    def __init__(self, config):
        self.config = config

    @property
    def workspace(self):
        return Workspace.from_config(self.config)


def build(infra: Infra):
    run_config = RunConfiguration()
    run_config.environment = Environment.get(infra.workspace, "sales", version="4")
    step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
    return Pipeline(workspace=infra.workspace, steps=[step])


def main(config):
    infra = Infra(config)
    pipeline = build(infra)
    run = Experiment(infra.workspace, "sales").submit(pipeline)
    run.wait_for_completion()
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential


class Infra:
    def __init__(self, config):
        self.config = config

    @property
    def workspace(self):
        return MLClient.from_config(DefaultAzureCredential(), path=self.config)


def build(infra: Infra):
    step_component = command(
        display_name="train.py",
        code="src",
        command="python train.py",
        environment="azureml:sales:4",
    )

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def sales_pipeline():
        step = step_component()

    return sales_pipeline()


def main(config):
    infra = Infra(config)
    pipeline = build(infra)
    run = infra.workspace.jobs.create_or_update(pipeline, experiment_name="sales")
    infra.workspace.jobs.stream(run.name)
""",
    )
