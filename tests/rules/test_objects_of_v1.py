"""What stays v1 keeps its class and its workspace: no v2 code is handed an object of v1."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts, assert_stable, convert


def test_the_workspace_of_a_run_that_the_function_is_given() -> None:
    assert_becomes(
        """\
from azureml.core import Dataset, Datastore, Run


class Training:
    def __init__(self, run: Run, store: str):
        self.workspace = run.experiment.workspace
        self.store = Datastore.get(run.experiment.workspace, store)
        self.rides = Dataset.get_by_name(self.workspace, "rides")
""",
        """\
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Dataset, Datastore, Run


class Training:
    # TODO(azureml-migrate AML615): what is a Run here could not be converted
    def __init__(self, run: Run, store: str):
        self.workspace = run.experiment.workspace
        # TODO(azureml-migrate AML301): `workspace` stays v1: the workspace of a run that may be one of v1
        self.store = Datastore.get(run.experiment.workspace, store)
        # TODO(azureml-migrate AML305): `workspace` stays v1: the workspace of a run that may be one of v1
        self.rides = Dataset.get_by_name(self.workspace, "rides")
""",
    )


def test_the_class_of_what_stays_in_a_function() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Workspace
from azureml.core.authentication import ServicePrincipalAuthentication
from azureml.core.compute import ComputeTarget


class Link:
    def __init__(self, keys: dict):
        auth = ServicePrincipalAuthentication(*keys)
        self.workspace = Workspace(subscription_id="s", resource_group="g", workspace_name="w", auth=auth)

    def compute(self, name: str) -> ComputeTarget:
        return ComputeTarget(workspace=self.workspace, name=name)

    def register(self, environment: Environment):
        environment.register(workspace=self.workspace)
""",
        """\
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment, Workspace
from azureml.core.authentication import ServicePrincipalAuthentication
from azureml.core.compute import ComputeTarget


class Link:
    def __init__(self, keys: dict):
        # TODO(azureml-migrate AML110): its arguments are only known when the code runs
        auth = ServicePrincipalAuthentication(*keys)
        # TODO(azureml-migrate AML101): `auth` stays v1: its arguments are only known when the code runs
        self.workspace = Workspace(subscription_id="s", resource_group="g", workspace_name="w", auth=auth)

    # TODO(azureml-migrate AML201): what is a ComputeTarget here could not be converted
    def compute(self, name: str) -> ComputeTarget:
        # TODO(azureml-migrate AML201): `workspace` stays v1: `auth` stays v1: its arguments are only known…
        return ComputeTarget(workspace=self.workspace, name=name)

    # TODO(azureml-migrate AML402): what is an Environment here could not be converted
    def register(self, environment: Environment):
        # TODO(azureml-migrate AML405): `workspace` stays v1: `auth` stays v1: its arguments are only known…
        environment.register(workspace=self.workspace)
""",
    )


def test_what_automl_gives_with_the_best_run() -> None:
    assert_converts(
        """\
from azureml.core import Dataset, Experiment, Workspace
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
config = AutoMLConfig(
    task="regression",
    compute_target="cpu",
    training_data=Dataset.get_by_name(ws, "rides"),
    label_column_name="fare",
    primary_metric="r2_score",
)
run = Experiment(ws, "rides").submit(config)
best, model = run.get_output()
print(best, model)
""",
        """\
import mlflow
from azure.ai.ml import Input, MLClient, automl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = automl.regression(
    compute="cpu",
    training_data=Input(type="mltable", path="azureml:rides@latest"),
    target_column_name="fare",
    primary_metric="r2_score",
)
run = ws.jobs.create_or_update(config, experiment_name="rides")
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
best = ws.jobs.get(mlflow.get_run(run.name).data.tags["automl_best_child_run_id"])
model = mlflow.sklearn.load_model(f"runs:/{best.name}/outputs/mlflow-model")
print(best, model)
""",
    )


