"""Run configurations that an instance keeps, or that a property of it makes."""

from __future__ import annotations

from tests.conversion import assert_converts, convert


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


WITH_TARGET = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def get_run_config(ws, compute=None):
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "sales", version="4")
    if compute is not None:
        run_config.target = compute
    return run_config


ws = Workspace.from_config()
run_config = get_run_config(ws)
step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[step])
"""


def test_a_compute_in_a_branch_that_no_step_needs() -> None:
    text = convert(WITH_TARGET).text
    assert 'environment = "azureml:sales:4"\n    return environment\n' in text or 'return "azureml:sales:4"\n' in text
    assert "target" not in text


def test_a_compute_in_a_branch_that_a_step_needs() -> None:
    text = convert(WITH_TARGET.replace(' compute_target="cpu",', "")).text
    assert "`target` is set in a branch only" in text
    assert "pipeline = Pipeline(" in text
