"""Environments and run configurations that functions of the file make."""

from __future__ import annotations

from tests.conversion import assert_converts


def test_an_environment() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def get_environment(name):
    env = Environment(name)
    env.python.conda_dependencies = CondaDependencies("env.yml")
    return env


rc = RunConfiguration()
rc.environment = get_environment("training")
step = PythonScriptStep(script_name="a.py", source_directory="src", compute_target="cpu", runconfig=rc)
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def get_environment(name):
    env = Environment(
        name=name,
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file="env.yml",
    )
    return env


environment = get_environment("training")
step_component = command(display_name="a.py", code="src", command="python a.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
""",
    )


def test_a_run_configuration_with_an_environment_that_is_passed_on() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def get_environment(name):
    env = Environment(name)
    env.python.conda_dependencies = CondaDependencies("env.yml")
    return env


def get_run_config(env):
    run_config = RunConfiguration()
    run_config.environment = env
    return run_config


env = get_environment("training")
step = PythonScriptStep(
    script_name="a.py", source_directory="src", compute_target="cpu", runconfig=get_run_config(env)
)
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def get_environment(name):
    env = Environment(
        name=name,
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file="env.yml",
    )
    return env


def get_run_config(env):
    return env


env = get_environment("training")
step_component = command(
    display_name="a.py",
    code="src",
    command="python a.py",
    environment=get_run_config(env),
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
""",
    )


def test_conda_dependencies_of_another_function() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def get_packages():
    deps = CondaDependencies()
    deps.add_pip_package("pandas")
    return deps


def get_environment(name, packages):
    env = Environment(name)
    env.python.conda_dependencies = packages
    return env


env = get_environment("training", get_packages())
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def get_packages():
    deps = {
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults", "pandas"]}],
    }
    return deps


def get_environment(name, packages):
    env = Environment(
        name=name,
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file=packages,
    )
    return env


env = get_environment("training", get_packages())
""",
    )


def test_attributes_of_an_instance() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


class Job:
    def __init__(self):
        self.ws = Workspace.from_config()

    def build(self):
        self.raw = DataReference(self.ws.get_default_datastore(), "raw", "2026/raw")
        self.clean = PipelineData("clean")
        self.rc = RunConfiguration()
        self.rc.environment = Environment.get(self.ws, "training")
        self.step = PythonScriptStep(
            script_name="a.py",
            source_directory="src",
            arguments=["--from", self.raw, "--to", self.clean],
            inputs=[self.raw],
            outputs=[self.clean],
            compute_target="cpu",
            runconfig=self.rc,
        )
        self.pipeline = Pipeline(self.ws, steps=[self.step])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential


class Job:
    def __init__(self):
        self.ws = MLClient.from_config(DefaultAzureCredential())

    def build(self):
        self.raw = Input(
            type="uri_folder",
            path=f"azureml://datastores/{self.ws.datastores.get_default().name}/paths/2026/raw",
            mode="ro_mount",
        )
        a_component = command(
            display_name="a.py",
            code="src",
            command="python a.py --from ${{inputs.raw}} --to ${{outputs.clean}}",
            inputs={"raw": Input(type="uri_folder")},
            outputs={"clean": Output(type="uri_folder")},
            environment="azureml:training@latest",
        )

        @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
        def pipeline_definition(raw: Input(type="uri_folder")):
            a_step = a_component(raw=raw)

        self.pipeline = pipeline_definition(raw=self.raw)
""",
    )


def test_the_default_environment_in_two_functions() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def first(ws):
    a = PythonScriptStep(script_name="a.py", source_directory="src", compute_target="cpu")
    return Pipeline(ws, steps=[a])


def second(ws):
    b = PythonScriptStep(script_name="b.py", source_directory="src", compute_target=("cpu", "AmlCompute"))
    return Pipeline(ws, steps=[b])


ws = Workspace.from_config()
pipelines = [first(ws), second(ws)]
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential


def first(ws):
    environment = Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
        },
    )
    a_component = command(display_name="a.py", code="src", command="python a.py", environment=environment)

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition():
        a = a_component()

    return pipeline_definition()


def second(ws):
    environment = Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
        },
    )
    b_component = command(display_name="b.py", code="src", command="python b.py", environment=environment)

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition_2():
        b = b_component()

    return pipeline_definition_2()


ws = MLClient.from_config(DefaultAzureCredential())
pipelines = [first(ws), second(ws)]
""",
    )
