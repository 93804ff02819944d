"""Functions that v1 gave a run, an experiment or a datastore: in v2 they need a client, which their callers have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import convert, convert_project
from tests.linking.test_origins import without_addresses

HELPERS = """\
from azureml.core import Experiment, Run
from azureml.pipeline.core import Pipeline


def upload(store, folder):
    store.upload(src_dir=folder, target_path="raw")


def submit(experiment: Experiment, pipeline: Pipeline, wait: bool = True) -> Run:
    run = experiment.submit(pipeline)
    if wait:
        watch(run)
    return run


def watch(run: Run):
    run.wait_for_completion()


def cancel(run):
    print(run.get_portal_url())
    run.cancel()
"""
MAIN = """\
from azureml.core import Datastore, Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
from helpers import cancel, submit, upload

ws = Workspace.from_config()
upload(Datastore.get(ws, "sales"), "data")
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[train])
run = submit(
    Experiment(ws, "sales"),
    pipeline,
)
cancel(run)
"""
HELPERS_V2 = """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Job, PipelineJob
from azureml.fsspec import AzureMachineLearningFileSystem


def upload(store, folder, ml_client):
    AzureMachineLearningFileSystem(
        f"azureml://datastores/{store.name}",
        ml_client=ml_client,
    ).upload(
        lpath=folder,
        rpath="raw",
        recursive=True,
        overwrite="APPEND",
    )


def submit(experiment: str, pipeline: PipelineJob, wait: bool = True, *, ml_client: MLClient) -> Job:
    run = ml_client.jobs.create_or_update(pipeline, experiment_name=experiment)
    if wait:
        watch(run, ml_client=ml_client)
    return run


def watch(run: Job, ml_client: MLClient):
    ml_client.jobs.stream(run.name)


def cancel(run, ml_client):
    print(run.studio_url)
    ml_client.jobs.begin_cancel(run.name).result()
"""
CALLS_V2 = """\
pipeline = pipeline_definition()
run = submit(
    "sales",
    pipeline,
    ml_client=ws,
)
cancel(run, ml_client=ws)
"""


def test_functions_of_another_module(tmp_path: Path) -> None:
    found = convert_project(tmp_path, {"helpers.py": HELPERS, "main.py": MAIN})
    assert without_addresses(found["helpers.py"].text) == HELPERS_V2
    text = found["main.py"].text
    assert text.endswith(CALLS_V2)
    assert 'upload(ws.datastores.get("sales"), "data", ml_client=ws)\n' in text
    assert not found["main.py"].manual


def test_a_caller_that_has_none(tmp_path: Path) -> None:
    """Who calls the function with what is not known: nobody is given more than before."""
    other = "from helpers import cancel\n\n\ndef stop(run):\n    cancel(run)\n"
    found = convert_project(tmp_path, {"helpers.py": HELPERS, "main.py": MAIN, "other.py": other})
    assert "def cancel(run):\n" in found["helpers.py"].text
    assert "def watch(run: Job, ml_client: MLClient):\n" in found["helpers.py"].text
    assert found["main.py"].text.endswith("\ncancel(run)\n")


@pytest.mark.parametrize("more", ["ends = [cancel]\n", "print(list(map(cancel, [run])))\n", "end = cancel\nend(run)\n"])
def test_a_function_that_something_else_holds(tmp_path: Path, more: str) -> None:
    found = convert_project(tmp_path, {"helpers.py": HELPERS, "main.py": MAIN + more})
    assert "def cancel(run):\n" in found["helpers.py"].text
    assert "\ncancel(run)\n" in found["main.py"].text


CLASS = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class Runner:
    def __init__(self, experiment):
        self.experiment = experiment

    def start(self, pipeline):
        run = self.experiment.submit(pipeline)
        run.wait_for_completion()


def main():
    ws = Workspace.from_config()
    train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
    pipeline = Pipeline(ws, steps=[train])
    Runner(Experiment(ws, "sales")).start(pipeline)


main()
"""
METHOD_V2 = """\
    def start(self, pipeline, ws):
        run = ws.jobs.create_or_update(pipeline, experiment_name=self.experiment)
        ws.jobs.stream(run.name)
"""


