"""Steps whose arguments the tool cannot write into a command."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts


def test_data_made_into_text() -> None:
    """``str`` of an output configuration is no place: v1 has ``arg_val`` for that."""
    assert_becomes(
        """\
from azureml.core import Environment, Experiment, Workspace
from azureml.data import OutputFileDatasetConfig
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
out = OutputFileDatasetConfig("out")
a = PythonScriptStep(
    script_name="a.py",
    source_directory="src",
    arguments=["--to", f"{out}/table.csv"],
    outputs=[out],
    runconfig=rc,
)
pipeline = Pipeline(ws, steps=[a])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment
from azureml.data import OutputFileDatasetConfig
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
# TODO(azureml-migrate AML402): the run configuration that holds this environment could not be conv…
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
# TODO(azureml-migrate AML304): no pipeline that could be converted uses this data
out = OutputFileDatasetConfig("out")
# TODO(azureml-migrate AML501): `f"{out}/table.csv"` makes text of a OutputFileDatasetConfig
a = PythonScriptStep(
    script_name="a.py",
    source_directory="src",
    arguments=["--to", f"{out}/table.csv"],
    outputs=[out],
    runconfig=rc,
)
# TODO(azureml-migrate AML601): the pipeline is not converted: `f"{out}/table.csv"` makes text of a…
pipeline = Pipeline(ws, steps=[a])
""",
    )


def test_text_of_a_parameter() -> None:
    """v1 writes the parameter's name and default value there."""
    assert_becomes(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
rounds = PipelineParameter("rounds", 5)
a = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=[f"--rounds={rounds}", rounds], runconfig=rc
)
pipeline = Pipeline(ws, steps=[a])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
# TODO(azureml-migrate AML402): the run configuration that holds this environment could not be conv…
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
# TODO(azureml-migrate AML602): no pipeline that could be converted uses this parameter
rounds = PipelineParameter("rounds", 5)
# TODO(azureml-migrate AML501): `f"--rounds={rounds}"` makes text of a PipelineParameter
a = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=[f"--rounds={rounds}", rounds], runconfig=rc
)
# TODO(azureml-migrate AML601): the pipeline is not converted: `f"--rounds={rounds}"` makes text of…
pipeline = Pipeline(ws, steps=[a])
""",
    )


def test_data_that_only_a_text_names() -> None:
    assert_becomes(
        """\
