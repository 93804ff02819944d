"""Names of the user, of v1 and of v2 do not get into each other's way."""

from __future__ import annotations

from tests.conversion import assert_converts


def test_data_and_a_parameter_of_the_same_name() -> None:
    """The parameter keeps it: it is set by its name."""
    assert_converts(
        """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
raw = DataReference(Datastore.get(ws, "sales"), "x", "raw")
x = PipelineParameter("x", 1)
x_step = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=[raw, x], inputs=[raw], runconfig=rc
)
pipeline = Pipeline(ws, steps=[x_step])
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(type="uri_folder", path="azureml://datastores/sales/paths/raw", mode="ro_mount")
x_component = command(
    display_name="a.py",
    code="src",
    command="python a.py ${{inputs.x}} ${{inputs.x_2}}",
    inputs={"x": Input(type="uri_folder"), "x_2": Input(type="integer")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(x_2: Input(type="uri_folder"), x: int = 1):
    x_step = x_component(x=x_2, x_2=x)


pipeline = pipeline_definition(x_2=raw)
""",
    )


def test_a_step_and_its_data_of_the_same_name() -> None:
    assert_converts(
        """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
clean = PipelineData("train")
clean_step = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=[clean], outputs=[clean], runconfig=rc
)
train = PythonScriptStep(
    script_name="b.py", source_directory="src", arguments=[clean], inputs=[clean], runconfig=rc
)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
clean_component = command(
    display_name="a.py",
    code="src",
    command="python a.py ${{outputs.train}}",
    outputs={"train": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
train_component = command(
    display_name="b.py",
    code="src",
    command="python b.py ${{inputs.train}}",
    inputs={"train": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    clean_step = clean_component()
    train = train_component(train=clean_step.outputs.train)


pipeline = pipeline_definition()
""",
    )


def test_a_step_and_a_parameter_of_the_same_name() -> None:
    assert_converts(
        """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
rounds = PipelineParameter("train", 1)
train = PythonScriptStep(script_name="a.py", source_directory="src", arguments=[rounds], runconfig=rc)
check = PythonScriptStep(script_name="b.py", source_directory="src", arguments=[rounds], runconfig=rc)
pipeline = Pipeline(ws, steps=[train, check])
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="a.py",
    code="src",
    command="python a.py ${{inputs.train}}",
    inputs={"train": Input(type="integer")},
    environment="azureml:training@latest",
)
check_component = command(
    display_name="b.py",
    code="src",
    command="python b.py ${{inputs.train}}",
    inputs={"train": Input(type="integer")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(train: int = 1):
    train_2 = train_component(train=train)
    check = check_component(train=train)


pipeline = pipeline_definition()
""",
    )


def test_one_variable_for_two_steps() -> None:
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
step = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
steps = [step]
step = PythonScriptStep(script_name="b.py", source_directory="src", runconfig=rc)
steps.append(step)
pipeline = Pipeline(ws, steps=steps)
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
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = a_component()
    step_2 = b_component()


pipeline = pipeline_definition()
""",
    )


def test_names_that_v2_imports() -> None:
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
command = "a.py"
dsl = "x"
a = PythonScriptStep(script_name=command, source_directory="src", arguments=[dsl], runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
""",
        """\
from shlex import quote

from azure.ai.ml import MLClient, command as command_v2, dsl as dsl_v2
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
command = "a.py"
dsl = "x"
a_component = command_v2(
    display_name=command,
    code="src",
    command=f"python {quote(command)} {quote(dsl)}",
    environment="azureml:training@latest",
)


@dsl_v2.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()


pipeline = pipeline_definition()
""",
    )


def test_names_that_new_variables_would_take() -> None:
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
a_component = 1
pipeline_definition = 2
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
print(a_component, pipeline_definition)
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = 1
pipeline_definition = 2
a_component_2 = command(
    display_name="a.py",
    code="src",
    command="python a.py",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition_2():
    a = a_component_2()


pipeline = pipeline_definition_2()
print(a_component, pipeline_definition)
""",
    )
