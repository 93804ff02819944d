"""Intermediate data that is made or used in unusual ways."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts, convert


def test_read_by_the_step_that_writes_it() -> None:
    """An output among the arguments is one, wherever it stands."""
    assert_converts(
        """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
data = PipelineData("data")
a = PythonScriptStep(
    script_name="a.py",
    source_directory="src",
    arguments=["--to", data, "--log", data],
    outputs=[data],
    runconfig=rc,
)
pipeline = Pipeline(ws, steps=[a])
""",
        """\
from azure.ai.ml import MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py --to ${{outputs.data}} --log ${{outputs.data}}",
    outputs={"data": Output(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()


pipeline = pipeline_definition()
""",
    )


def test_only_in_the_lists() -> None:
    """The script found it in an environment variable."""
    assert_converts(
        """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
data = PipelineData("data")
a = PythonScriptStep(script_name="a.py", source_directory="src", outputs=[data], runconfig=rc)
b = PythonScriptStep(script_name="b.py", source_directory="src", inputs=[data], runconfig=rc)
pipeline = Pipeline(ws, steps=[a, b])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py",
    outputs={"data": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py",
    inputs={"data": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()
    b = b_component(data=a.outputs.data)


pipeline = pipeline_definition()
""",
    )


def test_made_together() -> None:
    assert_converts(
        """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
one, other = PipelineData("one"), PipelineData("other")
a = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=[one, other], outputs=[one, other], runconfig=rc
)
pipeline = Pipeline(ws, steps=[a])
""",
        """\
from azure.ai.ml import MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py ${{outputs.one}} ${{outputs.other}}",
    outputs={"one": Output(type="uri_folder"), "other": Output(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()


pipeline = pipeline_definition()
""",
    )


def test_made_by_a_function_that_is_called_twice() -> None:
    """One call in the source makes two of them."""
    assert_converts(
        """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"


def make(name):
    return PipelineData(name)


one = make("one")
other = make("other")
a = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=[one, other], outputs=[one, other], runconfig=rc
)
pipeline = Pipeline(ws, steps=[a])
""",
        """\
from azure.ai.ml import MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py ${{outputs.one}} ${{outputs.other}}",
    outputs={"one": Output(type="uri_folder"), "other": Output(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()


pipeline = pipeline_definition()
""",
    )


def test_that_no_step_writes() -> None:
    assert_becomes(
        """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
data = PipelineData("data")
b = PythonScriptStep(
    script_name="b.py", source_directory="src", arguments=["--from", data], inputs=[data], runconfig=rc
)
pipeline = Pipeline(ws, steps=[b])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
# TODO(azureml-migrate AML402): the run configuration that holds this environment could not be conv…
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
# TODO(azureml-migrate AML303): no pipeline that could be converted uses this data
data = PipelineData("data")
# TODO(azureml-migrate AML501): its pipeline stays v1: no step writes `data`
b = PythonScriptStep(
    script_name="b.py", source_directory="src", arguments=["--from", data], inputs=[data], runconfig=rc
)
# TODO(azureml-migrate AML601): the pipeline is not converted: no step writes `data`
pipeline = Pipeline(ws, steps=[b])
""",
    )


def test_that_nothing_uses() -> None:
    assert_converts(
        """\
from azureml.core import Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
data = PipelineData("data")
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
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
""",
    )


def test_an_argument_does_not_say_how_an_input_is_read() -> None:
    converted = convert(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training", version="4")
rc.target = "cpu"
clean = PipelineData("clean")
prep = PythonScriptStep("prep.py", source_directory="src", arguments=[clean], outputs=[clean], runconfig=rc)
train = PythonScriptStep(
    "train.py", source_directory="src", arguments=[clean.as_download()], inputs=[clean], runconfig=rc
)
pipeline = Pipeline(ws, steps=[train])
"""
    )
    assert "    train = train_component(clean=prep.outputs.clean)\n\n" in converted.text
    assert "download" not in converted.text
    access = next(use for use in converted.ledger if use.symbol.endswith(".as_download"))
    assert access.verdict is not None
    assert access.verdict.message.startswith("v1 mounts the data: `inputs` names it without a mode")
