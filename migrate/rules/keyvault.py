"""``ws.get_default_keyvault().get_secret(name)`` → ``SecretClient(...).get_secret(name).value``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, called_on, given, single
from migrate.decisions.misplaced import sees
from migrate.decisions.removal import alone
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, learn, manual
from migrate.decisions.secrets import secret, take_out
from migrate.v1.values import Call, Value, constant
from migrate.v2.expressions import V2, Attr, Code, Expr, Index, Literal, Text, User, call, method
from migrate.v2.names import snake

_KEYVAULT = "azureml.core.Keyvault"
_DEFAULT = "azureml.core.Workspace.get_default_keyvault"
_VAULT = "the workspace's vault, with azure-keyvault-secrets (`pip install azure-keyvault-secrets`)"


def _credential(workspace: Value | None, use: Call) -> Expr:
    """What the workspace was signed in with where that is a variable at hand, else the default credential."""
    obj = single(workspace)
    if obj is not None and obj.call is not None:
        node, made = obj.call.expression("auth"), single(obj.call.value("auth"))
        at_hand = made is not None and made.call is not None and sees(use.where, made.call.where)
        if isinstance(node, cst.Name) and at_hand:
            return User(node)
    return call(V2("azure.identity", "DefaultAzureCredential"))


def _client(workspace: Expr, value: Value | None, use: Call) -> Expr:
    details = method(workspace, "workspaces.get", Attr(workspace, "workspace_name"))
    # the entity has the id of the vault, which ends with its name
    name = method(Attr(details, "key_vault"), "split", Literal("/"))
    url = Text(("https://", Index(name, Literal(-1)), ".vault.azure.net"))
    return call(V2("azure.keyvault.secrets", "SecretClient"), url, _credential(value, use))


def _default(use: Call, context: Context) -> Decision:
    receiver = User(called_on(use, "workspace"))
    return Decision(changed("SecretClient(vault_url, credential)", _VAULT), _client(receiver, use.receiver, use))


def _made(use: Call, context: Context) -> Decision:
    workspace = use.expression("workspace")
    if workspace is None:
        raise Manual("the vault is made without a workspace: v2 needs its address, https://NAME.vault.azure.net")
    expr = _client(User(workspace), use.value("workspace"), use)
    return Decision(changed("SecretClient(vault_url, credential)", _VAULT), expr)


def _vault(use: Call) -> Expr:
    return User(called_on(use, "vault"))


def _get(use: Call, context: Context) -> Decision:
    name = given(use, "name")
    if name is None:
        raise Manual("which secret this is cannot be read from the code")
    return Decision(
        converted("SecretClient.get_secret(name).value"), Attr(method(_vault(use), "get_secret", name), "value")
    )


def _content_type(use: Call, context: Context) -> Decision:
    name = given(use, "name")
    if name is None:
        raise Manual("which secret this is cannot be read from the code")
    found = Attr(method(_vault(use), "get_secret", name), "properties")
    return Decision(converted("SecretClient.get_secret(name).properties.content_type"), Attr(found, "content_type"))


def _set(use: Call, context: Context) -> Decision:
    name = given(use, "name")
    value, fate = secret(use, "value", _variable(constant(use.value("name"))), context)
    if name is None or value is None:
        raise Manual("set the secret with SecretClient.set_secret(name, value)")
    expr = method(_vault(use), "set_secret", name, value, content_type=given(use, "content_type"))
    return Decision(converted("SecretClient.set_secret(name, value)"), expr, arguments={"value": fate} if fate else {})


def _set_several(use: Call, context: Context) -> Decision:
    secrets = use.expression("secrets_batch")
    for element in secrets.elements if isinstance(secrets, cst.Dict) else ():
        value = element.value
        if isinstance(element, cst.DictElement) and isinstance(value, (cst.SimpleString, cst.ConcatenatedString)):
            name = constant(context.value(element.key))
            outside = Literal(_variable(name))
            take_out(value, Index(Attr(V2("os"), "environ"), outside), context)
    raise Manual("one call a secret: SecretClient.set_secret(name, value); what was written here is in the environment")


def _variable(name: object) -> str:
    return f"{snake(name).upper()}_VALUE" if isinstance(name, str) else "SECRET_VALUE"


def _delete(use: Call, context: Context) -> Decision:
    name = given(use, "name")
    if name is None or not alone(use.where.statement, use.node):
        raise Manual("delete the secret with SecretClient.begin_delete_secret(name).result()")
    begun = method(_vault(use), "begin_delete_secret", name)
    return Decision(converted("SecretClient.begin_delete_secret(name)"), method(begun, "result"))


def _list(use: Call, context: Context) -> Decision:
    message = "v2 gives properties of secrets, v1 gave dictionaries: their name is an attribute"
    expr = call(Code("list"), method(_vault(use), "list_properties_of_secrets"))
    return Decision(changed("SecretClient.list_properties_of_secrets()", message), expr)


RULE = Rule(
    code="AML102",
    name="keyvault",
    summary="The workspace's key vault is used with the Key Vault client library; literal secrets leave the code.",
    url=learn("how-to-use-secrets-in-runs"),
    calls={
        _DEFAULT: _default,
        _KEYVAULT: _made,
        f"{_KEYVAULT}.get_secret": _get,
        f"{_KEYVAULT}.get_secret_content_type": _content_type,
        f"{_KEYVAULT}.set_secret": _set,
        f"{_KEYVAULT}.set_secrets": _set_several,
        f"{_KEYVAULT}.delete_secret": _delete,
        f"{_KEYVAULT}.list_secrets": _list,
    },
    references={
        _KEYVAULT: lambda use, context: Decision(
            converted("SecretClient"), V2("azure.keyvault.secrets", "SecretClient")
        )
    },
    parameters={
        _DEFAULT: {},
        _KEYVAULT: {"workspace": converted("vault_url")},
        f"{_KEYVAULT}.get_secret": {"name": converted("name")},
        f"{_KEYVAULT}.get_secret_content_type": {"name": converted("name")},
        f"{_KEYVAULT}.set_secret": {
            "name": converted("name"),
            "value": converted("value"),
            "content_type": converted("content_type"),
        },
        f"{_KEYVAULT}.set_secrets": {"secrets_batch": manual("one call a secret")},
        f"{_KEYVAULT}.delete_secret": {"name": converted("name")},
        f"{_KEYVAULT}.list_secrets": {},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace

ws = Workspace.from_config()
keyvault = ws.get_default_keyvault()
keyvault.set_secret(name="sales-password", value="not-a-real-password")
password = keyvault.get_secret("sales-password")
keyvault.delete_secret("old")
""",
            after="""\
import os

from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient

ws = MLClient.from_config(DefaultAzureCredential())
keyvault = SecretClient(
    f"https://{ws.workspaces.get(ws.workspace_name).key_vault.split('/')[-1]}.vault.azure.net",
    DefaultAzureCredential(),
)
keyvault.set_secret("sales-password", os.environ["SALES_PASSWORD_VALUE"])
password = keyvault.get_secret("sales-password").value
keyvault.begin_delete_secret("old").result()
""",
        ),
        Example(
            before="""\
from azureml.core import Keyvault, Workspace
from azureml.core.authentication import AzureCliAuthentication

auth = AzureCliAuthentication()
ws = Workspace.from_config(auth=auth)
vault = Keyvault(ws)
secrets = vault.list_secrets()
kind = vault.get_secret_content_type("key")
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import AzureCliCredential
from azure.keyvault.secrets import SecretClient

auth = AzureCliCredential()
ws = MLClient.from_config(auth)
vault = SecretClient(
    f"https://{ws.workspaces.get(ws.workspace_name).key_vault.split('/')[-1]}.vault.azure.net",
    auth,
)
secrets = list(vault.list_properties_of_secrets())
kind = vault.get_secret("key").properties.content_type
""",
        ),
    ),
)
