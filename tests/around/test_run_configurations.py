"""Files of run configurations: the jobs of v2 that they become, and those that a person converts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from azure.ai.ml import load_environment, load_job

from tests.conversion import convert_project

_RUN = """\
script: train.py
target: local
environment:
  python:
    condaDependenciesFile: env.yml
  docker:
    baseImage: ubuntu
"""


def test_the_job_of_a_run_configuration_is_one_of_v2(tmp_path: Path) -> None:
    """The SDK itself reads the job."""
    text = _RUN + "communicator: IntelMpi\nnodeCount: 2\nmpi:\n  processCountPerNode: 4\narguments: [--a, 'b c']\n"
    files = {".azureml/train.runconfig": text, "env.yml": "dependencies: [python=3.10]\n", "train.py": "print(1)\n"}
    found = convert_project(tmp_path, files)[".azureml/train.runconfig"]
    assert found.text == text
    (tmp_path / ".azureml/train.job.yml").write_text(found.files[".azureml/train.job.yml"], encoding="utf-8")
    job: Any = load_job(tmp_path / ".azureml/train.job.yml")
    assert (job.command, job.compute, job.resources.instance_count) == ("python train.py --a 'b c'", "local", 2)
    assert job.distribution.process_count_per_instance == 4
    assert job.environment.conda_file == {"dependencies": ["python=3.10"]}


def test_the_data_of_a_run_configuration_are_inputs(tmp_path: Path) -> None:
    """Their places stand in the command where v1 said them, else in the variables that v1 set."""
    text = (
        _RUN
        + "arguments: [--data, /data, --more, /data/a b, --kept, /database, $AZUREML_DATAREFERENCE_raw]\n"
        + "data:\n  sales:\n    dataLocation: {dataset: {name: sales-2020, version: 3}}\n    mechanism: Download\n"
        + "    pathOnCompute: /data\n    environmentVariableName: sales\n"
        + "  table: {dataLocation: {dataset: {name: table}}, mechanism: mount, environmentVariableName: TABLE}\n"
        + "dataReferences:\n  raw: {dataStoreName: store, pathOnDataStore: a/b, mode: mount}\n"
    )
    files = {"train.runconfig": text, "env.yml": "dependencies: [python=3.10]\n", "train.py": "print(1)\n"}
    found = convert_project(tmp_path, files)["train.runconfig"]
    (tmp_path / "train.job.yml").write_text(found.files["train.job.yml"], encoding="utf-8")
    job: Any = load_job(tmp_path / "train.job.yml")
    assert job.command == (
        "TABLE=${{inputs.table}} python train.py --data ${{inputs.sales}} --more ${{inputs.sales}}'/a b' "
        "--kept /database ${{inputs.raw}}"
    )
    assert {name: (one.type, one.path, one.mode) for name, one in job.inputs.items()} == {
        "sales": ("uri_folder", "sales-2020:3", "download"),
        "table": ("uri_folder", "table@latest", "ro_mount"),
        "raw": ("uri_folder", "azureml://datastores/store/paths/a/b", "ro_mount"),
    }


def test_a_run_configuration_in_a_folder_of_any_name(tmp_path: Path) -> None:
    """The command line says which folder the project is: the one that has what the file names."""
    text = _RUN.replace("env.yml", "config/env.yml")
    files = {"a/config/b.runconfig": text, "a/config/env.yml": "dependencies: []\n", "a/train.py": "print(1)\n"}
    found = convert_project(tmp_path, files)["a/config/b.runconfig"].files["a/config/b.job.yml"]
    assert "code: ..\n" in found
    assert "conda_file: env.yml\n" in found


def test_packages_follow_the_script_of_a_run_configuration(tmp_path: Path) -> None:
    """Those of an environment alone stay: nobody knows what runs there."""
    code = "from azureml.core import Workspace\n\nws = Workspace.from_config()\nprint(ws.name)\n"
    conda = "dependencies:\n- python=3.10\n- pip:\n  - azureml-defaults\n  - numpy\n"
    files = {
        "aml_config/train.runconfig": _RUN.replace("env.yml", "aml_config/train.yml"),
        "aml_config/any.runconfig": _RUN.replace("env.yml", "aml_config/any.yml").replace("train.py", ""),
        "aml_config/train.yml": conda,
        "aml_config/any.yml": conda,
        "train.py": "import numpy\n",
        "submit.py": code,
    }
    found = convert_project(tmp_path, files)
    assert found["aml_config/train.yml"].text == "dependencies:\n- python=3.10\n- pip:\n  - numpy\n"
    assert found["aml_config/any.yml"].text == conda


def test_a_parallel_configuration_by_another_name(tmp_path: Path) -> None:
    text = "parallel_run_config:\n  entry_script: score.py\n"
    found = convert_project(tmp_path, {"pipeline.runconfig": text})["pipeline.runconfig"]
    assert [use.symbol for use in found.ledger] == ["azureml.pipeline.steps.ParallelRunConfig.load_yaml"]


def test_the_environment_of_a_run_configuration_without_a_script(tmp_path: Path) -> None:
    """The command that submits it names the script."""
    files = {"aml_config/my cpu.runconfig": _RUN.replace("train.py", ""), "env.yml": "dependencies: [python=3.10]\n"}
    found = convert_project(tmp_path, files)["aml_config/my cpu.runconfig"]
    path = "aml_config/my cpu.environment.yml"
    assert [(use.verdict.outcome.value, use.verdict.v2) for use in found.ledger if use.verdict] == [("changed", path)]
    (tmp_path / path).write_text(found.files[path], encoding="utf-8")
    environment = load_environment(tmp_path / path)
    assert (environment.name, environment.image) == ("my-cpu", "ubuntu")
    assert environment.conda_file == {"dependencies": ["python=3.10"]}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("target: local\nenvironment:\n  python: {userManagedDependencies: true}\n", "it names no image"),
        ("target: local\n", "it names no script"),
        ("environment: {name: a, version: 2}\n", "it names no script"),
        (_RUN + "framework: PySpark\n", "framework PySpark is written as another kind of job"),
        (_RUN + "communicator: ParameterServer\n", "write the distribution of communicator ParameterServer by hand"),
        (
            _RUN + "dataReferences: {a: {}}\n",
            "`dataReferences` has `a`, which is no input that v2 reads in this way",
        ),
        (
            _RUN + "data: {a: {dataLocation: {dataset: {id: 1}}}}\n",
            "`data` has `a`, which is no input that v2 reads in this way",
        ),
        (
            _RUN + "data: {a: {dataLocation: {dataset: {name: a}}, pathOnCompute: /data}}\n",
            "v2 chooses where `a` lies on the compute: its command has to say it to the script",
        ),
        (
            _RUN + "outputData: {a: {}}\n",
            "`outputData` becomes inputs and outputs of the job, which its command has to name",
        ),
        (
            _RUN + "environmentVariables: {DB_PASSWORD: hunter22}\n",
            "it holds what looks like a secret, which belongs in a key vault",
        ),
    ],
)
def test_run_configurations_that_a_person_converts(tmp_path: Path, text: str, reason: str) -> None:
    found = convert_project(tmp_path, {"a.runconfig": text})["a.runconfig"]
    assert (found.text, found.files) == (text, {})
    assert [use.verdict.message for use in found.manual if use.verdict] == [f"write a command job: {reason}"]
