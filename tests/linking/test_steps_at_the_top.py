"""A step at the top of a module, beside another module's function that makes one: a function makes both."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import assert_same, convert_project
from tests.linking.test_sharing import converted

_STEP = (
    'PythonScriptStep("{0}.py", source_directory="src", arguments=["--data", data], {1}=[data], compute_target="cpu")'
)
_IMPORTS = "from azureml.pipeline.core import PipelineData\nfrom azureml.pipeline.steps import PythonScriptStep\n"
_FILES = {
    "prep.py": f"""\
{_IMPORTS}
settings = ["src"]
data = PipelineData("clean")

# Clean the data
prep_step = {_STEP.format("prep", "outputs")}
""",
    "train.py": f"{_IMPORTS}\n\ndef train_step(data):\n    return {_STEP.format('train', 'inputs')}\n",
    "main.py": """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline

from prep import data, prep_step
from train import train_step

pipeline = Pipeline(Workspace.from_config(), steps=[prep_step, train_step(data)])
""",
}
_ENVIRONMENT = """\
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
"""


def test_a_step_with_its_data(tmp_path: Path) -> None:
    output = converted(tmp_path, _FILES)
    assert_same(
        output["main.py"],
        """\
from azure.ai.ml import dsl

from prep import make_prep_step
from train import train_step


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    data, prep_step = make_prep_step()
    train_step(data)


pipeline = pipeline_definition()
""",
    )
    assert_same(
        output["prep.py"],
        f"""\
from azure.ai.ml import Output, command
from azure.ai.ml.entities import Environment

settings = ["src"]

{_ENVIRONMENT}

def make_prep_step():
    # Clean the data
    prep_component = command(
        display_name="prep.py",
        code="src",
        command="python prep.py --data ${{{{outputs.clean}}}}",
        outputs={{"clean": Output(type="uri_folder")}},
        environment=environment,
    )
    prep_step = prep_component()
    data = prep_step.outputs.clean
    return data, prep_step
""",
    )


_PLAIN = 'PythonScriptStep("{}.py", source_directory="src", compute_target="cpu")'


def test_a_pipeline_in_a_function_under_another_name(tmp_path: Path) -> None:
    files = {
        "first.py": f"{_IMPORTS}\nNAME = 'first'\nfirst = {_PLAIN.format(1)}\n\n\ndef title():\n    return NAME\n",
        "other.py": f"{_IMPORTS}\n\ndef make_other():\n    return {_PLAIN.format('other')}\n",
        "main.py": """\
from azureml.pipeline.core import Pipeline

from first import NAME, first as begin, title
from other import make_other


def build(ws):
    print(NAME, title())

    # The other one waits
    other = make_other()
    other.run_after(begin)
    return Pipeline(ws, steps=[begin, other])
""",
    }
    output = converted(tmp_path, files)
    assert_same(
        output["main.py"],
        """\
from azure.ai.ml import dsl

from first import NAME, make_first, title
from other import make_other


def build(ws):
    print(NAME, title())

    @dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
    def pipeline_definition():
        # The other one waits
        other = make_other()
        begin = make_first()
        other.inputs.after_begin = begin.outputs.done

    return pipeline_definition()
""",
    )
    assert "\n\ndef make_first():\n" in output["first.py"]


@pytest.mark.parametrize(
    "changed",
    [
        # A function needs the step where it is.
        {"prep.py": f"{_FILES['prep.py']}\n\ndef show():\n    print(prep_step.name)\n"},
        # Another module takes it, too.
        {"other.py": "from prep import prep_step\n\nprint(prep_step.name)\n"},
        {"other.py": "import prep\n\nprint(prep.prep_step.name)\n"},
        # What it is made of is another thing afterwards.
        {"prep.py": _FILES["prep.py"].replace('"src"', "settings[0]") + "settings[0] = 'other'\n"},
        {"prep.py": f"{_FILES['prep.py']}data = None\n"},
        # It is made on a condition.
        {"prep.py": _FILES["prep.py"].replace("prep_step =", "if data:\n    prep_step =")},
        # It is read by more than one function.
        {"main.py": f"{_FILES['main.py']}\n\ndef show():\n    print(prep_step.name)\n"},
    ],
)
def test_what_stays(changed: dict[str, str], tmp_path: Path) -> None:
    output = converted(tmp_path, {**_FILES, **changed})
    assert "prep_step = PythonScriptStep(" in output["prep.py"]
    assert "make_prep_step" not in output["main.py"]
    assert "steps=[prep_step, train_step(data)])" in output["main.py"]


def test_the_reason_names_the_place_once(tmp_path: Path) -> None:
    files = {**_FILES, "other.py": "from prep import prep_step\n\nprint(prep_step.name)\n"}
    text = convert_project(tmp_path, files)["main.py"].text
    (told,) = [line for line in text.splitlines() if "AML601" in line]
    assert told.count("`prep.py:8` makes it, where it stays v1") == 1
