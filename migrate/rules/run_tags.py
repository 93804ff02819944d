"""``run.tag("build", number)`` → ``mlflow.MlflowClient().set_tag(run.name, "build", number)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.jobs import RUN, is_job, job
from migrate.decisions.removal import alone
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, learn
from migrate.decisions.tracking import tracked
from migrate.v1.values import Call, Const
from migrate.v2.expressions import V2, Attr, Expr, Literal, User, call, method
from migrate.v2.statements import Do

_SCRIPT = "mlflow.set_tag(key, value) in the script of a job: the value must be given"
_FATE = changed("MlflowClient().set_tag(job.name, key, value)", "needs the packages mlflow and azureml-mlflow")


def _tag(use: Call, context: Context) -> Decision:
    key, value = use.expression("key"), use.expression("value")
    if not is_job(use.receiver, context) or key is None:
        raise Manual(_SCRIPT)
    given = Literal("") if value is None or use.value("value") == Const(None) else User(value)
    return Decision(_FATE, _set(job(use, context), User(key), given), tracked(use, context))


def _tags(use: Call, context: Context) -> Decision:
    """One call for each of the tags that the code spells out."""
    tags = use.expression("tags")
    if not is_job(use.receiver, context):
        raise Manual(_SCRIPT)
    elements = tags.elements if isinstance(tags, cst.Dict) else ()
    pairs = [(one.key, one.value) for one in elements if isinstance(one, cst.DictElement)]
    if not pairs or len(pairs) != len(elements) or not alone(use.where.statement, use.node):
        raise Manual("mlflow.MlflowClient().set_tag(job.name, key, value) for each of the tags")
    one = job(use, context)
    calls = tuple(Do(_set(one, User(key), User(value))) for key, value in pairs)
    edit = Edit(use.where.statement, instead=calls, keep_comments=True)
    return Decision(_FATE, edits=(*tracked(use, context), edit))


def _set(one: Expr, key: Expr, value: Expr) -> Expr:
    return method(call(Attr(V2("mlflow"), "MlflowClient")), "set_tag", Attr(one, "name"), key, value)


RULE = Rule(
    code="AML623",
    name="run-tags",
    summary="Tags of a run that was submitted are set through mlflow.",
    url=learn("how-to-track-experiments-mlflow"),
    calls={f"{RUN}.tag": _tag, f"{RUN}.set_tags": _tags},
    parameters={
        f"{RUN}.tag": {"key": converted("key"), "value": converted("value")},
        f"{RUN}.set_tags": {"tags": converted("key, value")},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace

ws = Workspace.from_config()
run = ws.get_run("mosaic_17")
run.tag("build", "2026.11")
run.tag("reviewed")
run.set_tags({"season": "summer", "region": "north"})
""",
            after="""\
import mlflow
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
run = ws.jobs.get("mosaic_17")
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
mlflow.MlflowClient().set_tag(run.name, "build", "2026.11")
mlflow.MlflowClient().set_tag(run.name, "reviewed", "")
mlflow.MlflowClient().set_tag(run.name, "season", "summer")
mlflow.MlflowClient().set_tag(run.name, "region", "north")
""",
        ),
    ),
)
