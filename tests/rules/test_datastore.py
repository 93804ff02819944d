"""Looking up a datastore becomes a call of ``ws.datastores``."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts, convert


def test_arguments_by_position_and_keyword() -> None:
    assert_converts(
        """\
from azureml.core import Datastore, Workspace

ws = Workspace.from_config()
a = Datastore.get(ws, "a")
b = Datastore(ws, name="b")
c = Datastore.get(workspace=ws, datastore_name=names.c)
d = Datastore.get_default(ws)
print(a.name, b.name, c.name, d.name)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a = ws.datastores.get("a")
b = ws.datastores.get("b")
c = ws.datastores.get(names.c)
d = ws.datastores.get_default()
print(a.name, b.name, c.name, d.name)
""",
    )


def test_by_key() -> None:
    assert_converts(
        """\
from azureml.core import Workspace

ws = Workspace.from_config()
store = ws.datastores["sales"]
print(store.name)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get("sales")
print(store.name)
""",
    )


def test_through_a_function() -> None:
    assert_converts(
        """\
from azureml.core import Datastore, Workspace


def get_store(ws: Workspace, name: str) -> Datastore:
    return Datastore.get(ws, name) if name else ws.get_default_datastore()


store = get_store(Workspace.from_config(), "sales")
print(store.name)
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Datastore
from azure.identity import DefaultAzureCredential


def get_store(ws: MLClient, name: str) -> Datastore:
    return ws.datastores.get(name) if name else ws.datastores.get_default()


store = get_store(MLClient.from_config(DefaultAzureCredential()), "sales")
print(store.name)
""",
    )


def test_a_store_that_the_file_does_not_read() -> None:
    """It may be there for other modules to import."""
    assert_converts(
        """\
from azureml.core import Workspace

ws = Workspace.from_config()
store = ws.get_default_datastore()
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
""",
    )


def test_registering_is_left_to_a_person() -> None:
    assert_becomes(
        """\
from azureml.core import Datastore, Workspace

ws = Workspace.from_config()
store = Datastore.register_dbfs(ws, "a")
print(store.name)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Datastore

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML314): v2 has no public datastore of this kind
store = Datastore.register_dbfs(ws, "a")
print(store.name)
""",
    )


def test_another_default_is_left_to_a_person() -> None:
    head = "from azureml.core import Workspace\n\nws = Workspace.from_config()\n"
    changed = convert(head + 'ws.set_default_datastore("mine")\nws.set_default_datastore("workspaceblobstore")\n').text
    assert "AML301): v2 cannot change the default datastore" in changed
    assert changed.count("\nws.set_default_datastore(") == 2


def test_a_variable_that_may_hold_a_store_of_v1_is_left_whole_also_when_nothing_reads_it() -> None:
    before = """\
from azureml.core import Datastore, Workspace

ws = Workspace.from_config()
try:
    store = Datastore.get(ws, "a")
except ValueError:
    store = Datastore.register_dbfs(ws, "a")
"""
    converted = convert(before).text
    assert 'store = Datastore.get(ws, "a")' in converted
    assert convert(converted).text == converted
