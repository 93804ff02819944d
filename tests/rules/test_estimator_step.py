"""Estimators in a pipeline: frameworks, distributions, and what v1 itself refuses."""

from __future__ import annotations

import pytest

from tests.conversion import convert

HEAD = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import EstimatorStep
from azureml.train.dnn import Chainer, Gloo, Mpi, Nccl, ParameterServer, PyTorch, TensorFlow
from azureml.train.estimator import Estimator
from azureml.train.sklearn import SKLearn

ws = Workspace.from_config()
"""


def converted(estimator: str, arguments: str) -> str:
    return convert(
        f'{HEAD}estimator = {estimator}("src", compute_target="cpu", entry_script="train.py", {arguments})\n'
        'step = EstimatorStep("Train", estimator, [], compute_target="cpu")\npipeline = Pipeline(ws, [step])\n'
    ).text


@pytest.mark.parametrize(
    ("estimator", "arguments", "packages"),
    [
        ("PyTorch", 'framework_version="1.5"', ["torch==1.5.0", "torchvision==0.5.0"]),
        ("PyTorch", "use_gpu=True", ["torch==1.4.0"]),
        ("TensorFlow", 'framework_version="2.3", use_gpu=True', ["tensorflow-gpu==2.3.0", "cmake==3.18.2"]),
        ("SKLearn", 'pip_packages=["scipy==1.5.0"]', ['{"pip": ["scipy==1.5.0", "azureml-defaults", "scikit-learn']),
        ("Chainer", "", ["chainer==5.1.0"]),
        ("Estimator", 'conda_packages=["lightgbm"]', ['{"pip": ["azureml-defaults"]}, "lightgbm"]']),
    ],
)
def test_what_is_installed(estimator: str, arguments: str, packages: list[str]) -> None:
    text = converted(estimator, arguments)
    assert all(package in text for package in packages), text


@pytest.mark.parametrize(
    ("arguments", "v2"),
    [
        ("distributed_training=Mpi(2), node_count=3", "MpiDistribution(process_count_per_instance=2)"),
        ('distributed_backend="mpi", process_count_per_node=2', "MpiDistribution(process_count_per_instance=2)"),
        ("distributed_training=Nccl()", "PyTorchDistribution(process_count_per_instance=1)"),
        (
            "distributed_training=ParameterServer(2, 1)",
            "TensorFlowDistribution(worker_count=2, parameter_server_count=1)",
        ),
        ('shm_size="4g", max_run_duration_seconds=60', 'shm_size="4g",\n    timeout=60'),
        ('custom_docker_image="python:3.9", user_managed=True', 'Environment(image="python:3.9")'),
        ('conda_dependencies_file="conda.yml"', 'conda_file="src/conda.yml"'),
        ('pip_requirements_file="wanted.txt"', 'Path("src/wanted.txt").read_text().splitlines()'),
    ],
)
def test_settings(arguments: str, v2: str) -> None:
    assert v2 in converted("Estimator", arguments)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ('script_params={"--n": 1}', "v1 refuses `script_params` of an estimator here"),
        ("use_gpu=bool(ws)", "`use_gpu` of the estimator is only known when the code runs"),
    ],
)
def test_what_stays(arguments: str, reason: str) -> None:
    text = converted("Estimator", arguments)
    assert "EstimatorStep(" in text
    assert reason in text


MPI = """\
from azureml.core import Workspace
from azureml.core.runconfig import CondaDependencies, RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import MpiStep

ws = Workspace.from_config()
dependencies = CondaDependencies()
dependencies.add_channel("pytorch")
run_config = RunConfiguration(conda_dependencies=dependencies)
run_config.environment.docker.enabled = True
train = MpiStep(
    name="train",
    script_name="train.py",
    source_directory="src",
    compute_target="cpu",
    node_count=2,
    process_count_per_node=1,
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[train])
"""


def test_a_run_configuration_that_v1_did_not_use_goes() -> None:
    found = convert(MPI)
    assert found.manual == []
    assert "run_config" not in found.text
    assert "pytorch" not in found.text


def test_it_stays_for_others() -> None:
    assert "run_config = RunConfiguration(" in convert(MPI + "show(run_config)\n").text
