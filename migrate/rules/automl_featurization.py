"""``FeaturizationConfig`` → ``job.set_featurization(...)``"""

from __future__ import annotations

from dataclasses import replace

from migrate.decisions.automl_fates import NONE
from migrate.decisions.automl_settings import settings_of_job
from migrate.decisions.context import Context
from migrate.decisions.featurization import LEFT, METHODS, left_to_a_person
from migrate.decisions.parts import is_part, part_set
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, converted, learn
from migrate.v1.automl_step import FEATURIZATION_CONFIG
from migrate.v1.values import Call, Const, Obj, SetEvent, objects

_V2 = "job.set_featurization(...)"


def _made(use: Call, context: Context) -> Decision:
    decision = settings_of_job(use, context)
    given = {name: one for name, one in use.arguments.items() if name in LEFT and one.value != Const(None)}
    left = {name: left_to_a_person(name, one.node.value) for name, one in given.items()}
    return replace(decision, arguments={**decision.arguments, **left})


def _set(obj: Obj, event: SetEvent, context: Context) -> Decision:
    return Decision(converted(_V2), edits=part_set(obj, event, context))


def _added(use: Call, context: Context) -> Decision:
    """``featurization.add_column_purpose(...)``."""
    edit = removal(use.where.statement, use.node)
    edits = (edit,) if edit is not None else (Edit(use.where.statement),)
    return Decision(converted(_V2), edits=edits)


def _left(use: Call, context: Context) -> Decision:
    """``featurization.add_drop_columns(…)``: the job is converted without it.

    Raises:
        Manual: no job that could be converted uses the configuration.
    """
    found = [one for one in objects(use.receiver) if is_part(one, context)]
    if not found:
        raise Manual(use.entry.note)
    given = use.node.args[0].value if use.node.args else None
    edit = removal(use.where.statement, use.node)
    return Decision(left_to_a_person(use.entry.name, given), edits=(edit,) if edit is not None else (), stands=True)


_ARGUMENTS: dict[str, Fate] = {
    "blocked_transformers": converted("set_featurization(blocked_transformers=…)"),
    "column_purposes": converted("set_featurization(column_name_and_types=…)"),
    "dataset_language": converted("set_featurization(dataset_language=…)"),
    "transformer_params": NONE,
    "drop_columns": NONE,
    "prediction_transform_type": NONE,
}

RULE = Rule(
    code="AML522",
    name="automl-featurization",
    summary="A FeaturizationConfig and what is added to it become a method of the AutoML job.",
    url=learn("migrate-to-v2-execution-automl"),
    calls={
        FEATURIZATION_CONFIG: _made,
        **{f"{FEATURIZATION_CONFIG}.{name}": _added for name in METHODS},
        **{f"{FEATURIZATION_CONFIG}.{name}": _left for name in LEFT if name.startswith("add_")},
    },
    sets={f"{FEATURIZATION_CONFIG}.blocked_transformers": _set},
    parameters={
        f"{FEATURIZATION_CONFIG}.add_blocked_transformers": {},
        f"{FEATURIZATION_CONFIG}.add_drop_columns": {},
        f"{FEATURIZATION_CONFIG}.add_prediction_transform_type": {},
        FEATURIZATION_CONFIG: _ARGUMENTS,
        f"{FEATURIZATION_CONFIG}.add_column_purpose": {
            "column_name": converted("set_featurization(column_name_and_types=…)"),
            "feature_type": converted("set_featurization(column_name_and_types=…)"),
        },
        f"{FEATURIZATION_CONFIG}.add_transformer_params": {
            "transformer": converted("set_featurization(transformer_params=…)"),
            "cols": converted("ColumnTransformer(fields=…)"),
            "params": converted("ColumnTransformer(parameters=…)"),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.automl.core.featurization import FeaturizationConfig
from azureml.core import Dataset, Experiment, Workspace
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
sales = Dataset.get_by_name(ws, "sales")
featurization = FeaturizationConfig()
featurization.add_column_purpose("shop", "Categorical")
featurization.add_transformer_params("Imputer", ["price"], {"strategy": "median"})
featurization.add_drop_columns(["comment"])
featurization.add_prediction_transform_type("Integer")
config = AutoMLConfig(
    task="regression",
    compute_target="cpu",
    training_data=sales,
    label_column_name="pieces",
    primary_metric="r2_score",
    featurization=featurization,
)
run = Experiment(ws, "sales").submit(config)
""",
            after="""\
from azure.ai.ml import Input, MLClient, automl
from azure.ai.ml.automl import ColumnTransformer
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
sales = Input(type="mltable", path="azureml:sales@latest")
# TODO(azureml-migrate AML522): v2 drops no columns: leave `["comment"]` out of the training data, or AutoML learns from them — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-execution-automl?view=azureml-api-2
# TODO(azureml-migrate AML522): v2 does not convert predictions: convert them to `"Integer"` where they are read — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-execution-automl?view=azureml-api-2
config = automl.regression(
    compute="cpu",
    training_data=sales,
    target_column_name="pieces",
    primary_metric="r2_score",
)
config.set_featurization(
    mode="custom",
    column_name_and_types={"shop": "Categorical"},
    transformer_params={
        "imputer": [
            ColumnTransformer(fields=["price"], parameters={"strategy": "median"}),
        ],
    },
)
run = ws.jobs.create_or_update(config, experiment_name="sales")
""",  # noqa: E501
        ),
    ),
)
