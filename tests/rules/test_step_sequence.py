"""A ``StepSequence`` orders its steps, and groups of them, one after the other."""

from __future__ import annotations

from tests.conversion import assert_converts


def test_a_sequence() -> None:
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
steps = StepSequence(steps=[a, b, c])
pipeline = Pipeline(ws, steps=steps)
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


def test_a_sequence_of_groups() -> None:
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
pipeline = Pipeline(ws, steps=StepSequence([[a, b], c]))
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
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
c_component = command(
    display_name="c.py",
    code="src",
    command="python c.py",
    inputs={"after_a": Input(type="uri_folder"), "after_b": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()
    b = b_component()
    c = c_component(after_a=a.outputs.done, after_b=b.outputs.done)


pipeline = pipeline_definition()
""",
    )


def test_only_one_of_two_pipelines_asks_for_it() -> None:
    """There the input is optional."""
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
both = Pipeline(ws, steps=StepSequence([a, b]))
alone = Pipeline(ws, steps=[b])
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
def both_definition():
    a = a_component()
    b = b_component(after_a=a.outputs.done)


both = both_definition()


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def alone_definition():
    b = b_component()


alone = alone_definition()
""",
    )


def test_steps_of_a_list_by_index() -> None:
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
steps = [
    PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc),
    PythonScriptStep(script_name="b.py", source_directory="src", runconfig=rc),
]
steps[1].run_after(steps[0])
pipeline = Pipeline(ws, steps=steps)
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


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a_step = a_component()
    b_step = b_component(after_a=a_step.outputs.done)


pipeline = pipeline_definition()
""",
    )
