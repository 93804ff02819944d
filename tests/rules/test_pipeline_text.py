"""Steps whose arguments the tool cannot write into a command."""

from __future__ import annotations

from tests.conversion import assert_becomes


def test_data_made_into_text() -> None:
    """The placeholder of v1 is none of v2."""
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
out = PipelineData("out")
a = PythonScriptStep(
    script_name="a.py",
    source_directory="src",
    arguments=["--to", f"{out}/table.csv"],
    outputs=[out],
    runconfig=rc,
)
pipeline = Pipeline(ws, steps=[a])
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
out = PipelineData("out")
# TODO(azureml-migrate AML501): `f"{out}/table.csv"` makes text of a PipelineData
a = PythonScriptStep(
    script_name="a.py",
    source_directory="src",
    arguments=["--to", f"{out}/table.csv"],
    outputs=[out],
    runconfig=rc,
)
# TODO(azureml-migrate AML601): the pipeline is not converted: `f"{out}/table.csv"` makes text of a…
pipeline = Pipeline(ws, steps=[a])
""",
    )


def test_a_parameter_in_params() -> None:
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
rounds = PipelineParameter("rounds", 5)
a = PythonScriptStep(script_name="a.py", source_directory="src", params={"rounds": rounds}, runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
# TODO(azureml-migrate AML402): the run configuration that holds this environment could not be conv…
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
# TODO(azureml-migrate AML602): no pipeline that could be converted uses this parameter
rounds = PipelineParameter("rounds", 5)
# TODO(azureml-migrate AML501): `rounds` makes text of a PipelineParameter
a = PythonScriptStep(script_name="a.py", source_directory="src", params={"rounds": rounds}, runconfig=rc)
# TODO(azureml-migrate AML601): the pipeline is not converted: `rounds` makes text of a PipelinePar…
pipeline = Pipeline(ws, steps=[a])
""",
    )


def test_arguments_in_a_dictionary() -> None:
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
common = load()
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc, **common)
pipeline = Pipeline(ws, steps=[a])
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
common = load()
# TODO(azureml-migrate AML501): its arguments are only known when the code runs
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc, **common)
# TODO(azureml-migrate AML601): the pipeline is not converted: its arguments are only known when th…
pipeline = Pipeline(ws, steps=[a])
""",
    )
