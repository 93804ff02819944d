"""``HyperDriveConfig`` that is submitted by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from azure.ai.ml.entities import CommandComponent
from azure.ai.ml.entities._builders import Sweep

from tests.conversion import assert_becomes, assert_converts, convert

_HEAD = """\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace
from azureml.train.hyperdrive import (
    BayesianParameterSampling, HyperDriveConfig, MedianStoppingPolicy, PrimaryMetricGoal, choice, uniform
)

ws = Workspace.from_config()
experiment = Experiment(ws, "digits")
source = ScriptRunConfig(
    "src", "train.py", arguments=["--epochs", 10], compute_target="gpu", environment=Environment.get(ws, "training")
)
"""
_SWEEP = """\
sweep = HyperDriveConfig(
    run_config=source,
    hyperparameter_sampling=BayesianParameterSampling({"--lr": uniform(0.01, 0.1), "--layers": choice(2, 4)}),
    primary_metric_name="accuracy",
    primary_metric_goal=PrimaryMetricGoal.MAXIMIZE,
    max_total_runs=20,
    max_duration_minutes=60,
)
"""
_SUBMIT = "run = experiment.submit(sweep)\n"


def test_the_sdk_takes_the_sweep(tmp_path: Path) -> None:
    (tmp_path / "train.py").touch()
    found = convert(_HEAD + _SWEEP + _SUBMIT)
    assert found.manual == []
    made = found.text.replace('code="src"', f"code={str(tmp_path)!r}")
    names: dict[str, object] = {}
    exec(made.partition("run = ")[0].replace("MLClient.from_config(DefaultAzureCredential())", "None"), names)
    sweep = names["sweep"]
    assert isinstance(sweep, Sweep)
    job = sweep._to_job()
    assert isinstance(job.trial, CommandComponent)
    assert job.limits is not None
    assert job.search_space is not None
    assert job.compute == "gpu"
    assert job.trial.command == (
        "python train.py --epochs 10 --lr ${{search_space.lr}} --layers ${{search_space.layers}}"
    )
    assert (job.limits.max_total_trials, job.limits.timeout) == (20, 3600)
    assert set(job.search_space) == {"lr", "layers"}


def test_its_script_may_run_once_before() -> None:
    text = convert(f"{_HEAD}first = experiment.submit(source)\n{_SWEEP}{_SUBMIT}").text
    assert "from azureml" not in text
    assert 'source = command(\n    code="src",' in text
    assert "first = ws.jobs.create_or_update(source, experiment_name=experiment)" in text
    assert "sweep = train_trial(lr=Uniform(" in text


def test_the_list_of_its_arguments_goes_with_the_data_in_it() -> None:
    head = _HEAD.replace(
        "source = ScriptRunConfig(",
        """\
rides = Dataset.get_by_name(ws, "rides")
arguments = ["--rides", rides.as_mount(), "--epochs", 10]
source = ScriptRunConfig(""",
    )
    found = convert(
        head.replace('["--epochs", 10]', "arguments").replace("core import", "core import Dataset,") + _SWEEP + _SUBMIT
    )
    assert found.manual == []
    assert "arguments" not in found.text
    assert "as_mount" not in found.text
    assert '"python train.py --rides ${{inputs.rides}} --epochs 10' in found.text


@pytest.mark.parametrize(
    ("v1", "other", "reason"),
    [
        ("max_duration_minutes=60", "custom_run_id='mine'", "a sweep of v2 has no `custom_run_id`"),
        ("max_duration_minutes=60", "resume_from=earlier", "a sweep of v2 has no `resume_from`"),
        (' compute_target="gpu",', "", "a sweep needs a compute"),
        ("run = ", "show(sweep)\nrun = ", "the code does more with it than to submit it"),
    ],
)
def test_what_stays_v1(v1: str, other: str, reason: str) -> None:
    before = _HEAD + _SWEEP + _SUBMIT
    assert v1 in before
    text = convert(before.replace(v1, other)).text
    assert reason in text
    assert "sweep = HyperDriveConfig(" in text
    assert "run = experiment.submit(sweep)" in text


def test_one_that_is_not_submitted_stays_v1() -> None:
    assert "sweep = HyperDriveConfig(" in convert(f"{_HEAD}{_SWEEP}submit_later(sweep)\n").text


def test_the_environment_of_trials_that_stay_v1_stays_with_them() -> None:
    assert_becomes(
        """\
from azureml.core import Environment, Experiment, ScriptRunConfig, Workspace
from azureml.train.hyperdrive import GridParameterSampling, HyperDriveConfig, PrimaryMetricGoal, choice

ws = Workspace.from_config()
training = Environment.get(ws, "training")
trial = ScriptRunConfig("src", command=["python", "train.py", "${{a}}"], compute_target="cpu", environment=training)
sweep = HyperDriveConfig(
    run_config=trial,
    hyperparameter_sampling=GridParameterSampling({"--depth": choice(1, 2)}),
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=2,
)
Experiment(ws, "rides").submit(sweep)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Environment, Experiment, ScriptRunConfig
from azureml.train.hyperdrive import GridParameterSampling, HyperDriveConfig, PrimaryMetricGoal, choice

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML402): the ScriptRunConfig that holds this environment could not be conver…
training = Environment.get(ws, "training")
# TODO(azureml-migrate AML510): `environment` stays v1: the ScriptRunConfig that holds this environ…
trial = ScriptRunConfig("src", command=["python", "train.py", "${{a}}"], compute_target="cpu", environment=training)
# TODO(azureml-migrate AML507): no sweep that could be converted has this expression in its search…
# TODO(azureml-migrate AML506): v2 would read ${{…}} in the command as a reference of its own
sweep = HyperDriveConfig(
    run_config=trial,
    hyperparameter_sampling=GridParameterSampling({"--depth": choice(1, 2)}),
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=2,
)
# TODO(azureml-migrate AML604): submit the v2 job with `ml_client.jobs.create_or_update(job, experi…
Experiment(ws, "rides").submit(sweep)
""",
    )


def test_trials_of_a_line_of_shell_on_several_nodes() -> None:
    assert_converts(
        """\
