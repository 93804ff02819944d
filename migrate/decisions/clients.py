"""The client that takes the place of a workspace which a call of v1 was given."""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.v1.recorder import is_of_own_run
from migrate.v1.values import Call, Obj, Value, alternatives, objects
from migrate.v2.expressions import Expr, User

WORKSPACE = "azureml.core.Workspace"


def is_client(value: Value | None, context: Context) -> bool:
    """Whether it is a workspace that has become a client, whatever branch it comes from.

    That of a run, ``run.experiment.workspace``, stays v1.
    """
    made = alternatives(value)
    return bool(made) and all(
        isinstance(one, Obj) and one.symbol == WORKSPACE and one.owner is None and context.is_converted(one)
        for one in made
    )


def client_given(use: Call, context: Context) -> Expr:
    """The client: what the call was given as ``workspace``.

    Raises:
        Manual: it was given none, or one that stays v1.
    """
    node = use.expression("workspace")
    if node is None or not is_client(use.value("workspace"), context):
        raise Manual("the workspace that this is given stays one of v1")
    return User(node)


def stays_v1(workspace: Value | None, context: Context) -> bool:
    """Whether what gives a workspace is left to a person, so that no client takes its place."""
    made = [obj for obj in objects(workspace) if obj.symbol == WORKSPACE]
    return any(is_of_own_run(obj) or (obj.call is not None and context.decide(obj.call).stays_v1) for obj in made)
