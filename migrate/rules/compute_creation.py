"""``ComputeTarget.create(ws, name, config)`` → ``ws.compute.begin_create_or_update(AmlCompute(...)).result()``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.clients import stays_v1
from migrate.decisions.context import Context, single
from migrate.decisions.misplaced import sees
from migrate.decisions.removal import alone
from migrate.decisions.rule import (
    Decision,
    Edit,
    Example,
    Fate,
    Manual,
    Rule,
    changed,
    converted,
    dropped,
    learn,
)
from migrate.decisions.secrets import secret
from migrate.v1.values import Call, Const, Obj, constant
from migrate.v2.expressions import V2, Attr, Expr, ListOf, Literal, Text, User, call, method

COMPUTE_TARGET = "azureml.core.compute.ComputeTarget"
AML_COMPUTE = "azureml.core.compute.AmlCompute"
CONFIGURATION = f"{AML_COMPUTE}.provisioning_configuration"
_ENTITIES = "azure.ai.ml.entities"

_V1_IDLE_SECONDS = 1800
"""v1's default idle time before scale-down; v2's is 120 s, so v1's is written out."""

_SIMPLE = {
    "vm_size": "size",
    "min_nodes": "min_instances",
    "max_nodes": "max_instances",
    "idle_seconds_before_scaledown": "idle_time_before_scale_down",
    "tags": "tags",
    "description": "description",
    "enable_node_public_ip": "enable_node_public_ip",
    "location": "location",
}


def _given(use: Call, name: str) -> Expr | None:
    node = use.expression(name)
    return None if node is None or use.value(name) == Const(None) else User(node)


def _tier(use: Call) -> Expr | None:
    node, text = use.expression("vm_priority"), constant(use.value("vm_priority"))
    if node is None or text is None:
        return User(node) if node is not None and use.value("vm_priority") != Const(None) else None
    if isinstance(text, str) and text.lower() in ("lowpriority", "low_priority"):
        return Literal("low_priority")
    return Literal("dedicated")


def _group(name: str, entity: str, use: Call, fields: dict[str, str]) -> dict[str, Expr | None]:
    """Arguments that v2 takes as one object."""
    found = {v2: _given(use, v1) for v1, v2 in fields.items()}
    return {name: call(V2(_ENTITIES, entity), **found) if any(found.values()) else None}


def _ssh_access(use: Call) -> Expr | None:
    if _given(use, "remote_login_port_public_access") is None:
        return None
    text = str(constant(use.value("remote_login_port_public_access"))).lower()
    if text not in ("enabled", "disabled", "notspecified"):
        raise Manual("`remote_login_port_public_access` has to be set by hand: ssh_public_access_enabled=True or False")
    return None if text == "notspecified" else Literal(text == "enabled")


_IDENTITIES = {"SystemAssigned": "system_assigned", "UserAssigned": "user_assigned"}


def _identity(use: Call) -> Expr | None:
    if _given(use, "identity_type") is None:
        return None
    text, ids = constant(use.value("identity_type")), use.expression("identity_id")
    if text not in _IDENTITIES or not (ids is None or isinstance(ids, cst.List)):
        raise Manual("the identity has to be set by hand: identity=IdentityConfiguration(...)")
    users = [
        call(V2(_ENTITIES, "ManagedIdentityConfiguration"), resource_id=User(element.value))
        for element in (ids.elements if isinstance(ids, cst.List) else ())
    ]
    return call(
        V2(_ENTITIES, "IdentityConfiguration"),
        type=Literal(_IDENTITIES[str(text)]),
        user_assigned_identities=ListOf(tuple(users)) if users else None,
    )


def _network(use: Call, client: Expr) -> Expr | None:
    """The network; v2 looks for it in the resource group of the workspace, unless the subnet is an ARM id."""
    group, network, subnet = (_text_of(use, f"{name}_name") for name in ("vnet_resourcegroup", "vnet", "subnet"))
    if group is None:
        return _group("", "NetworkSettings", use, {"vnet_name": "vnet_name", "subnet_name": "subnet"})[""]
    if network is None or subnet is None:
        raise Manual("`vnet_resourcegroup_name` together with `vnet_name` and `subnet_name` says which network it is")
    provider = "/providers/Microsoft.Network/virtualNetworks/"
    parts = ("/subscriptions/", Attr(client, "subscription_id"), "/resourceGroups/", group, provider, network)
    text = Text((*parts, "/subnets/", subnet))
    return call(V2(_ENTITIES, "NetworkSettings"), vnet_name=_given(use, "vnet_name"), subnet=text)


