"""What only looks like v1 stays as it is, byte for byte."""

from __future__ import annotations

from tests.conversion import assert_converts, assert_unchanged


def test_the_same_name_from_another_package() -> None:
    assert_unchanged(
        """\
from pipelines import Pipeline, PythonScriptStep
from platform_sdk.core import Workspace

ws = Workspace.from_config()
step = PythonScriptStep(script_name="train.py", compute_target="cpu")
pipeline = Pipeline(workspace=ws, steps=[step])
pipeline.validate()
""",
    )


def test_a_package_whose_name_begins_alike() -> None:
    assert_unchanged(
        """\
import azureml_tools
from azureml_tools.core import Workspace

ws = Workspace.from_config()
print(azureml_tools.VERSION, ws.name)
""",
    )


def test_a_relative_import() -> None:
    assert_unchanged(
        """\
from .azureml.core import Workspace

ws = Workspace.from_config()
print(ws.name)
""",
    )


def test_a_class_of_the_file_itself() -> None:
    assert_unchanged(
        """\
class PythonScriptStep:
    def __init__(self, script_name, compute_target):
        self.script_name = script_name

    def run_after(self, other):
        self.other = other


first = PythonScriptStep(script_name="a.py", compute_target="cpu")
second = PythonScriptStep(script_name="b.py", compute_target="cpu")
second.run_after(first)
""",
    )


def test_strings_and_comments() -> None:
    assert_unchanged(
        '''\
"""Replaces azureml.core.Workspace.from_config()."""
# from azureml.core import Workspace; ws = Workspace.from_config()
MODULE = "azureml.core"
TEXT = f"{MODULE}.Workspace and PythonScriptStep(script_name='train.py')"
''',
    )


def test_attributes_of_the_same_name() -> None:
    assert_unchanged(
        """\
import pandas as pd

frame = pd.read_csv("azureml.csv")
frame.name = "ws"
print(frame.name, frame.location, frame.id)
frame.wait_for_completion(show_output=True)
frame.get_default_datastore().path("x").as_mount()
""",
    )


def test_a_shadowed_import() -> None:
    """The import is dead, so it goes; the rest stays."""
    assert_converts(
        """\
from azureml.core import Workspace
from fakes import Workspace

ws = Workspace.from_config()
print(ws.name)
""",
        """\
from fakes import Workspace

ws = Workspace.from_config()
print(ws.name)
""",
    )


def test_a_name_that_means_something_else_in_a_function() -> None:
    assert_converts(
        """\
from azureml.core import Workspace


def connect(Workspace):
    return Workspace.from_config().name


ws = Workspace.from_config()
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential


def connect(Workspace):
    return Workspace.from_config().name


ws = MLClient.from_config(DefaultAzureCredential())
""",
    )


def test_a_name_that_is_bound_again() -> None:
    assert_converts(
        """\
from azureml.core import Workspace

ws = Workspace.from_config()
print(ws.name)
ws = open("log.txt")
print(ws.name)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
print(ws.workspace_name)
ws = open("log.txt")
print(ws.name)
""",
    )


def test_the_loop_variable_of_the_same_name() -> None:
    assert_converts(
        """\
from azureml.core import Workspace

ws = Workspace.from_config()
print(ws.location)
names = [ws.name for ws in windows]
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
print(ws.workspaces.get(ws.workspace_name).location)
names = [ws.name for ws in windows]
""",
    )


def test_a_v2_file() -> None:
    assert_unchanged(
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(code="src", command="python train.py", environment="azureml:e:1")


@dsl.pipeline(default_compute="cpu")
def training():
    train_step = train_component()


ws.jobs.create_or_update(training(), experiment_name="training")
""",
    )


def test_an_entry_script_without_v1() -> None:
    assert_unchanged(
        """\
import argparse

import mlflow

parser = argparse.ArgumentParser(description="runs in azureml")
mlflow.log_metric("score", 1.0)
""",
    )


def test_errors_of_a_package_that_v1_sends_requests_with() -> None:
    assert_unchanged(
        """\
from msrest.exceptions import HttpOperationError

try:
    groups = list(client.resource_groups.list())
except HttpOperationError:
    groups = []
""",
    )