from azureml.core import Dataset, Environment, Experiment, ScriptRunConfig, Workspace
from azureml.core.runconfig import PyTorchConfiguration
from azureml.train.hyperdrive import GridParameterSampling, HyperDriveConfig, PrimaryMetricGoal, choice

ws = Workspace.from_config()
rides = Dataset.get_by_name(ws, "rides")
trial = ScriptRunConfig(
    "src",
    command=["pip install -r more.txt &&", "python train.py", "--rides", rides.as_mount()],
    compute_target="gpu",
    environment=Environment.get(ws, "training"),
    distributed_job_config=PyTorchConfiguration(process_count=4, node_count=2),
    max_run_duration_seconds=600,
)
sweep = HyperDriveConfig(
    run_config=trial,
    hyperparameter_sampling=GridParameterSampling({"--depth": choice(1, 2)}),
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=2,
)
Experiment(ws, "rides").submit(sweep)
""",
        """\
from azure.ai.ml import Input, MLClient, PyTorchDistribution, command
from azure.ai.ml.sweep import Choice
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
rides = Input(type="uri_folder", path="azureml:rides@latest", mode="ro_mount")
sweep_trial = command(
    code="src",
    command="pip install -r more.txt && python train.py --rides ${{inputs.rides}} --depth ${{inputs.depth}}",
    inputs={"rides": Input(type="uri_folder"), "depth": Input(type="integer")},
    environment="azureml:training@latest",
    compute="gpu",
    distribution=PyTorchDistribution(process_count_per_instance=2),
    instance_count=2,
)
sweep = sweep_trial(rides=rides, depth=Choice(values=[1, 2])).sweep(
    sampling_algorithm="grid",
    primary_metric="loss",
    goal="minimize",
    max_total_trials=2,
    timeout=604800,
    trial_timeout=600,
)
ws.jobs.create_or_update(sweep, experiment_name="rides")
""",
    )


_OF_ESTIMATOR = """\
from azureml.core import Experiment, ScriptRunConfig, Workspace
from azureml.train.estimator import Estimator
from azureml.train.hyperdrive import {name}, PrimaryMetricGoal, RandomParameterSampling, uniform

ws = Workspace.from_config()
estimator = Estimator(source_directory="src", entry_script="train.py", compute_target="cpu")
config = {name}({arguments})
run = Experiment(ws, "sales").submit(config)
"""


def test_the_older_name_of_the_configuration() -> None:
    """Its parameters come in another order."""
    space = 'RandomParameterSampling({"lr": uniform(0.1, 1)})'
    older = f'estimator, {space}, "accuracy", PrimaryMetricGoal.MAXIMIZE, 20, 4'
    newer = (
        f'estimator=estimator, hyperparameter_sampling={space}, primary_metric_name="accuracy", '
        "primary_metric_goal=PrimaryMetricGoal.MAXIMIZE, max_total_runs=20, max_concurrent_runs=4"
    )
    found = convert(_OF_ESTIMATOR.format(name="HyperDriveRunConfig", arguments=older))
    assert found.text == convert(_OF_ESTIMATOR.format(name="HyperDriveConfig", arguments=newer)).text
    assert "max_concurrent_trials=4" in found.text
    assert not found.manual
