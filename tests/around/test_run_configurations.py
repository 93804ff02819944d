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
            "`dataReferences` becomes inputs and outputs of the job, which its command has to name",
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