from azureml.core import Dataset, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
raw = Dataset.get_by_name(ws, "raw").as_named_input("raw")
a = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=["--raw=" + raw.arg_val], runconfig=rc
)
pipeline = Pipeline(ws, steps=[a])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Dataset, Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
# TODO(azureml-migrate AML402): the run configuration that holds this environment could not be conv…
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
# TODO(azureml-migrate AML305): no pipeline that could be converted uses this data
# TODO(azureml-migrate AML306): Input(...): The name of the input in the component or job.
raw = Dataset.get_by_name(ws, "raw").as_named_input("raw")
# TODO(azureml-migrate AML501): v1 takes `raw` for no input or output of the step, since only a tex…
# TODO(azureml-migrate AML502): "${{inputs.name}}": The place of the input in the command.
a = PythonScriptStep(
    script_name="a.py", source_directory="src", arguments=["--raw=" + raw.arg_val], runconfig=rc
)
# TODO(azureml-migrate AML601): the pipeline is not converted: v1 takes `raw` for no input or outpu…
pipeline = Pipeline(ws, steps=[a])
""",
    )


def test_other_attributes_and_texts() -> None:
    """What looks like it: an object of one's own, another ``str``, a format that is not plain."""
    assert_becomes(
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

from mine import settings, str

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
out = PipelineData("out")
a = PythonScriptStep(
    script_name="a.py",
    source_directory="src",
    arguments=[f"--to={settings.arg_val}", "%s of %s" % settings.pair, "{0:>3}".format(settings.rounds), out],
    outputs=[out],
    runconfig=rc,
)
b = PythonScriptStep(
    script_name="b.py", source_directory="src", arguments=["--from", str(out)], inputs=[out], runconfig=rc
)
pipeline = Pipeline(ws, steps=[b])
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

from mine import settings, str

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML401): no step that could be converted uses this run configuration
rc = RunConfiguration()
# TODO(azureml-migrate AML402): the run configuration that holds this environment could not be conv…
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
# TODO(azureml-migrate AML303): no pipeline that could be converted uses this data
out = PipelineData("out")
# TODO(azureml-migrate AML501): its pipeline stays v1: `str(out)` makes text of a PipelineData
a = PythonScriptStep(
    script_name="a.py",
    source_directory="src",
    arguments=[f"--to={settings.arg_val}", "%s of %s" % settings.pair, "{0:>3}".format(settings.rounds), out],
    outputs=[out],
    runconfig=rc,
)
# TODO(azureml-migrate AML501): `str(out)` makes text of a PipelineData
b = PythonScriptStep(
    script_name="b.py", source_directory="src", arguments=["--from", str(out)], inputs=[out], runconfig=rc
)
# TODO(azureml-migrate AML601): the pipeline is not converted: `str(out)` makes text of a PipelineD…
pipeline = Pipeline(ws, steps=[b])
""",
    )


def test_a_parameter_in_params() -> None:
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
rounds = PipelineParameter("rounds", 5)
a = PythonScriptStep(script_name="a.py", source_directory="src", params={"rounds": rounds}, runconfig=rc)
pipeline = Pipeline(ws, steps=[a])
""",
        """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
a_component = command(display_name="a.py", code="src", command="python a.py", environment="azureml:training@latest")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 5):
    a = a_component()
    a.environment_variables["AML_PARAMETER_rounds"] = rounds


pipeline = pipeline_definition()
""",
    )


def test_arguments_in_a_dictionary() -> None:
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
common = load()
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc, **common)
pipeline = Pipeline(ws, steps=[a])
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
rc.target = "cpu"
common = load()
# TODO(azureml-migrate AML501): its arguments are only known when the code runs
a = PythonScriptStep(script_name="a.py", source_directory="src", runconfig=rc, **common)
# TODO(azureml-migrate AML601): the pipeline is not converted: its arguments are only known when th…
pipeline = Pipeline(ws, steps=[a])
""",
    )


def test_arguments_that_depend_on_more_than_a_branch() -> None:
    assert_becomes(
        """\
from azureml.core import Dataset, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

from settings import folds, names, quick

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
raw = Dataset.get_by_name(ws, "raw").as_named_input("raw").as_mount()
rate = PipelineParameter("rate", 0.1)


in_a_branch = ["--to", "x"]
if quick:
    in_a_branch += ["--raw", raw]
a = PythonScriptStep(script_name="a.py", arguments=in_a_branch, runconfig=rc, compute_target="cpu")
b = PythonScriptStep(
    script_name="b.py", arguments=["--b"] + (["--rate", rate] if quick else []), runconfig=rc, compute_target="cpu"
)
in_a_loop = []
for name in names:
    in_a_loop.append(name)
c = PythonScriptStep(script_name="c.py", arguments=in_a_loop, runconfig=rc, compute_target="cpu")
replaced = ["--all"]
if quick:
    replaced = ["--one"]
d = PythonScriptStep(script_name="d.py", arguments=["--how", *replaced], runconfig=rc, compute_target="cpu")
changing = ["--quick"] if folds else []
folds = 3
e = PythonScriptStep(script_name="e.py", arguments=changing, runconfig=rc, compute_target="cpu")
asked = ["--ask"] if input() else []
f = PythonScriptStep(script_name="f.py", arguments=asked, runconfig=rc, compute_target="cpu")
made = [Pipeline(ws, [a]), Pipeline(ws, [b]), Pipeline(ws, [c]), Pipeline(ws, [d]), Pipeline(ws, [e])]
made.append(Pipeline(ws, [f]))
""",
        """\
import shlex

from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

from settings import folds, names, quick

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(type="uri_folder", path="azureml:raw@latest", mode="ro_mount")


