"""A function of another module that makes a pipeline of its steps gets the pipeline instead of the steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.linking.test_sharing import converted

PUBLISHING = """\
from azureml.pipeline.core import Pipeline


def publish(ws, name, steps, version=None):
    # Make the pipeline
    pipeline = Pipeline(workspace=ws, steps=steps)
    pipeline.validate()

    # Publish it
    published = pipeline.publish(name=name, version=version)
    print(published.name)
    return published
"""
PUBLISHED = """\
from azure.ai.ml.entities import BatchEndpoint, PipelineComponentBatchDeployment


def publish(ws, name, pipeline, version=None):
    ws.jobs.validate(pipeline)

    # Publish it
    published = ws.batch_endpoints.begin_create_or_update(
        BatchEndpoint(name=name, tags={"version": version}),
    ).result()
    deployment = ws.batch_deployments.begin_create_or_update(
        PipelineComponentBatchDeployment(
            name=f"version-{version}".replace(".", "-"),
            endpoint_name=published.name,
            component=ws.components.create_or_update(pipeline.component),
            settings={
                "default_compute": pipeline.settings.default_compute,
                "continue_on_step_failure": False,
            },
        ),
    ).result()
    published.defaults = {"deployment_name": deployment.name}
    published = ws.batch_endpoints.begin_create_or_update(published).result()
    print(published.name)
    return published
"""
BUILD = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.steps import PythonScriptStep

from publishing import publish

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", "4")
train_step = PythonScriptStep("train.py", compute_target="cpu", runconfig=run_config)

# Publish the pipeline
publish(ws, "train", steps=[train_step], version="1.0")
"""
BUILT = """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

from publishing import publish

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train.py",
    code=".",
    command="python train.py",
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def train_pipeline_definition():
    train_step = train_component()


train_pipeline = train_pipeline_definition()

# Publish the pipeline
publish(ws, "train", pipeline=train_pipeline, version="1.0")
"""
SCORE = BUILD.replace("train", "score").replace("1.0", "2.0")
FILES = {"publishing.py": PUBLISHING, "build_train.py": BUILD, "score.py": SCORE}


def test_two_callers(tmp_path: Path) -> None:
    assert converted(tmp_path, FILES) == {
        "publishing.py": PUBLISHED,
        "build_train.py": BUILT,
        "score.py": BUILT.replace("train", "score").replace("1.0", "2.0"),
    }


SHORT = """\
from typing import List

from azureml.core import Workspace
from azureml.pipeline.core import Pipeline


def submit(workspace: Workspace, steps: List, name: str):
    print(name)
    return Pipeline(workspace, steps).publish(name)
"""


def test_a_pipeline_without_variable(tmp_path: Path) -> None:
    build = BUILD.replace("from publishing import publish", "import publishing")
    build = build.replace(
        'publish(ws, "train", steps=[train_step], version="1.0")', 'done = publishing.submit(ws, [train_step], "train")'
    )
    output = converted(tmp_path, {"publishing.py": SHORT, "build_train.py": build})
    assert "def submit(workspace: MLClient, pipeline: PipelineJob, name: str):" in output["publishing.py"]
    assert "component=workspace.components.create_or_update(pipeline.component)," in output["publishing.py"]
    assert output["build_train.py"].endswith('done = publishing.submit(ws, train_pipeline, "train")\n')


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param("publishing.py", "    print(", "    print(len(steps), ", id="the steps are read"),
        pytest.param("publishing.py", "    # Make", "    ws = connect()\n    # Make", id="another workspace"),
        pytest.param("publishing.py", "steps, version", "steps=None, version", id="a default"),
        pytest.param("score.py", "publish(ws,", "print(publish, publish)\npublish(ws,", id="handed on"),
        pytest.param("score.py", "publish(ws,", "publish(connect(),", id="a workspace that a call gives"),
        pytest.param("score.py", "publish(ws,", "ws and publish(ws,", id="in an expression"),
        pytest.param("score.py", "\nws =", "from sklearn.pipeline import Pipeline\n\nws =", id="another Pipeline"),
    ],
)
def test_callers_that_cannot_make_it(path: str, before: str, after: str, tmp_path: Path) -> None:
    files = {**FILES, path: FILES[path].replace(before, after, 1)}
    output = converted(tmp_path, files)
    assert "pipeline = Pipeline(workspace=ws, steps=steps)" in output["publishing.py"]
    assert "steps=[train_step]" in output["build_train.py"]


SUBMITTING = """\
from azureml.core import Experiment
from azureml.pipeline.core import Pipeline


def submit(ws, steps, experiment, wait=False):
    pipeline = Pipeline(ws, steps=steps)
    run = Experiment(ws, experiment).submit(pipeline{more})
    if wait:
        run.wait_for_completion()
    return run
"""
SUBMITTED = """\
from azureml.core import Workspace
from azureml.pipeline.steps import PythonScriptStep

from submitting import {name}

ws = Workspace.from_config()
step = PythonScriptStep("{script}.py", source_directory="src", compute_target="cpu")
run = submit(ws, [step], "{script}")
print(run.id)
"""


