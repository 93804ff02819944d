"""``InteractiveLoginAuthentication(...)`` → ``InteractiveBrowserCredential(...)``, and the other sign-in classes"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, called_on
from migrate.decisions.invocation import is_only_for_requests
from migrate.decisions.removal import alone
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.secrets import CLIENT_SECRET, secret
from migrate.v1.nodes import code_of
from migrate.v1.values import Call, Const, Parameter, Value, alternatives
from migrate.v2.expressions import V2, Attr, Code, DictOf, Either, Expr, Literal, Text, User, call, method

_PACKAGE = "azureml.core.authentication"
_IDENTITY = "azure.identity"
_CREDENTIALS = {
    f"{_PACKAGE}.InteractiveLoginAuthentication": ("InteractiveBrowserCredential", {"tenant_id": "tenant_id"}),
    f"{_PACKAGE}.AzureCliAuthentication": ("AzureCliCredential", {}),
    f"{_PACKAGE}.MsiAuthentication": ("ManagedIdentityCredential", {}),
    f"{_PACKAGE}.ServicePrincipalAuthentication": (
        "ClientSecretCredential",
        {
            "tenant_id": "tenant_id",
            "service_principal_id": "client_id",
            "service_principal_password": "client_secret",
        },
    ),
}


def credential(use: Call, context: Context) -> Expr:
    """The credential of a call that takes ``auth``: its own, or the default one, which v2 does not take None for."""
    node, value = use.expression("auth"), use.value("auth")
    default = call(V2(_IDENTITY, "DefaultAzureCredential"))
    if node is None or value == Const(None):
        return default
    if any(may_be_none(one) for one in alternatives(value)):
        return Either(User(node), default)
    return User(node)


def may_be_none(value: Value) -> bool:
    """Whether it is None, or a parameter that is None when nobody gives it."""
    default = value.default if isinstance(value, Parameter) else None
    return value == Const(None) or (isinstance(default, cst.Name) and default.value == "None")


def _of_dictionary(use: Call) -> Decision:
    """``ServicePrincipalAuthentication(**keys)``: which names the dictionary has, v1 says."""
    (given, argument), *others = use.arguments.items()
    node = argument.node.value
    if others or not given.startswith("**") or not isinstance(node, (cst.Name, cst.Attribute)):
        raise Manual("its arguments are only known when the code runs")
    name, parameters = _CREDENTIALS[use.symbol]
    keywords = {v2: Code(f'{code_of(node)}["{v1}"]') for v1, v2 in parameters.items()}
    fate = converted(f"azure.identity.{name}")
    return Decision(fate, call(V2(_IDENTITY, name), **keywords), arguments={given: fate}, removable=True)


def _credential(use: Call, context: Context) -> Decision:
    if any(given.startswith("*") for given in use.arguments):
        return _of_dictionary(use)
    name, parameters = _CREDENTIALS[use.symbol]
    keywords: dict[str, Expr | None] = {}
    fates: dict[str, Fate] = {}
    for v1, v2 in parameters.items():
        node, value = use.expression(v1), use.value(v1)
        if node is None or value == Const(None):
            continue
        if v1 == "service_principal_password":
            keywords[v2], fate = secret(use, v1, CLIENT_SECRET, context)
            fates |= {v1: fate} if fate is not None else {}
        else:
            keywords[v2] = User(node)
    return Decision(
        converted(f"azure.identity.{name}"), call(V2(_IDENTITY, name), **keywords), arguments=fates, removable=True
    )


_SCOPE = "https://management.azure.com/.default"
_HEADER = "the scope of the token is that of Azure Resource Manager, as in v1"


def _header(use: Call, context: Context) -> Decision:
    receiver = called_on(use, "credential")
    if is_only_for_requests(use, context):
        return Decision(dropped("the client signs in by itself"), edits=(Edit(use.where.statement, instead=()),))
    asked = method(User(receiver), "get_token", Literal(_SCOPE))
    if alone(use.where.statement, use.node):
        return Decision(converted("credential.get_token(scope)"), asked)  # code that only tries to sign in
    token = Attr(asked, "token")
    expr = DictOf(((Literal("Authorization"), Text(("Bearer ", token))),))
    return Decision(changed("credential.get_token(scope).token", _HEADER), expr)


_CLOUD = dropped("v2 takes the cloud from azure.identity and the environment")
_NO_CACHE = dropped("azure.identity keeps its own token cache")

RULE = Rule(
    code="AML110",
    name="authentication",
    summary="The sign-in classes of azureml.core.authentication become credentials of azure.identity.",
    url=learn("how-to-setup-authentication"),
    calls={
        **dict.fromkeys(_CREDENTIALS, _credential),
        f"{_PACKAGE}.AbstractAuthentication.get_authentication_header": _header,
    },
    spread=frozenset({f"{_PACKAGE}.ServicePrincipalAuthentication"}),
    parameters={
        f"{_PACKAGE}.InteractiveLoginAuthentication": {
            "force": dropped("the browser asks whenever no token is cached"),
            "tenant_id": converted("tenant_id"),
            "cloud": _CLOUD,
        },
        f"{_PACKAGE}.AzureCliAuthentication": {"cloud": _CLOUD},
        f"{_PACKAGE}.MsiAuthentication": {"cloud": _CLOUD},
        f"{_PACKAGE}.ServicePrincipalAuthentication": {
            "tenant_id": converted("tenant_id"),
            "service_principal_id": converted("client_id"),
            "service_principal_password": converted("client_secret"),
            "cloud": _CLOUD,
            "_enable_caching": _NO_CACHE,
        },
        f"{_PACKAGE}.AbstractAuthentication.get_authentication_header": {},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.authentication import InteractiveLoginAuthentication

auth = InteractiveLoginAuthentication(tenant_id="my-tenant")
ws = Workspace.from_config(auth=auth)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import InteractiveBrowserCredential

auth = InteractiveBrowserCredential(tenant_id="my-tenant")
ws = MLClient.from_config(auth)
""",
        ),
        Example(
            before="""\
from azureml.core.authentication import ServicePrincipalAuthentication

auth = ServicePrincipalAuthentication("my-tenant", "my-client", "not-a-real-secret")
headers = auth.get_authentication_header()
""",
            after="""\
import os

from azure.identity import ClientSecretCredential

auth = ClientSecretCredential(
    tenant_id="my-tenant",
    client_id="my-client",
    client_secret=os.environ["AZURE_CLIENT_SECRET"],
)
headers = {
    "Authorization": f"Bearer {auth.get_token('https://management.azure.com/.default').token}",
}
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.authentication import ServicePrincipalAuthentication


def get_workspace(keys):
    auth = ServicePrincipalAuthentication(**keys)
    return Workspace.from_config(auth=auth)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import ClientSecretCredential


def get_workspace(keys):
    auth = ClientSecretCredential(
        tenant_id=keys["tenant_id"],
        client_id=keys["service_principal_id"],
        client_secret=keys["service_principal_password"],
    )
    return MLClient.from_config(auth)
""",
        ),
    ),
)
