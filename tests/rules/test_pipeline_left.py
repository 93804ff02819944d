"""A pipeline that cannot be converted whole stays whole."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts, convert


def test_steps_in_a_loop_with_an_else_are_left_to_a_person() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
steps = []
for region in regions:
    steps.append(PythonScriptStep(script_name="a.py", arguments=[region], compute_target="cpu", runconfig=rc))
    if len(steps) > 2:
        break
else:
    print("few")
pipeline = Pipeline(ws, steps=steps)
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
steps = []
for region in regions:
    # TODO(azureml-migrate AML501): no pipeline that could be converted holds this step
    steps.append(PythonScriptStep(script_name="a.py", arguments=[region], compute_target="cpu", runconfig=rc))
    if len(steps) > 2:
        break
else:
    print("few")
# TODO(azureml-migrate AML601): the pipeline is not converted: a loop that makes steps may end earl…
pipeline = Pipeline(ws, steps=steps)
""",
    )


def test_a_step_that_v1_refuses() -> None:
    """Nothing of its pipeline is converted then."""
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep, RScriptStep

ws = Workspace.from_config()
copy = RScriptStep("copy.R")
a = PythonScriptStep(script_name="a.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[copy, a])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep, RScriptStep

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML513): v1 takes no R step without a run configuration
copy = RScriptStep("copy.R")
# TODO(azureml-migrate AML501): its pipeline stays v1: v1 takes no R step without a run configurati…
a = PythonScriptStep(script_name="a.py", source_directory="src", compute_target="cpu")
# TODO(azureml-migrate AML601): the pipeline is not converted: v1 takes no R step without a run con…
pipeline = Pipeline(ws, steps=[copy, a])
""",
    )


def test_steps_that_come_from_elsewhere() -> None:
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from ours import make_steps

ws = Workspace.from_config()
pipeline = Pipeline(ws, steps=make_steps(ws))
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.pipeline.core import Pipeline
from ours import make_steps

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML601): the pipeline is not converted: where its steps `make_steps(ws)` com…
pipeline = Pipeline(ws, steps=make_steps(ws))
""",
    )


def test_steps_of_a_method() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


class Maker:
    def make(self, name):
        return PythonScriptStep(name=name, script_name="a.py", source_directory="src", compute_target="cpu")


step = Maker().make("x")
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


class Maker:
    def make(self, name):
        step_component = command(display_name=name, code="src", command="python a.py", environment=environment)
        return step_component()
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    step = Maker().make("x")


pipeline = pipeline_definition()
""",
    )


def test_steps_of_a_comprehension() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
steps = [PythonScriptStep(script_name=name, source_directory="src", compute_target="cpu") for name in ("b.py", "c.py")]
pipeline = Pipeline(ws, steps=steps)
""",
        """\
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    for name in ("b.py", "c.py"):
        step_component = command(
            display_name=name,
            code="src",
            command=f"python {quote(name)}",
            environment=environment,
        )
        step_component()


pipeline = pipeline_definition()
""",
    )


def test_paths_that_its_parameters_stand_for_stay_with_it() -> None:
    assert_becomes(
        """\
from azureml.core import Datastore, Experiment, Workspace
from azureml.data.datapath import DataPath, DataPathComputeBinding
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep
from elsewhere import more

ws = Workspace.from_config()
store = Datastore(ws, "sales")
raw = PipelineParameter(name="raw", default_value=DataPath(store, "2026/raw"))
read = (raw, DataPathComputeBinding(mode="download"))
train = PythonScriptStep("train.py", inputs=[read, more()], compute_target="cpu", source_directory="src")
pipeline = Pipeline(ws, steps=[train])
Experiment(ws, "sales").submit(pipeline, pipeline_parameters={"raw": DataPath(store, "2026/new")})
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Experiment
from azureml.data.datapath import DataPath, DataPathComputeBinding
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep
from elsewhere import more

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get("sales")
# TODO(azureml-migrate AML307): no pipeline that could be converted uses this data
# TODO(azureml-migrate AML602): `default_value` stays v1: no pipeline that could be converted uses…
raw = PipelineParameter(name="raw", default_value=DataPath(store, "2026/raw"))
read = (raw, DataPathComputeBinding(mode="download"))
# TODO(azureml-migrate AML501): what this element of `inputs` stands for is not known
train = PythonScriptStep("train.py", inputs=[read, more()], compute_target="cpu", source_directory="src")
# TODO(azureml-migrate AML601): the pipeline is not converted: what this element of `inputs` stands…
pipeline = Pipeline(ws, steps=[train])
# TODO(azureml-migrate AML604): the pipeline that is submitted here could not be converted
# TODO(azureml-migrate AML307): no pipeline that could be converted uses this data
Experiment(ws, "sales").submit(pipeline, pipeline_parameters={"raw": DataPath(store, "2026/new")})
""",
    )


def test_a_parameter_in_a_block_whose_pipeline_stays() -> None:
    """It is not tried again and again to make it before the block."""
    found = convert(
        """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

if __name__ == "__main__":
    ws = Workspace.from_config()
    rounds = PipelineParameter(name="rounds", default_value=10)
    model = PipelineData("model", datastore=ws.get_default_datastore())
    evaluate = PythonScriptStep(
        script_name="evaluate.py",
        source_directory="src",
        arguments=["--model", model, "--rounds", rounds],
        inputs=[model],
        compute_target="cpu",
    )
    pipeline = Pipeline(workspace=ws, steps=[evaluate])
"""
    )
    assert "the pipeline is not converted: no step writes `model`" in found.text
    assert '    rounds = PipelineParameter(name="rounds", default_value=10)\n' in found.text
