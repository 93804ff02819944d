"""A run configuration is spread over the components that use it."""

from __future__ import annotations

import pytest

from migrate.conversion import Style
from tests.conversion import assert_converts, convert


def test_attributes_in_any_order() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment.python.user_managed_dependencies = True
rc.environment_variables = {"LEVEL": 3}
rc.environment.docker.enabled = True
rc.environment.docker.base_image = "my.azurecr.io/base:1"
rc.auto_prepare_environment = True
rc.node_count = 1
rc.framework = "Python"
step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=rc)
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(image="my.azurecr.io/base:1")
environment_variables = {"LEVEL": "3"}
step_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment=environment,
    environment_variables=environment_variables,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
""",
    )


def test_environment_variables_one_by_one() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.environment.environment_variables["LEVEL"] = level
rc.environment_variables["RETRIES"] = 3
step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=rc)
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment_variables = {"LEVEL": level, "RETRIES": "3"}
step_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment="azureml:training@latest",
    environment_variables=environment_variables,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
""",
    )


def test_with_conda_dependencies() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.runconfig import CondaDependencies, RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
deps = CondaDependencies.create(pip_packages=["pandas"], python_version="3.10")
rc = RunConfiguration(conda_dependencies=deps)
step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=rc)
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={"channels": ["anaconda", "conda-forge"], "dependencies": ["python=3.10", {"pip": ["pandas"]}]},
)
step_component = command(display_name="train.py", code="src", command="python train.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
""",
    )


def test_made_by_a_function() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def get_run_config(environment_name):
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, environment_name)
    return run_config


rc = get_run_config("training")
step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=rc)
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def get_run_config(environment_name):
    return f"azureml:{environment_name}@latest"


rc = get_run_config("training")
step_component = command(display_name="train.py", code="src", command="python train.py", environment=rc)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
""",
    )


def test_made_by_a_function_in_style_yaml() -> None:
    """What a function makes stays in the function."""
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def get_run_config(environment_name):
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, environment_name)
    return run_config


rc = get_run_config("training")
step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=rc)
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def get_run_config(environment_name):
    return f"azureml:{environment_name}@latest"


rc = get_run_config("training")
step_component = command(display_name="train.py", code="src", command="python train.py", environment=rc)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
""",
        Style.YAML,
    )


def test_two_of_them() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
cpu_run_config = RunConfiguration()
cpu_run_config.target = "cpu"
cpu_run_config.environment.docker.base_image = "my.azurecr.io/cpu:1"
cpu_run_config.environment.python.user_managed_dependencies = True
gpu_run_config = RunConfiguration()
gpu_run_config.target = "gpu"
gpu_run_config.environment.docker.base_image = "my.azurecr.io/gpu:1"
gpu_run_config.environment.python.user_managed_dependencies = True
prep = PythonScriptStep(script_name="prep.py", source_directory="src", runconfig=cpu_run_config)
train = PythonScriptStep(script_name="train.py", source_directory="src", runconfig=gpu_run_config)
pipeline = Pipeline(ws, steps=[prep, train])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cpu_environment = Environment(image="my.azurecr.io/cpu:1")
gpu_environment = Environment(image="my.azurecr.io/gpu:1")
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py",
    environment=cpu_environment,
    compute="cpu",
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment=gpu_environment,
    compute="gpu",
)


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component()


pipeline = pipeline_definition()
""",
    )


def test_limits_and_nodes() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.node_count = nodes
rc.max_run_duration_seconds = 60 * 60
rc.docker.shm_size = "4g"
step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=rc)
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
step_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment="azureml:training@latest",
    instance_count=nodes,
    shm_size="4g",
    timeout=60 * 60,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
""",
    )


def test_an_environment_without_a_name_of_its_own() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment("training")
rc.environment.docker.base_image = "my.azurecr.io/base:1"
rc.environment.python.user_managed_dependencies = True
step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=rc)
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(name="training", image="my.azurecr.io/base:1")
step_component = command(display_name="train.py", code="src", command="python train.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
""",
    )


@pytest.mark.parametrize(
    ("environment", "kept"),
    [
        ('Environment.get(ws, "sales", version="4")', '"azureml:sales:4"'),
        ('Environment.from_conda_specification("sales", "conda.yml")', "self.environment"),
    ],
)
def test_an_attribute_that_a_step_of_another_method_reads(environment: str, kept: str) -> None:
    text = convert(f"""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class Builder:
    def __init__(self, ws):
        self.ws = ws
        self.run_config = RunConfiguration()
        self.run_config.environment = {environment}

    def prep(self):
        return PythonScriptStep("prep.py", source_directory="src", compute_target="cpu", runconfig=self.run_config)

    def build(self):
        prep = self.prep()
        return Pipeline(self.ws, steps=[prep])


pipeline = Builder(Workspace.from_config()).build()
""").text
    assert f"environment={kept}," in text
    assert "run_config" not in text
