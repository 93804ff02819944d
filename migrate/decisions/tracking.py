"""What mlflow has to be told outside of jobs: where the workspace keeps its runs."""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.jobs import BEST_MODEL, RUN, is_job
from migrate.decisions.misplaced import sees
from migrate.decisions.rule import Edit
from migrate.v1.submitted import BEST_CHILD, BEST_OUTPUT
from migrate.v1.values import Call
from migrate.v2.expressions import V2, Attr, method
from migrate.v2.statements import Do

ASKED = (
    *(
        f"{RUN}.{name}"
        for name in (
            "get_metrics",
            "get_file_names",
            "download_file",
            "download_files",
            "tag",
            "set_tags",
            "get_environment",
        )
    ),
    BEST_CHILD,
    BEST_MODEL,
    BEST_OUTPUT,
)
"""What v2 asks mlflow for."""


def tracked(use: Call, context: Context) -> tuple[Edit, ...]:
    """The statement that tells mlflow, before the first call that asks it."""
    earlier = [
        one
        for one in context.interpreter.uses.calls.values()
        if one.symbol in ASKED and one.where.order < use.where.order and is_job(one.receiver, context)
    ]
    if any(sees(use.where, one.where) for one in earlier):
        return ()
    client = context.client(use.client)
    workspace = method(client, "workspaces.get", Attr(client, "workspace_name"))
    told = method(V2("mlflow"), "set_tracking_uri", Attr(workspace, "mlflow_tracking_uri"))
    return (Edit(use.where.statement, before=(Do(told),)),)
