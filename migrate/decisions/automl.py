"""What an ``AutoMLConfig`` says, as keywords of ``automl.classification`` and of the methods of its node."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import libcst as cst

from migrate.decisions.automl_texts import TEXT_TASKS, check_text_data, language, text_fate
from migrate.decisions.context import Context, single
from migrate.decisions.definitions import name_in
from migrate.decisions.featurization import featurization
from migrate.decisions.moving import check_configuration, operand
from migrate.decisions.rule import Fate, Manual, changed, converted, dropped, manual
from migrate.ledger import Outcome
from migrate.v1.automl_step import DATA, FORECASTING_PARAMETERS
from migrate.v1.configurations import Configuration, configuration_in
from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.problems import not_followed
from migrate.v1.values import Argument, Const, Foreign, ListValue, Obj, Where, constant, objects, type_name
from migrate.v2.expressions import V2, Attr, Code, Expr, Index, ListOf, Literal, User, call, method

TASKS = ("classification", "regression", "forecasting")

KEYWORDS = {
    "label_column_name": "target_column_name",
    "primary_metric": "primary_metric",
    "weight_column_name": "weight_column_name",
    "positive_label": "positive_label",
    "validation_size": "validation_data_size",
    "test_size": "test_data_size",
    "n_cross_validations": "n_cross_validations",
    "cv_split_column_names": "cv_split_column_names",
    "model_explainability": "enable_model_explainability",
}
"""Arguments that are keywords of the function."""
LIMITS = {
    "experiment_timeout_minutes": "timeout_minutes",
    "iteration_timeout_minutes": "trial_timeout_minutes",
    "iterations": "max_trials",
    "max_concurrent_iterations": "max_concurrent_trials",
    "concurrent_iterations": "max_concurrent_trials",
    "max_cores_per_iteration": "max_cores_per_trial",
    "experiment_exit_score": "exit_score",
    "exit_score": "exit_score",
    "enable_early_stopping": "enable_early_termination",
}
TRAINING = {
    "allowed_models": "allowed_training_algorithms",
    "whitelist_models": "allowed_training_algorithms",
    "blocked_models": "blocked_training_algorithms",
    "blacklist_models": "blocked_training_algorithms",
    "enable_onnx_compatible_models": "enable_onnx_compatible_models",
    "enable_voting_ensemble": "enable_vote_ensemble",
    "enable_stack_ensemble": "enable_stack_ensemble",
    "enable_dnn": "enable_dnn_training",
}
FORECAST = {
    "time_column_name": "time_column_name",
    "forecast_horizon": "forecast_horizon",
    "max_horizon": "forecast_horizon",
    "time_series_id_column_names": "time_series_id_column_names",
    "grain_column_names": "time_series_id_column_names",
    "target_lags": "target_lags",
    "feature_lags": "feature_lags",
    "target_rolling_window_size": "target_rolling_window_size",
    "country_or_region_for_holidays": "country_or_region_for_holidays",
    "country_or_region": "country_or_region_for_holidays",
    "holiday_country": "country_or_region_for_holidays",
    "use_stl": "use_stl",
    "seasonality": "seasonality",
    "short_series_handling_configuration": "short_series_handling_config",
    "freq": "frequency",
    "target_aggregation_function": "target_aggregate_function",
    "cv_step_size": "cv_step_size",
    "features_unknown_at_forecast_time": "features_unknown_at_forecast_time",
}
DROPPED = {
    "name": "v1 put the name of the experiment in its place",
    "allow_reuse": "v1 takes it for steps only, and said here that it does not know it",
    "save_mlflow": "the best model of v2 is an MLflow model in any case",
    "path": "an AutoML job of v2 takes no code along",
    "debug_log": "v2 keeps the logs with the job",
    "enable_tf": "v1 did nothing with it any more",
    "mem_in_mb": "v2 has no such limit",
    "enforce_time_on_windows": "it was for runs on the own machine",
    "enable_local_managed": "it was for runs on the own machine",
    "num_classes": "v2 takes it from the data",
    "y_min": "v2 takes it from the data",
    "y_max": "v2 takes it from the data",
    "exclude_nan_labels": "v2 leaves rows without a label out",
    "auto_blacklist": "v1 did nothing with it any more",
    "enable_feature_sweeping": "v2 decides by itself",
    "many_models": "v1 tells runs of many models by it, which v2 has components for",
    "send_telemetry": "v1 put its own word in its place",
    "enable_subsampling": "v2 decides by itself",
    "subsample_seed": "v2 decides by itself",
    "validate_parameters": "v2 always checks them",
    "short_series_handling": "v1 had replaced it by short_series_handling_configuration",
}
"""Arguments that v2 does not need, with the reason."""
LEFT = {
    "enable_code_generation": "azure-ai-ml has no word for it: the service decides whether to write code for models",
    "enable_metric_confidence": "v2 gives no intervals for metrics: compute them from what the best model predicts",
}
"""Arguments that a person has to do something about, beside a job that is the same otherwise."""

_COLUMNS = ("time_series_id_column_names", "features_unknown_at_forecast_time")
_ONLY_V1 = {
    "TensorFlowDNN", "TensorFlowLinearClassifier", "TensorFlowLinearRegressor", "AveragedPerceptronClassifier",
    "TabnetClassifier", "TabnetRegressor", "FastLinearRegressor", "OnlineGradientDescentRegressor",
}  # fmt: skip
"""Algorithms that v2 does not have (azure-ai-ml 1.35.2: ClassificationModels, RegressionModels, ForecastingModels)."""
_METRIC = "spearman_correlation"
"""What v1 looks for in numbers when nobody says anything (azureml-automl-core 1.62); v2 takes another metric."""
_ONE_TEXT = (
    "azure-ai-ml 1.35.2 sends several columns inside of a pipeline as one text, so that the job fails on columns it "
    "does not find: use a version that sends a list, leave them out if AutoML detects them by itself, run this AutoML "
    "job alone, or join the columns to one"
)
_STL = {"season_trend": "seasontrend"}
"""azure-ai-ml 1.35.2 refuses the spelling of v1."""


@dataclass
class AutoMLPlan:
    """A job: its task, the keywords of its function, and the calls of methods after it."""

    task: str
    keywords: dict[str, Expr] = field(default_factory=dict)
    calls: dict[str, dict[str, Expr]] = field(default_factory=dict)
    fates: dict[Obj, dict[str, Fate]] = field(default_factory=dict)
    step: Where | None = None
    """Where the step stands that runs it; None when no pipeline holds it."""
    chosen: Expr | None = None
    """The name of the task, when only running the code tells it."""
    lists: str = ""
    """The class of lists that a pipeline sends as lists, when it needs one."""

    @property
    def over_texts(self) -> bool:
        return self.task in TEXT_TASKS.values()

    @property
    def function(self) -> Expr:
        """What makes the job: ``automl.classification``."""
        module = V2("azure.ai.ml", "automl")
        return Attr(module, self.task) if self.chosen is None else call(Code("getattr"), module, self.chosen)

    def put(self, name: str, keyword: str, value: Expr) -> None:
        """A keyword of a method; ``name`` is that of the method."""
        self.calls.setdefault(name, {})[keyword] = value


def automl_plan(
    configuration: Configuration, targets: list[Where], context: Context, step: Where | None = None
) -> AutoMLPlan:
    """The job that a configuration describes.

    Args:
        targets: where the expressions will stand.
        step: where the step stands that runs the job; None when no pipeline holds it.

    Raises:
        Manual: v2 has no such job, or what it is is only known when the code runs.
    """
    forecasting = configuration_in(configuration.argument("forecasting_parameters"), FORECASTING_PARAMETERS)
    for target in targets:
        check_configuration(configuration, target, context)
        if forecasting is not None:
            check_configuration(forecasting, target, context)
    task = configuration.argument("task")
    known = constant(task.value) if task is not None else None
    chosen_later = task is not None and known is None and type_name(task.value) in ("", "str")
    if task is None or (known not in (*TASKS, *TEXT_TASKS) and not chosen_later):
        raise Manual(f"which task it has is not known to be one of {', '.join((*TASKS, *TEXT_TASKS))}")
    function = TEXT_TASKS.get(str(known), str(known or ""))
    plan = AutoMLPlan(function, step=step, chosen=User(task.node.value) if chosen_later else None)
    if plan.over_texts:
        check_text_data(configuration)
    _read(plan, configuration, context)
    if forecasting is not None:
        _read(plan, forecasting, context)
    if chosen_later and "primary_metric" not in plan.keywords:
        raise Manual("which metric it looks for depends on its task, which is only known when the code runs")
    if plan.task != "classification" and not plan.over_texts:
        plan.keywords.setdefault("primary_metric", Literal(_METRIC))
    if "set_forecast_settings" in plan.calls and plan.task != "forecasting":
        raise Manual(f"settings of a forecast, but the task is {plan.task or 'only known when the code runs'}")
    chosen = configuration.argument("featurization")
    if chosen is not None:
        found = _featurization(chosen, targets, context)
        found = language(found) if plan.over_texts else found
        plan.calls |= {"set_featurization": found} if found else {}
    plan.calls = {name: _sorted(plan.calls[name]) for name in _METHODS if name in plan.calls}
    plan.keywords = {
        name: plan.keywords[name] for name in (*KEYWORDS.values(), "log_verbosity") if name in plan.keywords
    }
    return plan


_METHODS = ("set_limits", "set_training", "set_featurization", "set_forecast_settings")
_ORDER = [*LIMITS.values(), *TRAINING.values(), *FORECAST.values()]
_ELSEWHERE = {"task", "compute_target", "featurization", "forecasting_parameters", *DATA}


def _sorted(keywords: dict[str, Expr]) -> dict[str, Expr]:
    order = [name for name in dict.fromkeys(_ORDER) if name in keywords]
    return {name: keywords[name] for name in (*order, *(name for name in keywords if name not in order))}


def _read(plan: AutoMLPlan, configuration: Configuration, context: Context) -> None:
    fates = plan.fates.setdefault(configuration.obj, {})
    for name, argument in configuration.arguments.items():
        if argument.value == Const(None):
            fates[name] = dropped("it was None")
        elif name not in _ELSEWHERE:
            if any(obj.symbol == PIPELINE_PARAMETER for obj in objects(argument.value)):
                raise Manual(f"`{name}` of an AutoML job cannot be a pipeline parameter in v2")
            left_out = text_fate(plan.task, name, name in DROPPED) if plan.over_texts else None
            if left_out is not None:
                fates[name] = left_out
                continue
            _setting(plan, fates, name, argument, context)
    left = [name for name in configuration.spread if name in DROPPED]
    if configuration.spread:
        fates["**"] = converted("keywords and methods of the AutoML job")
    if left:
        said = "; ".join(f"`{name}`: {DROPPED[name]}" for name in left)
        fates["**"] = changed("keywords and methods of the AutoML job", said)
    for name in configuration.spread:
        if fates.get(name, dropped("")).outcome is Outcome.MANUAL:
            fates["**"] = fates[name]


def _setting(plan: AutoMLPlan, fates: dict[str, Fate], name: str, argument: Argument, context: Context) -> None:
    node, value = argument.node.value, argument.value
    if name in KEYWORDS:
        plan.keywords[KEYWORDS[name]] = plain(node, context)
    elif name == "verbosity":
        plan.keywords["log_verbosity"] = _verbosity(argument)
    elif name == "experiment_timeout_hours":
        plan.put("set_limits", "timeout_minutes", minutes(argument))
    elif name in LIMITS:
        plan.put("set_limits", LIMITS[name], plain(node, context))
    elif name in TRAINING:
        found = _algorithms(name, argument, fates, context) if name.endswith("_models") else plain(node, context)
        if found is not None:
            plan.put("set_training", TRAINING[name], found)
    elif name in FORECAST:
        keyword = FORECAST[name]
        if keyword == "cv_step_size" and value == Const("auto"):
            fates[name] = dropped("v2 finds it out when no number is given")
        elif keyword in _COLUMNS:
            plan.put("set_forecast_settings", keyword, _columns(name, argument, fates, plan, context))
        elif keyword == "use_stl" and constant(value) in _STL:
            plan.put("set_forecast_settings", keyword, Literal(_STL[str(constant(value))]))
        else:
            plan.put("set_forecast_settings", keyword, plain(node, context))
    elif name == "preprocess" and isinstance(constant(value), bool):
        plan.put("set_featurization", "mode", Literal("auto" if constant(value) else "off"))
    elif name == "exclude_nan_labels" and value != Const(True):
        raise Manual("v2 always leaves rows without a label out (`exclude_nan_labels`)")
    elif name in LEFT:
        usual = name == "enable_code_generation" and value == Const(True)
        fates[name] = dropped("it is what v1 does by itself") if usual else manual(LEFT[name], "")
    elif name not in DROPPED:
        raise Manual(f"an AutoML job of v2 has no `{name}`")


def plain(node: cst.BaseExpression, context: Context) -> Expr:
    """A literal of the user's as one of ours."""
    known = context.value(node)
    literal = isinstance(node, (cst.SimpleString, cst.Integer, cst.Float, cst.UnaryOperation))
    if literal and isinstance(known, Const):
        return Literal(known.value)
    if isinstance(node, (cst.List, cst.Tuple)) and all(isinstance(item, cst.Element) for item in node.elements):
        return ListOf(tuple(plain(item.value, context) for item in node.elements))
    return User(node)


