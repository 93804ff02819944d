"""AutoML steps: forecasts, featurization, and what stays v1."""

from __future__ import annotations

import pytest

from tests.conversion import convert

FORECAST = """\
from azureml.automl.core.featurization import FeaturizationConfig
from azureml.automl.core.forecasting_parameters import ForecastingParameters
from azureml.core import Dataset, Workspace
from azureml.core.compute import ComputeTarget
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import AutoMLStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
sales = Dataset.get_by_name(ws, "sales")

featurization = FeaturizationConfig(blocked_transformers=["LabelEncoder"])
featurization.add_column_purpose("shop", "Categorical")
featurization.add_transformer_params("Imputer", ["price"], {"strategy": "median"})
automl_config = AutoMLConfig(
    task="forecasting",
    compute_target=ComputeTarget(ws, "cpu"),
    training_data=sales,
    label_column_name="pieces",
    experiment_timeout_minutes=30,
    featurization=featurization,
    forecasting_parameters=ForecastingParameters(
        time_column_name="day",
        forecast_horizon=14,
        time_series_id_column_names=["shop"],
        freq="D",
        use_stl="season_trend",
        cv_step_size="auto",
    ),
)
forecast_step = AutoMLStep(name="Forecast", automl_config=automl_config)
pipeline = Pipeline(ws, steps=[forecast_step])
"""

JOB = """\
    forecast_step = automl.forecasting(
        display_name="Forecast",
        training_data=sales,
        target_column_name="pieces",
        primary_metric="spearman_correlation",
        outputs={"best_model": Output(type="mlflow_model")},
    )
    forecast_step.set_limits(timeout_minutes=30)
    forecast_step.set_featurization(
        mode="custom",
        blocked_transformers=["LabelEncoder"],
        column_name_and_types={"shop": "Categorical"},
        transformer_params={
            "imputer": [
                ColumnTransformer(fields=["price"], parameters={"strategy": "median"}),
            ],
        },
    )
    forecast_step.set_forecast_settings(
        time_column_name="day",
        forecast_horizon=14,
        time_series_id_column_names="shop",
        use_stl="seasontrend",
        frequency="D",
    )
"""


def test_a_forecast_with_its_featurization() -> None:
    found = convert(FORECAST)
    assert not found.manual
    assert JOB in found.text


@pytest.mark.parametrize(
    ("v1", "other", "message"),
    [
        ('task="forecasting"', 'task="regression"', "settings of a forecast, but the task is regression"),
        ('task="forecasting"', "task=input()", "which metric it looks for depends on its task"),
        ('task="forecasting"', 'task="image-classification"', "which task it has is not known"),
        (
            'task="forecasting"',
            'task=input(), primary_metric="r2_score"',
            "but the task is only known when",
        ),
        ("experiment_timeout_minutes=30", 'allowed_models=["TensorFlowDNN"]', "v2 has no TensorFlowDNN"),
        ("experiment_timeout_minutes=30", "X=1", "an AutoML job of v2 has no `X`"),
        ("experiment_timeout_minutes=30", "**input()", "are only known when the code runs"),
        ('"Imputer"', "input()", "which transformer gets parameters is not known"),
    ],
)
def test_what_stays_v1(v1: str, other: str, message: str) -> None:
    found = convert(FORECAST.replace(v1, other))
    assert message in found.text
    assert "automl.forecasting(" not in found.text
    assert "AutoMLStep(" in found.text


@pytest.mark.parametrize("place", ["azureml.train.automl", "azureml.train.automl.runtime"])
def test_the_step_from_one_of_its_old_places(place: str) -> None:
    old = FORECAST.replace("from azureml.pipeline.steps import AutoMLStep", f"from {place} import AutoMLStep")
    assert convert(old).text == convert(FORECAST).text


def test_one_of_several_configurations() -> None:
    made = FORECAST[FORECAST.index("automl_config = ") : FORECAST.index("forecast_step = ")]
    indented = "".join(f"    {line}\n" for line in made.splitlines())
    found = convert(FORECAST.replace(made, f"if input():\n{indented}else:\n{indented}"))
    assert found.manual == []
    assert found.text.count("input()") == found.text.count("condition = input()\n") == 1
    assert found.text.count(" = automl.forecasting(") == 2


def test_one_of_several_configurations_that_stands_apart() -> None:
    made = FORECAST[FORECAST.index("automl_config = ") : FORECAST.index("forecast_step = ")]
    two = made.replace("automl_config", "small") + made.replace("automl_config", "large")
    found = convert(FORECAST.replace(made, f"{two}automl_config = small if input() else large\nprint(small)\n"))
    why = "it is one of 2, which one is only known when the code runs"
    assert f"where its AutoMLConfig comes from is not known: {why} —" in found.text


