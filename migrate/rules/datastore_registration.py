"""``Datastore.register_azure_blob_container(...)`` → ``ws.datastores.create_or_update(AzureBlobDatastore(...))``"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.decisions.context import Context, given, receiver_of, single
from migrate.decisions.removal import alone
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn, manual
from migrate.decisions.secrets import secret, variable_of
from migrate.v1.values import Call
from migrate.v2.expressions import V2, Attr, Expr, User, call, method

DATASTORE = "azureml.core.Datastore"
_ENTITIES = "azure.ai.ml.entities"

_KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "register_azure_blob_container": ("AzureBlobDatastore", ("account_name", "container_name", "protocol", "endpoint")),
    "register_azure_file_share": ("AzureFileDatastore", ("account_name", "file_share_name", "protocol", "endpoint")),
    "register_azure_data_lake": ("AzureDataLakeGen1Datastore", ("store_name",)),
    "register_azure_data_lake_gen2": (
        "AzureDataLakeGen2Datastore",
        ("account_name", "filesystem", "protocol", "endpoint"),
    ),
}
"""The v2 entity and its arguments, which have the names that they have in v1."""

_DATABASES = ("register_azure_sql_database", "register_azure_my_sql", "register_azure_postgre_sql")
_SECRETS = ("account_key", "sas_token", "client_secret", "password", "user_password")


def _register(use: Call, context: Context) -> Decision:
    entity, fields = _KINDS[use.entry.name]
    workspace, name = use.expression("workspace"), given(use, "datastore_name")
    fates: dict[str, Fate] = {}
    credentials = _credentials(use, context, fates)
    if workspace is None or name is None:
        raise Manual("which datastore this is cannot be read from the code")
    keywords: dict[str, Expr | None] = {"name": name}
    keywords |= {field: given(use, field) for field in fields}
    store = call(V2(_ENTITIES, entity), **keywords, credentials=credentials)
    made = method(User(workspace), "datastores.create_or_update", store)
    message = "v2 always overwrites, and neither creates nor checks the container"
    return Decision(changed(f"ml_client.datastores.create_or_update({entity}(...))", message), made, arguments=fates)


def _credentials(use: Call, context: Context, fates: dict[str, Fate]) -> Expr | None:
    found: dict[str, Expr] = {}
    for parameter in _SECRETS:
        expr, fate = secret(use, parameter, variable_of(use, parameter), context)
        if expr is not None:
            found[parameter] = expr
        if fate is not None:
            fates[parameter] = fate
    if "account_key" in found:
        return call(V2(_ENTITIES, "AccountKeyConfiguration"), account_key=found["account_key"])
    if "sas_token" in found:
        return call(V2(_ENTITIES, "SasTokenConfiguration"), sas_token=found["sas_token"])
    if "client_secret" in found:
        return call(
            V2(_ENTITIES, "ServicePrincipalConfiguration"),
            tenant_id=given(use, "tenant_id"),
            client_id=given(use, "client_id"),
            client_secret=found["client_secret"],
            resource_url=given(use, "resource_url"),
            authority_url=given(use, "authority_url"),
        )
    return None


def _database(use: Call, context: Context) -> Decision:
    _credentials(use, context, {})
    raise Manual("v2 has no datastores of databases: query the database in the job, or import its data")


def _unregister(use: Call, context: Context) -> Decision:
    receiver, obj = receiver_of(use), single(use.receiver)
    if receiver is None or obj is None or not alone(use.where.statement, use.node):
        raise Manual("remove the datastore with `ml_client.datastores.delete(name)`")
    expr = method(context.client(use.client), "datastores.delete", Attr(User(receiver), "name"))
    return Decision(converted("ml_client.datastores.delete(name)"), expr)


_WORKSPACE = converted("the client")
_NONE = dropped("v2 has no such argument")
_SERVICE_PRINCIPAL = converted("ServicePrincipalConfiguration(...)")
_ARGUMENTS: dict[str, Fate] = {
    "workspace": _WORKSPACE,
    "datastore_name": converted("name"),
    **{field: converted(field) for _, fields in _KINDS.values() for field in fields},
    "account_key": converted("AccountKeyConfiguration(account_key=…)"),
    "sas_token": converted("SasTokenConfiguration(sas_token=…)"),
    **dict.fromkeys(("tenant_id", "client_id", "client_secret", "resource_url", "authority_url"), _SERVICE_PRINCIPAL),
    "overwrite": dropped("v2 always overwrites"),
    "create_if_not_exists": dropped("v2 does not create the container"),
    "skip_validation": dropped("v2 does not check the container"),
    "blob_cache_timeout": _NONE,
    "grant_workspace_access": dropped("give the workspace's identity a role on the storage account"),
    "subscription_id": _NONE,
    "resource_group": _NONE,
}


def _parameters(name: str) -> dict[str, Fate]:
    _, fields = _KINDS[name]
    storage = ("account_key", "sas_token", "create_if_not_exists", "skip_validation", "overwrite")
    lake = ("tenant_id", "client_id", "client_secret", "resource_url", "authority_url", "overwrite")
    lake_access = ("grant_workspace_access", "subscription_id", "resource_group")
    blob = ("blob_cache_timeout", "grant_workspace_access", "subscription_id", "resource_group")
    names = ["workspace", "datastore_name", *fields, *((*lake, *lake_access) if "lake" in name else storage)]
    if "blob" in name:
        names += blob
    return {one: _ARGUMENTS[one] for one in names}


_NO_DATABASE = manual("v2 has no datastores of databases")
_MY_SQL = (
    "workspace",
    "datastore_name",
    "server_name",
    "database_name",
    "user_id",
    "user_password",
    "port_number",
    "endpoint",
    "overwrite",
    "kwargs",
)
_SQL = (
    "workspace",
    "datastore_name",
    "server_name",
    "database_name",
    "tenant_id",
    "client_id",
    "client_secret",
    "resource_url",
    "authority_url",
    "endpoint",
    "overwrite",
    "username",
    "password",
    "subscription_id",
    "resource_group",
    "grant_workspace_access",
    "kwargs",
)

RULE = Rule(
    code="AML310",
    name="datastore-registration",
    summary="Registering a datastore creates its entity; a literal key or token becomes an environment variable.",
    url=learn("how-to-datastore"),
    calls={
        **{f"{DATASTORE}.{name}": _register for name in _KINDS},
        **{f"{DATASTORE}.{name}": _database for name in _DATABASES},
        f"{DATASTORE}.unregister": _unregister,
    },
    parameters={
        **{f"{DATASTORE}.{name}": _parameters(name) for name in _KINDS},
        f"{DATASTORE}.register_azure_my_sql": dict.fromkeys(_MY_SQL, _NO_DATABASE),
        f"{DATASTORE}.register_azure_postgre_sql": dict.fromkeys((*_MY_SQL, "enforce_ssl"), _NO_DATABASE),
        f"{DATASTORE}.register_azure_sql_database": dict.fromkeys(_SQL, _NO_DATABASE),
        f"{DATASTORE}.unregister": {},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Datastore, Workspace

ws = Workspace.from_config()
store = Datastore.register_azure_blob_container(
    workspace=ws,
    datastore_name="archive",
    container_name="data",
    account_name="sales",
    account_key="not-a-real-key",
    create_if_not_exists=True,
)
share = Datastore.register_azure_file_share(ws, "share", "files", "sales", sas_token=token)
store.unregister()
""",
            after="""\
import os

from azure.ai.ml import MLClient
from azure.ai.ml.entities import (
    AccountKeyConfiguration,
    AzureBlobDatastore,
    AzureFileDatastore,
    SasTokenConfiguration,
)
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.create_or_update(
    AzureBlobDatastore(
        name="archive",
        account_name="sales",
        container_name="data",
        credentials=AccountKeyConfiguration(account_key=os.environ["ARCHIVE_ACCOUNT_KEY"]),
    ),
)
share = ws.datastores.create_or_update(
    AzureFileDatastore(
        name="share",
        account_name="sales",
        file_share_name="files",
        credentials=SasTokenConfiguration(sas_token=token),
    ),
)
ws.datastores.delete(store.name)
""",
        ),
        Example(
            before="""\
import os

from azureml.core import Datastore, Workspace

ws = Workspace.from_config()
client_secret = "not-a-real-secret"
lake = Datastore.register_azure_data_lake_gen2(
    workspace=ws,
    datastore_name="lake",
    filesystem="raw",
    account_name="sales",
    tenant_id=os.environ["TENANT_ID"],
    client_id=os.environ["CLIENT_ID"],
    client_secret=client_secret,
)
""",
            after="""\
import os

from azure.ai.ml import MLClient
from azure.ai.ml.entities import (
    AzureDataLakeGen2Datastore,
    ServicePrincipalConfiguration,
)
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
client_secret = os.environ["LAKE_CLIENT_SECRET"]
lake = ws.datastores.create_or_update(
    AzureDataLakeGen2Datastore(
        name="lake",
        account_name="sales",
        filesystem="raw",
        credentials=ServicePrincipalConfiguration(
            tenant_id=os.environ["TENANT_ID"],
            client_id=os.environ["CLIENT_ID"],
            client_secret=client_secret,
        ),
    ),
)
""",
        ),
    ),
)
