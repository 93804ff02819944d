"""Code that asks whether a dataset is there: v2 has to ask too, a reference to it never fails."""

from __future__ import annotations

from tests.conversion import assert_converts

_BEFORE = """\
from azureml.core import Dataset, Workspace

ws = Workspace.from_config()
registered = False
try:
    temp = Dataset.get_by_name(ws, "digits")
    registered = True
except Exception:
    print("not there yet")

try:
    Dataset.get_by_name(ws, "letters")
except Exception:
    letters = False
else:
    letters = True


def is_there(name):
    try:
        found = Dataset.get_by_name(ws, name)
        return True
    except Exception:
        return False


print(registered, letters, is_there("words"))
"""

_AFTER = """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
registered = False
try:
    temp = ws.data.get("digits", label="latest")
    registered = True
except Exception:
    print("not there yet")

try:
    ws.data.get("letters", label="latest")
except Exception:
    letters = False
else:
    letters = True


def is_there(name):
    try:
        found = ws.data.get(name, label="latest")
        return True
    except Exception:
        return False


print(registered, letters, is_there("words"))
"""


def test_whether_it_is_there() -> None:
    assert_converts(_BEFORE, _AFTER)


def test_what_only_tells_of_the_error() -> None:
    """The job that reads the data would fail as well."""
    assert_converts(
        """\
from azureml.core import Dataset, Environment, Experiment, ScriptRunConfig, Workspace

ws = Workspace.from_config()
rounds = 1
try:
    data = Dataset.get_by_name(ws, "digits")
    epochs = 5
    script = ScriptRunConfig(
        "src",
        "train.py",
        arguments=["--data", data.as_mount(), "--epochs", epochs],
        compute_target="cpu",
        environment=Environment.get(ws, "training", "3"),
    )
    Experiment(ws, "digits").submit(script)
except Exception as error:
    print(error)
    raise
""",
        """\
from azure.ai.ml import Input, MLClient, command
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
rounds = 1
try:
    data = Input(type="uri_folder", path="azureml:digits@latest", mode="ro_mount")
    epochs = 5
    script = command(
        code="src",
        command=f"python train.py --data ${{{{inputs.data}}}} --epochs {epochs}",
        inputs={"data": data},
        environment="azureml:training:3",
        compute="cpu",
    )
    ws.jobs.create_or_update(script, experiment_name="digits")
except Exception as error:
    print(error)
    raise
""",
    )
