"""A step becomes a component, whatever way it was written."""

from __future__ import annotations

import pytest

from tests.conversion import assert_becomes, assert_converts, convert


def test_arguments_by_position() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
train = PythonScriptStep("train.py", "Train", ["--fast"], "cpu", rc, source_directory="src", allow_reuse=True)
pipeline = Pipeline(ws, [train])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="Train",
    code="src",
    command="python train.py --fast",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
    )


def test_imported_in_other_ways() -> None:
    assert_converts(
        """\
import azureml.core as aml
import azureml.pipeline.steps as steps
from azureml.core.runconfig import RunConfiguration as Settings
from azureml.pipeline.core.pipeline import Pipeline as P

ws = aml.Workspace.from_config()
settings = Settings()
settings.environment = aml.Environment.get(ws, "training")
step = steps.PythonScriptStep(
    script_name="train.py", source_directory="src", compute_target="cpu", runconfig=settings
)
pipeline = P(workspace=ws, steps=[step])
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
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = step_component()


pipeline = pipeline_definition()
""",
    )


def test_steps_in_a_list_without_variables() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
data = PipelineData("data")
steps = []
steps.append(
    PythonScriptStep(
        name="Prepare data",
        script_name="prep.py",
        arguments=["--to", data],
        outputs=[data],
        compute_target="cpu",
        runconfig=rc,
        source_directory="src",
    )
)
steps.append(
    PythonScriptStep(
        name="Train",
        script_name="train.py",
        arguments=["--from", data],
        inputs=[data],
        compute_target="cpu",
        runconfig=rc,
        source_directory="src",
    )
)
pipeline = Pipeline(ws, steps=steps)
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
prepare_data_component = command(
    display_name="Prepare data",
    code="src",
    command="python prep.py --to ${{outputs.data}}",
    outputs={"data": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
train_component = command(
    display_name="Train",
    code="src",
    command="python train.py --from ${{inputs.data}}",
    inputs={"data": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prepare_data_step = prepare_data_component()
    train_step = train_component(data=prepare_data_step.outputs.data)


pipeline = pipeline_definition()
""",
    )


def test_steps_where_the_pipeline_is_made() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
pipeline = Pipeline(
    ws,
    steps=[
        PythonScriptStep(script_name="a.py", compute_target="cpu", runconfig=rc, source_directory="src"),
        PythonScriptStep(script_name="b.py", compute_target="gpu", runconfig=rc, source_directory="src"),
    ],
)
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
    compute="cpu",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py",
    environment="azureml:training@latest",
    compute="gpu",
)


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    a_step = a_component()
    b_step = b_component()


pipeline = pipeline_definition()
""",
    )


def test_in_a_function() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def build(ws, compute, script="train.py"):
    rc = RunConfiguration()
    rc.environment = Environment.get(ws, "training")
    step = PythonScriptStep(script_name=script, source_directory="src", compute_target=compute.name, runconfig=rc)
    return Pipeline(workspace=ws, steps=[step])


if __name__ == "__main__":
    ws = Workspace.from_config()
    pipeline = build(ws, ws.compute_targets["cpu"])
""",
        """\
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential


def build(ws, compute, script="train.py"):
    step_component = command(
        display_name=script,
        code="src",
        command=f"python {quote(script)}",
        environment="azureml:training@latest",
    )

    @dsl.pipeline(default_compute=compute.name, continue_on_step_failure=False)
    def pipeline_definition():
        step = step_component()

    return pipeline_definition()


if __name__ == "__main__":
    ws = MLClient.from_config(DefaultAzureCredential())
    pipeline = build(ws, ws.compute.get("cpu"))
""",
    )


def test_whether_it_is_a_compute_or_its_name_is_not_known() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
train = PythonScriptStep(script_name="train.py", compute_target=find(), runconfig=rc, source_directory="src")
pipeline = Pipeline(ws, [train])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
# TODO(azureml-migrate AML402): the run configuration that holds this environment could not be conv…
rc.environment = Environment.get(ws, "training")
# TODO(azureml-migrate AML501): whether `find()` is a compute or its name is not known: pass its na…
train = PythonScriptStep(script_name="train.py", compute_target=find(), runconfig=rc, source_directory="src")
# TODO(azureml-migrate AML601): the pipeline is not converted: whether `find()` is a compute or its…
pipeline = Pipeline(ws, [train])
""",
    )


def test_a_step_that_no_pipeline_holds() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
train = PythonScriptStep(script_name="train.py", compute_target="cpu", runconfig=rc, source_directory="src")
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.steps import PythonScriptStep

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
# TODO(azureml-migrate AML402): the run configuration that holds this environment could not be conv…
rc.environment = Environment.get(ws, "training")
# TODO(azureml-migrate AML501): no pipeline that could be converted holds this step
train = PythonScriptStep(script_name="train.py", compute_target="cpu", runconfig=rc, source_directory="src")
""",
    )


@pytest.mark.parametrize(("v1", "v2"), [(r'".\\src"', "./src"), (r'"src\\steps"', "src/steps"), ('"./src"', "./src")])
def test_a_folder_as_windows_writes_it(v1: str, v2: str) -> None:
    before = f"""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory={v1}, compute_target="cpu")
pipeline = Pipeline(ws, steps=[train])
"""
    assert f'code="{v2}"' in convert(before).text
