"""Modules that each make one step, with its data and its pipeline parameters: what must not be converted there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.linking.test_sharing import converted

MAKING = """\
from azureml.pipeline.core import PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


def train_step(region):
    rounds = PipelineParameter("rounds", 10)
    model = PipelineData("model")
    outputs = {"model": model}
    step = PythonScriptStep(
        script_name="train.py",
        arguments=["--region", region, "--rounds", rounds, "--model", model],
        outputs=[model],
        compute_target="cpu",
    )
    return step, outputs
"""
BUILD = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline

from making import train_step

ws = Workspace.from_config()
train_step, outputs = train_step("north")
pipeline = Pipeline(ws, steps=[train_step])
"""
STEP = "    step = PythonScriptStep("


def todo(text: str) -> list[str]:
    """Why the pipelines stay v1."""
    lines = [line for line in text.splitlines() if "AML601): the pipeline is not converted" in line]
    return [line.partition("converted: ")[2].partition(" — ")[0].partition(": a step is made")[0] for line in lines]


def test_a_function_that_the_step_takes_its_name_from(tmp_path: Path) -> None:
    output = converted(tmp_path, {"making.py": MAKING, "build.py": BUILD})
    assert (
        output["build.py"]
        == """\
from azure.ai.ml import MLClient, dsl
from azure.identity import DefaultAzureCredential

from making import train_step

ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 10):
    train_node, outputs = train_step("north", rounds=rounds)


pipeline = pipeline_definition()
"""
    )


@pytest.mark.parametrize(
    ("making", "build", "reason"),
    [
        # Something reads the data before the step is made.
        (
            MAKING.replace(STEP, f"    print(outputs)\n{STEP}"),
            BUILD,
            "data is used before the step that writes it is made",
        ),
        # What is called too early is not known to leave the data alone.
        (
            MAKING.replace(STEP, f"    outputs = dict(outputs)\n{STEP}"),
            BUILD,
            "data is used before the step that writes it is made",
        ),
        (
            MAKING.replace('"rounds", 10)', '"rounds", len(region))'),
            BUILD,
            "which pipeline parameter a function makes is only known when the code runs",
        ),
        (
            MAKING,
            f"{BUILD}print(train_step.name)\n",
            "`train_step`, which its steps are made with, is read after it is made",
        ),
    ],
)
def test_what_stays(making: str, build: str, reason: str, tmp_path: Path) -> None:
    output = converted(tmp_path, {"making.py": making, "build.py": build})
    assert "PythonScriptStep(" in output["making.py"]
    assert "Pipeline(ws, steps=[train_step])" in output["build.py"]
    together = making + build.replace("from making import train_step\n", "")
    assert todo(converted(tmp_path, {"both.py": together})["both.py"]) == [reason]


def test_a_function_that_other_code_calls_too(tmp_path: Path) -> None:
    other = "from making import train_step\n\nprint(train_step('south'))\n"
    output = converted(tmp_path, {"making.py": MAKING, "build.py": BUILD, "other.py": other})
    assert "PythonScriptStep(" in output["making.py"]
    assert output["other.py"] == other
    assert len(todo(output["build.py"])) == 1


TABLE = """\
from azureml.pipeline.steps import PythonScriptStep


def train_step(region):
    return PythonScriptStep(script_name="train.py", arguments=["--region", region], compute_target="cpu")


STEPS = {"train": train_step}


def make_step(kind, region):
    return STEPS[kind](region)
"""
WITH_TABLE = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline

from making import make_step

ws = Workspace.from_config()
pipeline = Pipeline(ws, steps=[make_step("train", "north")])
"""


@pytest.mark.parametrize(
    ("more", "other"),
    [
        # The function is called by a way that is not seen.
        ("\n\ndef show():\n    return list(map(str, STEPS.values()))\n", ""),
        ("", "from making import STEPS\n\nprint(STEPS['train']('south'))\n"),
    ],
)
def test_a_table_of_functions_that_is_used_in_other_ways(more: str, other: str, tmp_path: Path) -> None:
    files = {"making.py": TABLE + more, "build.py": WITH_TABLE} | ({"other.py": other} if other else {})
    output = converted(tmp_path, files)
    assert "PythonScriptStep(" in output["making.py"]
    assert 'Pipeline(ws, steps=[make_step("train", "north")])' in output["build.py"]


def test_a_table_of_functions(tmp_path: Path) -> None:
    output = converted(tmp_path, {"making.py": TABLE, "build.py": WITH_TABLE})
    assert "PythonScriptStep" not in output["making.py"]
    assert "    return STEPS[kind](region)\n" in output["making.py"]
    assert '    make_step("train", "north")\n' in output["build.py"]


def test_a_variable_that_says_how_data_is_read(tmp_path: Path) -> None:
    making = """\
from azureml.pipeline.steps import PythonScriptStep


def clean_step(raw, compute):
    return PythonScriptStep(
        name="clean", script_name="clean.py", arguments=["--raw", raw], inputs=[raw], compute_target=compute
    )
"""
    build = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline

from making import clean_step

ws = Workspace.from_config()
raw = Dataset.get_by_name(ws, "sales").as_named_input("raw").as_download()
pipeline = Pipeline(ws, steps=[clean_step(raw, "cpu")])
"""
    output = converted(tmp_path, {"making.py": making, "build.py": build})
    assert 'raw = Input(type="uri_folder", path="azureml:sales@latest", mode="download")\n' in output["build.py"]
    assert '    clean_step(raw, "cpu")\n' in output["build.py"]
    assert "clean_component(raw=raw)\n" in output["making.py"]


@pytest.mark.parametrize(
    ("table", "picked"),
    [
        pytest.param("dict(train=train_step)", "    return STEPS[kind](region)\n", id="named"),
        pytest.param(
            '{"train": train_step}',
            "    make = STEPS.get(kind)\n    if make is None:\n        raise ValueError\n    return make(region)\n",
            id="asked",
        ),
        pytest.param('{"train": train_step}', "    return STEPS.get(kind)(region)\n", id="asked and called"),
    ],
)
def test_other_forms_of_tables(table: str, picked: str, tmp_path: Path) -> None:
    making = TABLE.replace('{"train": train_step}', table).replace("    return STEPS[kind](region)\n", picked)
    output = converted(tmp_path, {"making.py": making, "build.py": WITH_TABLE})
    assert output["making.py"].endswith(making[making.index("STEPS = ") :])
    assert "TODO" not in "".join(output.values())
