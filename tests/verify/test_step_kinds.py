"""The examples of the kinds of steps that have a job type of their own, proved with both SDKs in both styles."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli import invoke
from migrate.rules import all_rules

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

KINDS = (
    "automl-step",
    "command-step",
    "estimator-step",
    "hyperdrive-step",
    "ordering",
    "parallel-run-step",
    "parameter-sampling",
    "python-script-step",
    "r-script-step",
    "synapse-spark-step",
    "termination-policy",
)
FRAMEWORKS = """\
from azureml.core import Workspace
from azureml.core.compute import ComputeTarget
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import EstimatorStep
from azureml.train.dnn import Chainer, PyTorch, TensorFlow
from azureml.train.sklearn import SKLearn

ws = Workspace.from_config()
gpu = ComputeTarget(ws, "gpu")
tensorflow = TensorFlow(
    source_directory="src", entry_script="train.py", compute_target=gpu, framework_version="2.0", use_gpu=True
)
pytorch = PyTorch(source_directory="src", entry_script="train.py", compute_target=gpu, pip_packages=["pandas"])
chainer = Chainer(source_directory="src", entry_script="train.py", compute_target=gpu)
sklearn = SKLearn(source_directory="src", entry_script="train.py", compute_target=gpu)
steps = [
    EstimatorStep("1", estimator=tensorflow, estimator_entry_script_arguments=[], compute_target=gpu),
    EstimatorStep("2", estimator=pytorch, estimator_entry_script_arguments=[], compute_target=gpu),
    EstimatorStep("3", estimator=chainer, estimator_entry_script_arguments=[], compute_target=gpu),
    EstimatorStep("4", estimator=sklearn, estimator_entry_script_arguments=[], compute_target=gpu),
]
pipeline = Pipeline(ws, steps=steps)
"""
_INCOMPLETE = ("# TODO(azureml-migrate", "RCranPackage")
SCRIPTS = (
    "train.py",
    "register.py",
    "prepare.py",
    "report.py",
    "prep.py",
    "clean.py",
    "score.py",
    "count.py",
    "train.R",
    "report.R",
)


@pytest.mark.parametrize("style", ["inline", "yaml"])
def test_the_examples_are_equivalent(style: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    number = _write(tmp_path / "v1", *KINDS, complete=True)
    arguments = ["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2"), "--style", style]
    assert invoke([*arguments, "--verify", "equivalent", "--trust-code"]) == 0
    assert f"{number} equivalent" in capfd.readouterr().out


def test_frameworks_of_estimators_are_compared_with_what_v1_puts_them_together_from(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "v1/src").mkdir(parents=True)
    (tmp_path / "v1/src/train.py").write_text("", encoding="utf-8")
    (tmp_path / "v1/build.py").write_text(FRAMEWORKS, encoding="utf-8")
    arguments = ["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2"), "--verify", "equivalent"]
    assert invoke([*arguments, "--trust-code"]) == 0
    assert "1 equivalent" in capfd.readouterr().out
    text = (tmp_path / "v2/build.py").read_text(encoding="utf-8")
    assert '"tensorflow-gpu==2.0.0"' in text
    (tmp_path / "v2/build.py").write_text(text.replace("tensorflow-gpu==2.0.0", "tensorflow-gpu==2.1.0"))
    invoke(["verify", str(tmp_path / "v1"), str(tmp_path / "v2"), "-l", "equivalent", "--trust-code"])
    assert "environment.pip.tensorflow-gpu: v1 has 'tensorflow-gpu==2.0.0'" in capfd.readouterr().out


@pytest.mark.parametrize("style", ["inline", "yaml"])
def test_what_v1_has_no_graph_of_or_v2_no_counterpart_for_builds(
    style: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    number = _write(
        tmp_path / "v1", "steps-elsewhere", "foreign-compute", "module-step", "notebook-runner-step", "r-script-step"
    )
    arguments = ["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2"), "--style", style]
    invoke([*arguments, "--verify", "builds", "--trust-code"])
    assert f"{number} builds" in capfd.readouterr().out


def _write(source: Path, *kinds: str, complete: bool = False) -> int:
    """Write the examples of these rules as projects; returns how many there are.

    Args:
        complete: only those that leave nothing to a person.
    """
    found = [(rule.name, example) for rule in all_rules() if rule.name in kinds for example in rule.examples]
    examples = [(name, example) for name, example in found if "Pipeline(" in example.before]
    # what v2 has to install packages of R is a Dockerfile, which nothing of v1 equals
    examples = [
        one for one in examples if not complete or not any(text in one[1].before + one[1].after for text in _INCOMPLETE)
    ]
    for number, (name, example) in enumerate(examples):
        folder = source / f"{name}-{number}"
        (folder / "src").mkdir(parents=True)
        for script in SCRIPTS:
            (folder / "src" / script).write_text("print('done')\n", encoding="utf-8")
        (folder / "pipeline.py").write_text(example.before, encoding="utf-8")
    return len(examples)


def test_the_output_of_an_automl_step_under_the_name_of_a_variable(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Also where the code looks for the data first, and where it downloads metrics, which v2 has no output for."""
    (tmp_path / "v1").mkdir()
    (tmp_path / "v1/build.py").write_text(_AUTOML, encoding="utf-8")
    arguments = ["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2"), "--verify", "equivalent", "--trust-code"]
    invoke(arguments)
    assert "1 equivalent" in capfd.readouterr().out
    text = (tmp_path / "v2/build.py").read_text(encoding="utf-8")
    assert "return {model_name: step.outputs.best_model}" in text
    assert (
        """\
trained = [job for job in ws.jobs.list(parent_job_name=run.name) if job.display_name == "fit"][0]
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
trials = mlflow.search_runs(
    experiment_names=[trained.experiment_name],
    filter_string=f"tags.mlflow.parentRunId = '{trained.name}'",
    output_format="list",
)
trial_metrics = {trial.info.run_id: {name: [value] for name, value in trial.data.metrics.items()} for trial in trials}
Path("m").write_text(json.dumps(trial_metrics))
"""
        in text
    )
    assert 'ws.jobs.download(run.name, download_path=".", output_name=model_name)' in text