def minutes(hours: Argument) -> Expr:
    """v1 rounds up to whole minutes, and v2 takes nothing else."""
    known, node = constant(hours.value), hours.node.value
    if isinstance(known, (int, float)) and isinstance(node, (cst.Integer, cst.Float)):
        return Literal(math.ceil(known * 60))
    product = cst.BinaryOperation(operand(node), cst.Multiply(), cst.Integer("60"))
    return call(V2("math", "ceil"), User(product))


def _verbosity(argument: Argument) -> Expr:
    """The name of a level of ``logging``."""
    value, known = argument.value, constant(argument.value)
    if isinstance(value, Foreign) and value.dotted.startswith("logging."):
        return Literal(value.dotted.rpartition(".")[2].lower())
    if isinstance(known, int):
        return Literal(logging.getLevelName(known).lower())
    return method(call(V2("logging", "getLevelName"), User(argument.node.value)), "lower")


def _algorithms(name: str, argument: Argument, fates: dict[str, Fate], context: Context) -> Expr | None:
    """The algorithms that v2 has as well; None when none is left."""
    value = argument.value
    if not isinstance(value, ListValue) or not value.known:
        return plain(argument.node.value, context)
    gone = [str(constant(item.value)) for item in value.items if constant(item.value) in _ONLY_V1]
    if not gone:
        return plain(argument.node.value, context)
    if TRAINING[name] == "allowed_training_algorithms":
        raise Manual(f"v2 has no {', '.join(gone)}: choose other algorithms")
    fates[name] = changed(TRAINING[name], f"v2 has no {', '.join(gone)}, so that it need not be blocked")
    kept = tuple(plain(item.node, context) for item in value.items if constant(item.value) not in _ONLY_V1)
    return ListOf(kept) if kept else None


