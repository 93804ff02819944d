"""Run configurations that a function makes, and on which those set more to whom it gives them."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_HEAD = """\
from azureml.core import Environment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()


def get_run_config():
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "training", version="3")
    return run_config


"""
_REGISTERED = '    run_config.environment = Environment.get(ws, "training", version="3")'
_STEP = 'PythonScriptStep("{0}.py", "{0}", source_directory="src", runconfig={1})\n'
_TRAIN = "train = " + _STEP.format("train", "run_config")
_END = "pipeline = Pipeline(ws, steps=[train])\n"


def test_each_caller_sets_what_its_steps_get() -> None:
    code = f"""\
{_HEAD}run_config = get_run_config()
run_config.target = "cpu"
gpu_config = get_run_config()
gpu_config.target = "gpu"
gpu_config.node_count = 2
gpu_config.docker.use_docker = True
gpu_config.docker.shm_size = "8g"
gpu_config.environment_variables = {{"STAGE": "dev", "LEVEL": 3}}
prepare = {_STEP.format("prepare", "run_config")}train = {_STEP.format("train", "gpu_config")}\
pipeline = Pipeline(ws, steps=[prepare, train])
"""
    assert (
        convert(code).text
        == """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def get_run_config():
    run_config = {"environment": "azureml:training:3"}
    return run_config


run_config = get_run_config()
run_config["compute"] = "cpu"
gpu_config = get_run_config()
gpu_config["compute"] = "gpu"
gpu_config["instance_count"] = 2
gpu_config["shm_size"] = "8g"
gpu_config["environment_variables"] = {"STAGE": "dev", "LEVEL": "3"}
prepare_component = command(
    display_name="prepare",
    code="src",
    command="python prepare.py",
    **run_config,
)
train_component = command(display_name="train", code="src", command="python train.py", **gpu_config)


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    prepare = prepare_component()
    train = train_component()


pipeline = pipeline_definition()
"""
    )


def test_an_environment_that_every_caller_gives() -> None:
    code = f"""\
{_HEAD.replace(_REGISTERED, "    run_config.node_count = 2")}\
env = Environment("training")
env.docker.base_image = "python:3.10"
env.environment_variables = {{"STAGE": "dev"}}
run_config = get_run_config()
run_config.environment = env
run_config.target = "cpu"
{_TRAIN}{_END}"""
    converted = convert(code)
    assert not converted.manual
    assert '    run_config = {"instance_count": 2}\n    return run_config\n' in converted.text
    assert (
        """\
run_config = get_run_config()
run_config["environment"] = env
run_config["environment_variables"] = {"STAGE": "dev"}
run_config["compute"] = "cpu"
"""
        in converted.text
    )


def test_processes_and_branches_of_a_caller() -> None:
    code = f"""\
{_HEAD}def build(gpu=True):
    run_config = get_run_config()
    run_config.node_count = 4
    run_config.communicator = "Mpi"
    run_config.mpi.process_count_per_node = 2
    run_config.environment_variables["LEVEL"] = 3
    if gpu:
        run_config.target = "gpu"
    else:
        run_config.target = "cpu"
    return {_STEP.format("train", "run_config")}

train = build()
{_END}"""
    converted = convert(code)
    assert not converted.manual
    assert '    run_config = {"environment": "azureml:training:3", "environment_variables": {}}\n' in converted.text
    assert (
        """\
    run_config = get_run_config()
    run_config["instance_count"] = 4
    run_config["distribution"] = MpiDistribution(process_count_per_instance=2)
    run_config["environment_variables"]["LEVEL"] = "3"
    if gpu:
        run_config["compute"] = "gpu"
    else:
        run_config["compute"] = "cpu"
