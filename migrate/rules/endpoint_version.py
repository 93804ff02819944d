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
from migrate.decisions.schedules import showing
from migrate.v1.nodes import code_of
from migrate.v1.pipelines import PIPELINE
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, Obj
from migrate.v2.expressions import Attr, Code, Expr, Literal, User, method
from migrate.v2.statements import Assign, Do, Statement


def _variable(use: Call) -> cst.BaseExpression | None:
    """The variable of the endpoint, where the statement only changes it."""
    endpoint = receiver_of(use)
    plain = isinstance(endpoint, (cst.Name, cst.Attribute)) and alone(use.where.statement, use.node)
    return endpoint if plain else None


def _is_own(endpoint: cst.BaseExpression, use: Call) -> bool:
    """Whether the endpoint that v2 gives back can take the place of the one before, whose defaults are a dictionary."""
    return not isinstance(endpoint, cst.Name) or endpoint.value in use.where.function.variables


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
        statements += answering(owner, deployment.name, client, _is_own(endpoint, use))
    elif use.entry.name == "add_default":
        variable = deployment.variable
        statements = [
            Assign(variable, created),
            *answering(owner, Code(f"{variable}.name"), client, _is_own(endpoint, use)),
        ]
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
    owner, client = code_of(endpoint), context.client(use.client)
    statements = tuple(answering(owner, name, client, _is_own(endpoint, use)))
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


def _pipeline(use: Call, context: Context) -> Decision:
    """``endpoint.get_pipeline("0")``, of which nothing more is asked than what there is."""
    endpoint, found = receiver_of(use), use.result
    if endpoint is None or not isinstance(found, Obj):
        raise Manual("which endpoint this is is not known")
    if not all(showing(node, context) for node in context.references_to(found)) or context.handed_on(found) is not None:
        raise Manual("a version is a deployment in v2: ml_client.batch_deployments.get(name, endpoint_name=…)")
    name: Expr = Attr(Attr(User(endpoint), "defaults"), "deployment_name")
    if use.value("version") not in (None, Const(None)):
        name = deployment_of(single(use.receiver), use.value("version"), context)
    client = context.client(use.client)
    expr = method(client, "batch_deployments.get", name, endpoint_name=Attr(User(endpoint), "name"))
    return Decision(changed("ml_client.batch_deployments.get(name, endpoint_name=…)", VERSION), expr)


def _version(use: AttributeUse, context: Context) -> Decision:
    """``version.version``, an element of what ``list_versions`` gives."""
    return Decision(changed("deployment.name", VERSION), Attr(User(use.node.value), "name"))


def _pipeline_of_version(use: AttributeUse, context: Context) -> Decision:
    """``version.pipeline.id``: what a deployment is known by."""
    asked = (one.node.attr.value for one in context.interpreter.uses.attributes.values() if one.node.value is use.node)
    if next(asked, "") not in ("id", "name"):
        raise Manual(
            "a deployment of v2 does not give its component: ml_client.batch_deployments.list(endpoint_name=…)"
        )
    return Decision(changed("deployment.name", VERSION), User(use.node.value))


_OF_VERSION = "azureml.pipeline.core.pipeline_endpoint.PipelineVersion"
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
        f"{PIPELINE_ENDPOINT}.get_pipeline": _pipeline,
        **{f"{PIPELINE_ENDPOINT}.{name}": _versions for name in _LISTS},
    },
    attributes={
        f"{PIPELINE_ENDPOINT}.default_version": _default_version,
        f"{_OF_VERSION}.version": _version,
        f"{_OF_VERSION}.pipeline": _pipeline_of_version,
    },
    parameters={
        f"{PIPELINE_ENDPOINT}.add": {"pipeline": converted("PipelineComponentBatchDeployment(component=…)")},
        f"{PIPELINE_ENDPOINT}.add_default": {"pipeline": converted("PipelineComponentBatchDeployment(component=…)")},
        f"{PIPELINE_ENDPOINT}.set_default": {"pipeline": converted("endpoint.defaults")},
        f"{PIPELINE_ENDPOINT}.set_default_version": {"version": changed("endpoint.defaults", VERSION)},
        f"{PIPELINE_ENDPOINT}.get_default_version": {},
        f"{PIPELINE_ENDPOINT}.get_pipeline": {"version": changed("the name of the deployment", VERSION)},
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
    endpoint = ws.batch_endpoints.begin_create_or_update(endpoint).result()
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
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineEndpoint
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(script_name="train.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[train])
PipelineEndpoint.publish(ws, "demand-training", "Trains the demand model", pipeline=pipeline)

found = PipelineEndpoint.get(ws, name="demand-training")
endpoint_id = found.id
endpoint = PipelineEndpoint.get(ws, id=endpoint_id)
for version in endpoint.list_versions():
    print(version.version, version.pipeline.id)
answering = endpoint.get_pipeline()
print(answering)
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
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
    command="python train.py",
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
pipeline_endpoint = ws.batch_endpoints.begin_create_or_update(
    BatchEndpoint(name="demand-training", description="Trains the demand model"),
).result()
ws.batch_deployments.begin_create_or_update(
    PipelineComponentBatchDeployment(
        name="version-0",
        endpoint_name=pipeline_endpoint.name,
        component=ws.components.create_or_update(pipeline.component),
        settings={"default_compute": "cpu", "continue_on_step_failure": False},
    ),
).result()
pipeline_endpoint.defaults = {"deployment_name": "version-0"}
pipeline_endpoint = ws.batch_endpoints.begin_create_or_update(pipeline_endpoint).result()

found = ws.batch_endpoints.get("demand-training")
endpoint_id = found.name
endpoint = ws.batch_endpoints.get(endpoint_id)
for version in ws.batch_deployments.list(endpoint_name=endpoint.name):
    print(version.name, version.name)
answering = ws.batch_deployments.get(endpoint.defaults.deployment_name, endpoint_name=endpoint.name)
print(answering)
""",
        ),
    ),
)
