"""``PipelineEndpoint.publish(...)`` → a batch endpoint; its versions → deployments"""

from __future__ import annotations

import libcst as cst

from migrate.decisions import published as publications
from migrate.decisions.context import Context, given, receiver_of, single
from migrate.decisions.invocation import inputs_of, invocation, starts_jobs
from migrate.decisions.published import (
    PIPELINE_ENDPOINT,
    PRIVATE,
    REST,
    VERSION,
    Deployment,
    answering,
    client_of,
    deployment_name,
    deployment_of,
    endpoint_name,
    in_place_of,
    is_version,
    model_of,
    name_fate,
    needs_data,
    registered,
    said,
    variable_for,
    version_deployment,
)
from migrate.decisions.removal import alone, only_shown
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.pipelines import PIPELINE
from migrate.v1.uses import AttributeUse, ReferenceUse
from migrate.v1.values import Argument, Call, Const, Obj
from migrate.v2.expressions import V2, Attr, Code, DictOf, Expr, Literal, User, dict_of, method
from migrate.v2.statements import Assign, Do, Statement

_REFUSED = "azureml.pipeline.core._restclients.aeva.models.error_response.ErrorResponseException"


def _publish(use: Call, context: Context) -> Decision:
    client = client_of(use, context)
    name = endpoint_name(use.arguments.get("name"))
    deployment, message = _deployment(use, client, context)
    variable, whole = variable_for(use, "pipeline_endpoint", context)
    statements = publications.published(variable, name, given(use, "description"), None, deployment, client)
    fate = changed("BatchEndpoint(name=…)", said("a pipeline endpoint is a batch endpoint in v2", message))
    fates = {"name": name_fate(use.arguments.get("name"), name)}
    return in_place_of(use, variable, whole, tuple(statements), fate, fates)


def _deployment(use: Call, client: Expr, context: Context) -> tuple[Deployment, str]:
    """What a version of the endpoint becomes, and what is to be said about it."""
    obj, node = single(use.value("pipeline")), use.expression("pipeline")
    model = model_of(obj, context)
    if obj is None or node is None or model is None:
        raise Manual("the pipeline that is published here is not known: deploy its component to the batch endpoint")
    if obj.symbol == PIPELINE:
        name: Expr = deployment_name(None)
        component: Expr = registered(User(node), client)
        publishing = use
    else:
        if obj.call is None or not is_version(obj, context):
            raise Manual("the pipeline that is published here is not known: deploy its component to the batch endpoint")
        name, component, publishing = version_deployment(obj, node), User(node), obj.call
    settings, remark = publications.settings(model, use, context)
    flag = given(publishing, "continue_on_step_failure")
    if flag is not None:
        settings = dict_of({**_items(settings), "continue_on_step_failure": flag})
    return Deployment(name, settings, context.new_name("deployment"), component), said(
        needs_data(model, context), remark
    )


def _items(settings: DictOf) -> dict[str, Expr]:
    return {str(key.value): value for key, value in settings.items if isinstance(key, Literal)}


def _add(use: Call, context: Context) -> Decision:
    endpoint = receiver_of(use)
    if (
        endpoint is None
        or not isinstance(endpoint, (cst.Name, cst.Attribute))
        or not alone(use.where.statement, use.node)
    ):
        raise Manual("create a deployment of the pipeline's component: ml_client.batch_deployments")
    client = context.client(use.client)
    deployment, message = _deployment(use, client, context)
    owner = cst.Module([]).code_for_node(endpoint)
    created = deployment.created(User(endpoint), client)
    statements: list[Statement] = [Do(created)]
    if use.entry.name == "add_default" and isinstance(deployment.name, Literal):
        statements += answering(owner, deployment.name, client)
    elif use.entry.name == "add_default":
        variable = deployment.variable
        statements = [Assign(variable, created), *answering(owner, Code(f"{variable}.name"), client)]
    fate = changed("PipelineComponentBatchDeployment(endpoint_name=…)", said(VERSION, message))
    return Decision(fate, edits=(Edit(use.where.statement, instead=tuple(statements)),))


