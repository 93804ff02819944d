"""Pipelines whose steps differ in their run configurations and environments, converted and proved equivalent."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli import invoke

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

HEAD = """\
from azureml.core import Environment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.container_registry import ContainerRegistry
from azureml.core.runconfig import (
    DEFAULT_GPU_IMAGE,
    DockerConfiguration,
    MpiConfiguration,
    PyTorchConfiguration,
    RunConfiguration,
    TensorflowConfiguration,
)
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
"""
STEP = """\
{name}_step = PythonScriptStep(
    name="{name}", script_name="train.py", source_directory="src", compute_target="cpu", runconfig={name}
)
"""

RUNS = {
    "mpi": """\
mpi = RunConfiguration(framework="TensorFlow", communicator="OpenMpi")
mpi.environment = Environment.get(ws, "training")
mpi.mpi = MpiConfiguration(process_count_per_node=4)
mpi.node_count = 2
docker = DockerConfiguration(use_docker=True, shm_size="16g")
docker.arguments = ["--ipc=host", "--name", "a b"]
mpi.docker = docker
mpi.history.output_collection = True
""",
    "torch": """\
torch = RunConfiguration()
torch.communicator = "Nccl"
torch.pytorch = PyTorchConfiguration(process_count=8)
torch.node_count = 4
torch.max_run_duration_seconds = 3600
torch.environment.docker.shm_size = "8g"
""",
    "tensorflow": """\
tensorflow = RunConfiguration()
tensorflow.communicator = "ParameterServer"
tensorflow.tensorflow = TensorflowConfiguration(worker_count=3)
tensorflow.node_count = 4
tensorflow.environment.python.conda_dependencies = CondaDependencies.create(pip_packages=["tensorflow==2.13"])
tensorflow.environment_variables = {"LEVEL": 3}
""",
    "plain": """\
plain = RunConfiguration()
plain.priority = 3
plain.credential_passthrough = True
plain.environment = Environment.from_docker_image("base", "my.azurecr.io/base:1")
""",
}
ENVIRONMENTS = {
    "requirements": """\
requirements = RunConfiguration()
requirements.environment = Environment.from_pip_requirements("needed", "requirements.txt", pip_version="23.3")
""",
    "conda": """\
conda = RunConfiguration()
conda.environment = Environment.from_conda_specification("described", "conda.yml")
conda.environment.docker.base_image = DEFAULT_GPU_IMAGE
""",
    "text": """\
text = RunConfiguration()
text.environment.docker.base_dockerfile = "FROM python:3.10\\nRUN pip install pandas"
text.environment.python.user_managed_dependencies = True
""",
    "file": """\
file = RunConfiguration()
file.environment = Environment.from_dockerfile("filed", "docker/Dockerfile")
""",
    "listed": """\
listed = RunConfiguration()
listed.environment = ws.environments["shared"]
""",
    "packages": """\
packages = RunConfiguration()
packages.environment = Environment("packed")
packages.environment.python.conda_dependencies.set_pip_requirements(["a==1", "b"])
packages.environment.python.conda_dependencies.add_tensorflow_pip_package("gpu", "2.4")
packages.environment.python.conda_dependencies.add_channel("pytorch")
packages.environment.environment_variables["LEVEL"] = "3"
""",
}
FILES = {
    "src/train.py": "print(1)\n",
    "requirements.txt": "# what it needs\npandas==2.0\n\nscipy\n",
    "conda.yml": "name: x\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.9\n  - pip:\n      - pandas\n",
    "docker/Dockerfile": "FROM python:3.11\n",
}


@pytest.mark.parametrize("style", ["inline", "yaml"])
@pytest.mark.parametrize("runs", [RUNS, ENVIRONMENTS], ids=["runs", "environments"])
def test_pipelines_are_equivalent(
    runs: dict[str, str], style: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = ", ".join(f"{name}_step" for name in runs)
    text = HEAD + "".join(part + STEP.format(name=name) for name, part in runs.items())
    for name, content in {**FILES, "pipeline.py": f"{text}pipeline = Pipeline(ws, steps=[{steps}])\n"}.items():
        (tmp_path / "v1" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "v1" / name).write_text(content, encoding="utf-8")
    arguments = ["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2"), "--style", style]
    assert invoke([*arguments, "--verify", "equivalent", "--trust-code"]) == 0
    shown = capfd.readouterr().out
    assert "pipeline_definition  equivalent" in shown, shown
    assert " 0 manual" in shown, shown
