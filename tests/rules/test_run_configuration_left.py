"""Run configurations that cannot be spread stay as they are, with the pipelines that use them."""

from __future__ import annotations

from tests.conversion import assert_becomes


def test_handed_on_to_another_module() -> None:
    """It may be changed there."""
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from ours import tune

ws = Workspace.from_config()
rc = RunConfiguration()
tune(rc)
step = PythonScriptStep(script_name="train.py", compute_target="cpu", runconfig=rc)
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from ours import tune

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
tune(rc)
# TODO(azureml-migrate AML501): `rc` is handed on to code in another file, which may change it
step = PythonScriptStep(script_name="train.py", compute_target="cpu", runconfig=rc)
# TODO(azureml-migrate AML601): the pipeline is not converted: `rc` is handed on to code in another…
pipeline = Pipeline(ws, steps=[step])
""",
    )


def test_a_communicator_without_counterpart_is_left_to_a_person() -> None:
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.communicator = "ParallelTask"
step = PythonScriptStep(script_name="train.py", compute_target="cpu", runconfig=rc)
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
rc.communicator = "ParallelTask"
# TODO(azureml-migrate AML501): v2 has nothing for `communicator` "ParallelTask"
step = PythonScriptStep(script_name="train.py", compute_target="cpu", runconfig=rc)
# TODO(azureml-migrate AML601): the pipeline is not converted: v2 has nothing for `communicator` "P…
pipeline = Pipeline(ws, steps=[step])
""",
    )


def test_changed_after_a_step_was_made() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=rc)
rc.environment.docker.base_image = "my.azurecr.io/base:1"
pipeline = Pipeline(ws, steps=[step])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
# TODO(azureml-migrate AML501): the run configuration is still changed after a step was made with it
step = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu", runconfig=rc)
rc.environment.docker.base_image = "my.azurecr.io/base:1"
# TODO(azureml-migrate AML601): the pipeline is not converted: the run configuration is still chang…
pipeline = Pipeline(ws, steps=[step])
""",
    )
