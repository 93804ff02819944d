"""What ``%run`` gives to a notebook is followed, as what it imports is."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest

from migrate.project.imports import places
from migrate.project.run_files import file_run, shown_as_import
from tests.conversion import convert_project, notebook

SETUP = """\
from azureml.core import Environment, Workspace

shop = Workspace.from_config()
_shared = Environment("shared")
"""
SETUP_V2 = """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

shop = MLClient.from_config(DefaultAzureCredential())
_shared = Environment(
    name="shared",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
"""
USE = """\
from azureml.core import Experiment, ScriptRunConfig

train = ScriptRunConfig("src", script="train.py", compute_target="cpu", environment=_shared)
run = Experiment(shop, "sales").submit(train)
print(shop.name)
"""
USE_V2 = """\
from azure.ai.ml import command

train = command(code="src", command="python train.py", environment=_shared, compute="cpu")
run = shop.jobs.create_or_update(train, experiment_name="sales")
print(shop.workspace_name)
"""


def sources(text: str) -> list[str]:
    return [cell["source"] for cell in json.loads(text)["cells"]]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("nb/set-up.v1.py", "%run ./set-up.v1.py"),
        ("nb/begin.py", "%run begin"),
        ("tools/begin.py", "%run -i '../tools/begin.py' --size 5"),
        ("tools/set up.py", '%run -t -N 3 "../tools/set up.py"'),
        ("tools/begin.py", "%run \\\n    ..\\tools\\begin.py"),
    ],
)
def test_a_notebook_gets_the_names_of_a_script(tmp_path: Path, path: str, line: str) -> None:
    found = convert_project(tmp_path, {path: SETUP, "nb/use.ipynb": notebook(line, USE)})
    assert found[path].text == SETUP_V2
    assert sources(found["nb/use.ipynb"].text) == [line, USE_V2]


def test_a_notebook_gets_the_names_of_another_one(tmp_path: Path) -> None:
    found = convert_project(
        tmp_path, {"set.up.ipynb": notebook(SETUP), "a.ipynb": notebook("%run ./set.up.ipynb\n1", USE)}
    )
    assert sources(found["set.up.ipynb"].text) == [SETUP_V2]
    assert sources(found["a.ipynb"].text) == ["%run ./set.up.ipynb\n1", USE_V2]


@pytest.mark.parametrize("names", ["*", "shop, shared"])
def test_a_notebook_imports_from_another_one(tmp_path: Path, names: str) -> None:
    head = f"from ipynb.fs.full.tools.begin import {names}"
    files = {"tools/begin.ipynb": notebook(SETUP), "a.ipynb": notebook(head, USE)}
    found = convert_project(tmp_path, {name: text.replace("_shared", "shared") for name, text in files.items()})
    assert sources(found["a.ipynb"].text)[1] == USE_V2.replace("_shared", "shared")


@pytest.mark.parametrize(
    "head",
    [
        "# Databricks notebook source\n# MAGIC %run ./begin\n\n# COMMAND ----------\n\n",
        '# Databricks notebook source\n# MAGIC %run "./begin" $size="5"\n\n',
        "# %%\n# %run begin.py\n\n# %%\n",
        "# In[1]:\n\n\nget_ipython().run_line_magic('run', './begin.py')\n\n\n# In[2]:\n\n\n",
        "get_ipython().magic('run begin')\n\n",
    ],
)
def test_a_script_in_the_shape_of_a_notebook_gets_the_names(tmp_path: Path, head: str) -> None:
    found = convert_project(tmp_path, {"begin.py": SETUP, "use.py": head + USE})
    assert found["use.py"].text == head + USE_V2


def test_names_of_v1_that_are_handed_on(tmp_path: Path) -> None:
    """The line gives them no more, so the notebook imports what takes their place itself."""
    text = "%run begin.py\nother = Workspace.from_config('other.json')\nprint(other.name)"
    found = convert_project(tmp_path, {"begin.py": SETUP, "use.ipynb": notebook(text)})
    assert sources(found["use.ipynb"].text) == [
        "from azure.ai.ml import MLClient\n"
        "from azure.identity import DefaultAzureCredential\n"
        "%run begin.py\n"
        "other = MLClient.from_config(DefaultAzureCredential(), path='other.json')\n"
        "print(other.workspace_name)"
    ]


@pytest.mark.parametrize(
    "head",
    [
        "# %run begin.py\n",  # a comment like any other
        "# %%\nif True:\n    pass\n# %run begin.py\n    # %run begin.py\n",
        "text = '''\n# %%\n# %run begin.py\n'''\n",
    ],
)
def test_what_runs_nothing(tmp_path: Path, head: str) -> None:
    found = convert_project(tmp_path, {"begin.py": SETUP, "use.py": f"import azureml\n{head}print(shop.name)\n"})
    assert head in found["use.py"].text


@pytest.mark.parametrize(
    "line",
    [
        "%run",
        "%run {name}.py",
        "%run $folder/a.py",
        "%run -m tools.a",
        "%run /shared/a",
        "%run ~/a.py",
        "%running a",
        "# %run a",
    ],
)
def test_lines_that_say_no_file(line: str) -> None:
    assert file_run(line) == ""


def test_where_the_file_is() -> None:
    name = f"{shown_as_import('__aml_magic_0__', '../lib/a-b').split()[1]}.x"
    found = list(places(PurePosixPath("nb/sub/use.ipynb"), name))[:3]
    assert found == [("nb/lib/a-b", ("x",)), ("nb/lib/a-b.py", ("x",)), ("nb/lib/a-b.ipynb", ("x",))]
