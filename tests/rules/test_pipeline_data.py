"""``PipelineData`` becomes an output of the step that writes it."""

from __future__ import annotations

from migrate.conversion import Style
from tests.conversion import assert_converts


def test_on_another_datastore() -> None:
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
store = Datastore.get(ws, "sales")
data = PipelineData("data", datastore=store, output_mode="upload")
a = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=["--to", data], outputs=[data], runconfig=rc
)
b = PythonScriptStep(
    script_name="b.py", source_directory="src", arguments=["--from", data], inputs=[data], runconfig=rc
)
pipeline = Pipeline(ws, steps=[a, b])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py --to ${{outputs.data}}",
    outputs={
        "data": Output(
            type="uri_folder",
            path="azureml://datastores/sales/paths/azureml/${{name}}/${{output_name}}",
            mode="upload",
        ),
    },
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py --from ${{inputs.data}}",
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


def test_on_another_datastore_in_style_yaml() -> None:
    """In YAML a component cannot say where its output goes."""
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
store = Datastore.get(ws, "sales")
data = PipelineData("data", datastore=store, output_mode="upload")
a = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=["--to", data], outputs=[data], runconfig=rc
)
b = PythonScriptStep(
    script_name="b.py", source_directory="src", arguments=["--from", data], inputs=[data], runconfig=rc
)
pipeline = Pipeline(ws, steps=[a, b])
""",
        """\
from azure.ai.ml import MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = load_component(source="components/a/component.yaml")
b_component = load_component(source="components/b/component.yaml")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()
    a.outputs.data.path = "azureml://datastores/sales/paths/azureml/${{name}}/${{output_name}}"
    a.outputs.data.mode = "upload"
    b = b_component(data=a.outputs.data)


pipeline = pipeline_definition()
""",
        Style.YAML,
    )


def test_every_argument() -> None:
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
data = PipelineData(
    name="data",
    datastore=ws.get_default_datastore(),
    output_name="data",
    output_mode="mount",
    output_path_on_compute="out",
    output_overwrite=True,
    data_type="csv",
    is_directory=True,
)
a = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=["--to", data], outputs=[data], runconfig=rc
)
b = PythonScriptStep(
    script_name="b.py", source_directory="src", arguments=["--from", data], inputs=[data], runconfig=rc
)
pipeline = Pipeline(ws, steps=[a, b])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py --to ${{outputs.data}}",
    outputs={"data": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py --from ${{inputs.data}}",
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


def test_names_that_v2_does_not_take() -> None:
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
data = PipelineData("clean-data 1")
a = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=["--to", data], outputs=[data], runconfig=rc
)
b = PythonScriptStep(
    script_name="b.py", source_directory="src", arguments=["--from", data], inputs=[data], runconfig=rc
)
pipeline = Pipeline(ws, steps=[a, b])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py --to ${{outputs.clean_data_1}}",
    outputs={"clean_data_1": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py --from ${{inputs.clean_data_1}}",
    inputs={"clean_data_1": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()
    b = b_component(clean_data_1=a.outputs.clean_data_1)


pipeline = pipeline_definition()
""",
    )


def test_read_in_another_mode() -> None:
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
    script_name="a.py", source_directory="src", arguments=["--to", data], outputs=[data], runconfig=rc
)
b = PythonScriptStep(
    script_name="b.py",
    source_directory="src",
    arguments=["--from", data.as_download()],
    inputs=[data.as_download()],
    runconfig=rc,
)
pipeline = Pipeline(ws, steps=[a, b])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py --to ${{outputs.data}}",
    outputs={"data": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py --from ${{inputs.data}}",
    inputs={"data": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()
    b = b_component(data=a.outputs.data)
    b.inputs.data.mode = "download"


pipeline = pipeline_definition()
""",
    )