def test_a_task_that_the_command_line_chooses() -> None:
    given = FORECAST[: FORECAST.index("    forecasting_parameters=")] + FORECAST[FORECAST.index(")\nforecast_step") :]
    given = given.replace('task="forecasting"', 'task=sys.argv[1],\n    primary_metric="accuracy"')
    found = convert(f"import sys\n\n{given}")
    assert not found.manual
    assert '    forecast_step = getattr(automl, sys.argv[1])(\n        display_name="Forecast",\n' in found.text


SEVERAL = "`time_series_id_column_names`: azure-ai-ml 1.35.2 sends several columns inside of a pipeline as one text"
COLUMN_NAMES = '''\
class ColumnNames(list):
    """Names of columns that an AutoML job in a pipeline gets one by one.

    azure-ai-ml 1.35.2 sends any list that can be written as a text as one name.
    """

    __str__ = None


'''


def test_several_columns_of_a_series_are_sent_as_a_list() -> None:
    found = convert(FORECAST.replace('["shop"]', '["shop", "town"]'))
    assert not found.manual
    assert found.text.count(COLUMN_NAMES) == 1
    assert found.text.index("class ColumnNames") < found.text.index("@dsl.pipeline")
    assert JOB.replace('names="shop"', 'names=ColumnNames(["shop", "town"])') in found.text


def test_two_steps_share_the_class_of_such_lists() -> None:
    text = FORECAST.replace('["shop"]', '["shop", "town"]')
    step = text[text.index("forecast_step = ") :]
    step, pipeline = step[: step.index("pipeline = ")], step[step.index("pipeline = ") :]
    again = step.replace("forecast_step", "again_step")
    text = text.replace(pipeline, again + pipeline.replace("forecast_step", "forecast_step, again_step"))
    found = convert(text).text
    assert found.count("class ColumnNames(list):") == 1
    assert found.count('names=ColumnNames(["shop", "town"])') == 2


def test_whether_it_is_one_column_or_several_is_for_a_person_to_say() -> None:
    text = FORECAST.replace('["shop"]', "read_names()")
    found = convert(text.replace("featurization = Feat", "from names import read_names\n\nfeaturization = Feat"))
    assert f"# TODO(azureml-migrate AML505): {SEVERAL}" in found.text
    assert [(use.symbol, use.name) for use in found.manual] == [
        ("azureml.automl.core.forecasting_parameters.ForecastingParameters", "time_series_id_column_names")
    ]


def test_several_columns_in_a_dictionary_of_settings() -> None:
    settings = 'settings = {"grain_column_names": ["shop", "town"]}\nfeaturization = Feat'
    text = FORECAST.replace('        time_series_id_column_names=["shop"],\n', "")
    text = text.replace("featurization = Feat", settings).replace(
        "    featurization=", "    **settings,\n    featurization="
    )
    assert 'names=ColumnNames(["shop", "town"])' in convert(text).text


def test_a_dictionary_that_is_read_elsewhere_stays() -> None:
    spread = FORECAST.replace("experiment_timeout_minutes=30,", "").replace(
        '        cv_step_size="auto",\n    ),\n', '        cv_step_size="auto",\n    ),\n    **settings,\n'
    )
    spread = spread.replace("featurization = Feat", 'settings = {"iterations": 5}\nfeaturization = Feat')
    kept = convert(spread + "print(settings)\n").text
    assert "set_limits(max_trials=5)" in kept
    assert 'settings = {"iterations": 5}' in kept
    gone = convert(spread).text
    assert "set_limits(max_trials=5)" in gone
    assert "settings = " not in gone


def test_an_argument_that_v1_had_once() -> None:
    given = FORECAST.replace(
        "automl_config=automl_config)", "automl_config=automl_config, passthru_automl_config=False)"
    )
    converted = convert(given)
    assert converted.outcome("azureml.pipeline.steps.AutoMLStep", "passthru_automl_config") == "dropped"
    assert "passthru" not in converted.text


LEFT = 'featurization.add_drop_columns(["comment"])\n'


def test_what_featurization_of_v2_has_not_is_left_to_a_person_beside_the_step() -> None:
    found = convert(FORECAST.replace("automl_config = Auto", f"{LEFT}automl_config = Auto"))
    assert JOB in found.text
    said = 'v2 drops no columns: leave `["comment"]` out of the training data, or AutoML learns from them'
    assert f"# TODO(azureml-migrate AML522): {said} — " in found.text
    assert "FeaturizationConfig" not in found.text
    assert {use.symbol.rpartition(".")[2] for use in found.manual} == {"add_drop_columns"}


def test_what_a_branch_adds_to_a_featurization_keeps_its_step() -> None:
    found = convert(FORECAST.replace("automl_config = Auto", f"if input():\n    {LEFT}automl_config = Auto"))
    assert f"    {LEFT}" in found.text
    assert "AutoMLStep(" in found.text
