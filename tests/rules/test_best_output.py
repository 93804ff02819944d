"""``best, model = run.get_output()`` in other forms."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_TEXT = """\
from azureml.core import Experiment, Workspace
from azureml.train.automl.run import AutoMLRun

ws = Workspace.from_config()
run = AutoMLRun(Experiment(ws, "rides"), "AutoML_1")
"""


def test_the_model_alone() -> None:
    text = convert(f"{_TEXT}_, model = run.get_output()\n").text
    assert '\n_ = ws.jobs.get(mlflow.get_run(run.name).data.tags["automl_best_child_run_id"])\n' in text
    assert '\nmodel = mlflow.sklearn.load_model(f"runs:/{_.name}/outputs/mlflow-model")\n' in text


def test_the_child_alone() -> None:
    text = convert(f"{_TEXT}best, _ = run.get_output()\nprint(best.id)\n").text
    assert text.endswith(
        'best = ws.jobs.get(mlflow.get_run(run.name).data.tags["automl_best_child_run_id"])\nprint(best.name)\n'
    )


@pytest.mark.parametrize(
    "code",
    [
        "best, model = run.get_output(metric=chosen)",
        "best, model = run.get_output(return_onnx_model=True)",
        "model = run.get_output()[1]",
        "pair = run.get_output()",
    ],
)
def test_what_v2_has_no_word_for(code: str) -> None:
    text = convert(f"{_TEXT}{code}\n").text
    assert "TODO(azureml-migrate AML622)" in text
    assert text.endswith(f"{code}\n")
