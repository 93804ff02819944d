"""Steps that run in the environment of AutoML's best trial are proved: neither side can ask the service for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli import invoke
from migrate.verify.compare.compare import compare
from migrate.verify.compare.excuses import LedgerUse
from migrate.verify.graph import Environment, Graph, Node, Value
from migrate.verify.remarks import OF_RUN

V1 = """\
from azureml.core import Dataset, Environment, Experiment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, TrainingOutput
from azureml.pipeline.steps import AutoMLStep, PythonScriptStep
from azureml.train.automl import AutoMLConfig
from azureml.train.automl.run import AutoMLRun

ws = Workspace.from_config()
experiment = Experiment(ws, "rides")
config = AutoMLConfig(
    task="regression",
    compute_target=ws.compute_targets["cpu"],
    training_data=Dataset.get_by_name(ws, "rides"),
    label_column_name="minutes",
    primary_metric="r2_score",
)
model = PipelineData("model", training_output=TrainingOutput(type="Model"))
fit = AutoMLStep(name="fit", automl_config=config, outputs=[model])
training = experiment.submit(Pipeline(ws, steps=[fit]))
training.wait_for_completion()
for step in training.get_steps():
    if step.properties.get("StepType") == "AutoMLStep":
        automl_run = AutoMLRun(experiment, step.id)
        break
best, fitted = automl_run.get_output()
print(fitted.steps)
of_run = RunConfiguration()
of_run.environment = best.get_environment()
best.download_file("outputs/conda_env_v_1_0_0.yml", "conda.yml")
described = RunConfiguration()
described.environment = Environment.from_conda_specification("rides", "conda.yml")
predicted = PipelineData("predicted")
predict = PythonScriptStep(
    name="predict",
    script_name="predict.py",
    source_directory="src",
    arguments=["--to", predicted],
    outputs=[predicted],
    compute_target="cpu",
    runconfig=of_run,
)
check = PythonScriptStep(
    name="check",
    script_name="check.py",
    source_directory="src",
    arguments=["--from", predicted],
    inputs=[predicted],
    compute_target="cpu",
    runconfig=described,
)
pipeline = Pipeline(ws, steps=[predict, check])
experiment.submit(pipeline)
"""


def test_the_environment_of_the_best_trial_is_equivalent(tmp_path: Path) -> None:
    pytest.importorskip("azureml.train.automl", reason="the v1 SDK is not installed")
    source, report = tmp_path / "v1", tmp_path / "report.json"
    (source / "src").mkdir(parents=True)
    (source / "pipeline.py").write_text(V1, encoding="utf-8")
    for name in ("predict", "check"):
        (source / "src" / f"{name}.py").write_text("print('done')\n", encoding="utf-8")
    arguments = ["convert", str(source), "-o", str(tmp_path / "v2"), "--report", str(report)]
    invoke([*arguments, "--verify", "equivalent", "--trust-code"])
    found = json.loads(report.read_text(encoding="utf-8"))["pipelines"]
    assert [(one["level"], one["reason"]) for one in found] == [("equivalent", "")] * 2
    (told,) = found[1]["excused"]
    assert "environment.of_run: v1 has that of the run, v2 has its packages in mcr.microsoft.com/" in told
    assert {
        "stand-in for the environment of a run",
        "stand-in for the packages that a run of AutoML has noted down",
    } <= set(found[1]["differences"])


@pytest.mark.parametrize(
    ("v2", "uses", "wrong"),
    [
        (Environment(conda_packages=(OF_RUN,)), [LedgerUse("azureml.core.Run.get_environment", "", "changed")], []),
        (Environment(conda_packages=(OF_RUN,)), [], ["environment.of_run"]),
        (
            Environment(conda_packages=("pandas",)),
            [LedgerUse("azureml.core.Run.get_environment", "", "changed")],
            ["environment"],
        ),
    ],
)
def test_only_packages_of_the_run_are_excused(v2: Environment, uses: list[LedgerUse], wrong: list[str]) -> None:
    one = Node("predict", "command", environment=Environment(reference=f"{OF_RUN}@latest"))
    other = Node("predict", "command", environment=Environment(image=Value("any"), conda_packages=v2.conda_packages))
    found = compare(Graph("v1", nodes=(one,)), Graph("v2", nodes=(other,)), uses).differences
    assert [item.field for item in found if item.is_wrong] == wrong