def test_an_automl_step_after_another_pipeline(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The service is asked about the data when the pipeline is made, and has nothing against it.

    The log that the SDK writes is not part of the code of the other steps.
    """
    (tmp_path / "v1").mkdir()
    text = _AUTOML.replace("config = AutoMLConfig", f"{_FIRST}config = AutoMLConfig")
    text = text.replace("steps=[step]", "steps=[read, step]")
    (tmp_path / "v1/build.py").write_text(text, encoding="utf-8")
    (tmp_path / "v1/upload.py").write_text("print(1)\n", encoding="utf-8")
    arguments = ["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2"), "--verify", "equivalent", "--trust-code"]
    invoke(arguments)
    assert "2 equivalent" in capfd.readouterr().out


_FIRST = """\
from azureml.pipeline.steps import PythonScriptStep
upload = PythonScriptStep(script_name="upload.py", compute_target=cpu)
Experiment(ws, "upload").submit(Pipeline(ws, steps=[upload]))
read = PythonScriptStep(script_name="upload.py", compute_target=cpu)
"""
_AUTOML = """\
from azureml.core import Dataset, Experiment, Workspace
from azureml.core.compute import AmlCompute
from azureml.pipeline.core import Pipeline, PipelineData, TrainingOutput
from azureml.pipeline.steps import AutoMLStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
cpu = AmlCompute(ws, "cpu")
key = "visits"
if key in ws.datasets.keys():
    visits = ws.datasets[key]
else:
    visits = Dataset.Tabular.from_delimited_files("https://example.org/visits.csv").register(workspace=ws, name=key)
store = ws.get_default_datastore()
metrics_name, model_name = "metrics", "model"
metrics = PipelineData("m", store, pipeline_output_name="metrics", training_output=TrainingOutput(type="Metrics"))
model = PipelineData("b", store, pipeline_output_name=model_name, training_output=TrainingOutput(type="Model"))
config = AutoMLConfig(
    task="classification", debug_log="fit.log", training_data=visits, label_column_name="left", compute_target=cpu,
    validation_size=0.2, enable_voting_ensemble=False, enable_dnn=True, whitelist_models=["LightGBM"],
)
step = AutoMLStep("fit", automl_config=config, outputs=[metrics, model])
pipeline = Pipeline(ws, steps=[step])
run = Experiment(ws, "visits").submit(pipeline)
run.get_pipeline_output("metrics").download(".")
best = run.get_pipeline_output(model_name)
count = best.download(".")
"""
