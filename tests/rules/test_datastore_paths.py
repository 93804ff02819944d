"""v1 takes a path from the root of its datastore, however it begins; in v2 it would name another folder."""

from __future__ import annotations

import pytest

from tests.conversion import assert_becomes, convert

_BEFORE = """\
from azureml.core import Dataset, Datastore, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
prices = Dataset.File.from_files((Datastore.get(ws, "sales"), {path}))
step = PythonScriptStep("train.py", arguments=[prices.as_named_input("prices").as_mount()], compute_target="cpu")
pipeline = Pipeline(ws, steps=[step])
"""


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ('"/prices/2026/"', '"azureml://datastores/sales/paths/prices/2026/"'),
        ('"./prices"', '"azureml://datastores/sales/paths/prices"'),
        ('".//prices"', '"azureml://datastores/sales/paths/prices"'),
        ('"/"', '"azureml://datastores/sales/paths/"'),
        ('"."', '"azureml://datastores/sales/paths/"'),
        ('f"/{year}/prices"', 'f"azureml://datastores/sales/paths/{year}/prices"'),
        ('".prices/.."', '"azureml://datastores/sales/paths/.prices/.."'),
        ('"prices/**"', '"azureml://datastores/sales/paths/prices"'),
        ('f"prices/{year}/**"', 'f"azureml://datastores/sales/paths/prices/{year}"'),
        ('"prices/" + year + "/**/*"', 'f"azureml://datastores/sales/paths/prices/{year}"'),
        ('"prices/{}/**".format(year)', 'f"azureml://datastores/sales/paths/prices/{year}"'),
    ],
)
def test_the_path_is_relative_to_the_root(path: str, written: str) -> None:
    assert f"path={written}" in convert(_BEFORE.format(path=path)).text


def test_a_path_that_no_step_could_be_given_stays() -> None:
    """Half of ``store.path(…).as_mount()`` would be neither v1 nor v2."""
    before = """\
from azureml.core import Experiment, Workspace
from azureml.train.dnn import PyTorch

ws = Workspace.from_config()
store = ws.get_default_datastore()
given = {"--data": store.path("raw").as_mount()}
estimator = PyTorch("src", entry_script="train.py", resume_from=input(), script_params=given)
Experiment(ws, "training").submit(estimator)
"""
    assert 'given = {"--data": store.path("raw").as_mount()}\n' in convert(before).text


@pytest.mark.parametrize("access", ["as_mount", "as_download"])
def test_a_whole_datastore_that_no_step_could_be_given_stays(access: str) -> None:
    """The address alone would leave the script without the files that v1 mounted."""
    before = f"""\
from azureml.core import Workspace

ws = Workspace.from_config()
store = ws.get_default_datastore()
train({{"--data": store.{access}()}})
"""
    after = f"""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
# TODO(azureml-migrate AML302): no pipeline that could be converted uses this data
train({{"--data": store.{access}()}})
"""
    assert_becomes(before, after)


@pytest.mark.parametrize("path", ['f"prices/{year}/*.csv"', 'f"{kind}/**/{year}"', '"prices/*/" + year + "/**"'])
def test_a_pattern_is_a_table_though_parts_of_it_are_not_known(path: str) -> None:
    text = convert(_BEFORE.format(path=path)).text
    assert '"paths": [{"pattern": f"azureml://datastores/sales/paths/' in text
    assert 'prices = Input(type="mltable", path="./tables/prices", mode="eval_mount")' in text


_OF_EACH_REGION = """\
from azureml.core import Dataset, Datastore, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def make_step(region, store="sales"):
    table = Dataset.Tabular.from_delimited_files((Datastore.get(ws, {store}), f"{{region}}/orders.csv"))
    return PythonScriptStep("train.py", inputs=[table.as_named_input("orders")], compute_target="cpu")


steps = [make_step({first}), make_step({second})]
pipeline = Pipeline(ws, steps=steps)
"""


def test_each_table_of_a_function_has_a_folder_of_its_own() -> None:
    text = convert(_OF_EACH_REGION.format(store='"sales"', first='"north"', second='"south"')).text
    assert 'Path(f"tables/table_{region}/MLTable").write_text(' in text
    assert 'table = Input(type="mltable", path=f"./tables/table_{region}", mode="direct")' in text


def test_a_folder_is_enough_where_all_calls_mean_the_same_table() -> None:
    text = convert(_OF_EACH_REGION.format(store='"sales"', first='"north"', second='"north"')).text
    assert 'table = Input(type="mltable", path="./tables/table", mode="direct")' in text


def test_tables_of_a_datastore_that_varies_have_folders_of_their_own() -> None:
    stores = {"store": "store", "first": '"north", "a"', "second": '"south", "b"'}
    text = convert(_OF_EACH_REGION.format(**stores)).text
    assert 'path=f"./tables/table_{ws.datastores.get(store).name}_{region}"' in text
