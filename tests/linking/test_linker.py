"""How the modules of a project are understood: each once, as they are now, and the same from wherever one starts."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from migrate.conversion import Options
from migrate.engine import convert_one
from migrate.linking.circles import circles
from migrate.linking.linker import Linker
from migrate.project.discovery import select
from migrate.project.reading import decode, read_document, read_files

CIRCLE = {
    "a.py": """\
from azureml.core import Environment, Workspace

import b

LEVEL = "1"


def environment(name):
    return Environment.from_conda_specification(name, "conda.yml")


def workspace():
    return b.workspace()
""",
    "b.py": """\
from azureml.core import Workspace

from a import LEVEL, environment
from c import store


def workspace():
    return Workspace.from_config()


def pair(name):
    return environment(name), store(workspace()), LEVEL
""",
    "c.py": """\
from azureml.core import Workspace

from a import workspace
from b import pair


def store(ws: Workspace):
    return ws.get_default_datastore()


def show():
    environment, datastore, level = pair("x")
    print(environment.name, datastore.name, workspace().name, level)
""",
    "d.py": """\
from c import show, store
from a import workspace

show()
print(store(workspace()).name)
""",
}


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def outputs(root: Path, files: Mapping[str, str], order: list[str], linker: Linker) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in order:
        understood = linker.understand(decode(name, files[name].encode()))
        uses = [(use.location, use.symbol, use.name, use.verdict) for use, _ in understood.decisions.uses]
        found[name] = (uses, sorted(map(repr, understood.decisions.todos.values())))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_order_makes_no_difference(tmp_path: Path, seed: int) -> None:
    write(tmp_path, CIRCLE)
    options = Options(together=frozenset(CIRCLE))
    order = sorted(CIRCLE)
    expected: dict[str, object] = {}
    for name in order:  # as if each were converted by a process of its own
        expected |= outputs(tmp_path, CIRCLE, [name], Linker(tmp_path, options))
    random.Random(seed).shuffle(order)
    assert outputs(tmp_path, CIRCLE, order, Linker(tmp_path, options)) == expected


def test_modules_in_a_circle_are_followed(tmp_path: Path) -> None:
    write(tmp_path, CIRCLE)
    options = Options(together=frozenset(CIRCLE))
    result = convert_one(decode("d.py", CIRCLE["d.py"].encode()), tmp_path, options)
    assert result.error is None
    show = convert_one(decode("c.py", CIRCLE["c.py"].encode()), tmp_path, options).output().decode()
    assert "datastores.get_default()" in show
    assert "print(environment.name, datastore.name, workspace().workspace_name, level)" in show


def test_each_document_is_understood_once(tmp_path: Path) -> None:
    files = {
        "top.py": "from middle import ws\n\nprint(ws.name)\n",
        "middle.py": "from azureml.core import Workspace\nfrom bottom import NAME\n\nws = Workspace.get(NAME)\n",
        "bottom.py": "import azureml.core\n\nNAME = azureml.core.VERSION\n",
    }
    write(tmp_path, files)
    linker = Linker(tmp_path, Options(together=frozenset(files)))
    for name in ("top.py", "bottom.py", "middle.py"):
        linker.understand(decode(name, files[name].encode()))
    assert sorted(linker.understood) == sorted(files)


def test_files_that_changed_are_read_again(tmp_path: Path) -> None:
    files = {
        "build.py": "from helpers import ws\n\nprint(ws.name)\n",
        "helpers.py": "from azureml.core import Workspace\n\nws = Workspace.from_config()\n",
    }
    write(tmp_path, files)
    options = Options(together=frozenset(files))
    build = decode("build.py", files["build.py"].encode())
    assert b"ws.workspace_name" in convert_one(build, tmp_path, options).output()
    (tmp_path / "helpers.py").write_text("ws = None\n", encoding="utf-8")
    assert convert_one(build, tmp_path, options).output() == build.data
    (tmp_path / "helpers.py").unlink()
    assert convert_one(build, tmp_path, options).output() == build.data
    write(tmp_path, files)
    assert b"ws.workspace_name" in convert_one(build, tmp_path, options).output()


def test_a_variable_that_is_set_later_is_not_none(tmp_path: Path) -> None:
    """``compute_target=None`` would be left out."""
    files = {
        "build.py": """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from settings import CLUSTER, COUNT

