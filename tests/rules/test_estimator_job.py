"""Estimators that are submitted by themselves."""

from __future__ import annotations

import shlex

import pytest
from azure.ai.ml.entities import Command
from azureml.train.estimator import Estimator

from tests.conversion import assert_converts, convert

HEAD = """\
from azureml.core import Environment, Experiment, Workspace
from azureml.train.dnn import TensorFlow
from azureml.train.estimator import Estimator

ws = Workspace.from_config()
"""
ALONE = f"""\
{HEAD}estimator = Estimator("src", entry_script="train.py", compute_target="cpu")
run = Experiment(ws, "training").submit(estimator)
"""


def test_servers_of_parameters_in_an_environment_of_its_own() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.train.dnn import TensorFlow
from azureml.train.estimator import Estimator

ws = Workspace.from_config()
training = Environment.from_conda_specification("training", "conda.yml")
training.environment_variables = {"LEVEL": "2"}
config = TensorFlow(
    source_directory="src",
    entry_script="train.py",
    compute_target=ws.compute_targets["gpu"],
    node_count=2,
    distributed_backend="ps",
    worker_count=2,
    parameter_server_count=1,
    environment_definition=training,
)
for day in days:
    run = Experiment(ws, "training").submit(config, tags={"day": day}, show_output=True)
""",
        """\
from azure.ai.ml import MLClient, TensorFlowDistribution, command
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
training = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file="conda.yml",
)
config = command(
    code="src",
    command="python train.py",
    environment=training,
    environment_variables={"LEVEL": "2"},
    compute="gpu",
    distribution=TensorFlowDistribution(worker_count=2, parameter_server_count=1),
    instance_count=2,
)
for day in days:
    run = ws.jobs.create_or_update(
        config,
        experiment_name="training",
        tags={"day": day},
    )
    ws.jobs.stream(run.name)
""",
    )


def test_settings_that_only_the_estimator_was_given() -> None:
    found = convert(
        ALONE.replace("estimator = ", 'words = {"--rate": 0.1}\nprint(words)\nestimator = ').replace(
            '"train.py"', '"train.py", script_params=words'
        )
    )
    assert not found.manual
    assert 'words = {"--rate": 0.1}\nprint(words)\n' in found.text
    assert 'command="python train.py --rate 0.1"' in found.text


WORDS: dict[str, object] = {"--rate": 0.1, "--fast": "", "--none": None, "--zero": 0, "--name": "a b", "--on": True}


def test_the_same_words_as_v1() -> None:
    v1 = Estimator("src", entry_script="train.py", compute_target="local", script_params=dict(WORDS))
    text = convert(ALONE.replace('"train.py"', f'"train.py", script_params={WORDS!r}')).text
    names: dict[str, object] = {}
    exec(text.partition("run = ")[0].replace("MLClient.from_config(DefaultAzureCredential())", "None"), names)
    job = names["estimator"]
    assert isinstance(job, Command)
    words = [str(word) for word in v1.run_config.arguments]
    assert shlex.split(str(job.command)) == ["python", "train.py", *words]


@pytest.mark.parametrize(
    ("v1", "other"),
    [
        ('compute_target="cpu"', 'vm_size="STANDARD_D2"'),
        ('"train.py"', '"train.py", resume_from=input()'),
        ('"train.py"', '"train.py", script_params=input()'),
        ('"train.py"', '"train.py", script_params={"--words": ["a", "b"]}'),
        ('"train.py"', '"train.py", source_directory_data_store=ws.get_default_datastore()'),
        ("run = Exp", "print(estimator.run_config)\nrun = Exp"),
        ("run = Exp", 'estimator.run_config.environment.docker.base_image = "python"\nrun = Exp'),
        ("run = Exp", "estimator.source_directory = input()\nrun = Exp"),
        ('"train.py"', '"train.ipynb"'),
    ],
)
def test_what_stays_v1(v1: str, other: str) -> None:
    found = convert(ALONE.replace(v1, other))
    assert "estimator = Estimator(" in found.text
    assert ".submit(estimator)" in found.text
    assert {"azureml.train.estimator.Estimator", "azureml.core.Experiment.submit"} <= {
        use.symbol for use in found.manual
    }


def test_an_estimator_that_nothing_submits() -> None:
    text = convert(ALONE.partition("run = ")[0] + "print(estimator)\n").text
    assert "estimator = Estimator(" in text