"""
        in converted.text
    )


def test_the_image_of_the_environment_that_the_function_describes() -> None:
    described = (
        "    run_config.environment.python.conda_dependencies = CondaDependencies.create(pip_packages=['pandas'])"
    )
    code = _HEAD.replace(_REGISTERED, described)
    code += 'run_config = get_run_config()\nrun_config.environment.docker.base_image = "python:3.10"\n'
    converted = convert(code + 'run_config.target = "cpu"\n' + _TRAIN + _END)
    assert not converted.manual
    assert '    run_config = {"environment": environment}\n    return run_config\n' in converted.text
    assert 'run_config["environment"].image = "python:3.10"\nrun_config["compute"] = "cpu"\n' in converted.text


def test_a_run_configuration_that_is_returned_as_it_is_made() -> None:
    code = _HEAD.replace("    run_config = RunConfiguration()\n", "    return RunConfiguration()\n")
    code = code.replace(f"{_REGISTERED}\n    return run_config\n", "")
    given = 'run_config = get_run_config()\nrun_config.target = "cpu"\n'
    given += 'run_config.environment = Environment.get(ws, "training", version="3")\n'
    converted = convert(code + given + _TRAIN + _END)
    assert not converted.manual
    assert "def get_run_config():\n    return {}\n" in converted.text
    assert (
        'run_config["compute"] = "cpu"\nrun_config["environment"] = "azureml:training:3"\ntrain_component'
        in converted.text
    )


def test_an_environment_that_one_of_the_callers_gives() -> None:
    code = _HEAD.replace(f"{_REGISTERED}\n", "")
    code += 'run_config = get_run_config()\nrun_config.environment = Environment.get(ws, "training", version="3")\n'
    code += "prepare = " + _STEP.format("prepare", "get_run_config(), compute_target='cpu'")
    code += _TRAIN.replace("runconfig", "compute_target='cpu', runconfig")
    converted = convert(code + "pipeline = Pipeline(ws, steps=[prepare, train])\n")
    assert not converted.manual
    assert '    run_config = {"environment": environment}\n    return run_config\n' in converted.text
    assert 'run_config["environment"] = "azureml:training:3"\n' in converted.text


_GIVEN = "run_config = get_run_config()\n"
_MADE = "in another function than the object is made in"
_SET = 'run_config.target = "cpu"\n'


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (_GIVEN + _TRAIN + _SET, "still changed after a step was made with it"),
        (_GIVEN + f"def more(config):\n    config.target = 'cpu'\n\nmore(run_config)\n{_TRAIN}", _MADE),
        (_GIVEN + "same = run_config\nsame.target = 'cpu'\n" + _TRAIN, _MADE),
        (
            _GIVEN + "for name in names:\n    run_config.target = name\n" + _TRAIN,
            "set in a loop on what is made before",
        ),
        (_GIVEN + "run_config.environment.docker.base_image = 'python:3.10'\n" + _SET + _TRAIN, _MADE),
        (_GIVEN + "run_config.data = {}\n" + _SET + _TRAIN, _MADE),
        (
            "env = Environment('a')\nenv.environment_variables = {'A': '1'}\n"
            + _GIVEN
            + _SET
            + "run_config.environment = env\nrun_config.environment_variables = {'A': '2'}\n"
            + _TRAIN,
            "have to be joined",
        ),
        (
            _GIVEN + _SET + _TRAIN + "prepare = " + _STEP.format("prepare", "run_config, compute_target='gpu'"),
            "holds more than an environment",
        ),
    ],
)
def test_what_stays_v1(code: str, why: str) -> None:
    steps = "pipeline = Pipeline(ws, steps=[train, prepare])\n" if "prepare" in code else _END
    text = convert(_HEAD + code + steps).text
    assert "the pipeline is not converted: " in text
    assert why in text
    assert "    run_config = RunConfiguration()\n" in text


def test_a_function_that_keeps_what_it_made() -> None:
    code = "from functools import lru_cache\n" + _HEAD.replace("def get", "@lru_cache\ndef get")
    text = convert(code + _GIVEN + _SET + _TRAIN + _END).text
    assert f"`target` is set {_MADE}" in text


def test_a_class_of_the_same_name_is_left_alone() -> None:
    code = """\
from settings import RunConfiguration


def get_run_config():
    run_config = RunConfiguration()
    return run_config


run_config = get_run_config()
run_config.target = "cpu"
"""
    assert convert(code).text == code
