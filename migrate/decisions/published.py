"""What a published pipeline becomes: a batch endpoint with a deployment, or the component of one.

A published pipeline of v1 is something that can be called, so it becomes a batch endpoint whose deployment is the
pipeline's component. One that is handed to a ``PipelineEndpoint`` is a version of that endpoint: there the published
pipeline becomes the registered component, and the endpoint gets the deployment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from migrate.decisions.compute import compute_seen_from, same_compute
from migrate.decisions.context import Context, given, plain_name, receiver_of, single
from migrate.decisions.data import store_name
from migrate.decisions.misplaced import sees
from migrate.decisions.removal import alone, assigned, sole_value
from migrate.decisions.rule import Decision, Edit, Fate, Manual, changed, dropped
from migrate.decisions.some_pipeline import is_some_job, settings_of_some
from migrate.ledger import Outcome
from migrate.v1.nodes import names_read
from migrate.v1.pipelines import PIPELINE, PipelineModel
from migrate.v1.values import Argument, Call, Const, Obj, Value, alternatives, constant, objects
from migrate.v2.expressions import V2, Attr, CallTo, Code, DictOf, Expr, Literal, Text, User, call, dict_of, method
from migrate.v2.names import endpoint
from migrate.v2.statements import Assign, Do, Statement

PUBLISHED = "azureml.pipeline.core.PublishedPipeline"
PIPELINE_ENDPOINT = "azureml.pipeline.core.PipelineEndpoint"
_ENTITIES = "azure.ai.ml.entities"
_VERSIONED = frozenset(f"{PIPELINE_ENDPOINT}.{name}" for name in ("publish", "add", "add_default", "set_default"))
_FIRST_VERSION = "version-0"  # v1 counts the versions of an endpoint from 0
PRIVATE = dict.fromkeys(("_workflow_provider", "_service_endpoint"), dropped("v2 has no such argument"))
REST = (
    "v2: ml_client.batch_endpoints.invoke(endpoint_name=…, inputs={…}). The address is endpoint.scoring_uri; it takes "
    'a token for https://ml.azure.com and {"properties": {"InputData": {"<name>": {"JobInputType": "Literal", '
    '"Value": …}}, "properties": {"experimentName": …}}}'
)
_UNKNOWN = "the pipeline that is published here is not known: deploy its component to the batch endpoint"
VERSION = "the versions of an endpoint are deployments in v2, which have names"
NAMES = "3 to 32 letters, digits and hyphens, unique in the region"


@dataclass(frozen=True)
class Publication:
    """A pipeline that is published.

    Args:
        pipeline: the object of the v1 pipeline.
        component: its registered component.
    """

    model: PipelineModel
    component: Expr


def client_of(use: Call, context: Context) -> Expr:
    """The client: the workspace that the call was given, else the nearest one."""
    workspace = use.expression("workspace")
    if workspace is not None and plain_name(workspace) is not None:
        return User(workspace)
    return context.client(use.client)


# Where a published pipeline comes from


def pipeline_of(obj: Obj | None, context: Context) -> Obj | None:
    """The v1 pipeline behind a pipeline, a published one, or a run of it; None when this file does not tell."""
    if obj is None or obj.call is None:
        return None
    if obj.symbol == PIPELINE:
        return obj
    name = obj.call.entry.name
    if obj.symbol == PIPELINE_ENDPOINT:
        made = obj.call if name == "publish" else _publishing(obj.call, context)
        return pipeline_of(single(made.value("pipeline")), context) if made is not None else None
    if name in ("publish", "publish_pipeline"):
        return pipeline_of(single(obj.call.receiver), context)
    if name == "submit":
        config = single(obj.call.value("config"))
        return pipeline_of(config if config is not None else single(obj.call.receiver), context)
    return None


def publication_of(obj: Obj | None, context: Context) -> Call | None:
    """The call that publishes a pipeline, or the one behind an endpoint; None when this file does not tell."""
    if obj is None or obj.call is None:
        return None
    name = obj.call.entry.name
    if obj.symbol == PIPELINE_ENDPOINT:
        made = obj.call if name == "publish" else _publishing(obj.call, context)
        return publication_of(single(made.value("pipeline")), context) if made is not None else None
    return obj.call if name in ("publish", "publish_pipeline") else None


def _publishing(found: Call, context: Context) -> Call | None:
    """The call that publishes the endpoint which another call looks up by its name."""
    name = found.value("name")
    calls = context.interpreter.uses.calls.values()
    same = [one for one in calls if one.symbol == f"{PIPELINE_ENDPOINT}.publish" and one.value("name") == name]
    return same[0] if isinstance(name, Const) and len(same) == 1 else None


def model_of(obj: Obj | None, context: Context) -> PipelineModel | None:
    """The model of the pipeline behind an object, provided that it is converted."""
    pipeline = pipeline_of(obj, context)
    if pipeline is None or context.decide_object(pipeline).fate.outcome is Outcome.MANUAL:
        return None
    return context.pipelines.get(pipeline)


def is_version(obj: Obj, context: Context) -> bool:
    """Whether a published pipeline is only handed to pipeline endpoints, and so becomes a component.

    One that is called by itself as well is a batch endpoint of its own.
    """
    calls = context.interpreter.uses.calls.values()
    if not any(one.symbol in _VERSIONED and obj in alternatives(one.value("pipeline")) for one in calls):
        return False
    attributes = context.interpreter.uses.attributes.values()
    called = any(one.node.attr.value == "endpoint" and obj in objects(one.receiver) for one in attributes)
    return not (called or context.calls_of(obj, "submit") or any(obj in objects(one.value("config")) for one in calls))


# What is written


def registered(job: Expr, client: Expr, version: Expr | None = None) -> CallTo:
    """The component of a pipeline job, registered.

    A deployment would take whatever version is the latest when the component is not registered first
    (``BatchDeploymentOperations._validate_component``, azure-ai-ml 1.35.2).
    """
    return method(client, "components.create_or_update", Attr(job, "component"), version=version)


def settings(model: PipelineModel, use: Call, job: Expr | None, context: Context) -> tuple[DictOf, str]:
    """The settings of a deployment, and what is to be said about them.

    Of a pipeline's settings its component has none (azure-ai-ml 1.35.2).

    Args:
        job: the pipeline job, where its variable is in sight: it knows its default compute when this place does not.
    """
    items: dict[str, Expr] = {}
    message = ""
    compute = _compute(model, context)
    if compute is not None and (isinstance(compute, Literal) or sees(use.where, model.call.where)):
        items["default_compute"] = compute
    elif compute is not None and job is not None:
        items["default_compute"] = Attr(Attr(job, "settings"), "default_compute")
    else:
        message = "no compute is known here: add `default_compute` to the settings of the deployment"
    store = model.obj.argument("default_datastore")
    if store is not None and store.value != Const(None):
        if not sees(use.where, model.call.where):
            raise Manual("the default datastore of the pipeline is not in sight here")
        items["default_datastore"] = store_name(store.node.value, store.value, context)
    flag = given(use, "continue_on_step_failure")
    known = use.value("continue_on_step_failure")
    if isinstance(known, Const) and isinstance(known.value, bool):
        flag = Literal(known.value)
    items["continue_on_step_failure"] = flag or Literal(False)
    return dict_of(items), message


def _compute(model: PipelineModel, context: Context) -> Expr | None:
    """The compute of all steps; else of the first one: the others name their own."""
    shared = same_compute(model, context)
    if shared is not None or not model.steps:
        return shared
    seen = (compute_seen_from(model.call.where, step, context) for step in model.steps)
    return next((one for one in seen if one is not None), None)


def endpoint_name(argument: Argument | None) -> Expr:
    """A name that v2 takes, as near to the v1 name as can be where that is known.

    Raises:
        Manual: there is no name.
    """
    if argument is None or argument.value == Const(None):
        raise Manual("a batch endpoint needs a name")
    text, node = constant(argument.value), argument.node.value
    if not isinstance(text, str):
        found: Expr = User(node)
        for sign in sorted(set(_SIGNS).intersection(_literal_text(node))):
            found = method(found, "replace", Literal(sign), Literal("-"))
        return found
    if endpoint(text) == text and not isinstance(node, cst.SimpleString):
        return User(node)
    return Literal(endpoint(text))


_SIGNS = "_ ."
"""What names of pipelines have and those of endpoints must not."""


def _literal_text(node: cst.CSTNode) -> str:
    """What is written out of a text that is put together: ``_nightly`` of ``name + "_nightly"``."""
    if isinstance(node, cst.BinaryOperation):
        return _literal_text(node.left) + _literal_text(node.right)
    if isinstance(node, cst.FormattedString):
        return "".join(part.value for part in node.parts if isinstance(part, cst.FormattedStringText))
    return str(node.evaluated_value) if isinstance(node, cst.SimpleString) else ""


def deployment_name(version: Argument | None) -> Expr:
    """After the version of the published pipeline."""
    if version is None or version.value == Const(None):
        return Literal(_FIRST_VERSION)
    text = constant(version.value)
    if isinstance(text, (str, int)) and not any(names_read(version.node.value)):
        return Literal(version_name(str(text)))
    return method(Text(("version-", User(version.node.value))), "replace", Literal("."), Literal("-"))


def version_name(text: str) -> str:
    """``1.0`` → ``version-1-0``."""
    return endpoint(f"version-{text}")


def version_deployment(obj: Obj, node: cst.BaseExpression, context: Context) -> Expr:
    """The deployment of a published pipeline: after its version, which may be no literal, or given by the service."""
    version = obj.argument("version")
    known = version is not None and isinstance(version.value, Const) and version.value != Const(None)
    if known or not is_version(obj, context):
        return deployment_name(version)
    return method(Text(("version-", Attr(User(node), "version"))), "replace", Literal("."), Literal("-"))


def _published(endpoint: Obj | None, context: Context) -> Call | None:
    """The call that publishes an endpoint, also when the same code got it by its name."""
    made = endpoint.call if endpoint is not None else None
    if made is not None and made.symbol == f"{PIPELINE_ENDPOINT}.get":
        name = constant(made.value("name"))
        calls = context.interpreter.uses.calls.values()
        found = [one for one in calls if one.symbol == f"{PIPELINE_ENDPOINT}.publish"]
        same = [one for one in found if constant(one.value("name")) == name and sees(made.where, one.where)]
        return same[0] if isinstance(name, str) and len(same) == len(found) == 1 else None
    return made if made is not None and made.symbol == f"{PIPELINE_ENDPOINT}.publish" else None


def deployment_of(endpoint: Obj | None, version: Value | None, context: Context) -> Expr:
    """The deployment that was a version of an endpoint: known for the first one, which publishing makes.

    Raises:
        Manual: it is another one.
    """
    made = _published(endpoint, context)
    if made is not None and constant(version) in ("0", 0):
        obj, node = single(made.value("pipeline")), made.expression("pipeline")
        if obj is not None and node is not None:
            return deployment_name(None) if obj.symbol == PIPELINE else version_deployment(obj, node, context)
    raise Manual("name the deployment that was this version of the endpoint (deployment_name=…)")


@dataclass(frozen=True)
class Deployment:
    """A deployment to be written: all but the endpoint that it belongs to."""

    name: Expr
    settings: Expr
    variable: str
    """For the deployment, where its name is no literal."""
    component: Expr | None = None
    job: Expr | None = None

    def created(self, owner: Expr, client: Expr) -> Expr:
        made = call(
            V2(_ENTITIES, "PipelineComponentBatchDeployment"),
            name=self.name,
            endpoint_name=Attr(owner, "name"),
            component=self.component,
            job_definition=self.job,
            settings=self.settings,
        )
        return method(method(client, "batch_deployments.begin_create_or_update", made), "result")


def _job_in_sight(obj: Obj, node: cst.BaseExpression, use: Call) -> Expr | None:
    """The variable of the job behind a pipeline, or behind a published one; None when it is not known here."""
    if obj.symbol == PIPELINE:
        return User(node) if plain_name(node) is not None else None
    try:
        return _job_of(obj.call, use) if obj.call is not None else None
    except Manual:
        return None


def _job_of(publishing: Call, use: Call) -> Expr:
    """The variable of the pipeline job that was published."""
    job = receiver_of(publishing)
    if (
        job is None
        or plain_name(job) is None
        or publishing.entry.name != "publish"
        or not sees(use.where, publishing.where)
    ):
        raise Manual("it is called by itself and as a version of an endpoint: publish it to one batch endpoint")
    return User(job)


def deployment_for(use: Call, client: Expr, context: Context) -> tuple[Deployment, str]:
    """What a version of the endpoint becomes, and what is to be said about it."""
    obj, node = single(use.value("pipeline")), use.expression("pipeline")
    model = model_of(obj, context)
    some = obj is None or (obj.told and obj.symbol == PIPELINE)
    if node is not None and some and is_some_job(use.value("pipeline"), context):
        return _of_some(use, User(node), deployment_name(None), registered(User(node), client), use, context)
    if obj is not None and node is not None and obj.call is not None and is_some_job(obj.call.receiver, context):
        owner, job = _job_of(obj.call, use), registered(_job_of(obj.call, use), client)
        made = User(node) if is_version(obj, context) else job
        return _of_some(use, owner, version_deployment(obj, node, context), made, obj.call, context)
    if obj is None or node is None or model is None:
        raise Manual(_UNKNOWN)
    if obj.symbol == PIPELINE:
        name: Expr = deployment_name(None)
        component: Expr = registered(User(node), client)
        publishing = use
    elif obj.call is not None:
        name, publishing = version_deployment(obj, node, context), obj.call
        component = User(node) if is_version(obj, context) else registered(_job_of(obj.call, use), client)
    else:
        raise Manual(_UNKNOWN)
    chosen, remark = settings(model, use, _job_in_sight(obj, node, use), context)
    flag = given(publishing, "continue_on_step_failure")
    if flag is not None:
        chosen = dict_of({**_items(chosen), "continue_on_step_failure": flag})
    return Deployment(name, chosen, context.new_name("deployment", use.where), component), said(
        needs_data(model, context), remark
    )


def _of_some(
    use: Call, job: Expr, name: Expr, component: Expr, publishing: Call, context: Context
) -> tuple[Deployment, str]:
    """As ``deployment_for``, of a pipeline of which it is not known here which it is."""
    chosen, remark = settings_of_some(job, publishing)
    return Deployment(name, chosen, context.new_name("deployment", use.where), component), remark


def _items(settings: DictOf) -> dict[str, Expr]:
    return {str(key.value): value for key, value in settings.items if isinstance(key, Literal)}


def published(
    variable: str, name: Expr, description: Expr | None, tags: Expr | None, deployment: Deployment, client: Expr
) -> Iterator[Statement]:
    """A batch endpoint with one deployment, which answers its calls."""
    made = call(V2(_ENTITIES, "BatchEndpoint"), name=name, description=description, tags=tags)
    yield Assign(variable, method(method(client, "batch_endpoints.begin_create_or_update", made), "result"))
    owner = Code(variable)
    if isinstance(deployment.name, Literal):
        yield Do(deployment.created(owner, client))
        yield from answering(variable, deployment.name, client, returned=True)
    else:
        yield Assign(deployment.variable, deployment.created(owner, client))
        yield from answering(variable, Code(f"{deployment.variable}.name"), client, returned=True)


def answering(variable: str, name: Expr, client: Expr, returned: bool = False) -> Iterator[Statement]:
    """Let a deployment answer the calls of its endpoint."""
    yield Assign(f"{variable}.defaults", dict_of({"deployment_name": name}))
    updated = method(method(client, "batch_endpoints.begin_create_or_update", Code(variable)), "result")
    yield Assign(variable, updated) if returned else Do(updated)


def variable_for(use: Call, wanted: str, context: Context) -> tuple[str, bool]:
    """The variable that takes the result of a call, and whether the statement does nothing else."""
    statement = use.where.statement
    name = assigned(statement) if sole_value(statement) is use.node else None
    if name is not None:
        return name, True
    return context.new_name(wanted, use.where), alone(statement, use.node)


def in_place_of(
    use: Call, variable: str, whole: bool, statements: tuple[Statement, ...], fate: Fate, fates: dict[str, Fate]
) -> Decision:
    """Statements instead of a call: in place of its statement, or before it when that does more."""
    if whole:
        return Decision(fate, edits=(Edit(use.where.statement, instead=statements),), arguments=fates)
    if not isinstance(use.where.statement, cst.SimpleStatementLine):
        raise Manual("give what is published here a statement of its own")
    return Decision(fate, Code(variable), (Edit(use.where.statement, before=statements),), fates)


def data_inputs(model: PipelineModel, context: Context) -> dict[str, Expr]:
    """The data that the pipeline takes from outside, by input: what the call of its function is given."""
    expr = context.decide_object(model.obj).expr
    return dict(expr.args) if isinstance(expr, CallTo) else {}


def needs_data(model: PipelineModel, context: Context) -> str:
    """What callers of an endpoint have to know about the data of its pipeline."""
    names = ", ".join(f"`{name}`" for name in data_inputs(model, context))
    return (
        f"each call of the endpoint has to name the data for {names}, which v1 kept with the pipeline" if names else ""
    )


def said(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def name_fate(argument: Argument | None, expr: Expr) -> Fate:
    text = constant(argument.value) if argument is not None else None
    if isinstance(text, str) and (isinstance(expr, User) or expr == Literal(text)):
        return changed("BatchEndpoint(name=…)", "names of batch endpoints are unique in the region")
    if isinstance(text, str):
        return changed("BatchEndpoint(name=…)", f"the name was made valid: {NAMES}")
    return changed("BatchEndpoint(name=…)", f"the name has to be valid: {NAMES}")
