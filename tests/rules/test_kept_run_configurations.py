"""Run configurations that an instance keeps, or that a property of it makes."""

from __future__ import annotations

from tests.conversion import assert_converts


def test_one_that_a_class_keeps_for_the_classes_derived_from_it() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class SalesPipeline:
    environment = "sales"

    def __init__(self, workspace):
        self.workspace = workspace
        self.run_config = RunConfiguration()
        self.run_config.environment = Environment.get(workspace, f"{self.environment}-{workspace.name}")

    def build(self):
        return Pipeline(workspace=self.workspace, steps=self.steps())


class Scoring(SalesPipeline):
    environment = "scoring"

    def steps(self):
        score = PythonScriptStep(
            name="score",
            script_name="score.py",
            source_directory="src",
            compute_target="cpu",
            runconfig=self.run_config,
        )
        return [score]


ws = Workspace.from_config()
Experiment(ws, "scoring").submit(Scoring(ws).build())
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential


class SalesPipeline:
    environment = "sales"

    def __init__(self, workspace):
        self.workspace = workspace
        self.run_config = f"azureml:{self.environment}-{workspace.workspace_name}@latest"

    def build(self):
        @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
        def scoring_pipeline():
            self.steps()

        return scoring_pipeline()


class Scoring(SalesPipeline):
    environment = "scoring"

    def steps(self):
        score_component = command(
            display_name="score",
            code="src",
            command="python score.py",
            environment=self.run_config,
        )
        score = score_component()
        score.name = "score"
        return [score]


ws = MLClient.from_config(DefaultAzureCredential())
ws.jobs.create_or_update(Scoring(ws).build(), experiment_name="scoring")
""",
    )


def test_one_that_a_property_makes() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class Infra:
    def __init__(self, workspace, environment):
        self.workspace = workspace
        self.environment = environment

    @property
    def run_config(self):
        run_config = RunConfiguration()
        run_config.environment = Environment.get(self.workspace, self.environment)
        return run_config


def build(infra):
    score = PythonScriptStep(
        name="score",
        script_name="score.py",
        source_directory="src",
        compute_target="cpu",
        runconfig=infra.run_config,
    )
    return Pipeline(workspace=infra.workspace, steps=[score])


ws = Workspace.from_config()
Experiment(ws, "scoring").submit(build(Infra(ws, "scoring")))
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential


class Infra:
    def __init__(self, workspace, environment):
        self.workspace = workspace
        self.environment = environment

    @property
    def run_config(self):
        return f"azureml:{self.environment}@latest"


def build(infra):
    score_component = command(
        display_name="score",
        code="src",
        command="python score.py",
        environment=infra.run_config,
    )

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def scoring_pipeline():
        score = score_component()

    return scoring_pipeline()


ws = MLClient.from_config(DefaultAzureCredential())
ws.jobs.create_or_update(build(Infra(ws, "scoring")), experiment_name="scoring")
""",
    )
