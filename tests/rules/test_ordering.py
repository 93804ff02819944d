"""An ordering that data does not imply becomes a marker."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts


def test_data_implies_it() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, StepSequence
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
    script_name="b.py", source_directory="src", arguments=["--from", data], inputs=[data], runconfig=rc
)
b.run_after(a)
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


def test_another_ordering_implies_it() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, StepSequence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
b = PythonScriptStep(script_name="b.py", source_directory="src", runconfig=rc)
c = PythonScriptStep(script_name="c.py", source_directory="src", runconfig=rc)
b.run_after(a)
c.run_after(b)
c.run_after(a)
pipeline = Pipeline(ws, steps=[a, b, c])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py && echo done > ${{outputs.done}}/done.txt",
    inputs={"after_a": Input(type="uri_folder")},
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
c_component = command(
    display_name="c.py",
    code="src",
    command="python c.py",
    inputs={"after_b": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()
    b = b_component(after_a=a.outputs.done)
    c = c_component(after_b=b.outputs.done)


pipeline = pipeline_definition()
""",
    )


def test_two_wait_for_one() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, StepSequence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
b = PythonScriptStep(script_name="b.py", source_directory="src", runconfig=rc)
c = PythonScriptStep(script_name="c.py", source_directory="src", runconfig=rc)
b.run_after(step=a)
c.run_after(step=a)
pipeline = Pipeline(ws, steps=[b, c])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py",
    inputs={"after_a": Input(type="uri_folder")},
    environment="azureml:training@latest",
)
c_component = command(
    display_name="c.py",
    code="src",
    command="python c.py",
    inputs={"after_a": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()
    b = b_component(after_a=a.outputs.done)
    c = c_component(after_a=a.outputs.done)


pipeline = pipeline_definition()
""",
    )


def test_an_output_named_done() -> None:
    """The marker gets another name."""
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, StepSequence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
done = PipelineData("done")
a = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=["--to", done], outputs=[done], runconfig=rc
)
b = PythonScriptStep(script_name="b.py", source_directory="src", runconfig=rc)
b.run_after(a)
pipeline = Pipeline(ws, steps=[a, b])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py --to ${{outputs.done}} && echo done > ${{outputs.done_2}}/done.txt",
    outputs={"done": Output(type="uri_folder"), "done_2": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py",
    inputs={"after_a": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()
    b = b_component(after_a=a.outputs.done_2)


pipeline = pipeline_definition()
""",
    )


def test_a_circle_is_left_to_a_person() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, StepSequence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
b = PythonScriptStep(script_name="b.py", source_directory="src", runconfig=rc)
a.run_after(b)
b.run_after(a)
pipeline = Pipeline(ws, steps=[a, b])
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
rc.target = "cpu"
# TODO(azureml-migrate AML501): its pipeline stays v1: its steps depend on each other in a circle
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
b = PythonScriptStep(script_name="b.py", source_directory="src", runconfig=rc)
# TODO(azureml-migrate AML603): node.outputs.done: v2 orders nodes by data only: the earlier step w…
a.run_after(b)
b.run_after(a)
# TODO(azureml-migrate AML601): the pipeline is not converted: its steps depend on each other in a…
pipeline = Pipeline(ws, steps=[a, b])
""",
    )


def test_an_ordering_in_a_branch() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, StepSequence
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
b = PythonScriptStep(script_name="b.py", source_directory="src", runconfig=rc)
if careful:
    b.run_after(a)
pipeline = Pipeline(ws, steps=[a, b])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py",
    inputs={"after_a": Input(type="uri_folder", optional=True)},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()
    b = b_component()
    if careful:
        b.inputs.after_a = a.outputs.done


pipeline = pipeline_definition()
""",
    )


def test_one_of_two_steps_and_data_in_place_of_a_step() -> None:
    assert_converts(
        """\
import sys

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training", version="3")
rc.target = "cpu"
model = PipelineData("model")
prep = PythonScriptStep(script_name="prep.py", source_directory="src", runconfig=rc)
train = PythonScriptStep(script_name="train.py", source_directory="src", outputs=[model], runconfig=rc)
report = PythonScriptStep(script_name="report.py", source_directory="src", runconfig=rc)
report.run_after(train if "--all" in sys.argv else prep)
pipeline = Pipeline(ws, steps=[prep, model, report])
""",
        """\
import sys

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:training:3",
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"model": Output(type="uri_folder"), "done": Output(type="uri_folder")},
    environment="azureml:training:3",
)
report_component = command(
    display_name="report.py",
    code="src",
    command="python report.py",
    inputs={
        "after_train": Input(type="uri_folder", optional=True),
        "after_prep": Input(type="uri_folder", optional=True),
    },
    environment="azureml:training:3",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component()
    report = report_component()
    if "--all" in sys.argv:
        report.inputs.after_train = train.outputs.done
    else:
        report.inputs.after_prep = prep.outputs.done


pipeline = pipeline_definition()
""",
    )
