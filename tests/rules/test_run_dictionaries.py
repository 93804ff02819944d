"""Run configurations that hold more than an environment and that a function makes for steps elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import convert, convert_project

_CODE = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def get_run_config():
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "training", version="3")
    run_config.{set}
    return run_config


ws = Workspace.from_config()
run_config = get_run_config()
prepare = PythonScriptStep("prepare.py", source_directory="src", {prepare}runconfig=run_config)
train = PythonScriptStep("train.py", source_directory="src", {train}runconfig=get_run_config())
pipeline = Pipeline(ws, steps=[prepare, train])
"""
_CPU = 'compute_target="cpu", '
_MORE = "its run configuration comes from a function and holds more than an environment"


def test_a_compute_that_no_step_has_by_itself() -> None:
    converted = convert(_CODE.format(set='target = "gpu"', prepare="", train=""))
    assert not converted.manual
    assert (
        '    run_config = {"environment": "azureml:training:3", "compute": "gpu"}\n    return run_config\n'
        in converted.text
    )
    assert [line.strip() for line in converted.text.splitlines() if "**" in line] == [
        "**run_config,",
        "**get_run_config(),",
    ]


def test_a_compute_that_each_step_has_by_itself() -> None:
    converted = convert(_CODE.format(set='target = "gpu"', prepare=_CPU, train=_CPU))
    assert not converted.manual
    assert '    return "azureml:training:3"\n' in converted.text
    assert 'command="python train.py", environment=get_run_config())' in converted.text
    assert 'default_compute="cpu"' in converted.text


@pytest.mark.parametrize(
    ("said", "prepare", "train"),
    [
        ('environment_variables = {"A": "1"}', _CPU, 'compute_target="cpu", params={"B": "2"}, '),
        (
            'environment_variables = {"A": "1"}\n    if big:\n        run_config.environment_variables["B"] = "2"',
            _CPU,
            _CPU,
        ),
    ],
)
def test_what_one_dictionary_cannot_say(said: str, prepare: str, train: str) -> None:
    text = convert(_CODE.format(set=said, prepare=prepare, train=train)).text
    assert "the pipeline is not converted: " in text
    assert "\npipeline = Pipeline(ws, steps=[prepare, train])\n" in text
    assert _MORE in text or "`params` together with environment variables" in text


def test_the_environment_of_one_that_another_step_takes() -> None:
    score = """\
config = ParallelRunConfig(
    environment=run_config.environment,
    source_directory="src",
    entry_script="score.py",
    error_threshold=1,
    output_action="summary_only",
    compute_target="cpu",
    node_count=1,
)
score = ParallelRunStep("score", config, [Dataset.get_by_name(ws, "a").as_named_input("a")], PipelineData("b"))
"""
    code = _CODE.format(set='environment_variables = {"A": "1"}', prepare=_CPU, train=_CPU)
    code = code.replace("import Environment", "import Dataset, Environment").replace("steps=[", "steps=[score, ")
    code = code.replace("import Pipeline\n", "import Pipeline, PipelineData\n")
    code = code.replace("import PythonScriptStep", "import ParallelRunConfig, ParallelRunStep, PythonScriptStep")
    converted = convert(code.replace("pipeline = ", f"{score}pipeline = "))
    assert not converted.manual
    assert 'environment=run_config["environment"]' in converted.text


@pytest.mark.parametrize(
    ("said", "job"),
    [
        ('target = "gpu"', 'command(code="src", command="python score.py", **get_run_config())'),
        ("node_count = 2", 'command(code="src", command="python score.py", compute="local", **get_run_config())'),
    ],
)
def test_a_job_by_itself_takes_the_dictionary_as_well(said: str, job: str) -> None:
    submitted = """\
job = ScriptRunConfig("src", script="score.py", run_config=get_run_config())
run = Experiment(ws, "scoring").submit(job)
"""
    imported = "from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace"
    code = _CODE.replace("from azureml.core import Environment, Workspace", imported)
    steps = {"prepare": "", "train": ""} if "target" in said else {"prepare": _CPU, "train": _CPU}
    converted = convert(code.format(set=said, **steps) + submitted)
    assert not converted.manual
    assert converted.text.endswith(f'\njob = {job}\nrun = ws.jobs.create_or_update(job, experiment_name="scoring")\n')