def _variable(use: Call) -> cst.BaseExpression | None:
    """The variable of the endpoint, where the statement only changes it."""
    endpoint = receiver_of(use)
    plain = isinstance(endpoint, (cst.Name, cst.Attribute)) and alone(use.where.statement, use.node)
    return endpoint if plain else None


def _set_default(use: Call, context: Context) -> Decision:
    endpoint = receiver_of(use)
    if (
        endpoint is None
        or not isinstance(endpoint, (cst.Name, cst.Attribute))
        or not alone(use.where.statement, use.node)
    ):
        raise Manual("set `defaults` of the batch endpoint to the name of the deployment")
    if use.entry.name == "set_default_version":
        name = deployment_of(single(use.receiver), use.value("version"), context)
    else:
        obj, node = single(use.value("pipeline")), use.expression("pipeline")
        if obj is None or node is None or obj.symbol == PIPELINE or not is_version(obj, context):
            raise Manual("set `defaults` of the batch endpoint to the name of the deployment")
        name = version_deployment(obj, node)
    statements = tuple(answering(cst.Module([]).code_for_node(endpoint), name, context.client(use.client)))
    return Decision(changed("endpoint.defaults", VERSION), edits=(Edit(use.where.statement, instead=statements),))


def _get(use: Call, context: Context) -> Decision:
    name = endpoint_name(use.arguments.get("name") or _id_of_endpoint(use, context))
    expr = method(client_of(use, context), "batch_endpoints.get", name)
    fates = {"name": name_fate(use.arguments.get("name"), name)}
    return Decision(converted("ml_client.batch_endpoints.get(name)"), expr, arguments=fates)


def _id_of_endpoint(use: Call, context: Context) -> Argument | None:
    argument = use.arguments.get("id")
    node = argument.node.value if argument is not None else None
    owner = single(context.value(node.value)) if isinstance(node, cst.Attribute) and node.attr.value == "id" else None
    if owner is None or owner.symbol != PIPELINE_ENDPOINT:
        raise Manual("v2 knows an endpoint by its name, not by an id: ml_client.batch_endpoints.get(name)")
    return argument


def _list(use: Call, context: Context) -> Decision:
    expr = method(client_of(use, context), "batch_endpoints.list")
    return Decision(changed("ml_client.batch_endpoints.list()", "lists batch endpoints"), expr)


def _versions(use: Call, context: Context) -> Decision:
    endpoint = receiver_of(use)
    if endpoint is None:
        raise Manual("which endpoint this is is not known")
    expr = method(context.client(use.client), "batch_deployments.list", endpoint_name=Attr(User(endpoint), "name"))
    return Decision(changed("ml_client.batch_deployments.list(endpoint_name=…)", VERSION), expr)


def _submit(use: Call, context: Context) -> Decision:
    endpoint, experiment = receiver_of(use), use.expression("experiment_name")
    if endpoint is None or experiment is None:
        raise Manual("ml_client.batch_endpoints.invoke(endpoint_name=…, experiment_name=…)")
    if use.value("parent_run_id") not in (None, Const(None)):
        raise Manual("a job of v2 cannot be put below another one")
    version = use.value("pipeline_version")
    deployment = deployment_of(single(use.receiver), version, context) if version not in (None, Const(None)) else None
    fate = converted("ml_client.batch_endpoints.invoke(endpoint_name=…, inputs={…})")
    inputs = inputs_of(use, use.arguments.get("pipeline_parameters"), _published_to(use, context), context)
    client = context.client(use.client)
    return invocation(use, fate, Attr(User(endpoint), "name"), inputs, User(experiment), client, deployment)


def _published_to(use: Call, context: Context) -> Obj | None:
    """The pipeline of an endpoint that this file publishes."""
    endpoint = single(use.receiver)
    made = endpoint.call if endpoint is not None else None
    return single(made.value("pipeline")) if made is not None else None


# Attributes

_ATTRIBUTES = {"id": "name", "name": "name", "description": "description", "endpoint": "scoring_uri"}


