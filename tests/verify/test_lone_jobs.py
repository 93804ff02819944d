"""Jobs that are submitted without a pipeline are proved equal to what v1 would send, and differences are found."""

from __future__ import annotations

import json
import re

import pytest

from migrate.cli import parts
from migrate.cli.outputs import write_tree
from migrate.cli.proving import expected_jobs, original_of, outputs_of
from migrate.conversion import Options
from migrate.project.discovery import select
from migrate.project.reading import read_files
from migrate.report.build import build_report
from migrate.report.json import render_json
from migrate.report.junit import render_junit
from migrate.report.markdown import render_markdown
from migrate.report.model import Report
from migrate.verify.levels import Level
from migrate.verify.prove import prove

pytest.importorskip("azureml.train.automl", reason="the v1 SDK is not installed")

V1 = """\
from azureml.core import Dataset, Environment, Experiment, ScriptRunConfig, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import MpiConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.train.automl import AutoMLConfig
from azureml.train.estimator import Estimator
from azureml.train.hyperdrive import (
    BanditPolicy, HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, choice, uniform
)

ws = Workspace.from_config()
env = Environment("fit")
env.python.conda_dependencies = CondaDependencies.create(conda_packages=["scikit-learn"], pip_packages=["lightgbm"])
env.environment_variables = {"LEVEL": "info"}
sales = Dataset.get_by_name(ws, "sales")
out = OutputFileDatasetConfig("model", destination=(ws.get_default_datastore(), "models"))
experiment = Experiment(ws, "jobs")

fit = ScriptRunConfig(
    source_directory="src",
    script="fit.py",
    arguments=["--data", sales.as_named_input("sales").as_mount(), "--out", out, "--rate", 0.5, "--name", "a b"],
    compute_target="cpu",
    environment=env,
    distributed_job_config=MpiConfiguration(process_count_per_node=2, node_count=3),
    max_run_duration_seconds=600,
)
run = experiment.submit(fit, tags={"kind": "fit"})

line = ScriptRunConfig(
    source_directory="src", command=["python", "fit.py", "--rate", "1"], compute_target="gpu", environment=env
)
run = experiment.submit(line)

estimator = Estimator("src", entry_script="fit.py", script_params={"--depth": 7}, compute_target="cpu")
run = experiment.submit(estimator)

tried = ScriptRunConfig(
    source_directory="src",
    script="fit.py",
    arguments=["--data", sales.as_named_input("sales").as_download()],
    compute_target="cpu",
    environment=env,
)
search = HyperDriveConfig(
    run_config=tried,
    hyperparameter_sampling=RandomParameterSampling({"--size": choice(16, 32), "--rate": uniform(0.1, 0.9)}),
    policy=BanditPolicy(evaluation_interval=2, slack_factor=0.2),
    primary_metric_name="auc",
    primary_metric_goal=PrimaryMetricGoal.MAXIMIZE,
    max_total_runs=8,
    max_concurrent_runs=4,
)
run = experiment.submit(search)

most, rest = sales.random_split(0.8, seed=1)
automl = AutoMLConfig(
    task="classification",
    training_data=most,
    validation_data=rest,
    label_column_name="bought",
    primary_metric="AUC_weighted",
    compute_target="cpu",
    experiment_timeout_hours=0.5,
)
run = experiment.submit(automl)

texts = AutoMLConfig(
    task="text-ner",
    training_data=sales,
    validation_data=sales,
    label_column_name="ignored",
    compute_target="cpu",
    iterations=4,
    enable_early_stopping=True,
)
run = experiment.submit(texts)
"""

LINES = {"fit": 28, "line": 33, "estimator": 36, "search": 54, "automl": 66, "texts": 77}
"""Where each job is submitted."""

