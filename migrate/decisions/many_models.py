"""The settings of many models: configurations of v1 as the dictionaries that the components read from a file."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Fate, Manual, converted, dropped
from migrate.v1.automl_step import FEATURIZATION_CONFIG, FORECASTING_PARAMETERS
from migrate.v1.many_models import HTS_TRAINING, MAKERS
from migrate.v1.values import Argument, Call, Const, Obj, objects
from migrate.v2.expressions import SPREAD, DictOf, Expr, Literal, User

_UNUSED = {
    "path": "the component takes no code along",
    "compute_target": "the component is given the name of its compute",
    "training_data": "the component is given the data",
    "validation_data": "the component is given the data",
    "spark_context": "the component uses none",
}
_RENAMED = {"training_level": "hierarchy_training_level"}
"""Names that the settings of a hierarchy have (azureml-train-automl-client 1.62: HTSConstants)."""
_WHERE = 'automl_config["{}"]'


def is_of_many_models(obj: Obj, context: Context) -> bool:
    """Whether the object is a part of nothing but steps of many models."""
    holders = [step for step in context.converted_steps if obj in step.parts]
    return bool(holders) and all(step.call.symbol in MAKERS for step in holders)


def settings_made(use: Call, context: Context) -> Decision:
    """``AutoMLConfig(task=…, forecasting_parameters=fp)`` → ``{"task": …, **fp}``.

    Raises:
        Manual: a setting that cannot be written to a file.
    """
    fates: dict[str, Fate] = {}
    items = tuple(_items(use, fates, context))
    return Decision(converted("automl_config", "a file with the settings"), DictOf(items), arguments=fates)


def _items(use: Call, fates: dict[str, Fate], context: Context) -> Iterator[tuple[Expr, Expr]]:
    for name, argument in use.arguments.items():
        if argument.value == Const(None):
            fates[name] = dropped("it was None")
        elif name in _UNUSED:
            fates[name] = dropped(_UNUSED[name])
        elif name == "enable_engineered_explanations" and use.symbol == HTS_TRAINING:
            fates[name] = converted("enable_engineered_explanation")
        else:
            key = _RENAMED.get(name, name)
            fates[name] = converted(_WHERE.format(key))
            node = argument.node.value
            inner = context.interpreter.uses.calls.get(node) if isinstance(node, cst.Call) else None
            if inner is not None and inner.symbol == FORECASTING_PARAMETERS:
                yield from _items(inner, {}, context)
            else:
                yield _key(key, argument), User(argument.node.value)


def _key(name: str, argument: Argument) -> Expr:
    symbols = {obj.symbol for obj in objects(argument.value)}
    if FEATURIZATION_CONFIG in symbols:
        raise Manual(
            "a FeaturizationConfig of many models: write what it says into the settings, below `featurization`"
        )
    spread = name in ("**", "automl_settings") or FORECASTING_PARAMETERS in symbols
    return SPREAD if spread else Literal(name)
