"""``endpoint.add_default(published)`` → one more deployment of the batch endpoint, which answers its calls"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, receiver_of, single
from migrate.decisions.listing import listed
from migrate.decisions.published import (
    PIPELINE_ENDPOINT,
    PRIVATE,
    VERSION,
    answering,
    deployment_for,
    deployment_of,
    model_of,
    said,
    version_deployment,
)
from migrate.decisions.removal import alone
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.nodes import code_of
from migrate.v1.pipelines import PIPELINE
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call
from migrate.v2.expressions import Attr, Code, Literal, User, method
from migrate.v2.statements import Assign, Do, Statement


def _variable(use: Call) -> cst.BaseExpression | None:
    """The variable of the endpoint, where the statement only changes it."""
    endpoint = receiver_of(use)
    plain = isinstance(endpoint, (cst.Name, cst.Attribute)) and alone(use.where.statement, use.node)
    return endpoint if plain else None


def _add(use: Call, context: Context) -> Decision:
    endpoint = _variable(use)
    if endpoint is None:
        raise Manual("create a deployment of the pipeline's component: ml_client.batch_deployments")
    client = context.client(use.client)
    deployment, message = deployment_for(use, client, context)
    owner = code_of(endpoint)
    created = deployment.created(User(endpoint), client)
    statements: list[Statement] = [Do(created)]
    if use.entry.name == "add_default" and isinstance(deployment.name, Literal):
        statements += answering(owner, deployment.name, client)
    elif use.entry.name == "add_default":
        variable = deployment.variable
        statements = [Assign(variable, created), *answering(owner, Code(f"{variable}.name"), client)]
    fate = changed("PipelineComponentBatchDeployment(endpoint_name=…)", said(VERSION, message))
    return Decision(fate, edits=(Edit(use.where.statement, instead=tuple(statements)),))


def _set_default(use: Call, context: Context) -> Decision:
    endpoint = _variable(use)
    if endpoint is None:
        raise Manual("set `defaults` of the batch endpoint to the name of the deployment")
    if use.entry.name == "set_default_version":
        name = deployment_of(single(use.receiver), use.value("version"), context)
    else:
        obj, node = single(use.value("pipeline")), use.expression("pipeline")
        if obj is None or node is None or obj.symbol == PIPELINE or model_of(obj, context) is None:
            raise Manual("set `defaults` of the batch endpoint to the name of the deployment")
        name = version_deployment(obj, node, context)
    statements = tuple(answering(code_of(endpoint), name, context.client(use.client)))
    return Decision(changed("endpoint.defaults", VERSION), edits=(Edit(use.where.statement, instead=statements),))


def _versions(use: Call, context: Context) -> Decision:
    endpoint = receiver_of(use)
    if endpoint is None:
        raise Manual("which endpoint this is is not known")
    expr = method(context.client(use.client), "batch_deployments.list", endpoint_name=Attr(User(endpoint), "name"))
    return Decision(changed("ml_client.batch_deployments.list(endpoint_name=…)", VERSION), listed(expr, use))


def _default_version(use: AttributeUse, context: Context) -> Decision:
    expr = Attr(Attr(User(use.node.value), "defaults"), "deployment_name")
    return Decision(changed("endpoint.defaults.deployment_name", VERSION), expr)


def _get_default_version(use: Call, context: Context) -> Decision:
    endpoint = receiver_of(use)
    if endpoint is None:
        raise Manual("which endpoint this is is not known")
    expr = Attr(Attr(User(endpoint), "defaults"), "deployment_name")
    return Decision(changed("endpoint.defaults.deployment_name", VERSION), expr)


_LISTS = ("list_versions", "get_all_versions", "list_pipelines", "get_all_pipelines")
_ACTIVE = {"active_only": dropped("batch endpoints and deployments are never inactive"), **PRIVATE}

RULE = Rule(
    code="AML619",
    name="endpoint_version",
    summary="The versions of a pipeline endpoint become deployments of its batch endpoint.",
    url=learn("migrate-to-v2-deploy-pipelines"),
    calls={
        f"{PIPELINE_ENDPOINT}.add": _add,
        f"{PIPELINE_ENDPOINT}.add_default": _add,
        f"{PIPELINE_ENDPOINT}.set_default": _set_default,
        f"{PIPELINE_ENDPOINT}.set_default_version": _set_default,
        f"{PIPELINE_ENDPOINT}.get_default_version": _get_default_version,
        **{f"{PIPELINE_ENDPOINT}.{name}": _versions for name in _LISTS},
    },
    attributes={f"{PIPELINE_ENDPOINT}.default_version": _default_version},
    parameters={
        f"{PIPELINE_ENDPOINT}.add": {"pipeline": converted("PipelineComponentBatchDeployment(component=…)")},
        f"{PIPELINE_ENDPOINT}.add_default": {"pipeline": converted("PipelineComponentBatchDeployment(component=…)")},
        f"{PIPELINE_ENDPOINT}.set_default": {"pipeline": converted("endpoint.defaults")},
        f"{PIPELINE_ENDPOINT}.set_default_version": {"version": changed("endpoint.defaults", VERSION)},
        f"{PIPELINE_ENDPOINT}.get_default_version": {},
        **{f"{PIPELINE_ENDPOINT}.{name}": PRIVATE if "versions" in name else _ACTIVE for name in _LISTS},
    },
    examples=(
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
