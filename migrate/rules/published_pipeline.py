"""``PublishedPipeline.get(...)``, ``.list(...)``, ``.submit(...)`` → the same of a batch endpoint"""

from __future__ import annotations

import re

from migrate.decisions.annotations import annotation
from migrate.decisions.context import Context, receiver_of, single
from migrate.decisions.invocation import inputs_of, invocation, starts_jobs
from migrate.decisions.listing import item, listed
from migrate.decisions.published import PRIVATE, PUBLISHED, REST, client_of, is_version
from migrate.decisions.removal import only_shown
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, Obj, constant, objects
from migrate.v2.expressions import Attr, Expr, Literal, User, method

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ID = "v2 knows a published pipeline by the name of its batch endpoint, not by an id"


def _get(use: Call, context: Context) -> Decision:
    node, value = use.expression("id"), use.value("id")
    text = constant(value)
    if node is None or (isinstance(text, str) and _GUID.fullmatch(text)):
        raise Manual(f"ml_client.batch_endpoints.get(name): {_ID}")
    expr = method(client_of(use, context), "batch_endpoints.get", User(node))
    return Decision(changed("ml_client.batch_endpoints.get(name)", _ID), expr)


def _list(use: Call, context: Context) -> Decision:
    fates = {}
    if use.value("active_only") not in (None, Const(True)):
        fates["active_only"] = changed("", "batch endpoints are never inactive")
    expr = listed(method(client_of(use, context), "batch_endpoints.list"), use)
    return Decision(changed("ml_client.batch_endpoints.list()", "lists batch endpoints"), expr, arguments=fates)


def _submit(use: Call, context: Context) -> Decision:
    published, owner = single(use.receiver), receiver_of(use)
    if owner is None or (published is not None and _registered(published, context)):
        raise Manual("submit the pipeline endpoint instead: ml_client.batch_endpoints.invoke(endpoint_name=…)")
    for name in _OF_DEPLOYMENT:
        if use.value(name) not in (None, Const(None), Const(False)):
            raise Manual(f"`{name}` is nothing that a call of a batch endpoint can say")
    experiment = use.expression("experiment_name")
    return invocation(
        use,
        converted("ml_client.batch_endpoints.invoke(endpoint_name=…, inputs={…})"),
        Attr(User(owner), "name"),
        inputs_of(use, use.arguments.get("pipeline_parameters"), published, context),
        User(experiment) if experiment is not None else None,
        client_of(use, context),
    )


# Attributes


def _registered(obj: Obj, context: Context) -> bool:
    """Whether the published pipeline is a component."""
    return obj.call is not None and obj.call.entry.name.startswith("publish") and is_version(obj, context)


def _attribute(use: AttributeUse, context: Context) -> Decision:
    components = {_registered(obj, context) for obj in objects(use.receiver)}
    if len(components) != 1:
        raise Manual("whether this is a component or a batch endpoint is not known")
    name, owner = use.node.attr.value, User(use.node.value)
    fate, expr = _of_component(name, owner) if components.pop() else _of_endpoint(name, owner)
    return Decision(fate, expr)


def _of_component(name: str, owner: Expr) -> tuple[Fate, Expr]:
    if name == "name":
        return changed("component.name", "the component has the name of the pipeline function"), Attr(owner, name)
    return converted(f"component.{name}"), Attr(owner, name)


def _of_endpoint(name: str, owner: Expr) -> tuple[Fate, Expr]:
    if name == "id":
        return changed("endpoint.name", _ID), Attr(owner, "name")
    if name == "version":
        expr = method(Attr(owner, "tags"), "get", Literal("version"))
        return changed('endpoint.tags["version"]', "the version of what was published last"), expr
    return converted(f"endpoint.{name}"), Attr(owner, name)


def _address(use: AttributeUse, context: Context) -> Decision:
    if not only_shown(use.where.statement, use.node) and not starts_jobs(use, context):
        raise Manual(REST)
    return Decision(changed("endpoint.scoring_uri", REST), Attr(User(use.node.value), "scoring_uri"))


_OF_DEPLOYMENT = ("parent_run_id", "continue_on_step_failure")
_PLAIN = ("id", "name", "version", "description")

RULE = Rule(
    code="AML608",
    name="published_pipeline",
    summary="A published pipeline is a batch endpoint in v2, or the component of one: it is found, read and invoked.",
    url=learn("migrate-to-v2-deploy-pipelines"),
    calls={
        f"{PUBLISHED}.get": _get,
        f"{PUBLISHED}.list": _list,
        f"{PUBLISHED}.get_all": _list,
        f"{PUBLISHED}.submit": _submit,
    },
    references={PUBLISHED: annotation},
    subscripts={PUBLISHED: item},
    attributes={**{f"{PUBLISHED}.{name}": _attribute for name in _PLAIN}, f"{PUBLISHED}.endpoint": _address},
    parameters={
        f"{PUBLISHED}.get": {
            "workspace": converted("the client"),
            "id": changed("batch_endpoints.get(name)", _ID),
            **PRIVATE,
        },
        f"{PUBLISHED}.list": {
            "workspace": converted("the client"),
            "active_only": dropped("batch endpoints are never inactive"),
            **PRIVATE,
        },
        f"{PUBLISHED}.get_all": {
            "workspace": converted("the client"),
            "active_only": dropped("batch endpoints are never inactive"),
            **PRIVATE,
        },
        f"{PUBLISHED}.submit": {
            "workspace": converted("the client"),
            "experiment_name": converted("experiment_name"),
            "pipeline_parameters": converted("inputs"),
            **dict.fromkeys(_OF_DEPLOYMENT, dropped("it was not set")),
            **PRIVATE,
        },
    },
    examples=(
        Example(
            before="""\
import os

from azureml.core import Workspace
from azureml.pipeline.core import PublishedPipeline

ws = Workspace.from_config()
for published in PublishedPipeline.list(ws):
    print(published.id, published.name, published.version)

training = PublishedPipeline.get(ws, id=os.environ["TRAINING_PIPELINE"])
run = training.submit(ws, "demand", pipeline_parameters={"rounds": 500, "season": "summer"})
run.wait_for_completion()
print(run.get_portal_url())
""",
            after="""\
import os

from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
for published in ws.batch_endpoints.list():
    print(published.name, published.name, published.tags.get("version"))

training = ws.batch_endpoints.get(os.environ["TRAINING_PIPELINE"])
run = ws.batch_endpoints.invoke(
    endpoint_name=training.name,
    inputs={
        "rounds": Input(type="integer", default=500),
        "season": Input(type="string", default="summer"),
    },
    experiment_name="demand",
)
run = ws.jobs.get(run.name)
ws.jobs.stream(run.name)
print(run.studio_url)
""",
        ),
    ),
)