@pytest.mark.parametrize("name", ["submit", "*"])
def test_a_function_that_submits_the_pipelines_of_several_modules(name: str, tmp_path: Path) -> None:
    files = {f"{script}.py": SUBMITTED.format(name=name, script=script) for script in ("train", "score")}
    found = converted(tmp_path, {"submitting.py": SUBMITTING.format(more=""), **files})
    assert (
        found["submitting.py"]
        == """\
def submit(ws, pipeline, experiment, wait=False):
    run = ws.jobs.create_or_update(pipeline, experiment_name=experiment)
    if wait:
        ws.jobs.stream(run.name)
    return run
"""
    )
    for script in ("train", "score"):
        assert found[f"{script}.py"].endswith(
            f"""\
@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def {script}_pipeline_definition():
    step = step_component()


{script}_pipeline = {script}_pipeline_definition()
run = submit(ws, {script}_pipeline, "{script}")
print(run.name)
"""
        )


def test_what_is_set_on_the_jobs_of_several_modules(tmp_path: Path) -> None:
    files = {f"{script}.py": SUBMITTED.format(name="submit", script=script) for script in ("train", "score")}
    found = converted(tmp_path, {"submitting.py": SUBMITTING.format(more=", regenerate_outputs=True"), **files})
    assert "    pipeline.settings.force_rerun = True\n    run = ws.jobs" in found["submitting.py"]
    assert not any("TODO" in text for text in found.values())


SERVICE = """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline


class Service:
    def __init__(self, experiment):
        self.ws = Workspace.from_config()
        self.experiment = experiment

    def run_config(self):
        run_config = RunConfiguration()
        run_config.environment = Environment.get(self.ws, "sales", "4")
        return run_config

    def submit(self, steps, wait=False):
        pipeline = Pipeline(workspace=self.ws, steps=steps)
        pipeline.validate()
        run = Experiment(self.ws, self.experiment).submit(pipeline)
        if wait:
            run.wait_for_completion(show_output=True)
        return run
"""
SERVED = """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential


class Service:
    def __init__(self, experiment):
        self.ws = MLClient.from_config(DefaultAzureCredential())
        self.experiment = experiment

    def run_config(self):
        return "azureml:sales:4"

    def submit(self, pipeline, wait=False):
        self.ws.jobs.validate(pipeline)
        run = self.ws.jobs.create_or_update(pipeline, experiment_name=self.experiment)
        if wait:
            self.ws.jobs.stream(run.name)
        return run
"""
USING = """\
from azureml.pipeline.steps import PythonScriptStep

from service import Service

service = Service("sales")
train_step = PythonScriptStep("train.py", compute_target="cpu", runconfig=service.run_config())
service.submit([train_step], wait=True)
"""
USED = """\
from azure.ai.ml import command, dsl

from service import Service

service = Service("sales")
train_component = command(
    display_name="train.py",
    code=".",
    command="python train.py",
    environment=service.run_config(),
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def train_pipeline_definition():
    train_step = train_component()


train_pipeline = train_pipeline_definition()
service.submit(train_pipeline, wait=True)
"""


@pytest.mark.parametrize("called", ["from service import Service", "import service as tools"])
def test_methods(called: str, tmp_path: Path) -> None:
    make = "tools.Service(" if "tools" in called else "Service("
    using, used = (
        text.replace("from service import Service", called).replace("= Service(", f"= {make}") for text in (USING, USED)
    )
    output = converted(
        tmp_path, {"service.py": SERVICE, "train.py": using, "other.py": using.replace("train", "score")}
    )
    assert output == {
        "service.py": SERVED,
        "train.py": used,
        "other.py": used.replace("train", "score").replace("score_pipeline", "other_pipeline"),
    }


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("show(service)\n", id="the object is handed on"),
        pytest.param("show(Service)\n", id="the class is handed on"),
        pytest.param("Service('more').submit([])\n", id="an object without a variable"),
        pytest.param("service = Service('more')\n", id="two objects in one variable"),
        pytest.param("class Other(Service):\n    pass\n", id="a class that inherits"),
        pytest.param("submit = service.submit\n", id="the method is handed on"),
    ],
)
def test_methods_that_others_may_call(more: str, tmp_path: Path) -> None:
    output = converted(tmp_path, {"service.py": SERVICE, "train.py": f"{USING}{more}"})
    assert "    def submit(self, steps, wait=False):\n" in output["service.py"]
    assert "service.submit([train_step], wait=True)\n" in output["train.py"]