def _attribute(use: AttributeUse, context: Context) -> Decision:
    name = _ATTRIBUTES[use.node.attr.value]
    if name == "scoring_uri" and not only_shown(use.where.statement, use.node) and not starts_jobs(use, context):
        raise Manual(REST)
    message = {"id": "v2 knows an endpoint by its name", "endpoint": REST}.get(use.node.attr.value, "")
    fate = changed(f"endpoint.{name}", message) if message else converted(f"endpoint.{name}")
    return Decision(fate, Attr(User(use.node.value), name))


def _default_version(use: AttributeUse, context: Context) -> Decision:
    expr = Attr(Attr(User(use.node.value), "defaults"), "deployment_name")
    return Decision(changed("endpoint.defaults.deployment_name", VERSION), expr)


def _get_default_version(use: Call, context: Context) -> Decision:
    endpoint = receiver_of(use)
    if endpoint is None:
        raise Manual("which endpoint this is is not known")
    expr = Attr(Attr(User(endpoint), "defaults"), "deployment_name")
    return Decision(changed("endpoint.defaults.deployment_name", VERSION), expr)


def _error(use: ReferenceUse, context: Context) -> Decision:
    """``except ErrorResponseException``, where an endpoint is looked for."""
    calls = context.interpreter.uses.calls.values()
    if not any(call.symbol == f"{PIPELINE_ENDPOINT}.get" and context.decide(call).expr is not None for call in calls):
        raise Manual("catch azure.core.exceptions.HttpResponseError")
    return Decision(
        converted("azure.core.exceptions.HttpResponseError"), V2("azure.core.exceptions", "HttpResponseError")
    )


_PUBLISH = {
    "workspace": converted("the client"),
    "name": converted("BatchEndpoint(name=…)"),
    "description": converted("BatchEndpoint(description=…)"),
    "pipeline": converted("PipelineComponentBatchDeployment(component=…)"),
    **PRIVATE,
}
_LISTS = ("list_versions", "get_all_versions", "list_pipelines", "get_all_pipelines")
_ACTIVE = {"active_only": dropped("batch endpoints and deployments are never inactive"), **PRIVATE}

