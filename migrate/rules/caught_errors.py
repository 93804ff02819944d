"""``except UserErrorException:`` → what v2 raises in its place"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.outside_errors import errors_of, without_import
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, learn
from migrate.decisions.tries import tried
from migrate.v1.uses import ReferenceUse
from migrate.v2.expressions import V2

_CORE, _ML = "azure.core.exceptions", "azure.ai.ml.exceptions"
_ANY = (_CORE, "AzureError", "v2 raises several: this is the base of ResourceNotFoundError and of its own MlException")
_JOB = (_ML, "JobException", "raised by `ml_client.jobs.stream` when the job fails")
_ABSENT = (_CORE, "ResourceNotFoundError", "raised by `ml_client.workspaces.get` when the workspace does not exist")
_ERRORS = {
    "UserErrorException": _ANY,
    "WebserviceException": _ANY,
    "ModelNotFoundException": _ANY,
    "AzureMLException": _ANY,
    "ServiceException": (_CORE, "HttpResponseError", "raised when the service refuses a request"),
    "ActivityFailedException": _JOB,
    "ExperimentExecutionException": _JOB,
    "TrainingException": _JOB,
    "WorkspaceException": _ABSENT,
    "ProjectSystemException": _ABSENT,
    "AuthenticationException": (_CORE, "ClientAuthenticationError", "raised by the credentials of azure-identity"),
}


_OUTSIDE = {
    "msrest.exceptions.HttpOperationError": _ERRORS["ServiceException"],
    "msrest.exceptions.ClientRequestError": (_CORE, "ServiceRequestError", "raised when the service is not reached"),
    "msrest.exceptions.AuthenticationError": _ERRORS["AuthenticationException"],
    "msrestazure.azure_exceptions.CloudError": _ERRORS["ServiceException"],
}


def _outside(use: ReferenceUse, context: Context) -> Decision:
    """What another package defines, in front of a handler: all the calls that it catches the errors of are v2 calls."""
    module, name, message = _OUTSIDE[use.symbol]
    if any(context.decide(call).stays_v1 for call in errors_of(use, context)):
        raise Manual(f"v2 raises {module}.{name}: catch that, too")
    return Decision(changed(f"{module}.{name}", message), V2(module, name), without_import(use, context))


def _caught(use: ReferenceUse, context: Context) -> Decision:
    handler = use.where.statement
    if not isinstance(handler, cst.ExceptHandler):
        raise Manual("v2 raises other errors: review what this is for")
    calls = tried(handler, context)
    if not calls:
        raise Manual("v2 raises other errors: review what the handler is meant to catch")
    if any(context.decide(call).stays_v1 for call in calls):
        raise Manual("the code above that may raise it stays v1")
    module, name, message = _ERRORS[use.symbol.rpartition(".")[2]]
    return Decision(changed(f"{module}.{name}", message), V2(module, name))


RULE = Rule(
    code="AML004",
    name="caught_errors",
    summary="Handlers of errors of v1 catch what v2 raises instead.",
    url=learn("how-to-migrate-from-v1"),
    references={f"azureml.exceptions.{name}": _caught for name in _ERRORS},
    errors=dict.fromkeys(_OUTSIDE, _outside),
    examples=(
        Example(
            before="""\
from azureml.core import Model, Workspace
from azureml.exceptions import WebserviceException

ws = Workspace.from_config()
try:
    model = Model(ws, name="prices")
except WebserviceException:
    model = None
""",
            after="""\
from azure.ai.ml import MLClient
from azure.core.exceptions import AzureError
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
try:
    model = ws.models.get("prices", label="latest")
except AzureError:
    model = None
""",
        ),
        Example(
            before="""\
from azureml.core import Datastore, Workspace
from msrest.exceptions import HttpOperationError

ws = Workspace.from_config()
try:
    store = Datastore.get(ws, "prices")
except HttpOperationError as error:
    raise LookupError("register the datastore first") from error
""",
            after="""\
from azure.ai.ml import MLClient
from azure.core.exceptions import HttpResponseError
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
try:
    store = ws.datastores.get("prices")
except HttpResponseError as error:
    raise LookupError("register the datastore first") from error
""",
        ),
    ),
)
