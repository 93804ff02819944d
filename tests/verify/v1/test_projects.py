"""Which files of a project to run, from where, and with which variables; nothing is executed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.verify.project.git_folder import make_git_folder
from migrate.verify.project.roots import candidates, import_roots, last_roots
from migrate.verify.project.settings_files import environment_file, project_values
from migrate.verify.v1.entry_points import entry_points

PIPELINE = "from azureml.pipeline.core import Pipeline\n"


def project(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_the_likeliest_folder_comes_first(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "a/b/build.py": "import common.settings\nopen('conf/x.yml')",
            "a/common/settings.py": "",
            "a/conf/x.yml": "",
            "a/b/c.py": "",
            "a/b/nb.ipynb": '{"cells": []}',
        },
    )
    assert candidates(root, "a/b/build.py") == ["a", "a/b", "."]
    assert candidates(root, "a/b/c.py") == ["a/b", "a", "."]
    assert candidates(root, "a/b/nb.ipynb")[0] == "a/b"


def test_import_roots(tmp_path: Path) -> None:
    root = project(tmp_path, {"src/pkg/x.py": "", "ml/build.py": ""})
    assert import_roots("ml/build.py") == ["ml", "."]
    assert last_roots(root, "ml/build.py", "project") == ["./src"]


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("from jobs.steps import train\n", True),
        ("from jobs import steps\n", True),
        ("import jobs.steps\n", True),
        ("from jobs.others import train\n", False),
        ("from . import steps\n", False),
        ("import jobs\n", False),
    ],
)
def test_a_project_that_is_a_package(text: str, above: bool, tmp_path: Path) -> None:
    root = project(tmp_path, {"build.py": text, "steps.py": "", "common/__init__.py": ""})
    assert last_roots(root, "build.py", "jobs") == [".."] * above
    assert last_roots(root / "common", "x.py", "common") == [".."]


def test_entry_points(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "run.py": "from lib import assemble\nif __name__ == '__main__':\n    assemble.build()\n",
            "lib/assemble.py": PIPELINE + "from lib.steps import a\ndef build():\n    return Pipeline(None, [a])\n",
            "lib/steps.py": "from azureml.pipeline.steps import PythonScriptStep\na = 1\n",
            "direct.py": PIPELINE + "p = Pipeline(None, [])\np.submit('e')\n",
            "alone.py": PIPELINE + "def build():\n    return Pipeline(None, [])\n",
            "sklearn_one.py": "from sklearn.pipeline import Pipeline\np = Pipeline([])\n",
            "src/train.py": "if __name__ == '__main__':\n    print(1)\n",
            "broken.py": "def (\n",
        },
    )
    assert entry_points(root) == ["alone.py", "direct.py", "run.py"]


def test_variables_of_a_project(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            ".env": "# A=0\nA=1\nexport B = 'x y'\nEMPTY=\nC=c # comment\n",
            "ml/.env.example": "A=near\n",
            ".github/workflows/ci.yml": "env:\n  D: d\n  S: ${{ secrets.S }}\njobs:\n  j:\n    env: {E: 5}\n",
            "azure-pipelines.yml": "variables:\n- group: g\n- name: F\n  value: $(other)\n- name: G\n  value: g\n",
            "conf/aml.variables.yml": "variables:\n  H: true\n",
            "azure-pipelines-broken.yml": "{",
        },
    )
    found = project_values(root, "ml/build.py")
    assert found == {"A": "near", "B": "x y", "C": "c", "D": "d", "E": "5", "G": "g", "H": "True"}
    assert environment_file(root / ".env")["EMPTY"] == ""


def test_what_is_there_wins_over_a_stale_sample(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            ".env.example": "SOURCES=old_name\nSCRIPT=./old.py\nSTAGE=dev\nGONE=nowhere\n",
            ".pipelines/ci.yml": "variables:\n  SOURCES: code/new_name\n  SCRIPT: fit.py\n  STAGE: prod\n  GONE: no\n",
            "code/new_name/fit.py": "",
        },
    )
    found = project_values(root, "build.py")
    assert found == {"SOURCES": "code/new_name", "SCRIPT": "fit.py", "STAGE": "dev", "GONE": "nowhere"}


def test_variables_of_a_project_within_a_repository(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        {
            "azure-pipelines.yml": "variables:\n  A: far\n  B: far\n",
            "samples/one/devops_pipelines/ci.yml": "variables:\n  A: near\n",
            "samples/two/azure-pipelines.yml": "variables:\n  A: other\n  C: other\n",
        },
    )
    assert project_values(root, "samples/one/ml/build.py") == {"A": "near", "B": "far"}


def test_a_git_folder(tmp_path: Path) -> None:
    """The same commit wherever it is made, and one that git takes."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    commit = make_git_folder(tmp_path / "a")
    assert make_git_folder(tmp_path / "b") == commit
    if shutil.which("git"):
        command = ["git", "-C", str(tmp_path / "a"), "log", "--format=%H %D %an"]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert shown == f"{commit} HEAD -> main offline\n"