RULE = Rule(
    code="AML609",
    name="pipeline_endpoint",
    summary="A pipeline endpoint becomes a batch endpoint; its versions become deployments of pipeline components.",
    url=learn("migrate-to-v2-deploy-pipelines"),
    calls={
        f"{PIPELINE_ENDPOINT}.publish": _publish,
        f"{PIPELINE_ENDPOINT}.get": _get,
        f"{PIPELINE_ENDPOINT}.list": _list,
        f"{PIPELINE_ENDPOINT}.get_all": _list,
        f"{PIPELINE_ENDPOINT}.add": _add,
        f"{PIPELINE_ENDPOINT}.add_default": _add,
        f"{PIPELINE_ENDPOINT}.set_default": _set_default,
        f"{PIPELINE_ENDPOINT}.set_default_version": _set_default,
        f"{PIPELINE_ENDPOINT}.get_default_version": _get_default_version,
        f"{PIPELINE_ENDPOINT}.submit": _submit,
        **{f"{PIPELINE_ENDPOINT}.{name}": _versions for name in _LISTS},
    },
    attributes={
        **{f"{PIPELINE_ENDPOINT}.{name}": _attribute for name in _ATTRIBUTES},
        f"{PIPELINE_ENDPOINT}.default_version": _default_version,
    },
    references={_REFUSED: _error},
    parameters={
        f"{PIPELINE_ENDPOINT}.publish": _PUBLISH,
        f"{PIPELINE_ENDPOINT}.get": {
            "workspace": converted("the client"),
            "name": converted("batch_endpoints.get(name)"),
            "id": changed("batch_endpoints.get(name)", "v2 knows an endpoint by its name"),
            **PRIVATE,
        },
        f"{PIPELINE_ENDPOINT}.list": {
            "workspace": converted("the client"),
            "max_results": dropped("v2 gives them page by page"),
            **_ACTIVE,
        },
        f"{PIPELINE_ENDPOINT}.get_all": {"workspace": converted("the client"), **_ACTIVE},
        f"{PIPELINE_ENDPOINT}.add": {"pipeline": converted("PipelineComponentBatchDeployment(component=…)")},
        f"{PIPELINE_ENDPOINT}.add_default": {"pipeline": converted("PipelineComponentBatchDeployment(component=…)")},
        f"{PIPELINE_ENDPOINT}.set_default": {"pipeline": converted("endpoint.defaults")},
        f"{PIPELINE_ENDPOINT}.get_default_version": {},
        f"{PIPELINE_ENDPOINT}.set_default_version": {"version": changed("endpoint.defaults", VERSION)},
        f"{PIPELINE_ENDPOINT}.submit": {
            "experiment_name": converted("experiment_name"),
            "pipeline_parameters": converted("inputs"),
            "pipeline_version": changed("deployment_name", VERSION),
            "parent_run_id": dropped("it was None"),
        },
        **{f"{PIPELINE_ENDPOINT}.{name}": PRIVATE if "versions" in name else _ACTIVE for name in _LISTS},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineEndpoint, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rounds = PipelineParameter("rounds", default_value=100)
train = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--rounds", rounds], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[train])

endpoint = PipelineEndpoint.publish(
    workspace=ws, name="demand-training", pipeline=pipeline, description="Trains the demand model"
)
endpoint.submit("demand", pipeline_parameters={"rounds": 500}, pipeline_version="0")
print(endpoint.endpoint)
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import BatchEndpoint, Environment, PipelineComponentBatchDeployment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --rounds ${{inputs.rounds}}",
    inputs={"rounds": Input(type="integer")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 100):
    train = train_component(rounds=rounds)


pipeline = pipeline_definition()

endpoint = ws.batch_endpoints.begin_create_or_update(
    BatchEndpoint(name="demand-training", description="Trains the demand model"),
).result()
ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name="version-0",
        endpoint_name=endpoint.name,
        component=ws.components.create_or_update(pipeline.component),
        settings={"default_compute": "cpu", "continue_on_step_failure": False},
    ),
).result()
endpoint.defaults = {"deployment_name": "version-0"}
endpoint = ws.batch_endpoints.begin_create_or_update(endpoint).result()
ws.batch_endpoints.invoke(
    endpoint_name=endpoint.name,
    deployment_name="version-0",
    inputs={"rounds": Input(type="integer", default=500)},
    experiment_name="demand",
)
print(endpoint.scoring_uri)
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineEndpoint
from azureml.pipeline.steps import PythonScriptStep
from azureml.pipeline.core._restclients.aeva.models.error_response import ErrorResponseException

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[train])

published = pipeline.publish("demand-training", "Trains the demand model", version="2")
try:
    endpoint = PipelineEndpoint.get(workspace=ws, name="demand-training")
    endpoint.add_default(published)
except ErrorResponseException:
    endpoint = PipelineEndpoint.publish(ws, "demand-training", "Trains the demand model", pipeline=published)
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import BatchEndpoint, Environment, PipelineComponentBatchDeployment
from azure.core.exceptions import HttpResponseError
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
train_component = command(display_name="train.py", code="src", command="python train.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()

published = ws.components.create_or_update(pipeline.component, version="2")
try:
    endpoint = ws.batch_endpoints.get("demand-training")
    ws.batch_deployments.begin_create_or_update(
        PipelineComponentBatchDeployment(
            name="version-2",
            endpoint_name=endpoint.name,
            component=published,
            settings={"default_compute": "cpu", "continue_on_step_failure": False},
        ),
    ).result()
    endpoint.defaults = {"deployment_name": "version-2"}
    ws.batch_endpoints.begin_create_or_update(endpoint).result()
except HttpResponseError:
    endpoint = ws.batch_endpoints.begin_create_or_update(
        BatchEndpoint(name="demand-training", description="Trains the demand model"),
    ).result()
    ws.batch_deployments.begin_create_or_update(
        PipelineComponentBatchDeployment(
            name="version-2",
            endpoint_name=endpoint.name,
            component=published,
            settings={"default_compute": "cpu", "continue_on_step_failure": False},
        ),
    ).result()
    endpoint.defaults = {"deployment_name": "version-2"}
    endpoint = ws.batch_endpoints.begin_create_or_update(endpoint).result()
""",
        ),
    ),
)