def _text_of(use: Call, name: str) -> str | Expr | None:
    known = constant(use.value(name))
    return known if isinstance(known, str) else _given(use, name)


def _idle(use: Call) -> Expr:
    """The seconds; v1 also took them as text."""
    known = constant(use.value("idle_seconds_before_scaledown"))
    if isinstance(known, str) and known.isdecimal():
        return Literal(int(known))
    return _given(use, "idle_seconds_before_scaledown") or Literal(_V1_IDLE_SECONDS)


def entity(use: Call, name: Expr, client: Expr) -> Expr:
    """The v2 ``AmlCompute`` of a provisioning configuration; in v2 it carries the name."""
    keywords: dict[str, Expr | None] = {"name": name, "size": _given(use, "vm_size"), "tier": _tier(use)}
    keywords |= {v2: _given(use, v1) for v1, v2 in _SIMPLE.items() if v1 != "vm_size"}
    keywords["idle_time_before_scale_down"] = _idle(use)
    ssh = {"admin_username": "admin_username", "admin_user_password": "admin_password"}
    ssh |= {"admin_user_ssh_key": "ssh_key_value"}
    keywords |= _group("ssh_settings", "AmlComputeSshSettings", use, ssh)
    keywords["network_settings"] = _network(use, client)
    keywords |= {"ssh_public_access_enabled": _ssh_access(use), "identity": _identity(use)}
    if keywords["size"] is None:
        raise Manual("v2 needs the VM size of a cluster")
    return call(V2(_ENTITIES, "AmlCompute"), **keywords)


