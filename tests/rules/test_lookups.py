"""Looking things up by name in the dictionaries that a workspace of v1 has."""

from __future__ import annotations

from tests.conversion import assert_converts, assert_unchanged, convert

BEFORE = """\
from azureml.core import Workspace

ws = Workspace.from_config()
"""
AFTER = """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
"""


def test_get_of_every_kind() -> None:
    assert_converts(
        f"""\
{BEFORE}target = ws.compute_targets.get("cpu")
store = ws.datastores.get(name)
model = ws.models.get("demand")
environment = ws.environments.get("sklearn")
print(target.name, store.name, model.name, environment.name)
""",
        f"""\
{AFTER}target = ws.compute.get("cpu")
store = ws.datastores.get(name)
model = ws.models.get("demand", label="latest")
environment = ws.environments.get("sklearn", label="latest")
print(target.name, store.name, model.name, environment.name)
""",
    )


def test_a_default_needs_the_dictionary() -> None:
    assert_converts(
        f"""\
{BEFORE}store = ws.datastores.get("lake", None)
target = ws.compute_targets.get("gpu") or ws.compute_targets["cpu"]
""",
        f"""\
{AFTER}store = {{store.name: store for store in ws.datastores.list()}}.get("lake", None)
target = {{target.name: target for target in ws.compute.list()}}.get("gpu") or ws.compute.get("cpu")
""",
    )


def test_names_of_datasets() -> None:
    assert_converts(
        f"""\
{BEFORE}for name in ws.datasets:
    print(name)
print(sorted(ws.datasets), [name for name in ws.datasets])
if "prices" in ws.datasets.keys():
    print("there")
""",
        f"""\
{AFTER}for name in [data.name for data in ws.data.list()]:
    print(name)
print(sorted([data.name for data in ws.data.list()]), [name for name in [data.name for data in ws.data.list()]])
if "prices" in [data.name for data in ws.data.list()]:
    print("there")
""",
    )


def test_datasets_themselves_are_left_to_a_person() -> None:
    text = convert(f"{BEFORE}for name, one in ws.datasets.items():\n    print(name, one.version)\n").text
    assert "list the data assets with `ml_client.data.list()`" in text


def test_a_model_that_may_be_absent_is_left_to_a_person() -> None:
    text = convert(f'{BEFORE}model = ws.models.get("demand")\nif model is not None:\n    print(model.name)\n').text
    assert "AML701): v1 gives None for a name that it does not know" in text
    assert 'model = ws.models.get("demand")\n' in text


def test_a_dictionary_of_the_user() -> None:
    assert_unchanged('targets = {"cpu": 1}\nprint(targets.get("cpu"), targets.items())\n')


def test_a_dataset_that_was_found_or_registered() -> None:
    """A variable of v2 holds a data asset in both branches: what follows asks it for its name."""
    assert_converts(
        f"""\
from azureml.core import Dataset
{BEFORE}if "labels" in ws.datasets:
    labels = ws.datasets.get("labels")
else:
    labels = Dataset.Tabular.from_json_lines_files("https://example.org/labels.jsonl").register(ws, "labels")
print(labels.name)
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Data
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
if "labels" in [data.name for data in ws.data.list()]:
    labels = ws.data.get("labels", label="latest")
else:
    labels = ws.data.create_or_update(Data(name="labels", path="./tables/table", type="mltable"))
print(labels.name)
""",
    )
