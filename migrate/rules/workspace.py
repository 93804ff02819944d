"""``Workspace.from_config()`` → ``MLClient.from_config(DefaultAzureCredential())``"""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrate.decisions.context import Context, called_on
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.tries import may_fail
from migrate.decisions.workspace_settings import Place, place_in_dictionary
from migrate.rules.authentication import credential
from migrate.v1.nodes import walk
from migrate.v1.purity import is_pure
from migrate.v1.uses import AttributeUse, ReferenceUse
from migrate.v1.values import Call, Const, Obj
from migrate.v2.expressions import V2, Attr, Chosen, Code, Expr, Index, Literal, User, call, method
from migrate.v2.statements import Assign, Do

WORKSPACE = "azureml.core.Workspace"
CLIENT = V2("azure.ai.ml", "MLClient")
_LAZY = "MLClient does not ask the service when it is made: a wrong name shows at the first call"

_ASKED = (
    "MLClient does not ask the service when it is made, so the workspace is asked for: the code handles its absence"
)


def _argument(use: Call, name: str) -> User | None:
    node = use.expression(name)
    return User(node) if node is not None and use.value(name) != Const(None) else None


def _from_config(use: Call, context: Context) -> Decision:
    expr = call(
        Attr(CLIENT, "from_config"),
        credential(use, context),
        path=_argument(use, "path"),
        file_name=_argument(use, "_file_name"),
    )
    return Decision(converted("MLClient.from_config(credential)"), expr)


def _by_name(use: Call, context: Context) -> Decision:
    if any(given.startswith("*") for given in use.arguments):
        return _from_dictionary(use, context)
    name = _argument(use, "workspace_name") or _argument(use, "name")
    subscription, group = _argument(use, "subscription_id"), _argument(use, "resource_group")
    if name is None or _argument(use, "id") is not None or (subscription is None and use.symbol == WORKSPACE):
        raise Manual("MLClient needs the subscription, the resource group and the workspace by name")
    if group is None and not (is_pure(name.node) and (subscription is None or is_pure(subscription.node))):
        raise Manual("MLClient needs the resource group, too")
    if subscription is None:
        return _in_set_subscription(use, name, group, context)
    if group is None:
        return _found(use, subscription, name, _FOUND, context)
    return _client(use, Place(subscription, group, name), _LAZY, context)


def _in_set_subscription(use: Call, name: User, group: User | None, context: Context) -> Decision:
    """The client of a workspace that v1 looks for everywhere: an environment variable says in which subscription."""
    setting = Index(Attr(V2("os"), "environ"), Literal("AZURE_SUBSCRIPTION_ID"))
    if group is not None:
        return _client(use, Place(setting, group, name), _UNSAID, context)
    subscription = Code(context.new_name("subscription_id", use.where))
    return _found(use, subscription, name, _UNSAID, context, Assign(subscription.text, setting))


def _from_dictionary(use: Call, context: Context) -> Decision:
    """``Workspace.get(**config["workspace"])``."""
    parameter = "workspace_name" if use.symbol == WORKSPACE else "name"
    made = _client(use, place_in_dictionary(use, parameter, context), _LAZY, context)
    needs = "subscription_id, resource_group_name, workspace_name"
    told = f"the dictionary has to hold `subscription_id`, `resource_group` and `{parameter}`"
    return replace(made, arguments={"**": changed(needs, told)})


def _client(use: Call, place: Place, message: str, context: Context) -> Decision:
    expr = call(
        CLIENT,
        credential(use, context),
        subscription_id=place.subscription_id,
        resource_group_name=place.resource_group,
        workspace_name=place.name,
    )
    workspace = use.result
    after: tuple[Do, ...] = ()
    if isinstance(workspace, Obj) and workspace.name and may_fail(use.where, context):
        client = Code(workspace.name)
        after, message = (Do(method(client, "workspaces.get", Attr(client, "workspace_name"))),), _ASKED
    edits = (Edit(use.where.statement, before=place.before, after=after),) if place.before or after else ()
    return Decision(changed(_BY_NAME, message), expr, edits)


