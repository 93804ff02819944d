"""Steps that v2 has no counterpart for: the differences that the ledger explains, and those that it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli import invoke

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

V1 = """\
from azureml.core import Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import DatabricksStep, PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = DataReference(store, data_reference_name="raw", path_on_datastore="sales")
clean = PipelineData("clean", datastore=store)
region = PipelineParameter("region", default_value="west")
clean_step = DatabricksStep(
    name="Clean",
    inputs=[raw],
    outputs=[clean],
    notebook_path="/Shared/clean",
    notebook_params={"region": region, "rows": "1000"},
    num_workers=2,
    run_name="clean",
    compute_target="databricks",
)
train_step = PythonScriptStep(
    "train.py", source_directory="src", arguments=["--data", clean], inputs=[clean], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train_step])
"""


def _verified(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], old: str = "", new: str = "", v1: str = V1
) -> list[str]:
    """The lines on differences after the text of the result was changed."""
    (tmp_path / "v1/src").mkdir(parents=True)
    (tmp_path / "v1/build.py").write_text(v1, encoding="utf-8")
    (tmp_path / "v1/src/train.py").write_text("print(1)\n", encoding="utf-8")
    assert invoke(["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2")]) == 1  # a person has to go on
    text = (tmp_path / "v2/build.py").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "v2/build.py").write_text(text.replace(old, new), encoding="utf-8")
    capfd.readouterr()
    invoke(["verify", str(tmp_path / "v1"), str(tmp_path / "v2"), "-l", "equivalent", "--trust-code"])
    lines = [line.strip() for line in capfd.readouterr().out.splitlines()]
    return [line for line in lines if line.startswith(("node ", "pipeline:"))]


def test_one_line_for_all_that_a_person_has_to_write(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _verified(tmp_path, capfd) == [
        "node 'Clean': step: v1 has a DatabricksStep, v2 has a command in its place "
        "(v1 build.py:11 / v2 build.py:20) [explained: stand-in]"
    ]


def test_what_flows_through_it_is_compared_all_the_same(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wrong, explained = _verified(tmp_path, capfd, "paths/sales", "paths/other")
    assert explained.endswith("[explained: stand-in]")
    assert "node 'Clean': inputs.raw" in wrong
    assert "sales" in wrong
    assert not wrong.endswith("]")


def test_data_on_a_datastore_that_v2_has_not_is_a_part_of_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The comment above the component has it, and the ledger says that the component has not."""
    files = 'files = Datastore.register_dbfs(ws, "files")\n'
    v1 = V1.replace("import Workspace", "import Datastore, Workspace")
    v1 = v1.replace("raw = DataReference(store", f"{files}raw = DataReference(files")
    v1 = v1.replace('PipelineData("clean", datastore=store)', 'PipelineData("clean", datastore=files)')
    (line,) = _verified(tmp_path, capfd, v1=v1)
    assert line.endswith("[explained: stand-in]")


METRICS = """\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.pipeline.core import Pipeline, PipelineData, TrainingOutput
from azureml.pipeline.steps import HyperDriveStep, PythonScriptStep
from azureml.train.hyperdrive import HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, uniform

ws = Workspace.from_config()
metrics = PipelineData("metrics", training_output=TrainingOutput(type="Metrics"))
model = PipelineData("model", training_output=TrainingOutput("Model", model_file="outputs/model.pkl"))
config = HyperDriveConfig(
    run_config=ScriptRunConfig(
        "src", script="train.py", environment=Environment.get(ws, "training", version="3"), compute_target="cpu"
    ),
    hyperparameter_sampling=RandomParameterSampling({"--rate": uniform(0.001, 0.1)}),
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=8,
)
search = HyperDriveStep("search", config, outputs=[metrics, model])
choose = PythonScriptStep(
    "train.py",
    source_directory="src",
    arguments=["--metrics", metrics, "--model", model],
    inputs=[metrics, model],
    compute_target="cpu",
)
pipeline = Pipeline(ws, steps=[choose])
"""


def test_metrics_of_a_sweep_that_a_step_reads(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    explained, *others = _verified(tmp_path, capfd, v1=METRICS)
    assert explained == (
        "node 'search': outputs.metrics: v1 has the metrics of all runs, v2 has a command in their place "
        "(v1 build.py:18 / v2 build.py:16) [explained: stand-in]"
    )
    assert all("[excused: " in one for one in others)


def test_who_reads_the_metrics_is_compared_all_the_same(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    right, wrong = "metrics=search_metrics.outputs.metrics", "metrics=search.outputs.model"
    found = _verified(tmp_path, capfd, right, wrong, v1=METRICS)
    assert any("node 'train.py': inputs.metrics: v1 has output 'metrics' of 'search'" in one for one in found)