def test_a_compute_that_one_step_says_again() -> None:
    converted = convert(_CODE.format(set='target = "gpu"', prepare='compute_target="gpu", ', train=""))
    assert not converted.manual
    assert '"compute": "gpu"}\n' in converted.text
    assert "compute=" not in converted.text.replace('"compute"', "")


@pytest.mark.parametrize(
    ("said", "compute"),
    [
        ('run_config.target = "gpu"\n', ""),
        ("", 'compute="local", '),
        ('if big:\n    run_config.target = "gpu"\n', None),
    ],
)
def test_a_job_whose_caller_says_the_compute_does_not_say_it_again(said: str, compute: str | None) -> None:
    code = f"""\
from azureml.core import Environment, Experiment, RunConfiguration, ScriptRunConfig, Workspace


def get_run_config():
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "training", version="3")
    run_config.node_count = 2
    return run_config


ws = Workspace.from_config()
run_config = get_run_config()
{said}job = ScriptRunConfig("src", script="train.py", run_config=run_config)
run = Experiment(ws, "a").submit(job)
"""
    text = convert(code).text
    made = f'job = command(code="src", command="python train.py", {compute}**run_config)\n'
    assert (made in text) == (compute is not None)
    assert ("ScriptRunConfig(" in text) == (compute is None)


_BUILDER = """\
from azureml.core import Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data.azure_storage_datastore import AzureBlobDatastore
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


def build(run_config: RunConfiguration, store: AzureBlobDatastore, workspace: Workspace, fast: str = None) -> Pipeline:
    data = PipelineData("data", datastore=store)
    prepare = PythonScriptStep(
        "prepare.py", source_directory="src", arguments=[data], outputs=[data], runconfig=run_config
    )
    train = PythonScriptStep(
        "train.py", source_directory="src", arguments=[data], inputs=[data], {own}runconfig=run_config
    )
    return Pipeline(workspace=workspace, steps=[prepare, train])
"""
_BUILT = """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import AzureBlobDatastore, PipelineJob


def build(run_config: dict, store: AzureBlobDatastore, workspace: MLClient, fast: str = None) -> PipelineJob:
    prepare_component = command(
        display_name="prepare.py",
        code="src",
        command="python prepare.py ${{{{outputs.data}}}}",
        outputs={{"data": Output(type="uri_folder")}},
        **run_config,
    )
    train_component = command(
        display_name="train.py",
        code="src",
        command="python train.py ${{{{inputs.data}}}}",
        inputs={{"data": Input(type="uri_folder")}},
        {own},
    )

    @dsl.pipeline(continue_on_step_failure=False)
    def pipeline_definition():
        prepare = prepare_component()
        train = train_component(data=prepare.outputs.data)

    return pipeline_definition()
"""
_CHOOSER = """\
from azureml.core.runconfig import RunConfiguration

from builder import build


def choose(run_config: RunConfiguration, store, workspace, fast: str = None):
    fast = run_config.target if fast is None else fast
    return build(run_config=run_config, store=store, workspace=workspace, fast=fast)
"""
_CHOSEN = """\
from builder import build


def choose(run_config: dict, store, workspace, fast: str = None):
    fast = run_config["compute"] if fast is None else fast
    return build(run_config=run_config, store=store, workspace=workspace, fast=fast)
"""
_STARTER = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration

from {module} import {function}

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "training", version="3")
run_config.target = "cpu"
pipeline = {function}(run_config, ws.get_default_datastore(), ws)
"""
_STARTED = """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

from {module} import {function}

