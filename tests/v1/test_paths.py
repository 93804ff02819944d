"""Paths and texts that code puts together, and the scripts that are found by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.v1.paths import Located, Start
from migrate.v1.values import Const, Unknown, Value
from tests.conversion import convert_project
from tests.v1.test_interpreter import understand

HEAD = """\
import os
import sys
from os.path import join
from pathlib import Path
FOLDER = "src"
HERE = Path(__file__).parent
"""


def value(expression: str) -> Value:
    return understand(f"{HEAD}x = {expression}\n", "jobs/nightly/pipeline.py").module.variables["x"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("os.path.join(FOLDER, 'train')", "src/train"),
        ("join('.', FOLDER)", "./src"),
        ("os.path.dirname('a/b')", "a"),
        ("os.path.normpath('a/../b/')", "b"),
        ("str(Path('a') / FOLDER)", "a/src"),
        ("Path('a', 'b').joinpath('c').as_posix()", "a/b/c"),
        ("f'{FOLDER}/{1}{{x}}'", "src/1{x}"),
        ("rf'\\d{FOLDER}'", "\\dsrc"),
        ("f''", ""),
    ],
)
def test_texts_that_are_known(expression: str, expected: str) -> None:
    assert value(expression) == Const(expected)


@pytest.mark.parametrize(
    ("expression", "type_name", "start", "path"),
    [
        ("__file__", "str", "root", "jobs/nightly/pipeline.py"),
        ("os.path.dirname(os.path.abspath(__file__))", "str", "root", "jobs/nightly"),
        ("os.path.join(os.path.dirname(__file__), '..', FOLDER)", "str", "root", "jobs/src"),
        ("HERE / FOLDER", "", "root", "jobs/nightly/src"),
        ("str(HERE.joinpath(FOLDER))", "str", "root", "jobs/nightly/src"),
        ("Path(__file__).resolve().parents[1] / 'a'", "", "root", "jobs/a"),
        ("Path(__file__).parents[5]", "", "root", "../../.."),
        ("f'{HERE}/src'", "str", "root", "jobs/nightly/src"),
        ("str(HERE) + '/src'", "str", "root", "jobs/nightly/src"),
        ("os.path.join(sys.path[0], FOLDER)", "str", "root", "jobs/nightly/src"),
        ("os.path.join(os.getcwd(), FOLDER)", "str", "cwd", "src"),
        ("Path.cwd() / FOLDER", "", "cwd", "src"),
        ("os.path.abspath(FOLDER)", "str", "cwd", "src"),
        ("Path(FOLDER).resolve()", "", "cwd", "src"),
        ("Path(FOLDER)", "", "", "src"),
    ],
)
def test_places_that_are_known(expression: str, type_name: str, start: Start, path: str) -> None:
    assert value(expression) == Located(type_name, path=path, start=start)


@pytest.mark.parametrize(
    ("expression", "type_name"),
    [
        ("os.path.join(FOLDER, name)", "str"),
        ("os.path.join(FOLDER, *names)", "str"),
        ("os.path.join(FOLDER, '/tmp')", "str"),
        ("f'{FOLDER}{name}'", "str"),
        ("f'{FOLDER!r}'", "str"),
        ("f'{FOLDER:>10}'", "str"),
        ("f'{HERE}_old'", "str"),
        ("HERE / name", ""),
        ("HERE.name", ""),
        ("4 / 2", "float"),
    ],
)
def test_what_is_not_known(expression: str, type_name: str) -> None:
    assert value(expression) == Unknown(type_name)


def test_what_a_loop_changes_is_not_known_in_it() -> None:
    code = "n = 0\nname = 'a'\nfor one in many:\n    x = f'{name}{n}'\n    y = f'{name}'\n    n += 1\n"
    found = understand(code)
    assert [found.module.variables[name] for name in "xy"] == [Unknown("str"), Const("a")]


STEP = """\
import os
from pathlib import Path
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
step = PythonScriptStep("train.py", name="train", source_directory={folder}, compute_target="cpu")
pipeline = Pipeline(ws, steps=[step])
"""


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ('os.path.join("src", "train")', "jobs/src/train/train.py"),
        ('Path(__file__).parent / "src" / "train"', "jobs/src/train/train.py"),
        ('os.path.join(os.path.dirname(os.path.dirname(__file__)), "jobs/src/train")', "jobs/src/train/train.py"),
        ('os.path.join(os.getcwd(), "jobs", "src/train")', "jobs/src/train/train.py"),
        ('Path(__file__).parents[1] / "src/train"', "src/train/train.py"),
        ('"/"', "../../../../train.py"),
    ],
)
def test_the_script_is_found(tmp_path: Path, folder: str, found: str) -> None:
    files = {"jobs/pipeline.py": STEP.format(folder=folder), "jobs/src/train/train.py": "print(1)\n"}
    result = convert_project(tmp_path, files)["jobs/pipeline.py"].result
    (script,) = result.scripts_seen
    assert script.found == (found in files)
    assert script.path == found or not script.found
    assert result.scripts == (["jobs/src/train"] if script.found else [])
    assert f"code={folder}" in result.cells[0]
