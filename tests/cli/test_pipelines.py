from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli.pipelines import pipelines_in
from migrate.conversion import FileKind
from migrate.verify.levels import ExpectedPipeline


def found(folder: Path, text: str | bytes, name: str = "a.py") -> list[tuple[str, int]]:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    kind = FileKind.NOTEBOOK if name.endswith(".ipynb") else FileKind.PYTHON
    return [(item.name, item.line) for item in pipelines_in(folder, [(name, kind)])]


@pytest.mark.parametrize(
    "code",
    [
        "from azure.ai.ml import dsl\n@dsl.pipeline()\ndef train(): pass\n",
        "from azure.ai.ml import dsl as d\n@d.pipeline\ndef train(): pass\n",
        "from azure.ai.ml.dsl import pipeline\n@pipeline(compute='x')\ndef train(): pass\n",
        "from azure.ai.ml.dsl import pipeline as p\n@p()\ndef train(): pass\n",
        "import azure.ai.ml.dsl\n@azure.ai.ml.dsl.pipeline()\ndef train(): pass\n",
        "import azure.ai.ml as ml\n@ml.dsl.pipeline()\ndef train(): pass\n",
    ],
)
def test_functions_are_known_by_where_the_decorator_comes_from(tmp_path: Path, code: str) -> None:
    assert found(tmp_path, code) == [("train", 3)]


@pytest.mark.parametrize(
    "code",
    [
        "from kfp import dsl\n@dsl.pipeline()\ndef train(): pass\n",
        "from sklearn.pipeline import pipeline\n@pipeline\ndef train(): pass\n",
        "from .dsl import pipeline\n@pipeline\ndef train(): pass\n",
        "def pipeline(): pass\n",
        "import azure.ai.ml.dsl\ndef (:\n",
        b"s = '\xff'\n",
        "",
    ],
)
def test_look_alikes_and_what_does_not_parse(tmp_path: Path, code: str | bytes) -> None:
    assert found(tmp_path, code) == []


def test_a_pipeline_that_is_a_node_of_another_is_no_job(tmp_path: Path) -> None:
    code = (
        "from azure.ai.ml import dsl\n@dsl.pipeline()\ndef inner(): pass\n"
        "def main():\n    @dsl.pipeline()\n    def outer():\n        inner()\n    outer()\n"
    )
    assert found(tmp_path, code) == [("outer", 6)]


def test_notebooks_and_other_files(tmp_path: Path) -> None:
    sources = ["%pip install x\nfrom azure.ai.ml import dsl", "x = (", "@dsl.pipeline()\ndef train(): pass"]
    cells = [{"cell_type": "code", "source": source} for source in sources]
    notebook = json.dumps({"cells": cells, "metadata": {"kernelspec": None}, "nbformat": 4})
    assert found(tmp_path, notebook, "n.ipynb") == [("train", 2)]
    files = [("n.ipynb", FileKind.NOTEBOOK), ("c.yaml", FileKind.YAML)]
    assert pipelines_in(tmp_path, files) == [ExpectedPipeline("train", "n.ipynb", 2)]
