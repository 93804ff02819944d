"""The argument vector of a v1 step becomes a line of shell that gives the script the same words."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts, convert


def test_words_are_quoted_for_the_shell() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
train = PythonScriptStep(
    script_name="train model.py",
    arguments=["--title", "it's", "*.csv", "", "--cost", "$5", "--json", '{"a": 1}', "a\\\\b"],
    compute_target="cpu",
    runconfig=rc,
    source_directory="src",
)
pipeline = Pipeline(ws, [train])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train model.py",
    code="src",
    command=(
        "python 'train model.py' --title 'it'\\"'\\"'s' '*.csv' '' --cost '$5' --json '{\\"a\\": 1}'"
        " 'a\\\\b'"
    ),
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
    )


def test_numbers_and_flags() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--rounds", 10, "--rate", 1e-3, "--offset", -2, "--dry-run", True, "--seed", None],
    compute_target="cpu",
    runconfig=rc,
    source_directory="src",
)
pipeline = Pipeline(ws, [train])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --rounds 10 --rate 0.001 --offset -2 --dry-run True --seed None",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
    )


def test_values_that_only_the_code_knows() -> None:
    assert_converts(
        """\
import argparse
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from config import Config

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int)
args = parser.parse_args()
config = Config.load()

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
train = PythonScriptStep(
    name=f"train-{config.region}",
    script_name=config.train_script,
    arguments=["--rounds", args.rounds, "--region", config.region, "--user", os.environ["USER"], "--tag", f"{1 + 1}"],
    compute_target=os.getenv("COMPUTE_NAME"),
    runconfig=rc,
    source_directory=os.path.join("src", "train"),
    allow_reuse=config.reuse,
)
pipeline = Pipeline(ws, [train])
""",
        """\
import argparse
import os
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential
from config import Config

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int)
args = parser.parse_args()
config = Config.load()

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name=f"train-{config.region}",
    code=os.path.join("src", "train"),
    command=(
        f"python {quote(config.train_script)} --rounds {quote(str(args.rounds))} --region {quote(str(config.region))}"
        f" --user {quote(os.environ['USER'])} --tag {quote(f'{1 + 1}')}"
    ),
    environment="azureml:training@latest",
    is_deterministic=config.reuse,
)


@dsl.pipeline(default_compute=os.getenv("COMPUTE_NAME"), continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
    )


def test_arguments_built_in_pieces() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
common = ["--verbose"]
arguments = ["--rounds", 5] + common
arguments += ["--out", "here"]
arguments.extend(["--last"])
train = PythonScriptStep(
    script_name="train.py", arguments=arguments, compute_target="cpu", runconfig=rc, source_directory="src"
)
pipeline = Pipeline(ws, [train])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --rounds 5 --verbose --out here --last",
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
    )


def test_params_become_environment_variables() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
train = PythonScriptStep(
    script_name="train.py",
    params={"rounds": 5, "title": title},
    compute_target="cpu",
    runconfig=rc,
    source_directory="src",
)
pipeline = Pipeline(ws, [train])
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
    environment_variables={
        "AML_PARAMETER_rounds": "5",
        "AML_PARAMETER_title": str(title),
    },
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
    )


def test_names_that_v2_does_not_take() -> None:
    assert_converts(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
Train = PythonScriptStep(
    name="Train: Model (v2)",
    script_name="train.py",
    arguments=["--path", PipelineParameter("path", "a"), "--1st", PipelineParameter("1st value", 1)],
    compute_target="cpu",
    runconfig=rc,
    source_directory="src",
)
pipeline = Pipeline(ws, [Train])
""",
        """\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="Train: Model (v2)",
    code="src",
    command="python train.py --path '${{inputs.path_data}}' --1st ${{inputs.p_1st_value}}",
    inputs={"path_data": Input(type="string"), "p_1st_value": Input(type="integer")},
    environment="azureml:training@latest",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(path_data: str = "a", p_1st_value: int = 1):
    train = train_component(path_data=path_data, p_1st_value=p_1st_value)


pipeline = pipeline_definition()
""",
    )


def test_what_the_step_needs_is_not_known() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
train = PythonScriptStep(
    script_name="train.py", arguments=make_arguments(), compute_target="cpu", runconfig=rc, source_directory="src"
)
pipeline = Pipeline(ws, [train])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
# TODO(azureml-migrate AML402): the run configuration that holds this environment could not be conv…
rc.environment = Environment.get(ws, "training")
# TODO(azureml-migrate AML501): what `arguments` holds is only known when the code runs
train = PythonScriptStep(
    script_name="train.py", arguments=make_arguments(), compute_target="cpu", runconfig=rc, source_directory="src"
)
# TODO(azureml-migrate AML601): the pipeline is not converted: what `arguments` holds is only known…
pipeline = Pipeline(ws, [train])
""",
    )


IN_TURN = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
one, two = Dataset.get_by_name(ws, "one"), Dataset.get_by_name(ws, "two")
words, data = ["--fast"], [one.as_named_input("one")]
first = PythonScriptStep("first.py", arguments=words, inputs=data, compute_target="cpu", source_directory="src")
words.append("--deep")
data.append(two.as_named_input("two"))
second = PythonScriptStep("second.py", arguments=words, inputs=data, compute_target="cpu", source_directory="src")
words += ["--never"]
pipeline = Pipeline(ws, [first, second])
"""


def test_what_is_added_behind_a_step_is_not_among_its_words() -> None:
    """As v1 reads them: ``arguments`` when the step is made."""
    text = convert(IN_TURN).text
    assert 'command="python first.py --fast"' in text
    assert 'command="python second.py --fast --deep"' in text
    assert "first = first_component(one=one)\n" in text
    assert "second = second_component(one=one, two=two)\n" in text
