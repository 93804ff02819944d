"""Data that a condition has mounted or downloaded: the input says so, in the words of v2."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_BEFORE = """\
import os

from azureml.core import Dataset, Workspace
from azureml.data import OutputFileDatasetConfig
from azureml.data.dataset_consumption_config import DatasetConsumptionConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
LARGE = os.environ.get("LARGE") == "1"
sales = Dataset.get_by_name(ws, "sales")
{data}
train = PythonScriptStep(
    script_name="train.py", arguments=["--sales", data], inputs=[data], compute_target="cpu", source_directory="src"
)
pipeline = Pipeline(ws, steps=[{before}train])
"""
_SALES = 'sales = Input(type="uri_folder", path="azureml:sales@latest", mode="{mode}")\n'


@pytest.mark.parametrize(
    ("data", "after"),
    [
        pytest.param(
            """\
data = sales.as_named_input("sales").as_mount() if LARGE else sales.as_named_input("sales").as_download()
""",
            """\
data = Input(type="uri_folder", path=sales.path, mode="ro_mount" if LARGE else "download")
""",
            id="of one expression",
        ),
        pytest.param(
            """\
named = sales.as_named_input("sales")
data = named.as_download() if not LARGE else named.as_mount()
""",
            """\
named = sales
data = Input(type="uri_folder", path=named.path, mode="download" if not LARGE else "ro_mount")
""",
            id="of one variable",
        ),
        pytest.param(
            """\
if LARGE:
    data = sales.as_named_input("sales").as_mount()
else:
    data = sales.as_named_input("sales").as_download()
""",
            """\
if LARGE:
    data = Input(type="uri_folder", path=sales.path, mode="ro_mount")
else:
    data = Input(type="uri_folder", path=sales.path, mode="download")
""",
            id="of branches",
        ),
        pytest.param(
            """\
def consume(files, large):
    named = files.as_named_input("sales")
    if large:
        return named.as_mount()
    return named.as_download()


data = consume(sales, LARGE)
""",
            """\
def consume(files, large):
    named = files
    if large:
        return Input(type="uri_folder", path=named.path, mode="ro_mount")
    return Input(type="uri_folder", path=named.path, mode="download")


data = consume(sales, LARGE)
""",
            id="of a function",
        ),
    ],
)
def test_the_input_has_the_mode_that_the_condition_chooses(data: str, after: str) -> None:
    text = convert(_BEFORE.format(data=data, before="")).text
    assert _SALES.format(mode="download" if "not LARGE" in data else "ro_mount") in text
    assert after.strip() in text
    assert "TODO" not in text
    assert text.endswith("pipeline = pipeline_definition(data=data)\n")


_FUNCTION = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def consume(workspace, name, {parameter}):
    named = Dataset.get_by_name(workspace, name).as_named_input(name)
    return {given}


ws = Workspace.from_config()
prices = consume(ws, "prices")
sales = consume(ws, "sales", {argument})
train = PythonScriptStep(
    script_name="train.py", arguments=["--data", prices, sales], inputs=[prices, sales], compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
"""


@pytest.mark.parametrize(
    ("parameter", "argument", "given", "after"),
    [
        pytest.param(
            "large=True",
            "large=False",
            "named.as_mount() if large else named.as_download()",
            'Input(type="uri_folder", path=named.path, mode="ro_mount" if large else "download")',
            id="one of two modes",
        ),
        pytest.param("tries=1", "tries=2", "named.as_mount()", "named", id="one mode"),
    ],
)
def test_a_function_finds_data_and_says_how_it_is_read(parameter: str, argument: str, given: str, after: str) -> None:
    text = convert(_FUNCTION.format(parameter=parameter, argument=argument, given=given)).text
    assert (
        f"""\
def consume(workspace, name, {parameter}):
    named = Input(type="uri_folder", path=f"azureml:{{name}}@latest", mode="ro_mount")
    return {after}
"""
        in text
    )
    assert f'prices = consume(ws, "prices")\nsales = consume(ws, "sales", {argument})\n' in text
    assert "train = train_component(prices=prices, sales=sales)\n" in text
    assert "TODO" not in text


@pytest.mark.parametrize(
    ("data", "before"),
    [
        pytest.param(
            'data = sales.as_named_input("sales").as_mount() if LARGE else sales.as_named_input("sales")\n',
            "",
            id="a table in the script or files",
        ),
        pytest.param(
            """\
clean = OutputFileDatasetConfig("clean")
prep = PythonScriptStep(
    script_name="prep.py", arguments=[clean], compute_target="cpu", source_directory="src"
)
data = clean.as_input("clean").as_mount() if LARGE else clean.as_input("clean").as_download()
""",
            "prep, ",
            id="what another step writes",
        ),
        pytest.param(
            'data = DatasetConsumptionConfig("sales", sales, mode=os.environ["MODE"])\n',
            "",
            id="a mode from outside",
        ),
    ],
)
def test_what_v2_cannot_say_so_stays_v1_as_a_whole(data: str, before: str) -> None:
    text = convert(_BEFORE.format(data=data, before=before)).text
    assert before or 'sales = Dataset.get_by_name(ws, "sales")\n' in text
    assert data.splitlines()[-1] in text
    assert "pipeline = Pipeline(ws, steps=[" in text
