"""A dataset that is found by its name: an input of what reads it, or the data asset itself."""

from __future__ import annotations

from migrate.decisions.access import refuse_unused
from migrate.decisions.context import Context
from migrate.decisions.inputs import data_asset, input_of, is_asset
from migrate.decisions.rule import Decision, converted
from migrate.v1.values import Obj

DATASETS = "azureml.core.Workspace.datasets"
ONLY_FOR_JOBS = (
    'an Input is for jobs only: code that asks the data takes the asset, `ml_client.data.get(name, label="latest")`'
)
_FILES = "if the data asset is listed as mltable, read it with type mltable and mode eval_mount"


def registered(data: Obj, client: str | None, held: bool, context: Context) -> Decision:
    """What finding the dataset becomes.

    Args:
        client: the variable that holds the client at that place.
        held: whether a variable holds what is found.
    """
    if is_asset(data, context):
        return Decision(converted('ml_client.data.get(name, label="latest")'), data_asset(data, client, context))
    refuse_unused(data, context)
    return Decision(converted("Input(type, path, mode)", _FILES), input_of(data, context) if held else None)
