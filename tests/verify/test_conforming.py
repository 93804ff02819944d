"""Names of the installed SDK, checked without importing it."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

import pytest

from migrate.conversion import FileKind
from migrate.verify import conforming, installed
from migrate.verify.conforming import check_conforming

HEADER = """\
from azure.ai.ml import Input, MLClient, Output, command, dsl, load_component
from azure.ai.ml.constants import AssetTypes, InputOutputModes
from azure.ai.ml.entities import AmlCompute, Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
"""


def messages(text: str, header: str = HEADER) -> list[str]:
    result = check_conforming("m.py", (header + textwrap.dedent(text)).encode(), FileKind.PYTHON)
    assert not result.not_checked
    return [finding.message for finding in result.findings]


GOOD = """
import azure.ai.ml as aml
import azure.ai.ml.entities
from azure.ai.ml import automl, dsl
from azure.ai.ml.dsl import pipeline
from azure.ai.ml import UserIdentityConfiguration  # served by a module's __getattr__
from azure.ai.ml.entities import PipelineComponentBatchDeployment, JobSchedule, RecurrenceTrigger
from azure.core.exceptions import ResourceNotFoundError

aml.Input(type=AssetTypes.URI_FOLDER, mode=InputOutputModes.RO_MOUNT)
azure.ai.ml.entities.Data(name="d", path="p", type="uri_file")
print(ws.workspace_name, ws.workspaces.get(ws.workspace_name).location)

try:
    cluster = ws.compute.get("cpu")
except ResourceNotFoundError:
    config = AmlCompute(name="cpu", size="STANDARD_D2_V2", idle_time_before_scale_down=1800)
    cluster = ws.compute.begin_create_or_update(config).result()
print(cluster.name, cluster.size)

store = ws.datastores.get_default()
print(store.name, store.account_name)

