"""A variable that holds one of several datasets, as the branches of the program make it."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_BEFORE = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
{data}
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--prices", prices.as_named_input("prices").as_download()],
    compute_target="cpu",
    source_directory="src",
)
{then}pipeline = Pipeline(ws, steps=[train])
"""
_ONE_OF_TWO = """\
prices = Dataset.get_by_name(ws, "prices")
if "prices-2026" in ws.datasets:
    prices = Dataset.get_by_name(ws, "prices-2026", version=2)
"""


def test_what_a_branch_replaces_is_an_input_as_well() -> None:
    text = convert(_BEFORE.format(data=_ONE_OF_TWO, then="")).text
    assert (
        """\
prices = Input(type="uri_folder", path="azureml:prices@latest", mode="download")
if "prices-2026" in [data.name for data in ws.data.list()]:
    prices = Input(type="uri_folder", path="azureml:prices-2026:2", mode="download")
"""
        in text
    )
    assert text.endswith("pipeline = pipeline_definition(prices=prices)\n")


@pytest.mark.parametrize(
    ("data", "then", "reason"),
    [
        pytest.param(
            _ONE_OF_TWO,
            'prices = Dataset.get_by_name(ws, "prices-2025")\n',
            "which data `prices` holds changes before the pipeline is made",
            id="another one after the step",
        ),
        pytest.param(
            """\
if "prices" in ws.datasets:
    prices = Dataset.get_by_name(ws, "prices")
    print(prices.version)
else:
    prices = Dataset.File.from_files((store, "prices"))
""",
            "",
            "`prices` is registered in one branch only",
            id="an asset or an input",
        ),
        pytest.param(
            """\
if "prices" in ws.datasets:
    prices = Dataset.File.from_files((store, "prices"))
else:
    prices = Dataset.File.from_files((store, "prices.csv"))
""",
            "",
            "`prices` is uri_file or uri_folder",
            id="a file or a folder",
        ),
        pytest.param(
            """\
if "prices" in ws.datasets:
    prices = Dataset.get_by_name(ws, "prices")
else:
    prices = make_prices()
""",
            "",
            "",
            id="something that is not known",
        ),
    ],
)
def test_what_is_not_one_input_stays(data: str, then: str, reason: str) -> None:
    text = convert(_BEFORE.format(data=data, then=then)).text
    assert "pipeline = Pipeline(ws, steps=[train])" in text
    assert 'prices.as_named_input("prices").as_download()' in text
    assert reason in text


def test_one_of_two_that_a_function_makes() -> None:
    data = """\
def find():
    if "prices" in ws.datasets:
        prices = Dataset.get_by_name(ws, "prices")
    else:
        prices = Dataset.get_by_name(ws, "prices-2025")
    return prices


prices = find()
"""
    converted = convert(_BEFORE.format(data=data, then=""))
    assert not converted.manual
    assert (
        """\
    if "prices" in [data.name for data in ws.data.list()]:
        prices = Input(type="uri_folder", path="azureml:prices@latest", mode="download")
    else:
        prices = Input(
            type="uri_folder",
            path="azureml:prices-2025@latest",
            mode="download",
        )
    return prices
"""
        in converted.text
    )