a_component = command(
    display_name="a.py",
    code=".",
    command="python a.py --to x $[[--raw ${{inputs.raw}}]]",
    inputs={"raw": Input(type="uri_folder", optional=True)},
    environment="azureml:training@latest",
)
b_component = command(
    display_name="b.py",
    code=".",
    command=f"python b.py --b{' --rate ${{inputs.rate}}' if quick else ''}",
    inputs={"rate": Input(type="number")},
    environment="azureml:training@latest",
)
in_a_loop = []
for name in names:
    in_a_loop.append(name)
c_component = command(
    display_name="c.py",
    code=".",
    command=f"python c.py {shlex.join(map(str, in_a_loop))}",
    environment="azureml:training@latest",
)
replaced = ["--all"]
if quick:
    replaced = ["--one"]
d_component = command(
    display_name="d.py",
    code=".",
    command=f"python d.py --how {shlex.join(map(str, replaced))}",
    environment="azureml:training@latest",
)
changing = ["--quick"] if folds else []
folds = 3
# TODO(azureml-migrate AML501): which arguments it has depends on `folds`, which changes afterwards
# TODO(azureml-migrate AML401): `rc` is spread over the components in v2: environment, variables, c…
e = PythonScriptStep(script_name="e.py", arguments=changing, runconfig=rc, compute_target="cpu")
asked = ["--ask"] if input() else []
# TODO(azureml-migrate AML501): which arguments it has depends on `input()`, which cannot be evalua…
# TODO(azureml-migrate AML401): `rc` is spread over the components in v2: environment, variables, c…
f = PythonScriptStep(script_name="f.py", arguments=asked, runconfig=rc, compute_target="cpu")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    a = a_component()
    if quick:
        a.inputs.raw = raw


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition_2(rate: float = 0.1):
    b = b_component(rate=rate)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition_3():
    c = c_component()


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition_4():
    d = d_component()


# TODO(azureml-migrate AML601): the pipeline is not converted: which arguments it has depends on `f…
made = [pipeline_definition(), pipeline_definition_2(), pipeline_definition_3(), pipeline_definition_4(), Pipeline(ws, [e])]
# TODO(azureml-migrate AML601): the pipeline is not converted: which arguments it has depends on `i…
made.append(Pipeline(ws, [f]))
""",  # noqa: E501
    )


def test_a_script_configuration_that_is_changed() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

from mine import other

ws = Workspace.from_config()
source = ScriptRunConfig(source_directory="src", script="train.py", compute_target="gpu")
source.run_config.environment = Environment.get(ws, "training")
train = PythonScriptStep(
    source_directory=source.source_directory, script_name=source.script, runconfig=source.run_config
)
pipeline = Pipeline(ws, steps=[train])
plain = PythonScriptStep(source_directory=other.source_directory, script_name=other.script, compute_target="cpu")
second = Pipeline(ws, steps=[plain])
""",
        """\
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment as EnvironmentV2
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment, ScriptRunConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

from mine import other

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML510): command(code=..., command="python ...", environment=..., compute=..…
source = ScriptRunConfig(source_directory="src", script="train.py", compute_target="gpu")
# TODO(azureml-migrate AML402): the run configuration that holds this environment could not be conv…
source.run_config.environment = Environment.get(ws, "training")
# TODO(azureml-migrate AML501): what is set on the `run_config` of its ScriptRunConfig is not conve…
# TODO(azureml-migrate AML510): command(code=...): Same folder; .amlignore is honoured.
train = PythonScriptStep(
    source_directory=source.source_directory, script_name=source.script, runconfig=source.run_config
)
# TODO(azureml-migrate AML601): the pipeline is not converted: what is set on the `run_config` of i…
pipeline = Pipeline(ws, steps=[train])
environment = EnvironmentV2(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
plain_component = command(
    display_name=other.script,
    code=other.source_directory,
    command=f"python {quote(other.script)}",
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def second_definition():
    plain = plain_component()


second = second_definition()
""",
    )