def _configuration(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    # First, so that a literal goes also where the rest stays v1.
    _, password = secret(use, "admin_user_password", "ADMIN_USER_PASSWORD", context)
    creates = [one for one in context.interpreter.uses.calls.values() if _creates_with(one, obj)]
    if len(creates) != 1:
        raise Manual("in v2 the name belongs into AmlCompute(...), and this configuration is not used for just one")
    create = creates[0]
    if stays_v1(create.value("workspace"), context):
        raise Manual("the workspace that the compute is created in stays v1")
    name = create.expression("name")
    if name is None:
        raise Manual("the compute is created without a name")
    if obj.name and isinstance(name, cst.Name) and not _bound_before(name.value, use, context):
        raise Manual(f"`{name.value}` is not known yet where this configuration is made")
    fates: dict[str, Fate] = {}
    if password is not None:
        fates["admin_user_password"] = password
    if _given(use, "vm_priority") is not None and not isinstance(constant(use.value("vm_priority")), str):
        fates["vm_priority"] = changed("tier", "v1's 'lowpriority' is 'low_priority' in v2: check the value")
    workspace = create.expression("workspace")
    made = entity(use, User(name), User(workspace) if workspace is not None else context.client(create.client))
    if "idle_seconds_before_scaledown" not in use.arguments:
        message = "v1's idle time of 1800 s is written out, since v2's default is 120 s"
        return Decision(converted("AmlCompute(...)", message), made, arguments=fates)
    return Decision(converted("AmlCompute(...)"), made, arguments=fates)


def _bound_before(name: str, use: Call, context: Context) -> bool:
    positions = context.interpreter.source.positions
    for node in context.interpreter.bindings:
        if node.value != name:
            continue
        for cell, known in positions.items():
            if node in known:
                start = known[node].start
                if (cell, start.line, start.column) < use.where.order:
                    return True
    return False


def _creates_with(create: Call, configuration: Obj) -> bool:
    return create.entry.name == "create" and single(create.value("provisioning_configuration")) is configuration


def _create(use: Call, context: Context) -> Decision:
    workspace = use.expression("workspace")
    configuration = use.expression("provisioning_configuration")
    obj = single(use.value("provisioning_configuration"))
    if (
        obj is None
        or obj.call is None
        or obj.call.symbol != CONFIGURATION
        or workspace is None
        or configuration is None
    ):
        raise Manual("create the compute with `ml_client.compute.begin_create_or_update(entity).result()`")
    if not sees(use.where, obj.call.where) or not context.is_converted(obj):
        raise Manual("the configuration of this compute could not be converted")
    made = context.decide(obj.call).expr if configuration is obj.call.node else None
    begun = method(User(workspace), "compute.begin_create_or_update", made or User(configuration))
    return Decision(converted("ml_client.compute.begin_create_or_update(entity).result()"), method(begun, "result"))


def _wait(use: Call, context: Context) -> Decision:
    statement = use.where.statement
    message = "`.result()` has waited already where the compute is created"
    if not alone(statement, use.node):
        raise Manual("v2 has waited already: remove this call")
    return Decision(dropped(message), edits=(Edit(statement, instead=()),))


_CREATE = {
    "workspace": converted("the client"),
    "name": converted("name", "the name stands in the entity"),
    "provisioning_configuration": converted("the entity"),
}

_WAIT = {
    "show_output": dropped("`.result()` shows no progress"),
    "min_node_count": changed("", "v2 waits for the cluster, not for its nodes"),
    "is_delete_operation": dropped("begin_delete returns its own poller"),
    "timeout_in_minutes": dropped("`.result(timeout=seconds)` where the compute is created can set a limit"),
}

RULE = Rule(
    code="AML202",
    name="compute-creation",
    summary="A provisioning configuration becomes an AmlCompute entity with its name; creating it returns the result.",
    url=learn("migrate-to-v2-resource-compute"),
    calls={
        CONFIGURATION: _configuration,
        f"{COMPUTE_TARGET}.create": _create,
        f"{COMPUTE_TARGET}.wait_for_completion": _wait,
        f"{AML_COMPUTE}.wait_for_completion": _wait,
    },
    parameters={
        CONFIGURATION: {
            **{v1: converted(v2) for v1, v2 in _SIMPLE.items()},
            "vm_priority": converted("tier"),
            "admin_username": converted("ssh_settings"),
            "admin_user_password": converted("ssh_settings"),
            "admin_user_ssh_key": converted("ssh_settings"),
            "vnet_name": converted("network_settings"),
            "subnet_name": converted("network_settings"),
            "remote_login_port_public_access": converted("ssh_public_access_enabled"),
            "identity_type": converted("identity"),
            "identity_id": converted("identity"),
            "vnet_resourcegroup_name": converted("NetworkSettings(subnet=…)", "the ARM id of the subnet has it"),
        },
        f"{COMPUTE_TARGET}.create": _CREATE,
        f"{AML_COMPUTE}.wait_for_completion": _WAIT,
        f"{COMPUTE_TARGET}.wait_for_completion": _WAIT,
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
config = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", max_nodes=4)
cluster = ComputeTarget.create(ws, "cpu", config)
cluster.wait_for_completion(show_output=True)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = AmlCompute(
    name="cpu",
    size="STANDARD_D2_V2",
    max_instances=4,
    idle_time_before_scale_down=1800,
)
cluster = ws.compute.begin_create_or_update(config).result()
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
config = AmlCompute.provisioning_configuration(
    vm_size="STANDARD_D2_V2", max_nodes=2, admin_username="ml", admin_user_password="Correct-Horse-7"
)
target = ComputeTarget.create(ws, "cpu", config)
""",
            after="""\
import os

from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute, AmlComputeSshSettings
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = AmlCompute(
    name="cpu",
    size="STANDARD_D2_V2",
    max_instances=2,
    idle_time_before_scale_down=1800,
    ssh_settings=AmlComputeSshSettings(admin_username="ml", admin_password=os.environ["ADMIN_USER_PASSWORD"]),
)
target = ws.compute.begin_create_or_update(config).result()
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
config = AmlCompute.provisioning_configuration(
    vm_size="STANDARD_D2_V2",
    max_nodes=4,
    idle_seconds_before_scaledown=600,
    vnet_resourcegroup_name="network",
    vnet_name="net",
    subnet_name="sub",
)
cluster = ComputeTarget.create(ws, "cpu", config)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute, NetworkSettings
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = AmlCompute(
    name="cpu",
    size="STANDARD_D2_V2",
    max_instances=4,
    idle_time_before_scale_down=600,
    network_settings=NetworkSettings(
        vnet_name="net",
        subnet=f"/subscriptions/{ws.subscription_id}/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/net/subnets/sub",
    ),
)
cluster = ws.compute.begin_create_or_update(config).result()
""",
        ),
    ),
)
