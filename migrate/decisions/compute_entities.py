"""The computes of v2 in place of provisioning configurations; in v2 they carry the name."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.rule import Manual
from migrate.v1.values import Call, Const, constant
from migrate.v2.expressions import V2, Attr, Expr, ListOf, Literal, Text, User, call

_ENTITIES = "azure.ai.ml.entities"

_V1_IDLE_SECONDS = 1800
"""v1's default idle time before scale-down; v2's is 120 s, so v1's is written out."""

SIMPLE = {
    "vm_size": "size",
    "min_nodes": "min_instances",
    "max_nodes": "max_instances",
    "idle_seconds_before_scaledown": "idle_time_before_scale_down",
    "tags": "tags",
    "description": "description",
    "enable_node_public_ip": "enable_node_public_ip",
    "location": "location",
}


def given(use: Call, name: str) -> Expr | None:
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
    found = {v2: given(use, v1) for v1, v2 in fields.items()}
    return {name: call(V2(_ENTITIES, entity), **found) if any(found.values()) else None}


def _ssh_access(use: Call) -> Expr | None:
    if given(use, "remote_login_port_public_access") is None:
        return None
    text = str(constant(use.value("remote_login_port_public_access"))).lower()
    if text not in ("enabled", "disabled", "notspecified"):
        raise Manual("`remote_login_port_public_access` has to be set by hand: ssh_public_access_enabled=True or False")
    return None if text == "notspecified" else Literal(text == "enabled")


_IDENTITIES = {"SystemAssigned": "system_assigned", "UserAssigned": "user_assigned"}


def _identity(use: Call) -> Expr | None:
    if given(use, "identity_type") is None:
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
    return call(V2(_ENTITIES, "NetworkSettings"), vnet_name=given(use, "vnet_name"), subnet=text)


def _text_of(use: Call, name: str) -> str | Expr | None:
    known = constant(use.value(name))
    return known if isinstance(known, str) else given(use, name)


def _idle(use: Call) -> Expr:
    """The seconds; v1 also took them as text."""
    known = constant(use.value("idle_seconds_before_scaledown"))
    if isinstance(known, str) and known.isdecimal():
        return Literal(int(known))
    return given(use, "idle_seconds_before_scaledown") or Literal(_V1_IDLE_SECONDS)


def entity(use: Call, name: Expr, client: Expr) -> Expr:
    """The v2 ``AmlCompute`` of a provisioning configuration; in v2 it carries the name."""
    keywords: dict[str, Expr | None] = {"name": name, "size": given(use, "vm_size"), "tier": _tier(use)}
    keywords |= {v2: given(use, v1) for v1, v2 in SIMPLE.items() if v1 != "vm_size"}
    keywords["idle_time_before_scale_down"] = _idle(use)
    ssh = {"admin_username": "admin_username", "admin_user_password": "admin_password"}
    ssh |= {"admin_user_ssh_key": "ssh_key_value"}
    keywords |= _group("ssh_settings", "AmlComputeSshSettings", use, ssh)
    keywords["network_settings"] = _network(use, client)
    keywords |= {"ssh_public_access_enabled": _ssh_access(use), "identity": _identity(use)}
    if keywords["size"] is None:
        raise Manual("v2 needs the VM size of a cluster")
    return call(V2(_ENTITIES, "AmlCompute"), **keywords)


def instance(use: Call, name: Expr, client: Expr) -> Expr:
    """The v2 ``ComputeInstance`` of a provisioning configuration."""
    user = {"assigned_user_tenant_id": "user_tenant_id", "assigned_user_object_id": "user_object_id"}
    if len([one for one in user if given(use, one) is not None]) == 1:
        raise Manual("v2 takes the user of an instance with both ids: create_on_behalf_of=AssignedUserConfiguration(…)")
    keywords: dict[str, Expr | None] = {"name": name, "size": given(use, "vm_size")}
    keywords |= {one: given(use, one) for one in ("description", "tags")}
    keywords["ssh_public_access_enabled"] = given(use, "ssh_public_access")
    keywords |= _group(
        "ssh_settings", "ComputeInstanceSshSettings", use, {"admin_user_ssh_public_key": "ssh_key_value"}
    )
    keywords["network_settings"] = _network(use, client)
    keywords |= _group("create_on_behalf_of", "AssignedUserConfiguration", use, user)
    return call(V2(_ENTITIES, "ComputeInstance"), **keywords)
