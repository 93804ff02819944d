"""Environment variables that a function sets by what it is given are set by its callers, who make the jobs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conversion import convert_project, notebook
from tests.linking.test_sharing import converted

ENVIRONMENTS = """\
from azureml.core import Environment


def get_environment(name, variables=None, debug=False):
    env = Environment.from_docker_image(name, "my.azurecr.io/base:1")
    # What the jobs see
    if variables is not None:
        env.environment_variables = variables
    if debug:
        env.environment_variables["LOG_LEVEL"] = "debug"
    return env
"""
MADE = """\
from azure.ai.ml.entities import Environment


def get_environment(name, variables=None, debug=False):
    env = Environment(name=name, image="my.azurecr.io/base:1")
    return env
"""
START = """\
import sys

from azureml.core import Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

from environments import get_environment

ws = Workspace.from_config()
"""
END = """\
train_step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train_step])
"""
BEGUN = """\
import sys

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

from environments import get_environment

ws = MLClient.from_config(DefaultAzureCredential())
"""
ENDED = """\


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()


pipeline = pipeline_definition()
"""
GIVEN = """\
run_config = RunConfiguration()
run_config.environment = get_environment("train", {"STAGE": "test"}, debug="--debug" in sys.argv)
"""
COMPONENT = """\
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment=environment,
    environment_variables=environment_variables,
)
"""


def test_what_a_caller_decides_and_what_the_code_does(tmp_path: Path) -> None:
    files = {"environments.py": ENVIRONMENTS, "build.py": START + GIVEN + END, "src/train.py": ""}
    found = converted(tmp_path, files)
    assert found["environments.py"] == MADE
    assert (
        found["build.py"]
        == BEGUN
        + (
            'environment = get_environment("train", {"STAGE": "test"}, debug="--debug" in sys.argv)\n'
            "# What the jobs see\n"
            'environment_variables = {"STAGE": "test"}\n'
            'if "--debug" in sys.argv:\n'
            '    environment_variables["LOG_LEVEL"] = "debug"\n'
        )
        + COMPONENT
        + ENDED
    )


def test_a_run_configuration_that_a_function_makes_of_the_environment(tmp_path: Path) -> None:
    given = 'run_config = get_run_config(get_environment("train", {"STAGE": "test"}, True))\n'
    wrapper = (
        "\n\ndef get_run_config(environment):\n"
        "    run_config = RunConfiguration()\n"
        "    run_config.environment = environment\n"
        "    return run_config\n"
    )
    imported = "from azureml.core.runconfig import RunConfiguration\n"
    environments = ENVIRONMENTS.replace("import Environment\n", f"import Environment\n{imported}") + wrapper
    start = START.replace(imported, "").replace("import get_environment", "import get_environment, get_run_config")
    found = converted(tmp_path, {"environments.py": environments, "build.py": start + given + END, "src/train.py": ""})
    assert found["environments.py"] == MADE + (
        "\n\ndef get_run_config(environment):\n"
        '    run_config = {"environment": environment, "environment_variables": {}}\n'
        "    return run_config\n"
    )
    begun = BEGUN.replace("import get_environment", "import get_environment, get_run_config")
    assert (
        found["build.py"]
        == begun
        + given
        + (
            '# What the jobs see\nrun_config["environment_variables"] = {"STAGE": "test"}\n'
            'run_config["environment_variables"]["LOG_LEVEL"] = "debug"\n'
            'train_component = command(display_name="train.py", code="src", command="python train.py", **run_config)\n'
        )
        + ENDED
    )


@pytest.mark.parametrize(
    "given",
    [
        GIVEN.replace('debug="--debug" in sys.argv', "debug=False"),
        GIVEN.replace('{"STAGE": "test"}', "read_variables()"),
        GIVEN + "show(get_environment)\n",
    ],
    ids=["what no caller asks for", "what another call may give", "a function that others may call"],
)
def test_what_stays_with_the_function(given: str, tmp_path: Path) -> None:
    files = {"environments.py": ENVIRONMENTS, "build.py": START + given + END, "src/train.py": ""}
    found = converted(tmp_path, files)
    assert 'env.environment_variables["LOG_LEVEL"] = "debug"' in found["environments.py"]
    assert "pipeline = Pipeline(ws, steps=[train_step])" in found["build.py"]


def test_one_module_in_which_no_caller_asks_for_them(tmp_path: Path) -> None:
    own = ENVIRONMENTS.partition("\n\n\n")[2]
    start = START.replace(
        "from environments import get_environment\n", f"from azureml.core import Environment\n\n\n{own}"
    )
    given = GIVEN.replace('debug="--debug" in sys.argv', "debug=False")
    found = converted(tmp_path, {"build.py": start + given + END, "src/train.py": ""})
    assert 'env.environment_variables["LOG_LEVEL"] = "debug"' in found["build.py"]
    assert "pipeline = Pipeline(ws, steps=[train_step])" in found["build.py"]


def test_an_environment_that_is_changed_before_a_function_takes_it(tmp_path: Path) -> None:
    wrapper = (
        "def get_run_config(environment):\n"
        "    run_config = RunConfiguration()\n"
        "    run_config.environment = environment\n"
        "    return run_config\n\n\n"
    )
    given = (
        'env = get_environment("train")\n'
        'env.environment_variables = {"STAGE": "test"}\n'
        "run_config = get_run_config(env)\n"
    )
    files = {
        "environments.py": ENVIRONMENTS.partition("    # What")[0] + "    return env\n",
        "build.py": START.replace("ws = ", f"\n{wrapper}ws = ") + given + END,
        "src/train.py": "",
    }
    found = converted(tmp_path, files)
    assert "its environment is changed in another function than the run configuration is made in" in found["build.py"]


UPDATED = ENVIRONMENTS.replace("_variables = variables", "_variables.update(variables)").replace(
    'env.environment_variables["LOG_LEVEL"] = "debug"',
    'env.environment_variables.update({"LOG_LEVEL": "debug", "NAME": name})',
)
GIVEN_ALL = GIVEN.replace('debug="--debug" in sys.argv', "debug=True").replace("import sys\n\n", "")
SET = """\
environment = get_environment("train", {"STAGE": "test"}, debug=True)
# What the jobs see
environment_variables = {"STAGE": "test", "LOG_LEVEL": "debug", "NAME": "train"}
"""


def test_variables_that_are_set_together(tmp_path: Path) -> None:
    files = {"environments.py": UPDATED, "build.py": START + GIVEN_ALL + END, "src/train.py": ""}
    found = converted(tmp_path, files)
    assert found["environments.py"] == MADE
    assert found["build.py"] == BEGUN + SET + COMPONENT + ENDED


def test_variables_that_are_set_together_by_what_a_call_gives(tmp_path: Path) -> None:
    given = GIVEN_ALL.replace('{"STAGE": "test"}', "read_variables()")
    files = {"environments.py": UPDATED, "build.py": START + given + END, "src/train.py": ""}
    assert "env.environment_variables.update(variables)" in converted(tmp_path, files)["environments.py"]


@pytest.mark.parametrize("environments", [ENVIRONMENTS, UPDATED])
def test_cells_that_call_it(environments: str, tmp_path: Path) -> None:
    cells = [START, GIVEN_ALL, END]
    files = {"environments.py": environments, "run.ipynb": notebook(*cells), "src/train.py": ""}
    found = convert_project(tmp_path, files)
    variables = SET if environments is UPDATED else SET.replace(', "NAME": "train"', "")
    assert found["environments.py"].text == MADE
    assert [cell["source"] for cell in json.loads(found["run.ipynb"].text)["cells"]] == [
        BEGUN,
        variables,
        COMPONENT + ENDED,
    ]
    assert [(one.v1.cell, one.v1.line) for one in found["run.ipynb"].result.pipelines] == [(2, 2)]