_BY_NAME = "MLClient(credential, subscription_id, resource_group_name, workspace_name)"
_FOUND = "MLClient needs the resource group, which is looked for among all workspaces of the subscription, as v1 did"
_UNSAID = "v1 looked for the workspace in all subscriptions; v2 has to be told which one: set AZURE_SUBSCRIPTION_ID"


def _found(use: Call, subscription: Expr, name: User, message: str, context: Context, *before: Assign) -> Decision:
    """The client of a workspace that v1 finds by its name in the subscription."""
    everywhere = call(CLIENT, credential(use, context), subscription_id=subscription)
    one, groups = Code("one"), context.new_name("groups", use.where)
    listed = method(everywhere, "workspaces.list", scope=Literal("subscription"))
    found = Chosen(Attr(one, "resource_group"), (("one", listed),), ((Attr(one, "name"), "==", name),))
    expr = call(
        CLIENT,
        credential(use, context),
        subscription_id=subscription,
        resource_group_name=Index(Code(groups), Literal(0)),
        workspace_name=name,
    )
    edit = Edit(use.where.statement, before=(*before, Assign(groups, found)))
    return Decision(changed(_BY_NAME, message), expr, (edit,))


_ATTRIBUTES = {
    "name": "workspace_name",
    "resource_group": "resource_group_name",
    "subscription_id": "subscription_id",
    "_workspace_name": "workspace_name",
    "_resource_group": "resource_group_name",
    "_subscription_id": "subscription_id",
}


def _attribute(use: AttributeUse, context: Context) -> Decision:
    v2 = _ATTRIBUTES[use.node.attr.value]
    return Decision(converted(f"MLClient.{v2}"), Attr(User(use.node.value), v2))


def _details(use: AttributeUse | Call, receiver: User) -> Expr:
    return method(receiver, "workspaces.get", Attr(receiver, "workspace_name"))


def _location(use: AttributeUse, context: Context) -> Decision:
    expr = Attr(_details(use, User(use.node.value)), use.node.attr.value)
    return Decision(converted(f"ml_client.workspaces.get(name).{use.node.attr.value}"), expr)


def _get_details(use: Call, context: Context) -> Decision:
    receiver = called_on(use, "workspace")
    message = "v2 returns a Workspace entity instead of a dictionary"
    readers = (one for one in walk(use.where.statement) if isinstance(one, (cst.Subscript, cst.Attribute)))
    if any(one.value is use.node for one in readers):
        raise Manual(f"read the attributes of ml_client.workspaces.get(name): {message}")
    return Decision(changed("ml_client.workspaces.get(name)", message), _details(use, User(receiver)))


def _tracking(use: Call, context: Context) -> Decision:
    receiver = called_on(use, "workspace")
    expr = Attr(_details(use, User(receiver)), "mlflow_tracking_uri")
    return Decision(converted("ml_client.workspaces.get(name).mlflow_tracking_uri"), expr)


def _reference(use: ReferenceUse, context: Context) -> Decision:
    return Decision(converted("MLClient"), CLIENT)


_SAME: Fate = converted()
_NO_CHECK = dropped("v2 has no such check")