def test_a_method() -> None:
    found = convert(CLASS)
    assert METHOD_V2 in found.text
    assert '    Runner("sales").start(pipeline, ws=ws)\n' in found.text
    assert not found.manual


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("class Runner:\n", "class Runner(Base):\n"),
        ("    def start(", "    @logged\n    def start("),
        ("\n\nmain()\n", "\n\nmain()\nstarts = {'start': Runner.start}\n"),
    ],
)
def test_methods_that_others_may_call(before: str, after: str) -> None:
    found = convert(CLASS.replace(before, after))
    assert "def start(self, pipeline):\n" in found.text
    assert ".start(pipeline)\n" in found.text
    assert {use.symbol for use in found.manual} >= {"azureml.core.Experiment.submit"}


TWO = """\
from azureml.core import Experiment, Workspace


def show(experiment):
    print([run.id for run in experiment.get_runs()])


def main():
    ours = Workspace.get("ours", subscription_id="s", resource_group="g")
    theirs = Workspace.get("theirs", subscription_id="s", resource_group="g")
    experiment = Experiment(ours, "sales")
    show(experiment)
    print(theirs.name)


main()
"""


def test_the_client_of_its_own_workspace() -> None:
    found = convert(TWO)
    assert "def show(experiment, ours):\n" in found.text
    assert "    show(experiment, ours=ours)\n" in found.text


def test_one_of_two_workspaces() -> None:
    """What is given does not say which workspace it belongs to."""
    found = convert(TWO.replace("show(experiment)\n    print(th", 'show(pick("sales"))\n    print(th'))
    assert "def show(experiment):\n" in found.text
    assert 'show(pick("sales"))\n' in found.text


SHARED = """\
from azureml.core import ScriptRunConfig


def show(ds):
    print(ds.name, ds.to_pandas_dataframe().head())


def start(experiment, ds):
    config = ScriptRunConfig("src", "train.py", arguments=["--data", ds.as_named_input("data")], compute_target="cpu")
    return experiment.submit(config)
"""
GIVING = """\
from azureml.core import Dataset, Experiment, Workspace
from shared import show, start

ws = Workspace.from_config()
ds = Dataset.get_by_name(ws, "sales")
show(ds)
run = start(Experiment(ws, "x"), ds)
run.wait_for_completion()
"""
TAKING = """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
from shared import show, start

ws = MLClient.from_config(DefaultAzureCredential())
ds = ws.data.get("sales", label="latest")
show(ds)
run = start("x", ds, ws=ws)
ws.jobs.stream(run.name)
"""


def test_modules_that_are_converted_together(tmp_path: Path) -> None:
    """Datasets become v2 only together with the jobs that take them; the client comes along."""
    found = convert_project(tmp_path, {"shared.py": SHARED, "main.py": GIVING})
    assert found["main.py"].text == TAKING
    text = found["shared.py"].text
    assert 'print(ds.name, mltable.load(f"azureml:/{ds.id}").to_pandas_dataframe().head())\n' in text
    assert "def start(experiment, ds, ws):\n" in text
    assert text.endswith("    return ws.jobs.create_or_update(config, experiment_name=experiment)\n")
    assert not [*found["main.py"].manual, *found["shared.py"].manual]


BOTH = TWO.replace("    print(theirs.name)\n", '    show(Experiment(theirs, "demand"))\n')
BOTH_V2 = """\
    experiment = "sales"
    show(experiment, ml_client=ours)
    show("demand", ml_client=theirs)
"""


def test_each_call_gives_the_client_of_its_own_workspace() -> None:
    found = convert(BOTH)
    assert "def show(experiment, ml_client):\n" in found.text
    assert BOTH_V2 in found.text
