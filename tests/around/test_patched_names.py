"""Tests that replace names which went away from the modules of the project."""

from __future__ import annotations

from pathlib import Path

from tests.conversion import convert_project, notebook
from tests.linking.test_origins import without_addresses

DATA = """\
import json

from azureml.core import Dataset, Experiment, Workspace


def get_data(ws, name):
    return Dataset.get_by_name(ws, name)


def connect():
    return Workspace.from_config()


def submit(ws, job):
    return Experiment(ws, "a").submit(job)
"""
TESTS = """\
from unittest.mock import MagicMock, patch

from shop import data
from shop.data import connect, get_data


@patch("shop.data.Dataset")
def test_data(dataset):
    get_data(MagicMock(), "sales")


class TestClient:
    @patch("shop.data.Workspace.from_config", return_value="ws")
    def test_client(self, from_config):
        assert connect() == "ws"


def test_both(monkeypatch):
    with patch.object(data, "Workspace") as first, patch("shop.data.Dataset"), patch("shop.data.Dataset"):
        connect()
    monkeypatch.setattr(
        "shop.data.Workspace",
        MagicMock(),
    )
"""
KEPT = """\
from unittest.mock import patch

from shop import data
from shop.data import submit


@patch("shop.data.Experiment")
@patch("shop.data.json.dumps")
@patch("shop.data.connect")
@patch("azureml.core.Dataset")
@patch("other.data.Dataset")
@patch.object(data, "get_data")
def test_submit(*mocks):
    submit("ws", "job")
"""
TODO = "# TODO(azureml-migrate AML001): `shop/data.py` has no `%s` any more: patch what its v2 code uses\n"


def test_each_statement_gets_a_todo(tmp_path: Path) -> None:
    found = convert_project(tmp_path, {"shop/data.py": DATA, "tests/test_data.py": TESTS})["tests/test_data.py"]
    dataset, workspace = TODO % "Dataset", TODO % "Workspace"
    expected = TESTS.replace('@patch("shop.data.Dataset")', dataset + '@patch("shop.data.Dataset")')
    expected = expected.replace('    @patch("shop.data.W', "    " + workspace + '    @patch("shop.data.W')
    expected = expected.replace("    with patch", f"    {workspace}    {dataset}    with patch")
    expected = expected.replace("    monkeypatch", f"    {workspace}    monkeypatch")
    assert without_addresses(found.text) == expected
    lines = found.text.splitlines()
    uses = [(use.symbol, use.location.line, lines[(use.output_line or 0) - 1].strip()[:12]) for use in found.manual]
    assert uses == [
        ("azureml.core.Dataset", 7, '@patch("shop'),
        ("azureml.core.Workspace", 13, '@patch("shop'),
        ("azureml.core.Dataset", 19, "with patch.o"),
        ("azureml.core.Workspace", 19, "with patch.o"),
        ("azureml.core.Workspace", 21, "monkeypatch."),
    ]
    again = convert_project(tmp_path / "again", {"tests/test_data.py": found.text})
    assert again["tests/test_data.py"].text == found.text


def test_names_that_the_module_has_and_those_of_other_modules(tmp_path: Path) -> None:
    found = convert_project(tmp_path, {"shop/data.py": DATA, "tests/test_data.py": KEPT})
    assert "from azureml.core import Experiment" in found["shop/data.py"].text
    assert found["tests/test_data.py"].text == KEPT
    assert found["tests/test_data.py"].manual == []


def test_cells_of_a_notebook_and_files_without_a_dash(tmp_path: Path) -> None:
    latin = "# -*- coding: latin-1 -*-\n# \xe9\r\nimport shop.data\nmonkeypatch.setattr(shop.data, 'Dataset', 1)\n"
    files: dict[str, str | bytes] = {
        "shop/data.py": DATA,
        "a.ipynb": notebook("import shop.data", "%time f()\nmocker.patch('shop.data.Dataset')"),
        "latin.py": latin.encode("latin-1"),
    }
    found = convert_project(tmp_path, files)
    todo = "TODO(azureml-migrate AML001): `shop/data.py` has no `Dataset` any more"
    assert f'"%time f()\\n# {todo}' in found["a.ipynb"].text
    assert [(use.location.cell, use.location.line, use.output_line) for use in found["a.ipynb"].manual] == [(1, 2, 3)]
    lines = found["latin.py"].result.output().decode("latin-1").splitlines()
    assert lines[3].startswith(f"# {todo}")
    assert " - https://" in lines[3]
