"""AutoML configurations that are submitted by themselves."""

from __future__ import annotations

import re

import pytest

from tests.conversion import convert

ALONE = """\
from azureml.automl.core.forecasting_parameters import ForecastingParameters
from azureml.core import Dataset, Experiment, Workspace
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
sales = Dataset.get_by_name(ws, "sales")
settings = {"iterations": 5}
config = AutoMLConfig(
    task="forecasting",
    compute_target="cpu",
    training_data=sales,
    label_column_name="pieces",
    forecasting_parameters=ForecastingParameters(time_column_name="day", time_series_id_column_names=["shop", "town"]),
    **settings,
)
run = Experiment(ws, "sales").submit(config, show_output=True)
"""

JOB = """\
from azure.ai.ml import Input, MLClient, automl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
sales = Input(type="mltable", path="azureml:sales@latest")
config = automl.forecasting(
    compute="cpu",
    training_data=sales,
    target_column_name="pieces",
    primary_metric="spearman_correlation",
)
config.set_limits(max_trials=5)
config.set_forecast_settings(time_column_name="day", time_series_id_column_names=["shop", "town"])
run = ws.jobs.create_or_update(config, experiment_name="sales")
ws.jobs.stream(run.name)
"""


def test_a_configuration_by_itself() -> None:
    found = convert(ALONE)
    assert not found.manual
    assert found.text == JOB


def test_nobody_waits_for_what_is_not_shown() -> None:
    text = convert(ALONE.replace(", show_output=True", "")).text
    assert text == JOB.replace("ws.jobs.stream(run.name)\n", "")


def test_what_v1_takes_no_notice_of() -> None:
    found = convert(
        ALONE.replace(
            '{"iterations": 5}', '{"iterations": 5, "name": "sales", "save_mlflow": True, "allow_reuse": True}'
        )
    )
    assert not found.manual
    assert found.text == JOB


def test_what_is_left_to_a_person_beside_the_job() -> None:
    said = '{"iterations": 5, "enable_code_generation": True, "enable_metric_confidence": True}'
    found = convert(ALONE.replace('{"iterations": 5}', said))
    assert [use.name for use in found.manual] == ["**"]
    lines = [line for line in found.text.splitlines(keepends=True) if "TODO" not in line]
    assert "".join(lines) == JOB
    assert "v2 gives no intervals for metrics" in found.text
    assert convert(ALONE.replace('{"iterations": 5}', said.replace(": True}", ": None}"))).text == JOB
    refused = convert(ALONE.replace('{"iterations": 5}', '{"iterations": 5, "enable_code_generation": False}'))
    assert "azure-ai-ml has no word for it" in refused.text


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", "an AutoML job over texts needs validation_data in v2"),
        ("validation_data=held, n_cross_validations=3", "an AutoML job over texts has no `n_cross_validations` in v2"),
        ("validation_data=held, test_data=held", "an AutoML job over texts has no `test_data` in v2"),
        (
            'validation_data=held, featurization=FeaturizationConfig(blocked_transformers=["TfIdf"])',
            "an AutoML job over texts has no `blocked_transformers` in v2",
        ),
    ],
)
def test_what_a_job_over_texts_does_not_have(said: str, reason: str) -> None:
    found = convert(
        "from azureml.automl.core.featurization import FeaturizationConfig\n"
        "from azureml.core import Dataset, Experiment, Workspace\nfrom azureml.train.automl import AutoMLConfig\n"
        'ws = Workspace.from_config()\nheld = Dataset.get_by_name(ws, "held")\n'
        'config = AutoMLConfig("text-classification", training_data=held, label_column_name="a", '
        f'compute_target="cpu", {said})\nExperiment(ws, "texts").submit(config)\n'
    )
    assert 'config = AutoMLConfig("text-classification"' in found.text
    assert reason in {use.verdict.message for use in found.manual if use.verdict is not None}


@pytest.mark.parametrize(
    ("v1", "other"),
    [
        ('    compute_target="cpu",\n', ""),
        ("iterations", "X"),
        ("run = Exp", "print(config)\nrun = Exp"),
        ("run = Exp", "config.enable_dnn = True\nrun = Exp"),
        ("training_data=sales", "training_data=input()"),
    ],
)
def test_what_stays_v1(v1: str, other: str) -> None:
    found = convert(ALONE.replace(v1, other))
    assert "config = AutoMLConfig(" in found.text
    assert ".submit(config, show_output=True)" in found.text
    assert "azureml.train.automl.AutoMLConfig" in {use.symbol for use in found.manual}


@pytest.mark.parametrize(
    ("v1", "other", "reason"),
    [
        (
            '    compute_target="cpu",\n',
            "",
            "an AutoML job of v2 needs a compute target; v1 trained on the own machine",
        ),
        ("iterations", "X", "an AutoML job of v2 has no `X`"),
        ("training_data=sales", "training_data=input()", "where its `training_data` comes from is not known"),
    ],
)
def test_why_it_stays_v1(v1: str, other: str, reason: str) -> None:
    alone = re.sub("    forecasting_parameters=.*\n", "", ALONE.replace('"forecasting"', '"regression"'))
    assert f"AML505): {reason}" in convert(alone.replace(v1, other)).text


def test_a_configuration_that_a_step_has_as_well() -> None:
    text = """\
from azureml.core import Dataset, Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import AutoMLStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
visits = Dataset.get_by_name(ws, "visits")
config = AutoMLConfig(task="regression", compute_target="cpu", training_data=visits, label_column_name="pages")
step = AutoMLStep(name="Find", automl_config=config)
pipeline = Pipeline(ws, steps=[step])
run = Experiment(ws, "visits").submit(config)
"""
    found = convert(text)
    assert not found.manual
    assert "    step = automl.regression(" in found.text
    assert "\nconfig = automl.regression(" in found.text
    assert 'run = ws.jobs.create_or_update(config, experiment_name="visits")' in found.text
    kept = convert(text.replace("steps=[step]", "steps=[step, input()]"))
    assert "config = AutoMLConfig(" in kept.text
    assert ".submit(config)" in kept.text


def test_a_configuration_of_a_step_and_one_by_itself() -> None:
    text = """\
from azureml.core import Dataset, Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import AutoMLStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
visits = Dataset.get_by_name(ws, "visits")
config = AutoMLConfig(task="regression", compute_target="cpu", training_data=visits, label_column_name="pages")
step = AutoMLStep(name="Find", automl_config=config)
pipeline = Pipeline(ws, steps=[step])
baseline = AutoMLConfig(
    task="regression",
    compute_target="cpu",
    training_data=visits,
    label_column_name="pages",
    allowed_models=["ElasticNet"],
)
run = Experiment(ws, "visits").submit(baseline)
"""
    found = convert(text)
    assert not found.manual
    assert "    step = automl.regression(" in found.text
    assert "\nbaseline = automl.regression(" in found.text
    assert 'baseline.set_training(allowed_training_algorithms=["ElasticNet"])' in found.text
