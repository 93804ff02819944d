"""``FeaturizationConfig`` with all that is added to it, as keywords of ``set_featurization``."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.moving import check_configuration, check_moved
from migrate.decisions.rule import Fate, Manual, manual
from migrate.v1.automl_step import FEATURIZATION_CONFIG
from migrate.v1.configurations import fold_configuration
from migrate.v1.nodes import code_of
from migrate.v1.problems import not_followed
from migrate.v1.values import Call, Const, ListValue, Obj, Where, constant
from migrate.v2.expressions import V2, DictOf, Expr, ListOf, Literal, User, call, dict_of

COLUMN_TYPES, TRANSFORMER, BLOCKED = "add_column_purpose", "add_transformer_params", "add_blocked_transformers"
METHODS = (COLUMN_TYPES, TRANSFORMER, BLOCKED)
LEFT = {
    "add_drop_columns": "v2 drops no columns: leave {} out of the training data, or AutoML learns from them",
    "add_prediction_transform_type": "v2 does not convert predictions: convert them to {} where they are read",
    "drop_columns": "v2 drops no columns: leave {} out of the training data, or AutoML learns from them",
    "prediction_transform_type": "v2 does not convert predictions: convert them to {} where they are read",
}
"""Methods and arguments that a person has to do something about, beside a job that is the same otherwise."""
_KEYWORDS = {
    "blocked_transformers": "blocked_transformers",
    "column_purposes": "column_name_and_types",
    "dataset_language": "dataset_language",
}
_TRANSFORMERS = {"Imputer": "imputer", "TfIdf": "tf_idf", "HashOneHotEncoder": "hash_one_hot_encoder"}
"""The transformers that can be told something (azure-ai-ml 1.35.2: AutoMLTransformerParameterKeys)."""
_NOT_BLOCKED = frozenset({"TimeIndexFeaturizer"})
"""What v1 can block and v2 cannot (azure-ai-ml 1.35.2: BlockedTransformers)."""


def featurization(obj: Obj, node: cst.BaseExpression, targets: list[Where], context: Context) -> dict[str, Expr]:
    """The keywords.

    Args:
        node: the expression that v1 gave to the configuration.
        targets: where the keywords will stand.

    Raises:
        Manual: v2 has no counterpart, or what it is is only known when the code runs.
    """
    if obj.symbol != FEATURIZATION_CONFIG or obj.call is None:
        raise Manual(not_followed("its featurization", node, context.value(node)))
    made = fold_configuration(obj, obj.call)
    for target in targets:
        check_configuration(made, target, context)
    if context.handed_on(obj) is not None:
        raise Manual("its featurization is changed by other code")
    found: dict[str, Expr] = {"mode": Literal("custom")}
    for name, argument in made.arguments.items():
        if argument.value == Const(None):
            continue
        if name in LEFT:
            continue
        if name not in _KEYWORDS:
            raise Manual(f"featurization of v2 has no `{name}`: leave it to the data")
        if name == "blocked_transformers":
            _check_blocked(argument.value)
        found[_KEYWORDS[name]] = User(argument.node.value)
    types: list[tuple[Expr, Expr]] = []
    params: dict[str, list[Expr]] = {}
    for use in sorted(obj.calls.values(), key=lambda one: one.where.order):
        left = use.entry.name in LEFT
        _check_place(use, obj.call, [] if left else targets, context)
        if left:
            continue
        if use.entry.name == COLUMN_TYPES:
            types.append((_given(use, "column_name"), _given(use, "feature_type")))
        elif use.entry.name == TRANSFORMER:
            transformer = constant(use.value("transformer"))
            if transformer not in _TRANSFORMERS:
                raise Manual("which transformer gets parameters is not known")
            column = call(
                V2("azure.ai.ml.automl", "ColumnTransformer"),
                fields=_given(use, "cols"),
                parameters=_given(use, "params"),
            )
            params.setdefault(_TRANSFORMERS[str(transformer)], []).append(column)
        elif use.entry.name == BLOCKED and len(use.node.args) == 1 and "blocked_transformers" not in found:
            value = context.value(use.node.args[0].value)
            _check_blocked(value)
            only = User(use.node.args[0].value)
            found["blocked_transformers"] = only if isinstance(value, ListValue) else ListOf((only,))
        else:
            raise Manual(f"featurization of v2 has nothing for `{use.entry.name}`")
    if types:
        if "column_name_and_types" in found:
            raise Manual("column purposes come from a dictionary and from calls")
        found["column_name_and_types"] = DictOf(tuple(types))
    if params:
        found["transformer_params"] = dict_of({name: ListOf(tuple(columns)) for name, columns in params.items()})
    return found


def left_to_a_person(name: str, given: cst.BaseExpression | None) -> Fate:
    """What a method or an argument asks for that v2 has not."""
    return manual(LEFT[name].format(f"`{code_of(given)}`" if given is not None else "that"))


def _check_blocked(value: object) -> None:
    items = [constant(item.value) for item in value.items] if isinstance(value, ListValue) else []
    for name in items:
        if name in _NOT_BLOCKED:
            raise Manual(f"v2 cannot block the transformer {name}")


def _check_place(use: Call, made: Call, targets: list[Where], context: Context) -> None:
    inside = use.where.function is made.where.function and use.where.blocks == made.where.blocks
    if not inside:
        raise Manual("the featurization is changed in a branch or in another function")
    for argument in use.arguments.values():
        for target in targets:
            check_moved(argument.node.value, use.where, target, context)


def _given(use: Call, name: str) -> Expr:
    node = use.expression(name)
    if node is None:
        raise Manual(f"`{use.entry.name}` without `{name}`")
    return User(node)
