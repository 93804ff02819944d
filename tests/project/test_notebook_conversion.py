"""Whole notebooks, converted: only the cells with v1 change, and nothing in them but their code."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.conversion import Options
from migrate.engine import convert_one
from migrate.project.notebook import read_notebook
from tests.conversion import Converted, convert_project, notebook

TODO = "# TODO(azureml-migrate AML001): the v1 code below still needs this"


def sources(text: str) -> list[str]:
    return [cell["source"] for cell in json.loads(text)["cells"]]


def converted(root: Path, *cells: str) -> Converted:
    return convert_project(root, {"a.ipynb": notebook(*cells)})["a.ipynb"]


IMPORT = "from azureml.core import Workspace\n"
WORKSPACE = "ws = Workspace.from_config()"
IMPORT_V2 = "from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n"
WORKSPACE_V2 = "ws = MLClient.from_config(DefaultAzureCredential())"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("%matplotlib inline\nprint(ws.name)", "%matplotlib inline\nprint(ws.workspace_name)"),
        ("%%time\n\nprint(ws.name)", "%%time\n\nprint(ws.workspace_name)"),
        ("%%capture out --no-stderr\nprint(ws.name)", "%%capture out --no-stderr\nprint(ws.workspace_name)"),
        ("f = !ls {ws.name} \\\n   -l {ws.name}\n1", "f = !ls {ws.workspace_name} \\\n   -l {ws.workspace_name}\n1"),
        ("# a\n%%sh -s \"$ws.name\" {x}\necho ws.name", "# a\n%%sh -s \"$ws.workspace_name\" {x}\necho ws.name"),
        ("if a:\n    !ls\n    print(ws.name)", "if a:\n    !ls\n    print(ws.workspace_name)"),
        ("?print\nprint??\nprint(ws.name)", "?print\nprint??\nprint(ws.workspace_name)"),
        ("await task(ws.name)\nprint(1 % 2)", "await task(ws.workspace_name)\nprint(1 % 2)"),
        ("%time print(1)\nws.name", "%time print(1)\nws.workspace_name"),
        ("%time w = Workspace.from_config()\nw.name", f"%time w = {WORKSPACE_V2[5:]}\nw.workspace_name"),
        ("!a {ws.name} $ws.name '$ws.name'", "!a {ws.workspace_name} $ws.workspace_name '$ws.name'"),
        ("x = %env A\nt = '''\n%ls\n!ls\n'''\nws.name;", "x = %env A\nt = '''\n%ls\n!ls\n'''\nws.workspace_name;"),
        ("async with a as b:\n    print(ws.name)", "async with a as b:\n    print(ws.workspace_name)"),
        ("%%bash\necho ws.name", "%%bash\necho ws.name"),
        ("%%html\n<p>azureml.core</p>", "%%html\n<p>azureml.core</p>"),
        ("!pip install {x}", "!pip install {x}"),
    ],
)  # fmt: skip
def test_what_is_ipythons_stays(tmp_path: Path, before: str, after: str) -> None:
    result = converted(tmp_path, IMPORT + WORKSPACE, before)
    assert sources(result.text) == [IMPORT_V2 + WORKSPACE_V2, after]
    assert result.manual == []


def test_names_hold_over_all_cells_in_order(tmp_path: Path) -> None:
    cells = ("print(ws.name)", IMPORT, WORKSPACE, "print(ws.name)", "ws = Other()", "print(ws.name)")
    assert sources(converted(tmp_path, *cells).text) == [
        "print(ws.name)",
        IMPORT_V2.rstrip("\n") + "\n",
        WORKSPACE_V2,
        "print(ws.workspace_name)",
        "ws = Other()",
        "print(ws.name)",
    ]


def test_a_magic_without_its_sign_gets_it_where_code_joins_it(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("azureml-core\n")
    cells = ("pip install azureml-core", "cd ..", "print 'old'\n" + IMPORT, WORKSPACE + "\nprint(ws.name)")
    result = converted(tmp_path, *cells)
    assert sources(result.text) == [
        IMPORT_V2 + "\n%pip install azure-ai-ml azure-identity azureml-core",
        "cd ..",
        "print 'old'\n" + IMPORT,
        WORKSPACE_V2 + "\nprint(ws.workspace_name)",
    ]
    assert result.result.broken == {2: "line 2: this is not valid Python 3"}
    assert sources(converted(tmp_path, "pip install x", IMPORT + WORKSPACE).text)[0] == "pip install x"


def test_a_cell_that_is_not_python_stays_and_the_others_are_converted(tmp_path: Path) -> None:
    broken = "from azureml.core import Dataset\nprint 'old'"
    result = converted(tmp_path, IMPORT + WORKSPACE, broken, "print(ws.name)")
    assert sources(result.text) == [IMPORT_V2 + WORKSPACE_V2, broken, "print(ws.workspace_name)"]
    assert result.result.broken == {1: "line 2: this is not valid Python 3"}


def test_a_repeated_import_stays_only_where_it_is_needed(tmp_path: Path) -> None:
    again = "from azureml.widgets import RunDetails\n"
    cells = (f"{again}print(1)", f"{again}print(2)", f"{again}show(RunDetails)")
    result = sources(converted(tmp_path, *cells).text)
    assert result[:2] == ["print(1)", "print(2)"]
    assert result[2].startswith(TODO)
    assert again in result[2]


POOL = (
    IMPORT + WORKSPACE,
    IMPORT,
    WORKSPACE,
    "print(ws.name)",
    "%%time\nprint(ws.name)\n!ls",
    "x = !ls\nprint(1 % 2, 'é \U0001f600')",
    "%%bash\npip list",
    "def broken(:\n",
    "import os\n\nos.listdir()\n",
    "",
    "print?",
    "await y",
)
V1 = POOL[:5]


@st.composite
def notebooks(draw: st.DrawFn) -> dict[str, Any]:
    minor = draw(st.integers(0, 5))
    cells = []
    for number, source in enumerate(draw(st.lists(st.sampled_from(POOL), max_size=6))):
        kind = draw(st.sampled_from(["code", "code", "code", "markdown", "raw"]))
        lines = source.splitlines(keepends=True) if draw(st.booleans()) else source
        cell: dict[str, Any] = {"cell_type": kind, "metadata": draw(st.sampled_from([{}, {"tags": ["é"], "a": {}}]))}
        if kind == "code":
            output = {"output_type": "stream", "name": "stdout", "text": ["é\n"]}
            cell |= {
                "execution_count": draw(st.sampled_from([None, 3])),
                "outputs": draw(st.sampled_from([[], [output]])),
            }
        elif minor >= 1 and draw(st.booleans()):
            cell["attachments"] = {"a.png": {"image/png": "QQ=="}}
        if minor >= 5:
            cell["id"] = f"c{number}"
        cells.append(dict(draw(st.permutations([*cell.items(), ("source", lines)]))))
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": minor}


@settings(deadline=None, max_examples=60)
@given(notebooks(), st.sampled_from([None, 1, 2, "\t"]), st.booleans(), st.sampled_from(["", "\n"]))
def test_only_cells_with_v1_change(
    before: dict[str, Any], indent: int | str | None, ascii_only: bool, end: str
) -> None:
    def dumped(value: object) -> bytes:
        return (json.dumps(value, indent=indent, ensure_ascii=ascii_only) + end).encode()

    result = convert_one(read_notebook("a.ipynb", dumped(before)), Path("/nonexistent"), Options())
    expected = json.loads(json.dumps(before))
    for index, text in result.cells.items():
        cell = expected["cells"][index]
        assert cell["cell_type"] == "code"
        assert "".join(cell["source"]) in V1
        shown = result.document.masks.unmask(text)  # type: ignore[attr-defined]
        cell["source"] = shown.splitlines(keepends=True) if isinstance(cell["source"], list) else shown
        cell |= {"outputs": [], "execution_count": None}
    assert result.output() == dumped(expected)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nbformat.validate(nbformat.from_dict(json.loads(result.output())))  # type: ignore[no-untyped-call]
