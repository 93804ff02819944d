"""A ``PipelineParameter`` becomes a parameter of the pipeline function."""

from __future__ import annotations

import pytest

from tests.conversion import assert_becomes, assert_converts, convert


def test_every_type() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PipelineParameter("a", "text with spaces")
b = PipelineParameter(name="b", default_value=3)
c = PipelineParameter(default_value=0.5, name="c")
d = PipelineParameter("d", True)
train = PythonScriptStep(
    script_name="train.py",
    source_directory="src",
    arguments=["--a", a, "--b", b, "--c", c, "--d", d],
    runconfig=rc,
)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train.py",
    code="src",
    command=(
        "python train.py --a '${{inputs.a}}' --b ${{inputs.b}} --c ${{inputs.c}}"
        " --d ${{inputs.d}}"
    ),
    inputs={
        "a": Input(type="string"),
        "b": Input(type="integer"),
        "c": Input(type="number"),
        "d": Input(type="boolean"),
    },
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(
    a: str = "text with spaces",
    b: int = 3,
    c: float = 0.5,
    d: bool = True,
):
    train = train_component(a=a, b=b, c=c, d=d)


pipeline = pipeline_definition()
""",
    )


def test_defaults_that_only_the_code_knows() -> None:
    assert_converts(
        """\
import os

from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
a = PipelineParameter("a", os.environ["A"])
b = PipelineParameter("b", default_value=settings.b)
c = PipelineParameter("c", default_value=int(settings.c))
train = PythonScriptStep(script_name="train.py", source_directory="src", arguments=[a, b, c], runconfig=rc)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
import os

from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py '${{inputs.a}}' '${{inputs.b}}' ${{inputs.c}}",
    inputs={"a": Input(type="string"), "b": Input(type="string"), "c": Input(type="integer")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(a: str = os.environ["A"], b: str = str(settings.b), c: int = int(settings.c)):
    train = train_component(a=a, b=b, c=c)


pipeline = pipeline_definition()
""",
    )


def test_used_by_two_steps() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
rounds = PipelineParameter("number of rounds", 100)
a = PythonScriptStep(script_name="a.py", source_directory="src", arguments=["--rounds", rounds], runconfig=rc)
b = PythonScriptStep(script_name="b.py", source_directory="src", arguments=["--rounds", rounds], runconfig=rc)
pipeline = Pipeline(ws, steps=[a, b])
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(
    display_name="a.py",
    code="src",
    command="python a.py --rounds ${{inputs.number_of_rounds}}",
    inputs={"number_of_rounds": Input(type="integer")},
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code="src",
    command="python b.py --rounds ${{inputs.number_of_rounds}}",
    inputs={"number_of_rounds": Input(type="integer")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(number_of_rounds: int = 100):
    a = a_component(number_of_rounds=number_of_rounds)
    b = b_component(number_of_rounds=number_of_rounds)


pipeline = pipeline_definition()
""",
    )


def test_made_where_it_is_used() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
train = PythonScriptStep(
    script_name="train.py",
    source_directory="src",
    arguments=["--rounds", PipelineParameter("rounds", 100)],
    runconfig=rc,
)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --rounds ${{inputs.rounds}}",
    inputs={"rounds": Input(type="integer")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 100):
    train = train_component(rounds=rounds)


pipeline = pipeline_definition()
""",
    )


def test_that_nothing_uses() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
rounds = PipelineParameter("rounds", 100)
train = PythonScriptStep(script_name="train.py", source_directory="src", runconfig=rc)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
    )


def test_read_by_other_code_too() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
rounds = PipelineParameter("rounds", 100)
print(rounds)
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--rounds", rounds], runconfig=rc
)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML602): `rounds` is now a parameter of the pipeline function
print(rounds)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --rounds ${{inputs.rounds}}",
    inputs={"rounds": Input(type="integer")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 100):
    train = train_component(rounds=rounds)


pipeline = pipeline_definition()
""",
    )


@pytest.mark.parametrize(("default", "warned"), [('""', True), ("''", True), ('" "', False), ('"none"', False)])
def test_an_empty_text_is_not_sent_by_v2(default: str, warned: bool) -> None:
    found = convert(
        f"""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
tag = PipelineParameter("tag", default_value={default})
step = PythonScriptStep("train.py", arguments=["--tag", tag], source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, [step])
"""
    )
    todo = "the steps that take `tag` fail without it"
    assert (todo in found.text) == warned
    assert [use.name for use in found.manual] == (["default_value"] if warned else [])
    assert f"def pipeline_definition(tag: str = {default}):" in found.text
