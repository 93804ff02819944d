"""A ``Pipeline`` becomes a function with a node for each step, and a call of it."""

from __future__ import annotations

from tests.conversion import assert_converts


def test_arguments_by_keyword_in_any_order() -> None:
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
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
pipeline = Pipeline(steps=[a], description="One step", workspace=ws)
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


@dsl.pipeline(
    description="One step",
    default_compute="cpu",
    continue_on_step_failure=False,
)
def pipeline_definition():
    a = a_component()


pipeline = pipeline_definition()
""",
    )


def test_the_default_datastore_and_folder() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
a = PythonScriptStep(script_name="a.py", compute_target="cpu", runconfig=rc)
pipeline = Pipeline(ws, [a], default_datastore=ws.datastores["sales"], default_source_directory="src")
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(display_name="a.py", code="src", command="python a.py", environment="azureml:training@latest")


@dsl.pipeline(default_compute="cpu", default_datastore="sales", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()


pipeline = pipeline_definition()
""",
    )


def test_steps_that_the_named_one_needs_come_along() -> None:
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
clean = PipelineData("clean")
prep = PythonScriptStep(
    script_name="prep.py", source_directory="src", arguments=["--to", clean], outputs=[clean], runconfig=rc
)
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--from", clean], inputs=[clean], runconfig=rc
)
pipeline = Pipeline(ws, steps=train)
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py --to ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment="azureml:training@latest",
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component(clean=prep.outputs.clean)


pipeline = pipeline_definition()
""",
    )


def test_steps_in_the_wrong_order() -> None:
    """Nodes stand in the order in which they can run."""
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
clean = PipelineData("clean")
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--from", clean], inputs=[clean], runconfig=rc
)
prep = PythonScriptStep(
    script_name="prep.py", source_directory="src", arguments=["--to", clean], outputs=[clean], runconfig=rc
)
pipeline = Pipeline(ws, steps=[train, prep])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment="azureml:training@latest",
)
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py --to ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep = prep_component()
    train = train_component(clean=prep.outputs.clean)


pipeline = pipeline_definition()
""",
    )


def test_two_pipelines_share_a_step() -> None:
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
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
b = PythonScriptStep(script_name="b.py", source_directory="src", runconfig=rc)
c = PythonScriptStep(script_name="c.py", source_directory="src", runconfig=rc)
first = Pipeline(ws, steps=[a, b])
second = Pipeline(ws, steps=[a, c])
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
c_component = command(
    display_name="c.py",
    code="src",
    command="python c.py",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def first_definition():
    a = a_component()
    b = b_component()


first = first_definition()


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def second_definition():
    a = a_component()
    c = c_component()


second = second_definition()
""",
    )


def test_lists_in_lists() -> None:
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
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
b = PythonScriptStep(script_name="b.py", source_directory="src", runconfig=rc)
group = [a, b]
pipeline = Pipeline(ws, steps=[group])
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
    a = a_component()
    b = b_component()


pipeline = pipeline_definition()
""",
    )


def test_in_a_function_that_is_called() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def make_pipeline(ws: Workspace, run_config: RunConfiguration) -> Pipeline:
    step = PythonScriptStep(script_name="a.py", source_directory="src", compute_target="cpu", runconfig=run_config)
    return Pipeline(workspace=ws, steps=[step])


def main():
    ws = Workspace.from_config()
    rc = RunConfiguration()
    rc.environment = Environment.get(ws, "training")
    pipeline = make_pipeline(ws, rc)
    Experiment(ws, "demand").submit(pipeline)


main()
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import PipelineJob
from azure.identity import DefaultAzureCredential


def make_pipeline(ws: MLClient, run_config: str) -> PipelineJob:
    step_component = command(display_name="a.py", code="src", command="python a.py", environment=run_config)

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def demand_pipeline():
        step = step_component()

    return demand_pipeline()


def main():
    ws = MLClient.from_config(DefaultAzureCredential())
    pipeline = make_pipeline(ws, "azureml:training@latest")
    ws.jobs.create_or_update(pipeline, experiment_name="demand")


main()
""",
    )


def test_in_a_branch() -> None:
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
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc)
if wanted:
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
if wanted:
    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition():
        a = a_component()

    pipeline = pipeline_definition()
""",
    )