CHANGES = {
    "--rate 0.5": "--rate 0.6",
    "instance_count=3": "instance_count=2",
    "timeout=600,": "timeout=700,",
    'paths/models"': 'paths/other"',
    "--rate 1": "--rate 1 --more",
    'compute="gpu"': 'compute="fast"',
    "--depth 7": "--depth 8",
    "Uniform(min_value=0.1": "Uniform(min_value=0.2",
    "slack_factor=0.2": "slack_factor=0.3",
    'primary_metric="AUC_weighted"': 'primary_metric="accuracy"',
    "random_split(percent=0.8": "random_split(percent=0.7",
    "max_trials=4": "max_trials=5",
}
"""What is changed in the converted text, and has to be found."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The module twice, once with changes to what it is converted to."""
    folder = tmp_path_factory.mktemp("jobs")
    source, output = folder / "v1", folder / "v2"
    (source / "src").mkdir(parents=True)
    (source / "src" / "fit.py").write_text("print('fitted')\n", encoding="utf-8")
    for name in ("right", "wrong"):
        (source / f"{name}.py").write_text(V1, encoding="utf-8")
    selection = select([source])
    documents = read_files(selection).project.documents
    convert = parts.converter(selection.root, Options(together=frozenset(selection.files)))
    results = [convert(document) for document in documents]
    write_tree(selection, results, output)
    text = (output / "wrong.py").read_text(encoding="utf-8")
    for before, after in CHANGES.items():
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    (output / "wrong.py").write_text(text, encoding="utf-8")
    found = prove(
        output,
        outputs_of(results),
        expected_jobs(results),
        level=Level.EQUIVALENT,
        trust_code=True,
        original=original_of(source, results),
    )
    assert found.pipelines == ()
    return build_report(results, found.pipelines, jobs=found.jobs)


def test_each_kind_of_job_is_equivalent(report: Report) -> None:
    found = {job.name: job for job in report.jobs if job.v2 and job.v2.path == "right.py"}
    assert {name: (job.v1 and job.v1.line, job.level, job.reason) for name, job in found.items()} == {
        name: (line, Level.EQUIVALENT, "") for name, line in LINES.items()
    }
    assert report.summary.pipelines.total == 0


def test_what_differs_is_told(report: Report) -> None:
    found = {job.name: job for job in report.jobs if job.v2 and job.v2.path == "wrong.py"}
    told = {name: [line for line in job.differences if ": v1 has " in line] for name, job in found.items()}
    assert {name: sorted(re.sub(r" \(v\d .*", "", line) for line in lines) for name, lines in told.items()} == {
        "fit": [
            "node 'job': arguments[5]: v1 has '0.5', v2 has '0.6'",
            "node 'job': node_count: v1 has 3, v2 has 2",
            "node 'job': outputs.model.destination: v1 has azureml://datastores/workspaceblobstore/paths/models, "
            "v2 has azureml://datastores/workspaceblobstore/paths/other",
            "node 'job': timeout_seconds: v1 has 600, v2 has 700",
        ],
        "line": [
            "node 'job': arguments[2]: v1 has nothing, v2 has '--more'",
            "node 'job': compute: v1 has 'gpu', v2 has 'fast'",
        ],
        "estimator": ["node 'job': arguments[1]: v1 has '7', v2 has '8'"],
        "search": [
            "node 'job': sweep.policy.slack_factor: v1 has 0.2, v2 has 0.3",
            "node 'job': sweep.space.rate: v1 has ['uniform', [0.1, 0.9]], v2 has ['uniform', [0.2, 0.9]]",
        ],
        "automl": [
            "node 'job': automl.primary_metric: v1 has 'AUC_weighted', v2 has 'accuracy'",
            "node 'job': inputs.training_data.subset: v1 has ['random_split(0.8)[0]'], v2 has ['random_split(0.7)[0]']",
            "node 'job': inputs.validation_data.subset: v1 has ['random_split(0.8)[1]'], "
            "v2 has ['random_split(0.7)[1]']",
        ],
        "texts": ["node 'job': automl.iterations: v1 has 4, v2 has 5"],
    }
    assert {job.level for job in found.values()} == {Level.BUILDS}


def test_reports_list_jobs_apart_from_pipelines(report: Report) -> None:
    assert json.loads(render_json(report))["pipelines"] == []
    head = "## Proof of jobs by themselves\n\n| Job | v1 | v2 | Level | Why not higher |"
    assert head in render_markdown(report)
    assert '<testsuite name="jobs" tests="12" failures="6" errors="0">' in render_junit(report)
