"""v1 takes a path from the root of its datastore, however it begins; in v2 it would name another folder."""

from __future__ import annotations

import pytest

from tests.conversion import convert

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


@pytest.mark.parametrize("path", ['f"prices/{year}/*.csv"', 'f"{kind}/**/{year}"', '"prices/*/" + year + "/**"'])
def test_a_pattern_is_a_table_though_parts_of_it_are_not_known(path: str) -> None:
    text = convert(_BEFORE.format(path=path)).text
    assert '"paths": [{"pattern": f"azureml://datastores/sales/paths/' in text
    assert 'prices = Input(type="mltable", path="./tables/prices", mode="eval_mount")' in text
