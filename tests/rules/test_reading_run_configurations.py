"""What the code reads of a run configuration after it was made."""

from __future__ import annotations

from tests.conversion import convert

_CODE = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "training", version="3")
run_config.node_count = 2
run_config.environment_variables = {"STAGE": "dev"}
print(run_config.environment_variables["STAGE"], run_config.node_count)
train = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
"""


def test_the_variables_and_a_number() -> None:
    converted = convert(_CODE)
    assert not converted.manual
    assert (
        'environment_variables = {"STAGE": "dev"}\nprint(environment_variables["STAGE"], 2)\ntrain_component'
        in converted.text
    )


def test_variables_that_are_set_later() -> None:
    later = 'run_config.environment_variables["LEVEL"] = "3"\ntrain = '
    text = convert(_CODE.replace("train = ", later, 1)).text
    assert 'print(run_config.environment_variables["STAGE"], 2)\n' in text
    assert "`run_config` is spread over the components in v2" in text


def test_variables_of_the_environment_that_v1_kept_apart() -> None:
    own = 'run_config.environment.environment_variables = {"LEVEL": "3"}\n'
    code = _CODE.replace('Environment.get(ws, "training", version="3")', 'Environment("a")').replace(
        "print", own + "print"
    )
    assert "print(environment_variables" not in convert(code).text


def test_a_number_of_one_of_several() -> None:
    made = """\
def make():
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "training", version="3")
    return run_config


run_config = make()
run_config.node_count = 2
other = make()
print(other.node_count)
"""
    start, end = _CODE.index("run_config = Run"), _CODE.index("train = ")
    text = convert(_CODE[:start] + made + _CODE[end:]).text
    assert 'run_config["instance_count"] = 2\n' in text
    assert "print(other.node_count)\n" in text
    assert "write what `node_count` was" in text
