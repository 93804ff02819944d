"""Conda files of environments that name no Python: v1 put its own default there, conda alone takes the newest."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.around.test_surroundings import STEPS, outcomes
from tests.conversion import convert_project

REGISTERED = """\
from azureml.core import Environment, Workspace

Environment.from_conda_specification("training", "train/conda.yml").register(Workspace.from_config())
"""


@pytest.mark.parametrize("code", [STEPS, REGISTERED])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "dependencies:\r\n  # numbers\r\n  - numpy\r\n",
            "dependencies:\r\n  # numbers\r\n  - python=3.10.18\r\n  - numpy\r\n",
        ),
        ("dependencies:\n- pip:\n  - numpy", "dependencies:\n- python=3.10.18\n- pip:\n  - numpy"),
    ],
)
def test_the_file_names_the_python_that_v1_put_there(code: str, before: str, after: str, tmp_path: Path) -> None:
    found = convert_project(tmp_path, {"build.py": code, "train/conda.yml": before, "train/train.py": ""})
    assert found["train/conda.yml"].text == after
    line = 1 + after.splitlines().index(next(one for one in after.splitlines() if "python" in one))
    assert outcomes(found["train/conda.yml"]) == [(line, "python", "changed", line)]


@pytest.mark.parametrize(
    "text",
    [
        "dependencies:\n  - numpy\n  - python\n",
        "dependencies:\n  - conda-forge::python>=3.9\n",
        "dependencies: [numpy]\n",
        "dependencies: []\n",
        "- numpy\n",
        "dependencies:\n  - numpy: [\n",
    ],
)
def test_other_files_stay(text: str, tmp_path: Path) -> None:
    found = convert_project(tmp_path, {"build.py": STEPS, "train/conda.yml": text, "train/train.py": ""})
    assert "train/conda.yml" not in found or not found["train/conda.yml"].result.changed


def test_a_file_that_no_environment_of_v2_is_made_from_stays(tmp_path: Path) -> None:
    code = "from azureml.core import Workspace\nprint(Workspace.from_config())\n"
    found = convert_project(tmp_path, {"build.py": code, "train/conda.yml": "dependencies:\n  - numpy\n"})
    assert "train/conda.yml" not in found
