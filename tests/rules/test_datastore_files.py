"""Uploads keep their paths in the datastore; where that cannot be told, they are left to a person."""

from __future__ import annotations

import pytest

from tests.conversion import assert_converts, convert

_START = """\
from azureml.core import Workspace

ws = Workspace.from_config()
store = ws.get_default_datastore()
"""
_V2 = """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
from azureml.fsspec import AzureMachineLearningFileSystem

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
"""


def test_a_list_that_is_not_known() -> None:
    assert_converts(
        _START + "store.upload_files(found, target_path=target)\n",
        _V2
        + """\
for path in found:
    AzureMachineLearningFileSystem(
        f"azureml://datastores/{store.name}",
        ml_client=ws,
    ).upload(
        lpath=path,
        rpath=target,
        overwrite="APPEND",
    )
""",
    )


def test_the_root_of_the_datastore() -> None:
    assert_converts(
        _START + "store.upload_files(['data/a.csv'], relative_root='data/', overwrite=True)\n",
        _V2
        + """\
AzureMachineLearningFileSystem(
    f"azureml://datastores/{store.name}",
    ml_client=ws,
).upload(
    lpath='data/a.csv',
    rpath="",
    overwrite="MERGE_WITH_OVERWRITE",
)
""",
    )


def test_a_file_to_download() -> None:
    assert_converts(
        _START + "store.download(target, prefix='models/a.pkl', overwrite=True)\n",
        _V2
        + """\
AzureMachineLearningFileSystem(
    f"azureml://datastores/{store.name}",
    ml_client=ws,
).download(
    rpath='models/a.pkl',
    lpath=f"{target}/models",
    overwrite="MERGE_WITH_OVERWRITE",
)
""",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "print(store.upload('data', 'x'))",
        "store.upload('data', 'x', overwrite=replace)",
        "store.upload_files(['a/x.csv', 'b/y.csv'], target_path='t')",
        "store.upload_files(['a/b/x.csv'], relative_root='a')",
        "store.upload_files(found, relative_root=root)",
        "store.download('local')",
        "count = store.download('local', prefix='x')",
        "store.set_as_default()",
    ],
)
def test_left_to_a_person(statement: str) -> None:
    converted = convert(f"{_START}{statement}\n")
    assert {use.verdict.code for use in converted.manual if use.verdict is not None} == {"AML311"}
    assert statement in converted.text


def test_uploads_of_something_else_stay() -> None:
    before = """\
from azureml.fsspec import AzureMachineLearningFileSystem

from storage import Datastore

files = AzureMachineLearningFileSystem("azureml://datastores/sales/paths/x")
files.upload(lpath="data", rpath="x", recursive=True)
Datastore("sales").upload("data", "x")
"""
    assert convert(before).text == before


def test_a_reference_to_what_is_uploaded() -> None:
    """v1 goes on with where the files are; v2 has to be told."""
    assert_converts(
        """\
from azureml.core import Dataset, Workspace

ws = Workspace.from_config()
store = ws.get_default_datastore()
prices = store.upload_files(["out/prices.csv"], target_path="prices", overwrite=True)
everything = store.upload("out")
files = Dataset.File.from_files(prices)
files = files.register(ws, "prices", create_new_version=True)
print(everything)
""",
        """\
from azure.ai.ml import Input, MLClient
from azure.ai.ml.entities import Data
from azure.identity import DefaultAzureCredential
from azureml.fsspec import AzureMachineLearningFileSystem

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
AzureMachineLearningFileSystem(
    f"azureml://datastores/{store.name}",
    ml_client=ws,
).upload(
    lpath="out/prices.csv",
    rpath="prices",
    overwrite="MERGE_WITH_OVERWRITE",
)
AzureMachineLearningFileSystem(
    f"azureml://datastores/{store.name}",
    ml_client=ws,
).upload(
    lpath="out",
    rpath="",
    recursive=True,
    overwrite="APPEND",
)
everything = f"azureml://datastores/{store.name}/paths/"
files = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/prices")
files = ws.data.create_or_update(Data(name="prices", path=files.path, type=files.type))
print(everything)
""",
    )