component = command(
    code="src",
    command="python a.py",
    inputs={"x": Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/x")},
    outputs={"o": Output(type="uri_folder", mode="rw_mount", name="asset", version="1")},
    environment=Environment(image="i", conda_file={"dependencies": []}),
    environment_variables={},
    is_deterministic=False,
    timeout=60,
    shm_size="2g",
)


@dsl.pipeline(default_compute=cluster.name, continue_on_step_failure=False, non_pipeline_inputs=["n"])
def one(x: Input(type="uri_folder"), n=1):
    step = component(x=x)
    step.compute = "cpu"
    step.name = "first"
    step.outputs.o.mode = "upload"
    step.environment_variables["A"] = "1"
    step.set_resources(instance_count=2)
    sweep = component(x=x).sweep(primary_metric="auc", goal="maximize", max_total_trials=4)
    sweep.set_limits(max_concurrent_trials=2)
    return {"out": step.outputs.o}


@pipeline
def two(x):
    nested = one(x=x)


job = one(x=Input(type="uri_folder", path="azureml:x:1"))
job.settings.force_rerun = True
job.display_name = "x"
job.tags["a"] = "b"
run = ws.jobs.create_or_update(job, experiment_name="e", tags={"a": "b"})
ws.create_or_update(job, experiment_name="e")
ws.jobs.stream(run.name)
ws.jobs.download(name=run.name, download_path=".", output_name="out", all=True)
for item in ws.jobs.list(parent_job_name=run.name):
    print(item.name, item.status)
print(run.studio_url)
node = automl.classification(training_data=Input(type="mltable", path="p"), target_column_name="y", compute="cpu")
node.set_limits(max_trials=3)
"""


def test_code_as_it_should_be() -> None:
    assert messages(GOOD) == []


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("from azure.ai.ml import ScriptRunConfig", "azure.ai.ml has no 'ScriptRunConfig'"),
        ("import azure.ai.ml.pipeline", "there is no module 'azure.ai.ml.pipeline'"),
        ("import azure.ai.ml as aml\naml.Inputt", "azure.ai.ml has no 'Inputt'"),
        ("import azure.ai.ml.entities\nazure.ai.ml.entities.Foo", "azure.ai.ml.entities has no 'Foo'"),
        (
            "from azure.core.exceptions import ComputeTargetException",
            "azure.core.exceptions has no 'ComputeTargetException'",
        ),
        ("ws.components.create(1)", "ComponentOperations has no 'create'"),
        ("ws.get_default_datastore()", "MLClient has no 'get_default_datastore'"),
        ("ws.datastores.get_default().mount_point", "Datastore has no 'mount_point'"),
        ("ws.compute.get('x').wait_for_completion()", "Compute has no 'wait_for_completion'"),
        ("MLClient.from_config()", "MLClient.from_config() needs the argument 'credential'"),
        ("MLClient.from_config(1, 2)", "MLClient.from_config() takes 1 positional argument"),
        ("load_component(path='x')", "load_component() refuses 'path'"),
        ("command(command='ls', allow_reuse=False)", "command() takes no argument 'allow_reuse'"),
        ("dsl.pipeline(name='x', allow_reuse=False)", "pipeline() takes no argument 'allow_reuse'"),
        ("AmlCompute(name='x', vm_size='y')", "AmlCompute() takes no argument 'vm_size'"),
        ("AmlCompute(size='x')", "AmlCompute() needs the argument 'name'"),
        ("Environment(conda='x')", "Environment() takes no argument 'conda'"),
        (
            "ws.jobs.create_or_update(1, experiment='x')",
            "JobOperations.create_or_update() takes no argument 'experiment'",
        ),
        ("AssetTypes.URI_FOLDERS", "AssetTypes has no 'URI_FOLDERS'"),
        ("Input(type='AnyFile')", "Input(type=...) does not know 'AnyFile'"),
        ("Input(type='uri_file', mode='upload')", "Input(mode=...) does not know 'upload'"),
        ("Input(mode=InputOutputModes.UPLOAD)", "Input(mode=...) does not know 'upload'"),
        ("Output(type='string')", "Output(type=...) does not know 'string'"),
        ("Output(mode='ro_mount')", "Output(mode=...) does not know 'ro_mount'"),
        ("command(command='ls').run_after(1)", "Command has no 'run_after'"),
        ("load_component('x.yaml')().run_after(1)", "BaseNode has no 'run_after'"),
    ],
)
def test_what_the_sdk_does_not_have(code: str, message: str) -> None:
    assert messages(code) == [message]


def test_attributes_that_nodes_and_settings_take_in_silence() -> None:
    assert messages("""
        component = command(command="ls")

        @dsl.pipeline()
        def one():
            step = component()
            step.allow_reuse = False

        job = one()
        job.settings.reuse = True
    """) == ["Command has no 'allow_reuse'", "PipelineJobSettings has no 'reuse'"]


def test_types_pass_through_functions_of_the_module() -> None:
    assert messages("""
        def workspace():
            return MLClient.from_config(DefaultAzureCredential())

        def main(client: MLClient):
            client.nope

        workspace().nope
    """) == ["MLClient has no 'nope'", "MLClient has no 'nope'"]


@pytest.mark.parametrize(
    "code",
    [
        "def f(client): client.nope()",
        "other.nope()",
        "ws = other()\nws.nope",
        "if x:\n    ws = other()\nws.nope",
        "from elsewhere import MLClient\nMLClient().nope",
        "class MLClient:\n    nope = 1\nMLClient.nope",
        "command(**options)",
        "Input(type=kind)",
        "text = 'azure.ai.ml.Nope'",
        "for ws in things:\n    ws.nope",
        "with other() as ws:\n    ws.nope",
        "lambda ws: ws.nope",
        "[ws.nope for ws in things]",
        "model = Input(path='a')\ndef init():\n    global model\n    model = load()\ndef run():\n    model.nope()",
    ],
)
def test_what_is_not_known_is_not_judged(code: str) -> None:
    assert messages(code) == []


def test_an_attribute_of_a_subclass_may_be_there() -> None:
    assert messages("ws.compute.get('cpu').idle_time_before_scale_down") == []
    assert messages("AmlCompute(name='x').state") == ["AmlCompute has no 'state'"], "here the class is certain"


def test_a_near_name_is_suggested() -> None:
    data = b"from azure.ai.ml.entities import AmlComputee"
    (finding,) = check_conforming("m.py", data, FileKind.PYTHON).findings
    assert (finding.line, finding.check, finding.advice) == (1, "unknown-name", "did you mean 'AmlCompute'?")


def test_a_notebook_is_one_module() -> None:
    cells = ["from azure.ai.ml import Input\n", "!ls\nx = 1\nInput(kind='x')\n", "Input(("]
    data = json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}).encode()
    (finding,) = check_conforming("n.ipynb", data, FileKind.NOTEBOOK).findings
    assert (finding.cell, finding.line, finding.check) == (1, 3, "unknown-keyword")


def test_a_package_that_is_not_installed_is_said() -> None:
    # no installed package has this name, whatever the environment
    result = check_conforming("m.py", b"import mldesigner\nfrom mlflow import log_metric", FileKind.PYTHON)
    missing = {name for name in ("mldesigner", "mlflow") if installed.package_root(name) is None}
    assert {note.reason.split()[3] for note in result.not_checked} == missing
    assert not result.findings


def test_no_sdk_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conforming, "package_root", lambda package: None)
    note = conforming.sdk_missing()
    assert note is not None
    assert str(note) == "azure-ai-ml is not installed (pip install azure-ai-ml)"


def test_other_files_have_no_v2_names() -> None:
    assert check_conforming("c.yml", b"dependencies: [python]", FileKind.CONDA).findings == ()
    assert check_conforming("m.py", b"x = (", FileKind.PYTHON).not_checked[0].reason == "it cannot be parsed"


def test_the_sdk_is_not_imported() -> None:
    script = (
        "import sys\n"
        "from migrate.conversion import FileKind\n"
        "from migrate.verify.conforming import check_conforming\n"
        "import migrate.verify.prove\n"
        "check_conforming('m.py', sys.stdin.buffer.read(), FileKind.PYTHON)\n"
        "print('azure.ai.ml' in sys.modules)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], input=(HEADER + GOOD).encode(), capture_output=True, check=True
    )
    assert result.stdout.decode() == "False\n"