def _columns(name: str, argument: Argument, fates: dict[str, Fate], plan: AutoMLPlan, context: Context) -> Expr:
    """The name of a column, or of several, which azure-ai-ml 1.35.2 sends inside of a pipeline as one text.

    ``UnionField`` of its schema tries the text first, which any list has, and then the list.
    """
    value, node = argument.value, argument.node.value
    if plan.step is None:
        return plain(node, context)
    if isinstance(value, ListValue) and value.known and len(value.items) == 1:
        if isinstance(node, (cst.List, cst.Tuple)):
            return plain(value.items[0].node, context)
        return Index(User(node), Literal(0))
    if isinstance(value, ListValue):
        plan.lists = name_in(plan.step, "ColumnNames", context)
        return call(Code(plan.lists), plain(node, context))
    if type_name(value) != "str":
        fates[name] = manual(_ONE_TEXT, f"set_forecast_settings({FORECAST[name]}=…)")
    return plain(node, context)


def _featurization(argument: Argument, targets: list[Where], context: Context) -> dict[str, Expr]:
    obj = single(argument.value)
    if obj is not None:
        return featurization(obj, argument.node.value, targets, context)
    if constant(argument.value) not in ("auto", "off") and type_name(argument.value) != "str":
        raise Manual(not_followed("its featurization", argument.node.value, argument))
    return {"mode": plain(argument.node.value, context)}


def argument_fates(table: Mapping[str, str], what: str) -> Iterator[tuple[str, Fate]]:
    """Fates of arguments that are keywords of a function or method."""
    for name, keyword in table.items():
        yield name, converted(f"{what}({keyword}=…)")
