"""AutoML over texts: v2 has a function for each of its tasks, which learns by deep learning and takes few settings."""

from __future__ import annotations

from migrate.decisions.rule import Fate, Manual, dropped
from migrate.v1.configurations import Configuration
from migrate.v2.expressions import Expr

TEXT_TASKS = {
    "text-classification": "text_classification",
    "text-classification-multilabel": "text_classification_multilabel",
    "text-ner": "text_ner",
}
"""By task of v1 the function of v2."""
_NER = "text_ner"
_TAKEN = frozenset(
    {"label_column_name", "primary_metric", "verbosity", "experiment_timeout_minutes", "experiment_timeout_hours"}
    | {"iteration_timeout_minutes", "iterations", "max_concurrent_iterations", "concurrent_iterations"}
)
_NEEDLESS = frozenset(
    {"enable_dnn", "enable_early_stopping", "enable_onnx_compatible_models", "enable_stack_ensemble"}
    | {"enable_voting_ensemble", "experiment_exit_score", "exit_score", "max_cores_per_iteration"}
    | {"model_explainability", "preprocess"}
)
"""What says how to search among models that are no networks."""
_LANGUAGE = "dataset_language"


def text_fate(task: str, name: str, dropped_always: bool) -> Fate | None:
    """What becomes of an argument that a job over texts does not take; None for one that it does.

    Args:
        task: the function of v2.
        dropped_always: whether no job of v2 needs it.

    Raises:
        Manual: only a person can tell what to do instead.
    """
    if task == _NER and name == "label_column_name":
        return dropped("v1 ignored it: the labels stand in the file")
    if name in _NEEDLESS:
        return dropped("an AutoML job over texts has no such setting in v2")
    if name not in _TAKEN and not dropped_always:
        raise Manual(f"an AutoML job over texts has no `{name}` in v2")
    return None


def check_text_data(configuration: Configuration) -> None:
    """Refuse data that v2 cannot do with, or without.

    Raises:
        Manual: for what.
    """
    if configuration.argument("validation_data") is None:
        raise Manual("an AutoML job over texts needs validation_data in v2")
    if configuration.argument("test_data") is not None:
        raise Manual("an AutoML job over texts has no `test_data` in v2")


def language(featurization: dict[str, Expr]) -> dict[str, Expr]:
    """What of a featurization a job over texts has: the language.

    Raises:
        Manual: it says more.
    """
    more = [name for name in featurization if name not in ("mode", _LANGUAGE)]
    if more:
        raise Manual(f"an AutoML job over texts has no `{more[0]}` in v2")
    return {name: value for name, value in featurization.items() if name == _LANGUAGE}
