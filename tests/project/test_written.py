"""What notebooks write with ``%%writefile`` is converted as the files that it makes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli.proving import expected_pipelines
from migrate.project.notebook import read_notebook
from migrate.project.written import shell_scripts, written_by
from tests.conversion import Converted, convert_project, notebook, short_todos


def sources(text: str) -> list[str]:
    return [cell["source"] for cell in json.loads(text)["cells"]]


def converted(root: Path, *cells: str, **files: str) -> Converted:
    named = {name.replace("__", "."): text for name, text in files.items()}
    return convert_project(root, {"nb/a.ipynb": notebook(*cells), **named})["nb/a.ipynb"]


WORKSPACE = "from azureml.core import Experiment, Workspace\nws = Workspace.from_config()"
WORKSPACE_V2 = """\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential
ws = MLClient.from_config(DefaultAzureCredential())"""
TRAIN = "%%writefile train/train.py\nimport argparse\n\nprint(argparse.ArgumentParser().parse_args())\n"
CONDA = """\
%%writefile train/env.yml
name: training
dependencies:
  - python=3.8
  - pip:
      - azureml-defaults
      - pandas  # tables
"""
PIPELINE = """\
from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

config = RunConfiguration()
config.environment = Environment.from_conda_specification("training", "train/env.yml")
step = PythonScriptStep(
    name="train", script_name="train.py", source_directory="train", compute_target="cpu", runconfig=config
)
Experiment(ws, "train").submit(Pipeline(ws, [step]))"""
PIPELINE_V2 = """\
environment = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file="train/env.yml",
)
step_component = command(display_name="train", code="train", command="python train.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def train_pipeline():
    step = step_component()


ws.jobs.create_or_update(train_pipeline(), experiment_name="train")"""


def test_a_conda_file_serves_the_written_script_of_its_environment(tmp_path: Path) -> None:
    result = converted(tmp_path, WORKSPACE, TRAIN, CONDA, PIPELINE)
    without_v1 = CONDA.replace("      - azureml-defaults\n", "")
    assert sources(result.text) == [WORKSPACE_V2, TRAIN, without_v1, PIPELINE_V2]
    assert result.manual == []
    (script,) = result.result.scripts_seen
    assert (script.path, script.found) == ("nb/train/train.py", True)


def test_a_written_script_that_needs_v1_keeps_its_packages(tmp_path: Path) -> None:
    script = "%%writefile train/train.py\nfrom azureml.core import Workspace\n\nWorkspace.create('a')\n"
    result = converted(tmp_path, WORKSPACE, script, CONDA, PIPELINE)
    assert "      - azureml-defaults\n" in sources(result.text)[2]


HELPERS = """\
%%writefile helpers.py
from azureml.core import Workspace


def get_workspace():
    return Workspace.from_config()
"""
HELPERS_V2 = """\
%%writefile helpers.py
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential


def get_workspace():
    return MLClient.from_config(DefaultAzureCredential())
"""


def test_a_written_module_is_followed_into_the_cells_that_import_it(tmp_path: Path) -> None:
    use = "from helpers import get_workspace\nws = get_workspace()\nprint(ws.name)"
    result = converted(tmp_path, HELPERS, use)
    assert sources(result.text) == [HELPERS_V2, use.replace("ws.name", "ws.workspace_name")]
    places = {(use.location.path, use.location.cell, use.location.line, use.output_line) for use in result.ledger}
    assert places == {("nb/a.ipynb", 0, 2, 2), ("nb/a.ipynb", 0, 6, 7), ("nb/a.ipynb", 1, 3, 3)}


def test_what_is_appended_belongs_to_the_same_file(tmp_path: Path) -> None:
    first = "%%writefile job.py\nfrom azureml.core import Workspace\n"
    more = "%%writefile -a job.py\nws = Workspace.from_config()\nprint(ws.name)\n"
    assert sources(converted(tmp_path, first, more).text) == [
        "%%writefile job.py\nfrom azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n",
        "%%writefile -a job.py\nws = MLClient.from_config(DefaultAzureCredential())\nprint(ws.workspace_name)\n",
    ]


def test_a_name_of_the_script_is_none_of_the_notebook(tmp_path: Path) -> None:
    script = "%%writefile job.py\nfrom azureml.core import Workspace\n\nws = Workspace.from_config()\n"
    own = "ws = object()\nprint(ws.name)"
    assert sources(converted(tmp_path, script, own).text)[1] == own


def test_what_is_not_python_stays_and_is_told(tmp_path: Path) -> None:
    broken = "%%writefile job.py\nfrom azureml.core import {what}\n"
    result = converted(tmp_path, broken, HELPERS)
    assert sources(result.text) == [broken, HELPERS_V2]
    assert result.result.broken == {0: "line 2: this is not valid Python 3"}


def test_a_pipeline_in_a_written_script_is_converted_and_not_claimed_to_be_proved(tmp_path: Path) -> None:
    script = f"%%writefile build.py\n{WORKSPACE}\n{PIPELINE}\n"
    result = converted(tmp_path, script, TRAIN, CONDA)
    text = sources(result.text)[0]
    assert "from azureml" not in text
    assert "@dsl.pipeline" in text
    (found,) = result.result.pipelines
    assert (found.v1.path, found.v1.cell, found.v1.line) == ("nb/a.ipynb", 0, 14)
    assert (found.v2_path, found.written) == ("nb/a.ipynb", "nb/build.py")
    assert expected_pipelines([result.result]) == []


def test_look_alikes_stay(tmp_path: Path) -> None:
    cells = (
        "%%writefile notes.md\nfrom azureml.core import Workspace\n",
        "%%html\nfrom azureml.core import Workspace\n",
        "%%javascript\nazureml.core\n",
        "text = '%%writefile x.py\\nfrom azureml.core import Workspace'\n",
    )
    assert sources(converted(tmp_path, HELPERS, *cells).text)[1:] == list(cells)


@pytest.mark.parametrize(
    ("before", "line", "path"),
    [
        ("", "%%writefile train.py", "nb/train.py"),
        ("", "%%file 'a b.py'", "nb/a b.py"),
        ("", "\n\n%%writefile ./x/../train.py  ", "nb/train.py"),
        ("", "%%writefile ../train.py", "train.py"),
        ("folder = 'x'", "%%writefile $folder/train.py", "nb/x/train.py"),
        ("folder = 'x'", "%%writefile {folder}/train.py", "nb/x/train.py"),
        ("import os\nfolder = os.path.join('a', 'b')", "%%writefile ${folder}/train.py", "nb/a/b/train.py"),
        ("import os\nfolder = os.path.join(os.getcwd(), 'b')", "%%writefile $folder/train.py", "nb/b/train.py"),
        ("folder = 'x'", "%%writefile {os.path.join(folder, 'train.py')}", "nb/x/train.py"),
        ("from pathlib import Path\nn = 1\na = Path('x') / 'y'", "%%writefile {a}/train.py", "nb/x/y/train.py"),
        ("a = f'{a}'\nname = 'train' + '.py'", "%%writefile {name}", "nb/train.py"),
        ("folder = get()", "%%writefile {folder}/train.py", "nb/train.py"),
        ("", "%%writefile {name}", None),
        ("", "%%writefile Makefile", None),
        ("", "%%writefile ../../x.py", None),
        ("", "%%writefile /tmp/x.py", None),
        ("", "%%writefile", None),
        ("", "%%writefile_not x.py", None),
    ],
)
def test_where_a_cell_writes_to(before: str, line: str, path: str | None) -> None:
    document = read_notebook("nb/a.ipynb", notebook(before, f"{line}\nprint()\n").encode())
    assert [file.path for file in written_by(document)] == ([path] if path else [])


def test_a_file_that_is_begun_anew_is_another() -> None:
    cells = ("%%writefile a.py\n1", "%%writefile a.py\n2\n", "%%writefile b.py\n", "%%writefile -a a.py\n3")
    document = read_notebook("a.ipynb", notebook(*cells).encode())
    assert [(file.path, file.text) for file in written_by(document)] == [("a.py", "1"), ("a.py", "2\n3"), ("b.py", "")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("%%bash\nls\n", "ls\n"),
        ("%%sh -e\nls", "ls"),
        ("%%script bash\nls", "ls"),
        ("\n%%!\nls", "ls"),
        ("%sh\nls", "ls"),
        ("%%bash", None),
        ("%%script perl\nls", None),
        ("%%html\nls", None),
    ],
)
def test_cells_that_are_shell_scripts(cell: str, text: str | None) -> None:
    document = read_notebook("a.ipynb", notebook("x = 1", cell).encode())
    assert [file.text for file in shell_scripts(document)] == ([] if text is None else [text])


def test_installs_and_commands_in_shell_cells(tmp_path: Path) -> None:
    shell = (
        "%%bash\n# once\npip install azureml-core tqdm\naz extension add -n azure-cli-ml\naz ml computetarget list\n"
    )
    result = converted(tmp_path, WORKSPACE, shell)
    assert sources(short_todos(result.text))[1] == (
        "%%bash\n# once\npip install azure-ai-ml azure-identity tqdm\naz extension add -n ml\naz ml compute list\n"
    )
