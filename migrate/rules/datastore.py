"""``ws.get_default_datastore()`` → ``ws.datastores.get_default()``, by name ``ws.datastores.get(name)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, called_on, plain_name
from migrate.decisions.lookups import may_be_absent
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.staying_annotations import refuse_staying
from migrate.v1.uses import AttributeUse, ReferenceUse, SubscriptUse
from migrate.v1.values import Call, constant, objects
from migrate.v2.expressions import V2, Attr, Code, Literal, User, method

DATASTORE = "azureml.core.Datastore"
_ABSTRACT = "azureml.data.abstract_datastore.AbstractDatastore"
_STORAGE = "azureml.data.azure_storage_datastore.AbstractAzureStorageDatastore"
_ENTITIES = {
    DATASTORE: "Datastore",
    _ABSTRACT: "Datastore",
    _STORAGE: "Datastore",
    "azureml.data.azure_storage_datastore.AzureBlobDatastore": "AzureBlobDatastore",
    "azureml.data.azure_storage_datastore.AzureFileDatastore": "AzureFileDatastore",
    "azureml.data.azure_data_lake_datastore.AzureDataLakeDatastore": "AzureDataLakeGen1Datastore",
    "azureml.data.azure_data_lake_datastore.AzureDataLakeGen2Datastore": "AzureDataLakeGen2Datastore",
}
"""The classes that annotations and checks name, with those of what ``ml_client.datastores.get`` gives."""
_SET_DEFAULT, _BUILT_IN = "azureml.core.Workspace.set_default_datastore", "workspaceblobstore"


def _get_default(use: Call, context: Context) -> Decision:
    of_class = use.symbol.startswith(DATASTORE)
    receiver = use.expression("workspace") if of_class else called_on(use, "workspace")
    if receiver is None:
        raise Manual("which workspace's default this is: `workspace` is not given")
    return Decision(
        converted("ml_client.datastores.get_default()"),
        method(User(receiver), "datastores.get_default"),
        removable=True,
    )


def _set_default(use: Call, context: Context) -> Decision:
    """``ws.set_default_datastore("workspaceblobstore")``, which says what holds from the beginning."""
    calls = context.interpreter.uses.calls.values()
    names = {constant(one.value("name")) for one in calls if one.symbol == _SET_DEFAULT}
    edit = removal(use.where.statement, use.node)
    if names != {_BUILT_IN} or edit is None:
        raise Manual(
            "v2 cannot change the default datastore: use the studio, or name the datastore wherever it is used"
        )
    message = f"{_BUILT_IN} is the default datastore of each workspace, unless somebody changed it: v2 cannot"
    return Decision(dropped(message), edits=(edit,))


def _get(use: Call, context: Context) -> Decision:
    workspace = use.expression("workspace")
    name = use.expression("datastore_name") or use.expression("name")
    if workspace is None or name is None:
        raise Manual("which datastore this is cannot be read from the code")
    return Decision(
        converted("ml_client.datastores.get(name)"),
        method(User(workspace), "datastores.get", User(name)),
        removable=True,
    )


def _name(use: AttributeUse, context: Context) -> Decision:
    return Decision(converted(f"Datastore.{use.node.attr.value}"))


def _same(use: AttributeUse, context: Context) -> Decision:
    name = use.node.attr.value
    made = objects(use.receiver)
    is_share = any(one.call is not None and one.call.entry.name == "register_azure_file_share" for one in made)
    if name == "container_name" and is_share:
        return Decision(converted("Datastore.file_share_name"), Attr(User(use.node.value), "file_share_name"))
    return Decision(converted(f"Datastore.{name}"))


def _type(use: AttributeUse, context: Context) -> Decision:
    message = "v2 writes the type in another way: 'azure_blob' instead of 'AzureBlob'"
    return Decision(changed("Datastore.type", message), Attr(User(use.node.value), "type"))


def _workspace(use: AttributeUse, context: Context) -> Decision:
    return Decision(converted("the client"), context.client(use.client))


def _secret(use: AttributeUse, context: Context) -> Decision:
    """``store.account_key``: the service gives secrets only when it is asked for them."""
    name = use.node.attr.value
    store = method(
        context.client(use.client),
        "datastores.get",
        Attr(User(use.node.value), "name"),
        include_secrets=Literal(True),
    )
    message = "only for a datastore with credentials of this kind; v1 gave None for another"
    fate = changed("ml_client.datastores.get(name, include_secrets=True).credentials", message)
    return Decision(fate, Attr(Attr(store, "credentials"), name))


def _by_key(use: SubscriptUse, context: Context) -> Decision:
    if use.asks:
        return Decision(converted("ml_client.datastores.list()"))
    if not isinstance(use.container, cst.Attribute) or may_be_absent(use, context):
        return Decision(converted("the dictionary made from ml_client.datastores.list()"))
    if use.key is None:
        raise Manual("list the datastores with `ml_client.datastores.list()`")
    expr = method(User(use.container.value), "datastores.get", User(use.key))
    return Decision(converted("ml_client.datastores.get(name)"), expr, removable=True)


def _all(use: AttributeUse, context: Context) -> Decision:
    """``ws.datastores`` as a dictionary to go on with."""
    receiver = plain_name(use.node.value)
    if receiver is None:
        raise Manual("make a dictionary from `ml_client.datastores.list()`")
    expr = Code(f"{{store.name: store for store in {receiver}.datastores.list()}}")
    return Decision(converted("ml_client.datastores.list()"), expr)


def _reference(use: ReferenceUse, context: Context) -> Decision:
    refuse_staying(use, context)
    entity = _ENTITIES[use.symbol]
    return Decision(converted(f"azure.ai.ml.entities.{entity}"), V2("azure.ai.ml.entities", entity))


_WORKSPACE = converted("the client")

RULE = Rule(
    code="AML301",
    name="datastore",
    summary="Looking up a datastore becomes a call of ml_client.datastores.",
    url=learn("migrate-to-v2-resource-datastore"),
    calls={
        "azureml.core.Workspace.get_default_datastore": _get_default,
        f"{DATASTORE}.get_default": _get_default,
        _SET_DEFAULT: _set_default,
        f"{DATASTORE}.get": _get,
        DATASTORE: _get,
    },
    attributes={
        f"{DATASTORE}.name": _name,
        f"{DATASTORE}.workspace": _workspace,
        f"{_ABSTRACT}.datastore_type": _type,
        **{f"{_STORAGE}.{name}": _same for name in ("account_name", "container_name", "protocol", "endpoint")},
        **{f"{_STORAGE}.{name}": _secret for name in ("account_key", "sas_token")},
        "azureml.core.Workspace.datastores": _all,
    },
    subscripts={"azureml.core.Workspace.datastores": _by_key, DATASTORE: _by_key},
    references=dict.fromkeys(_ENTITIES, _reference),
    parameters={
        "azureml.core.Workspace.get_default_datastore": {},
        f"{DATASTORE}.get_default": {"workspace": _WORKSPACE},
        _SET_DEFAULT: {"name": dropped("it was the default already")},
        f"{DATASTORE}.get": {"workspace": _WORKSPACE, "datastore_name": converted("name")},
        DATASTORE: {"workspace": _WORKSPACE, "name": converted("name")},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Datastore, Workspace

ws = Workspace.from_config()
store = ws.get_default_datastore()
archive = Datastore.get(ws, "archive")
print(store.name, archive.name)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
archive = ws.datastores.get("archive")
print(store.name, archive.name)
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace

ws = Workspace.from_config()
store = ws.get_default_datastore()
print(store.account_name, store.container_name, store.datastore_type, store.workspace.name)
key = store.account_key
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
print(store.account_name, store.container_name, store.type, ws.workspace_name)
key = ws.datastores.get(store.name, include_secrets=True).credentials.account_key
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace

ws = Workspace.from_config()
ws.set_default_datastore("workspaceblobstore")
store = ws.get_default_datastore()
print(store.name)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
print(store.name)
""",
        ),
    ),
)
