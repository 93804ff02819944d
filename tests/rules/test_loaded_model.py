"""The best model of an AutoML step, downloaded and unpickled: mlflow loads it."""

from __future__ import annotations

from tests.conversion import convert

_TEXT = """\
import pickle

from azureml.core import Dataset, Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData, TrainingOutput
from azureml.pipeline.steps import AutoMLStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
model = PipelineData("model", pipeline_output_name="best", training_output=TrainingOutput(type="Model"))
config = AutoMLConfig(
    task="regression",
    compute_target="cpu",
    training_data=Dataset.get_by_name(ws, "rides"),
    label_column_name="minutes",
    primary_metric="r2_score",
)
train = AutoMLStep(name="train", automl_config=config, outputs=[model])
run = Experiment(ws, "rides").submit(Pipeline(ws, steps=[train]))
"""
_ASKED = 'output = run.get_pipeline_output("best")\n'
_READ = 'with open(output.path_on_datastore, "rb") as file:\n    best = pickle.load(file)\nprint(best.steps)\n'
_HERE = 'output.download(".")\n'


def _end(text: str) -> str:
    return text.partition("run = ws.jobs.create_or_update(")[2].partition("\n)\n")[2]


def test_the_model_that_is_unpickled() -> None:
    text = convert(f"{_TEXT}{_ASKED}{_HERE}# The winner\n{_READ}").text
    assert _end(text) == (
        'ws.jobs.download(run.name, download_path=".", output_name="best")\n'
        "# The winner\n"
        'best = mlflow.sklearn.load_model("named-outputs/best")\n'
        "print(best.steps)\n"
    )
    assert "import mlflow\n" in text


def test_the_output_of_the_step() -> None:
    asked = 'output = run.find_step_run("train")[0].get_output_data("model")\n'
    end = _end(convert(f"{_TEXT}{asked}{_HERE}{_READ}").text)
    assert end.endswith(
        'ws.jobs.download(output.name, download_path=".", output_name="best_model")\n'
        'best = mlflow.sklearn.load_model("named-outputs/best_model")\n'
        "print(best.steps)\n"
    )


def test_what_stays_v1_keeps_its_variable() -> None:
    end = _end(convert(f'{_TEXT}{_ASKED}output.download("models")\n{_READ}').text)
    assert end.startswith("output = run\nws.jobs.download(output.name, ")
    assert "# TODO(azureml-migrate AML614): the output is a folder with an MLflow model in v2" in end
    assert end.endswith(_READ)
