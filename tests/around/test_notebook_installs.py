"""What notebooks, and scripts in the shape of one, install in their lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.around.test_surroundings import CODE, CODE_V2
from tests.conversion import assert_same, convert_project, notebook


def test_installs_in_notebooks(tmp_path: Path) -> None:
    cells = (
        "# Azure\n!pip3 install --upgrade 'azureml-sdk[notebooks]' pandas && echo done\nprint(1)",
        "%pip install azureml-widgets\nimport os",
        "!pip install azureml-mlflow",
        CODE,
        "if not x:\n    !pip install \\\n        azureml-core \\\n        tqdm=={ws.name}\n\n"
        "%pip install \\\n  azureml-widgets\n",
    )  # fmt: skip
    files = {"a.ipynb": notebook(*cells)}
    found = convert_project(tmp_path / "once", files)["a.ipynb"]
    sources = [cell["source"] for cell in json.loads(found.text)["cells"]]
    assert sources[:3] == [
        "# Azure\n!pip3 install --upgrade azure-ai-ml azure-identity pandas && echo done\nprint(1)",
        "import os",
        "!pip install azureml-mlflow",
    ]
    assert sources[4] == "if not x:\n    !pip install \\\n        tqdm=={ws.workspace_name}\n\n"
    assert [(use.location.cell, use.location.line, use.symbol) for use in found.ledger if use.kind.value == "file"] == [
        (0, 2, "azureml-sdk"),
        (1, 1, "azureml-widgets"),
        (4, 3, "azureml-core"),
        (4, 7, "azureml-widgets"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "# Databricks notebook source\n# MAGIC %md\n# MAGIC pip install azureml-core\n\n# COMMAND ----------\n\n"
            "# MAGIC %pip install azureml-core tqdm\n\n# COMMAND ----------\n\n# MAGIC %sh\n# MAGIC # tools\n"
            "# MAGIC pip install \\\n# MAGIC   azureml-core\n"
            "# MAGIC az ml computetarget \\\n# MAGIC   list\n\n# COMMAND ----------\n\n",
            "# Databricks notebook source\n# MAGIC %md\n# MAGIC pip install azureml-core\n\n# COMMAND ----------\n\n"
            "# MAGIC %pip install azure-ai-ml azure-identity tqdm\n\n# COMMAND ----------\n\n# MAGIC %sh\n"
            "# MAGIC # tools\n# MAGIC az ml compute list\n\n# COMMAND ----------\n\n",
        ),
        (
            "# %% [markdown]\n# pip install azureml-core\n\n# %%\n"
            "# %pip install azureml-core \\\n#   tqdm\n# !ls\n\n# %%\n",
            "# %% [markdown]\n# pip install azureml-core\n\n# %%\n"
            "# %pip install azure-ai-ml azure-identity \\\n#   tqdm\n# !ls\n\n# %%\n",
        ),
        ("# !pip install azureml-core\n", "# !pip install azureml-core\n"),
        ("# MAGIC %pip install azureml-core\n", "# MAGIC %pip install azureml-core\n"),
    ],
)  # fmt: skip
def test_installs_in_scripts_that_are_notebooks(tmp_path: Path, before: str, after: str) -> None:
    found = convert_project(tmp_path, {"a.py": before + CODE})["a.py"]
    assert found.text == after + convert_project(tmp_path / "b", {"a.py": CODE})["a.py"].text


def test_a_script_with_lines_of_ipython(tmp_path: Path) -> None:
    """Editors run it cell by cell, without comment signs before them."""
    head = "# %%\n%matplotlib inline\nfiles = !ls\n"
    found = convert_project(tmp_path, {"a.py": f"{head}!pip install -q azureml-sdk pandas\n\n# %%\n{CODE}"})["a.py"]
    assert_same(found.text, f"{head}!pip install -q azure-ai-ml azure-identity pandas\n\n# %%\n{CODE_V2}")
    assert [(use.symbol, use.location.line, use.location.cell) for use in found.ledger if use.kind.value == "file"] == [
        ("azureml-sdk", 4, None)
    ]


def test_a_block_of_installs_alone_stays_one(tmp_path: Path) -> None:
    cell = (
        "if a:\n    !pip install azureml-core\nelse:\n    # why\n    %pip install azureml-widgets\n"
        "if b:\n    !{sys.executable} -m pip install azureml-widgets\n    c()\n"
        "!{sys.executable} -m pip install azureml-sdk"
    )
    found = convert_project(tmp_path, {"a.ipynb": notebook("%pip install azureml-sdk", cell, CODE)})["a.ipynb"]
    assert json.loads(found.text)["cells"][1]["source"] == (
        "if a:\n    pass\nelse:\n    # why\n    pass\nif b:\n    c()\n"
    )


def test_imports_stay_in_their_cells(tmp_path: Path) -> None:
    script = """\
# Databricks notebook source
# MAGIC %run ./setup

# COMMAND ----------

import os

# COMMAND ----------

# DBTITLE 1,Workspace
from azureml.core import Workspace

# COMMAND ----------

ws = Workspace.from_config()

# COMMAND ----------

import json
from azureml.core import Experiment

print(ws.name)
"""
    assert (
        convert_project(tmp_path, {"a.py": script})["a.py"].text
        == """\
# Databricks notebook source
# MAGIC %run ./setup

# COMMAND ----------

import os

# COMMAND ----------

# DBTITLE 1,Workspace
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

# COMMAND ----------

ws = MLClient.from_config(DefaultAzureCredential())

# COMMAND ----------

import json

print(ws.workspace_name)
"""
    )


def test_what_the_modules_need_that_a_notebook_imports(tmp_path: Path) -> None:
    helper = "from azureml.core import Workspace\n\n\ndef get_workspace():\n    return Workspace.from_config()\n"
    cells = ("%pip install azureml-core pandas", "from helper import get_workspace\n\nprint(get_workspace())")
    found = convert_project(tmp_path, {"run.ipynb": notebook(*cells), "helper.py": helper})["run.ipynb"]
    sources = [cell["source"] for cell in json.loads(found.text)["cells"]]
    assert sources == ["%pip install azure-ai-ml azure-identity pandas", cells[1]]
