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
    ],
)
def test_the_path_is_relative_to_the_root(path: str, written: str) -> None:
    assert f"path={written}" in convert(_BEFORE.format(path=path)).text
