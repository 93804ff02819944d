"""What becomes of the arguments of ``AutoMLConfig`` and ``ForecastingParameters``, for the report."""

from __future__ import annotations

from migrate.decisions.automl import DROPPED, FORECAST, KEYWORDS, LEFT, LIMITS, TRAINING, argument_fates
from migrate.decisions.rule import Fate, converted, dropped, manual

_DROPPED = {name: dropped(reason) for name, reason in DROPPED.items()}
NONE = dropped("it was None")
_FORECAST = dict(argument_fates(FORECAST, "set_forecast_settings"))
CONFIG: dict[str, Fate] = {
    "task": converted("automl.classification, automl.regression, automl.forecasting or automl.text_…"),
    "compute_target": converted("compute"),
    "training_data": converted("training_data"),
    "validation_data": converted("validation_data"),
    "test_data": converted("test_data"),
    "verbosity": converted("log_verbosity"),
    "experiment_timeout_hours": converted("set_limits(timeout_minutes=…)", "v2 counts minutes"),
    "featurization": converted("set_featurization(...)"),
    "forecasting_parameters": converted("set_forecast_settings(...)"),
    "preprocess": converted("set_featurization(mode=…)"),
    **dict(argument_fates(KEYWORDS, "automl.classification")),
    **dict(argument_fates(LIMITS, "set_limits")),
    **dict(argument_fates(TRAINING, "set_training")),
    **_FORECAST,
    **_DROPPED,
    **{name: manual(reason, "") for name, reason in LEFT.items()},
    **dict.fromkeys(
        ("spark_context", "X", "y", "sample_weight", "X_valid", "y_valid", "sample_weight_valid", "cv_splits_indices"),
        NONE,
    ),
}
FORECASTING: dict[str, Fate] = {**_FORECAST, **_DROPPED}