def test_an_experiment_of_a_submission_that_stays() -> None:
    converted = convert(
        """\
from azureml.core import Experiment, Run, Workspace

from trainings import config

ws = Workspace.from_config()
name = "rides"
experiment = Experiment(ws, name)
run = experiment.submit(config)
earlier = Run(experiment, "AutoML_5f1c")
print(earlier.id)
"""
    )
    assert "experiment = name\n" in converted.text
    assert "run = experiment.submit(config)\n" in converted.text
    assert [use.symbol for use in converted.manual] == ["azureml.core.Experiment.submit"] * 2


def test_a_goal_that_is_handed_on() -> None:
    assert_becomes(
        """\
from azureml.train.hyperdrive import PrimaryMetricGoal

from trainings import tune

goal = PrimaryMetricGoal.MINIMIZE
tune("loss", goal)
""",
        """\
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.train.hyperdrive import PrimaryMetricGoal

from trainings import tune

# TODO(azureml-migrate AML506): no sweep that could be converted has this goal
goal = PrimaryMetricGoal.MINIMIZE
tune("loss", goal)
""",
    )


def test_a_name_of_v1_that_another_package_has_too() -> None:
    assert_converts(
        """\
from azureml.core import Workspace

ws = Workspace.from_config()

from keras import Model


class Net(Model):
    pass


from azureml.core import Model

model = Model.register(workspace=ws, model_path="net.pt", model_name="net")
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Model as ModelV2
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

from keras import Model


class Net(Model):
    pass


model = ws.models.create_or_update(
    ModelV2(name="net", path="net.pt", type="custom_model"),
)
""",
    )


def test_a_job_that_is_asked_for_what_v2_does_not_have() -> None:
    converted = assert_becomes(
        """\
from azureml.core import Experiment, Run, ScriptRunConfig, Workspace


def start(experiment: Experiment) -> Run:
    run = experiment.submit(ScriptRunConfig("src", script="train.py", compute_target="cpu"))
    run.remove_tags(["task"])
    return run


ws = Workspace.from_config()
run: Run = start(Experiment(ws, "tune"))
run.wait_for_completion()
""",
        """\
from azure.ai.ml import MLClient, command
from azure.ai.ml.entities import Environment, Job
from azure.identity import DefaultAzureCredential


def start(experiment: str) -> Job:
    environment = Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
        },
    )
    job = command(code="src", command="python train.py", environment=environment, compute="cpu")
    run = ws.jobs.create_or_update(job, experiment_name=experiment)
    # TODO(azureml-migrate AML003): mlflow.delete_tag(key): One tag per call.
    run.remove_tags(["task"])
    return run


ws = MLClient.from_config(DefaultAzureCredential())
run: Job = start("tune")
ws.jobs.stream(run.name)
""",
    )
    assert_stable(converted)


def test_elements_of_what_a_workspace_has_that_stays_v1() -> None:
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.core.authentication import ServicePrincipalAuthentication

ws = Workspace.get("w", auth=ServicePrincipalAuthentication(*keys))
for name, store in ws.datastores.items():
    print(name, store.name, store.datastore_type)
print(ws.compute_targets["cpu"].vm_size)
""",
        """\
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Workspace
from azureml.core.authentication import ServicePrincipalAuthentication

# TODO(azureml-migrate AML110): its arguments are only known when the code runs
# TODO(azureml-migrate AML101): `auth` stays v1: its arguments are only known when the code runs
ws = Workspace.get("w", auth=ServicePrincipalAuthentication(*keys))
# TODO(azureml-migrate AML301): {d.name: d for d in ml_client.datastores.list()}: v1 gives a dict b…
for name, store in ws.datastores.items():
    # TODO(azureml-migrate AML301): datastore.type: Other type names in v2.
    print(name, store.name, store.datastore_type)
# TODO(azureml-migrate AML201): {c.name: c for c in ml_client.compute.list()}: v1 gives a dict by n…
print(ws.compute_targets["cpu"].vm_size)
""",
    )
