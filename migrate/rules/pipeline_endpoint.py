"""``PipelineEndpoint.publish(...)`` → a batch endpoint, whose first version is its first deployment"""

from __future__ import annotations

from migrate.decisions import published as publications
from migrate.decisions.annotations import annotation
from migrate.decisions.context import Context, given, receiver_of, single
from migrate.decisions.invocation import inputs_of, invocation, starts_jobs
from migrate.decisions.listing import item, listed
from migrate.decisions.published import (
    PIPELINE_ENDPOINT,
    PRIVATE,
    REST,
    VERSION,
    client_of,
    deployment_for,
    deployment_of,
    endpoint_name,
    in_place_of,
    name_fate,
    said,
    variable_for,
)
from migrate.decisions.removal import only_shown
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.schedules import owner_of_id
from migrate.v1.uses import AttributeUse, ReferenceUse
from migrate.v1.values import Argument, Call, Const, Obj
from migrate.v2.expressions import V2, Attr, User, method

_REFUSED = "azureml.pipeline.core._restclients.aeva.models.error_response.ErrorResponseException"


def _publish(use: Call, context: Context) -> Decision:
    client = client_of(use, context)
    name = endpoint_name(use.arguments.get("name"))
    deployment, message = deployment_for(use, client, context)
    variable, whole = variable_for(use, "pipeline_endpoint", context)
    statements = publications.published(variable, name, given(use, "description"), None, deployment, client)
    fate = changed("BatchEndpoint(name=…)", said("a pipeline endpoint is a batch endpoint in v2", message))
    fates = {"name": name_fate(use.arguments.get("name"), name)}
    return in_place_of(use, variable, whole, tuple(statements), fate, fates)


def _get(use: Call, context: Context) -> Decision:
    name = endpoint_name(use.arguments.get("name") or _id_of_endpoint(use, context))
    expr = method(client_of(use, context), "batch_endpoints.get", name)
    fates = {"name": name_fate(use.arguments.get("name"), name)}
    return Decision(converted("ml_client.batch_endpoints.get(name)"), expr, arguments=fates)


def _id_of_endpoint(use: Call, context: Context) -> Argument | None:
    argument = use.arguments.get("id")
    owner = owner_of_id(argument.node.value, context) if argument is not None else None
    if owner is None or owner.symbol != PIPELINE_ENDPOINT:
        raise Manual("v2 knows an endpoint by its name, not by an id: ml_client.batch_endpoints.get(name)")
    return argument


def _list(use: Call, context: Context) -> Decision:
    expr = method(client_of(use, context), "batch_endpoints.list")
    return Decision(changed("ml_client.batch_endpoints.list()", "lists batch endpoints"), listed(expr, use))


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
_ACTIVE = {"active_only": dropped("batch endpoints and deployments are never inactive"), **PRIVATE}

RULE = Rule(
    code="AML609",
    name="pipeline_endpoint",
    summary="A pipeline endpoint becomes a batch endpoint that is published, found, listed and invoked.",
    url=learn("migrate-to-v2-deploy-pipelines"),
    calls={
        f"{PIPELINE_ENDPOINT}.publish": _publish,
        f"{PIPELINE_ENDPOINT}.get": _get,
        f"{PIPELINE_ENDPOINT}.list": _list,
        f"{PIPELINE_ENDPOINT}.get_all": _list,
        f"{PIPELINE_ENDPOINT}.submit": _submit,
    },
    attributes={f"{PIPELINE_ENDPOINT}.{name}": _attribute for name in _ATTRIBUTES},
    subscripts={PIPELINE_ENDPOINT: item},
    references={_REFUSED: _error, PIPELINE_ENDPOINT: annotation},
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
        f"{PIPELINE_ENDPOINT}.submit": {
            "experiment_name": converted("experiment_name"),
            "pipeline_parameters": converted("inputs"),
            "pipeline_version": changed("deployment_name", VERSION),
            "parent_run_id": dropped("it was None"),
        },
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
    ),
)