RULE = Rule(
    code="AML101",
    name="workspace",
    summary="Workspace.from_config, Workspace.get and Workspace(...) become an MLClient under the same variable.",
    url=learn("migrate-to-v2-resource-workspace"),
    calls={
        f"{WORKSPACE}.from_config": _from_config,
        f"{WORKSPACE}.get": _by_name,
        WORKSPACE: _by_name,
        f"{WORKSPACE}.get_details": _get_details,
        f"{WORKSPACE}.get_mlflow_tracking_uri": _tracking,
    },
    attributes={
        **{f"{WORKSPACE}.{name}": _attribute for name in _ATTRIBUTES},
        f"{WORKSPACE}.location": _location,
        f"{WORKSPACE}.tags": _location,
        f"{WORKSPACE}.discovery_url": _location,
    },
    references={WORKSPACE: _reference},
    spread=frozenset({f"{WORKSPACE}.get", WORKSPACE}),
    parameters={
        f"{WORKSPACE}.from_config": {
            "path": _SAME,
            "auth": converted("credential"),
            "_file_name": converted("file_name"),
            "_logger": dropped("MLClient logs through azure-core's logger"),
        },
        f"{WORKSPACE}.get": {
            "name": converted("workspace_name"),
            "auth": converted("credential"),
            "subscription_id": _SAME,
            "resource_group": converted("resource_group_name"),
            "location": dropped("the workspace's own location counts"),
            "cloud": dropped("v2 takes the cloud from azure.identity and the environment"),
            "id": dropped("MLClient has no such argument; it was None"),
        },
        WORKSPACE: {
            "subscription_id": _SAME,
            "resource_group": converted("resource_group_name"),
            "workspace_name": _SAME,
            "auth": converted("credential"),
            "_location": dropped("the workspace's own location counts"),
            "_disable_service_check": _NO_CHECK,
            "_workspace_id": dropped("v2 looks it up"),
            "sku": dropped("v2 has no such argument"),
            "tags": dropped("tags are given where the workspace is created"),
            "_cloud": dropped("v2 takes the cloud from azure.identity and the environment"),
        },
        f"{WORKSPACE}.get_details": {},
        f"{WORKSPACE}.get_mlflow_tracking_uri": {"_with_auth": dropped("azureml-mlflow signs in by itself")},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace

ws = Workspace.from_config()
print(ws.name, ws.location)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
print(ws.workspace_name, ws.workspaces.get(ws.workspace_name).location)
""",
        ),
        Example(
            before="""\
from azureml.core.workspace import Workspace as W

ws = W.get("sales", subscription_id=subscription, resource_group="prod")
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient(
    DefaultAzureCredential(),
    subscription_id=subscription,
    resource_group_name="prod",
    workspace_name="sales",
)
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace

ws = Workspace.get(name="sales")
print(ws.resource_group)
""",
            after="""\
import os

from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

subscription_id = os.environ["AZURE_SUBSCRIPTION_ID"]
groups = [
    one.resource_group
    for one in MLClient(DefaultAzureCredential(), subscription_id=subscription_id).workspaces.list(scope="subscription")
    if one.name == "sales"
]
ws = MLClient(
    DefaultAzureCredential(),
    subscription_id=subscription_id,
    resource_group_name=groups[0],
    workspace_name="sales",
)
print(ws.resource_group_name)
""",
        ),
        Example(
            before="""\
import mlflow
from azureml.core import Workspace

ws = Workspace.from_config()
mlflow.set_tracking_uri(ws.get_mlflow_tracking_uri())
""",
            after="""\
import mlflow
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
mlflow.set_tracking_uri(ws.workspaces.get(ws.workspace_name).mlflow_tracking_uri)
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.exceptions import WorkspaceException

try:
    ws = Workspace.get("prices", subscription_id=subscription, resource_group="ml")
except WorkspaceException:
    ws = Workspace.create("prices", subscription_id=subscription, resource_group="ml", location="westeurope")
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Workspace
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential

try:
    ws = MLClient(
        DefaultAzureCredential(),
        subscription_id=subscription,
        resource_group_name="ml",
        workspace_name="prices",
    )
    ws.workspaces.get(ws.workspace_name)
except ResourceNotFoundError:
    ws = MLClient(
        DefaultAzureCredential(),
        subscription_id=subscription,
        resource_group_name="ml",
        workspace_name="prices",
    )
    ws.workspaces.begin_create(Workspace(name=ws.workspace_name, location="westeurope")).result()
""",
        ),
        Example(
            before="""\
import yaml
from azureml.core import Workspace

with open("settings.yml") as f:
    settings = yaml.safe_load(f)
ws = Workspace.get(**settings["workspace"])
""",
            after="""\
import yaml
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

with open("settings.yml") as f:
    settings = yaml.safe_load(f)
ws = MLClient(
    DefaultAzureCredential(),
    subscription_id=settings["workspace"]["subscription_id"],
    resource_group_name=settings["workspace"]["resource_group"],
    workspace_name=settings["workspace"]["name"],
)
""",
        ),
    ),
)
