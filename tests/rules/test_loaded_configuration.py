"""Configurations that v1 loads from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.v1.loaded import UNREAD
from tests.conversion import convert_in

_RUN = """\
import sys

from azureml.core import Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration.load({path})
train = PythonScriptStep("train.py", source_directory="src", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
"""
_FILE = """\
target: cpu
framework: Python
environment:
  name: training
  docker:
    baseImage: ubuntu:22.04
  python:
    userManagedDependencies: {managed}
"""
_REGISTERED = "target: cpu\nenvironment: {name: training, version: 3}\n"
_SCORE = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep

ws = Workspace.from_config()
config = ParallelRunConfig.load_yaml(ws, "score.yml")
images = Dataset.get_by_name(ws, "images")
score = ParallelRunStep(
    "score", parallel_run_config=config, inputs=[images.as_named_input("images")], output=PipelineData("scores")
)
pipeline = Pipeline(ws, steps=[score])
"""
_SETTINGS = """\
parallel_run_config:
  entry_script: score.py
  source_directory: src
  output_action: summary_only
  error_threshold: 1
  compute_target_name: cpu
  node_count: 1
  {environment}
"""


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ('"train.yml"', "train.yml"),
        ('".", "train.yml"', "aml_config/train.yml"),
        ('".", "train"', ".azureml/train.runconfig"),
        ('path="settings", name="train"', "settings/train.runconfig"),
    ],
)
def test_where_v1_looks_for_a_run_configuration(path: str, where: str, tmp_path: Path) -> None:
    files = {"pipeline.py": _RUN.format(path=path), where: _FILE.format(managed="true")}
    converted = convert_in(tmp_path, files)
    assert not converted.manual
    assert 'environment = Environment(name="training", image="ubuntu:22.04")\n' in converted.text
    assert 'default_compute="cpu"' in converted.text


@pytest.mark.parametrize(
    ("path", "files"),
    [
        ('"nowhere.yml"', {}),
        ('"train.yml"', {"train.yml": "target: [\n"}),
        ('"train.yml"', {"train.yml": _FILE.format(managed="false") + "    condaDependenciesFile: nowhere.yml\n"}),
    ],
)
def test_a_file_that_is_not_known(path: str, files: dict[str, str], tmp_path: Path) -> None:
    text = convert_in(tmp_path, {"pipeline.py": _RUN.format(path=path), **files}).text
    assert f"the pipeline is not converted: {UNREAD} " in text
    assert f"\nrun_config = RunConfiguration.load({path})\n" in text


@pytest.mark.parametrize("path", ["sys.argv[1]", 'path=".", name=sys.argv[1]'])
def test_a_file_that_only_the_run_knows(path: str, tmp_path: Path) -> None:
    text = convert_in(tmp_path, {"pipeline.py": _RUN.format(path=path)}).text
    message = "which file it is loaded from depends on `sys.argv[1]`: say in v2 what each of the files says"
    assert f"# TODO(azureml-migrate AML409): {message} " in text
    assert f"the pipeline is not converted: {message} " in text


def test_a_registered_environment(tmp_path: Path) -> None:
    files = {"pipeline.py": _RUN.format(path='"train.yml"'), "train.yml": _REGISTERED}
    converted = convert_in(tmp_path, files)
    assert not converted.manual
    assert 'environment="azureml:training:3"' in converted.text


def test_texts_of_several_lines(tmp_path: Path) -> None:
    said = _FILE.format(managed="true").replace(
        "    baseImage: ubuntu:22.04\n", '    baseDockerfile: |\n      FROM ubuntu:22.04\n      RUN echo "a\\tb"\n'
    )
    said += '  environmentVariables:\n    GREETING: |\n      say "hello"\n      to all\n'
    converted = convert_in(tmp_path, {"pipeline.py": _RUN.format(path='"train.yml"'), "train.yml": said})
    assert not converted.manual
    assert converted.files["environments/training/Dockerfile"] == 'FROM ubuntu:22.04\nRUN echo "a\\tb"\n'
    assert """environment_variables = {"GREETING": 'say "hello"\\nto all\\n'}\n""" in converted.text


def test_what_a_file_says_besides(tmp_path: Path) -> None:
    said = _FILE.format(managed="true") + "data:\n  table:\n    mechanism: mount\n"
    text = convert_in(tmp_path, {"pipeline.py": _RUN.format(path='"train.yml"'), "train.yml": said}).text
    assert "the pipeline is not converted: `data` of its run configuration: give the data to the step itself" in text


def test_a_parallel_configuration_with_a_saved_environment(tmp_path: Path) -> None:
    saved = '{"name": "scoring", "docker": {"baseImage": "ubuntu:22.04"}, "python": {"userManagedDependencies": true}}'
    settings = _SETTINGS.format(environment="environment_dir_path: saved")
    files = {"pipeline.py": _SCORE, "score.yml": settings, "saved/azureml_environment.json": saved}
    converted = convert_in(tmp_path, files)
    assert not converted.manual
    assert 'environment=Environment(name="scoring", image="ubuntu:22.04")' in converted.text


@pytest.mark.parametrize("environment", ["environment: env.yml", "environment: {name: scoring}", "description: none"])
def test_a_parallel_configuration_whose_environment_is_elsewhere(environment: str, tmp_path: Path) -> None:
    files = {"pipeline.py": _SCORE, "score.yml": _SETTINGS.format(environment=environment)}
    text = convert_in(tmp_path, files).text
    assert f"where its ParallelRunConfig comes from is not known: {UNREAD} " in text


_SUBMIT = """\
from azureml.core import Experiment, ScriptRunConfig, Workspace
from azureml.core.runconfig import RunConfiguration

ws = Workspace.from_config()
run_config = {made}
run = Experiment(ws, "churn").submit(ScriptRunConfig("src", {said}run_config=run_config))
"""
_SAID = """\
script: train.py
arguments: [--name, a b]
target: cpu
environment:
  python: {userManagedDependencies: true}
  docker: {baseImage: "ubuntu:22.04"}
"""


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("", "python train.py --name 'a b'"),
        ("script='fit.py', ", "python fit.py --name 'a b'"),
        ("script='fit.py', arguments=['--rate', 5], ", "python fit.py --rate 5"),
    ],
)
def test_a_script_run_config_takes_what_it_does_not_say(tmp_path: Path, said: str, command: str) -> None:
    code = _SUBMIT.format(made='RunConfiguration.load(".", "train")', said=said)
    files = {"pipeline.py": code, "train.runconfig": _SAID, "src/train.py": "print(1)\n", "src/fit.py": "print(1)\n"}
    converted = convert_in(tmp_path, files)
    assert not converted.manual
    assert f'command="{command}",' in converted.text


def test_what_code_sets_for_a_script_run_config_is_told(tmp_path: Path) -> None:
    code = _SUBMIT.format(made='RunConfiguration()\nrun_config.arguments = ["--rate", 5]', said="script='train.py', ")
    text = convert_in(tmp_path, {"pipeline.py": code, "src/train.py": "print(1)\n"}).text
    assert "v1 takes the `arguments` of its run configuration: give it to the ScriptRunConfig" in text
