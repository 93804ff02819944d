"""``Workspace.create(...)`` → an MLClient that creates the workspace; ``ws.write_config()`` → the JSON file itself"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, given, plain_name, receiver_of
from migrate.decisions.removal import alone, assigned, sole_value
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.rules.authentication import credential
from migrate.v1.values import Call
from migrate.v2.expressions import V2, Attr, Code, Expr, Literal, User, call, dict_of, method
from migrate.v2.statements import Do

_WORKSPACE = "azureml.core.Workspace"
_ENTITIES = "azure.ai.ml.entities"
_FIELDS = {
    "location": "location",
    "friendly_name": "display_name",
    "tags": "tags",
    "storage_account": "storage_account",
    "key_vault": "key_vault",
    "app_insights": "application_insights",
    "container_registry": "container_registry",
    "hbi_workspace": "hbi_workspace",
    "primary_user_assigned_identity": "primary_user_assigned_identity",
    "system_datastores_auth_mode": "system_datastores_auth_mode",
}
_UNSUPPORTED = (
    "adb_workspace",
    "default_cpu_compute_target",
    "default_gpu_compute_target",
    "private_endpoint_config",
    "user_assigned_identity_for_cmk_encryption",
)


def _create(use: Call, context: Context) -> Decision:
    variable, statement = assigned(use.where.statement), use.where.statement
    if variable is None or sole_value(statement) is not use.node:
        raise Manual("create it with `MLClient(credential, subscription, group).workspaces.begin_create(Workspace(…))`")
    name, subscription, group = (given(use, one) for one in ("name", "subscription_id", "resource_group"))
    if name is None or subscription is None or group is None:
        raise Manual("MLClient needs the subscription, the resource group and the workspace by name")
    for parameter in _UNSUPPORTED:
        if given(use, parameter) is not None:
            raise Manual(f"`{parameter}` has to be set up by hand: v2 has no such argument")
    client = call(
        V2("azure.ai.ml", "MLClient"),
        credential(use, context),
        subscription_id=subscription,
        resource_group_name=group,
        workspace_name=name,
    )
    entity = call(
        V2(_ENTITIES, "Workspace"),
        name=Attr(Code(variable), "workspace_name"),
        **{v2: given(use, v1) for v1, v2 in _FIELDS.items()},
        customer_managed_key=_key(use),
    )
    begun = method(Code(variable), "workspaces.begin_create", entity)
    message = "v2 updates a workspace that is there already; the resource group has to exist"
    edit = Edit(statement, after=(Do(method(begun, "result")),))
    return Decision(changed("ml_client.workspaces.begin_create(Workspace(...)).result()", message), client, (edit,))


def _key(use: Call) -> Expr | None:
    vault, uri = given(use, "cmk_keyvault"), given(use, "resource_cmk_uri")
    if vault is None and uri is None:
        return None
    return call(V2(_ENTITIES, "CustomerManagedKey"), key_vault=vault, key_uri=uri)


def _write_config(use: Call, context: Context) -> Decision:
    receiver = receiver_of(use)
    statement = use.where.statement
    client = plain_name(receiver) if receiver is not None else None
    if client is None or not alone(statement, use.node):
        raise Manual("write the subscription, the resource group and the name of the workspace as JSON")
    path, file_name = given(use, "path"), given(use, "file_name")
    if isinstance(file_name, User) and not _is_json(file_name.node):
        raise Manual("write the file by hand; v1 makes sure that its name ends with .json")
    pathlib = V2("pathlib", "Path")
    folder = call(pathlib, *([path] if path is not None else []), Literal(".azureml"))
    file = call(
        pathlib, *([path] if path is not None else []), Literal(".azureml"), file_name or Literal("config.json")
    )
    values: dict[str, Expr] = {
        "subscription_id": Attr(Code(client), "subscription_id"),
        "resource_group": Attr(Code(client), "resource_group_name"),
        "workspace_name": Attr(Code(client), "workspace_name"),
    }
    text = call(Attr(V2("json"), "dumps"), dict_of(values), indent=Literal(4))
    made = Do(method(folder, "mkdir", parents=Literal(True), exist_ok=Literal(True)))
    edit = Edit(statement, instead=(made, Do(method(file, "write_text", text))), keep_comments=True)
    return Decision(converted("the JSON file, which MLClient.from_config finds"), edits=(edit,))


def _is_json(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.SimpleString) and str(node.evaluated_value).endswith(".json")


_NONE = dropped("v2 has no such argument; it was None")
_CREATE: dict[str, Fate] = {
    "name": converted("name"),
    "auth": converted("credential"),
    "subscription_id": converted("subscription_id"),
    "resource_group": converted("resource_group_name"),
    **{v1: converted(v2) for v1, v2 in _FIELDS.items()},
    "cmk_keyvault": converted("CustomerManagedKey(key_vault=…)"),
    "resource_cmk_uri": converted("CustomerManagedKey(key_uri=…)"),
    **dict.fromkeys(_UNSUPPORTED, _NONE),
    "create_resource_group": changed("", "v2 does not create the resource group: it has to exist"),
    "sku": dropped("v2 workspaces have one kind only"),
    "private_endpoint_auto_approval": dropped("there is no private endpoint to approve"),
    "exist_ok": dropped("v2 updates a workspace that is there already"),
    "show_output": dropped("`.result()` shows no progress"),
    "v1_legacy_mode": dropped("the v2 client works with v2 alone"),
}

RULE = Rule(
    code="AML103",
    name="workspace-creation",
    summary="A workspace is created through its client; its config.json is written as the JSON that it is.",
    url=learn("how-to-manage-workspace"),
    calls={f"{_WORKSPACE}.create": _create, f"{_WORKSPACE}.write_config": _write_config},
    parameters={
        f"{_WORKSPACE}.create": _CREATE,
        f"{_WORKSPACE}.write_config": {"path": converted("the folder"), "file_name": converted("the file's name")},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace

ws = Workspace.create(
    name="sales",
    subscription_id=subscription,
    resource_group="prod",
    location="westeurope",
    friendly_name="Sales forecasts",
    exist_ok=True,
)
ws.write_config()
""",
            after="""\
import json
from pathlib import Path

from azure.ai.ml import MLClient
from azure.ai.ml.entities import Workspace
from azure.identity import DefaultAzureCredential

ws = MLClient(
    DefaultAzureCredential(),
    subscription_id=subscription,
    resource_group_name="prod",
    workspace_name="sales",
)
ws.workspaces.begin_create(
    Workspace(
        name=ws.workspace_name,
        location="westeurope",
        display_name="Sales forecasts",
    ),
).result()
Path(".azureml").mkdir(parents=True, exist_ok=True)
Path(".azureml", "config.json").write_text(
    json.dumps(
        {
            "subscription_id": ws.subscription_id,
            "resource_group": ws.resource_group_name,
            "workspace_name": ws.workspace_name,
        },
        indent=4,
    ),
)
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace

ws = Workspace.create(
    "sales",
    subscription_id=subscription,
    resource_group="prod",
    cmk_keyvault=vault,
    resource_cmk_uri=key,
    hbi_workspace=True,
    create_resource_group=False,
)
ws.write_config(path="settings", file_name="sales.json")
""",
            after="""\
import json
from pathlib import Path

from azure.ai.ml import MLClient
from azure.ai.ml.entities import CustomerManagedKey, Workspace
from azure.identity import DefaultAzureCredential

ws = MLClient(
    DefaultAzureCredential(),
    subscription_id=subscription,
    resource_group_name="prod",
    workspace_name="sales",
)
ws.workspaces.begin_create(
    Workspace(
        name=ws.workspace_name,
        hbi_workspace=True,
        customer_managed_key=CustomerManagedKey(key_vault=vault, key_uri=key),
    ),
).result()
Path("settings", ".azureml").mkdir(parents=True, exist_ok=True)
Path("settings", ".azureml", "sales.json").write_text(
    json.dumps(
        {
            "subscription_id": ws.subscription_id,
            "resource_group": ws.resource_group_name,
            "workspace_name": ws.workspace_name,
        },
        indent=4,
    ),
)
""",
        ),
    ),
)