ws = MLClient.from_config(DefaultAzureCredential())
run_config = {{"environment": "azureml:training:3", "compute": "cpu"}}
pipeline = {function}(run_config, ws.datastores.get_default(), ws)
"""


@pytest.mark.parametrize(
    ("given", "own"),
    [
        ('compute_target="gpu", ', '**{**run_config, "compute": "gpu"}'),
        ('compute_target="cpu", ', "**run_config"),
        # Of what may be None the run configuration says it, as in v1.
        ("compute_target=fast, ", '**{**run_config, "compute": fast or run_config["compute"]}'),
    ],
)
def test_a_compute_of_its_own_beside_that_of_the_dictionary(tmp_path: Path, given: str, own: str) -> None:
    of_start = {"module": "builder", "function": "build"}
    found = convert_project(
        tmp_path, {"builder.py": _BUILDER.format(own=given), "start.py": _STARTER.format(**of_start)}
    )
    assert {path: one.text for path, one in found.items()} == {
        "builder.py": _BUILT.format(own=own),
        "start.py": _STARTED.format(**of_start),
    }
    assert [use for one in found.values() for use in one.manual] == []


def test_the_compute_is_read_from_the_dictionary(tmp_path: Path) -> None:
    of_start = {"module": "chooser", "function": "choose"}
    files = {
        "builder.py": _BUILDER.format(own="compute_target=fast, "),
        "chooser.py": _CHOOSER,
        "start.py": _STARTER.format(**of_start),
    }
    found = convert_project(tmp_path, files)
    own = '**{**run_config, "compute": fast or run_config["compute"]}'
    assert {path: one.text for path, one in found.items()} == {
        "builder.py": _BUILT.format(own=own),
        "chooser.py": _CHOSEN,
        "start.py": _STARTED.format(**of_start),
    }
    assert [use for one in found.values() for use in one.manual] == []


_UNCALLED = """\
from azureml.core import Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def build(ws: Workspace, compute: str, run_config{annotation}):
    train = PythonScriptStep("train.py", source_directory="src", compute_target=compute, runconfig=run_config)
    score = PythonScriptStep("score.py", source_directory="src", runconfig=run_config)
    return Pipeline(workspace=ws, steps=[train, score])
"""
_OUTSIDE = """\
from azure.ai.ml import MLClient, command, dsl


def build(ws: MLClient, compute: str, run_config{annotation}):
    # TODO(azureml-migrate AML501): `runconfig`: make sure that whoever calls this function gives it a dictionary of what `command` takes, as {{"environment": …, "compute": …}}: nothing here does — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-execution-pipeline?view=azureml-api-2
    train_component = command(
        display_name="train.py",
        code="src",
        command="python train.py",
        **{{**run_config, "compute": compute}},
    )
    score_component = command(display_name="score.py", code="src", command="python score.py", **run_config)

    @dsl.pipeline(continue_on_step_failure=False)
    def pipeline():
        train = train_component()
        score = score_component()

    return pipeline()
"""  # noqa: E501


@pytest.mark.parametrize(("annotation", "now"), [("", ""), (": RunConfiguration", ": dict"), (": str", ": str")])
def test_a_function_that_only_code_outside_of_the_project_calls(annotation: str, now: str) -> None:
    converted = convert(_UNCALLED.format(annotation=annotation))
    assert converted.text == _OUTSIDE.format(annotation=now).replace("pipeline()", "pipeline_definition()")


@pytest.mark.parametrize(
    "code",
    [
        _UNCALLED.format(annotation="=None"),
        _UNCALLED.format(annotation="") + "\n\nbuild(ws, name, load())\n",
        _UNCALLED.format(annotation="") + "\n\nBUILDERS = [build]\n",
        _UNCALLED.format(annotation=": RunConfiguration").replace(
            "    train =", '    run_config.target = "cpu"\n    train ='
        ),
        _UNCALLED.format(annotation="").replace("def build", "@task\ndef build"),
        _UNCALLED.format(annotation="").replace("    train =", "    run_config = run_config or load()\n    train ="),
    ],
)
def test_what_a_function_is_given_may_be_known_elsewhere(code: str) -> None:
    assert "the pipeline is not converted: " in convert(code).text