ws = Workspace.from_config()
step = PythonScriptStep("train.py", source_directory="src", compute_target=CLUSTER, arguments=["--count", COUNT])
pipeline = Pipeline(ws, steps=[step])
""",
        "settings.py": """\
CLUSTER = None
COUNT = 3


def load():
    global CLUSTER, COUNT
    CLUSTER, COUNT = "gpu", 4
""",
    }
    write(tmp_path, files)
    result = convert_one(decode("build.py", files["build.py"].encode()), tmp_path, Options(together=frozenset(files)))
    text = result.output().decode()
    assert "getattr(CLUSTER, " in text
    assert "--count 3" not in text


def test_circles() -> None:
    graph = {"a": ("b",), "b": ("c", "d"), "c": ("a",), "d": ("e",), "e": ("e",), "f": ("a", "d")}
    assert list(circles(["f"], lambda name: graph[name])) == [("e",), ("d",), ("a", "b", "c"), ("f",)]


def test_files_that_get_v1_from_a_module_are_converted_too(tmp_path: Path) -> None:
    files = {
        "common.py": "from azureml.core import Workspace\n",
        "more/passing.py": "from common import Workspace as W\n",
        "use.py": "from more import passing\n\nprint(passing.W)\n",
        "use.ipynb": '{"cells": [{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [],'
        ' "source": ["from common import (\\n", "    Workspace,\\n", ")"]}],'
        ' "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        "apart.py": "import os\n\ncommon = os.name\n",
        "src/plain.py": "import json as common\n",
    }
    write(tmp_path, files)
    read = read_files(select([tmp_path]))
    assert read.linked == {"more/passing.py", "use.py", "use.ipynb"}
    assert read.plain == ("apart.py", "src/plain.py")


COMMON = "from azureml.core import Dataset, Experiment, Workspace\n\nREGION = 'west'\n"


@pytest.mark.parametrize(
    ("user", "kept"),
    [
        ("from app.common import Workspace\n", "Workspace"),
        ("from app.common import *\nprint(Dataset)\n", "Dataset"),
        ("import app.common as c\nprint(c.Experiment)\n", "Experiment"),
        ("from app import common\nws = common.Workspace\n", "Workspace"),
        ("from app.common import REGION\n", ""),
        ("from other.common import Workspace\n", ""),
        ("from app.common import\n", ""),
    ],
)
def test_what_files_outside_need_stays(tmp_path: Path, user: str, kept: str) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path, {"app/common.py": COMMON, "scripts/user.py": user})
    result = convert_one(
        decode("common.py", COMMON.encode()), tmp_path / "app", Options(together=frozenset(["common.py"]))
    )
    text = result.output().decode()
    if not kept:
        assert text == "REGION = 'west'\n"
        return
    comment, line, *rest = text.splitlines()
    assert "`../scripts/user.py`, which is not converted here, takes it from this file" in comment
    assert line == f"from azureml.core import {kept}"
    assert rest == ["", "REGION = 'west'"]


def test_what_is_read_from_the_module_stays_while_v1_code_needs_it(tmp_path: Path) -> None:
    files = {
        "common.py": COMMON,
        "user.py": "import common\n\nws = common.Workspace.from_config()\nprint(common.Dataset.Unheard(ws))\n",
    }
    write(tmp_path, files)
    options = Options(together=frozenset(files))
    document = read_document(tmp_path, "common.py")
    assert document is not None
    text = convert_one(document, tmp_path, options).output().decode()
    assert "from azureml.core import Dataset, Workspace\n" in text
    assert "`user.py` takes it from this file" in text
