"""``ComputeTarget.create(ws, name, config)`` → ``ws.compute.begin_create_or_update(AmlCompute(...)).result()``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.clients import stays_v1
from migrate.decisions.compute_entities import SIMPLE, entity, given, instance
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
from migrate.v1.problems import origin
from migrate.v1.values import Call, Const, Obj, constant
from migrate.v2.expressions import User, method

COMPUTE_TARGET = "azureml.core.compute.ComputeTarget"
AML_COMPUTE = "azureml.core.compute.AmlCompute"
CONFIGURATION = f"{AML_COMPUTE}.provisioning_configuration"
INSTANCE = "azureml.core.compute.ComputeInstance"
INSTANCE_CONFIGURATION = f"{INSTANCE}.provisioning_configuration"


def _configuration(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    # First, so that a literal goes also where the rest stays v1.
    is_instance = use.symbol == INSTANCE_CONFIGURATION
    password = None if is_instance else secret(use, "admin_user_password", "ADMIN_USER_PASSWORD", context)[1]
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
    if given(use, "vm_priority") is not None and not isinstance(constant(use.value("vm_priority")), str):
        fates["vm_priority"] = changed("tier", "v1's 'lowpriority' is 'low_priority' in v2: check the value")
    workspace = create.expression("workspace")
    client = User(workspace) if workspace is not None else context.client(create.client)
    if is_instance:
        return Decision(converted("ComputeInstance(...)"), instance(use, User(name), client))
    made = entity(use, User(name), client)
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
        or obj.call.symbol not in (CONFIGURATION, INSTANCE_CONFIGURATION)
        or workspace is None
        or configuration is None
    ):
        why = origin(use.value("provisioning_configuration"))
        raise Manual(f"create the compute with `ml_client.compute.begin_create_or_update(entity).result()`{why}")
    if not sees(use.where, obj.call.where) or not context.is_converted(obj):
        raise Manual("the configuration of this compute could not be converted")
    made = context.decide(obj.call).expr if configuration is obj.call.node else None
    begun = method(User(workspace), "compute.begin_create_or_update", made or User(configuration))
    return Decision(converted("ml_client.compute.begin_create_or_update(entity).result()"), method(begun, "result"))


def _wait(use: Call, context: Context) -> Decision:
    statement = use.where.statement
    deleted = use.value("is_delete_operation") not in (None, Const(False))
    message = f"`.result()` has waited already where the compute is {'deleted' if deleted else 'created'}"
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
    "is_delete_operation": dropped("`.result()` waits where the compute is deleted"),
    "timeout_in_minutes": dropped("`.result(timeout=seconds)` where the compute is created can set a limit"),
}

RULE = Rule(
    code="AML202",
    name="compute-creation",
    summary="A provisioning configuration becomes an AmlCompute entity with its name; creating it returns the result.",
    url=learn("migrate-to-v2-resource-compute"),
    calls={
        CONFIGURATION: _configuration,
        INSTANCE_CONFIGURATION: _configuration,
        f"{COMPUTE_TARGET}.create": _create,
        f"{COMPUTE_TARGET}.wait_for_completion": _wait,
        f"{AML_COMPUTE}.wait_for_completion": _wait,
        f"{INSTANCE}.wait_for_completion": _wait,
    },
    parameters={
        CONFIGURATION: {
            **{v1: converted(v2) for v1, v2 in SIMPLE.items()},
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
        INSTANCE_CONFIGURATION: {
            "vm_size": converted("size"),
            "ssh_public_access": converted("ssh_public_access_enabled"),
            "admin_user_ssh_public_key": converted("ssh_settings"),
            "vnet_resourcegroup_name": converted("NetworkSettings(subnet=…)", "the ARM id of the subnet has it"),
            "vnet_name": converted("network_settings"),
            "subnet_name": converted("network_settings"),
            "tags": converted("tags"),
            "description": converted("description"),
            "assigned_user_object_id": converted("create_on_behalf_of"),
            "assigned_user_tenant_id": converted("create_on_behalf_of"),
        },
        f"{COMPUTE_TARGET}.create": _CREATE,
        f"{AML_COMPUTE}.wait_for_completion": _WAIT,
        f"{INSTANCE}.wait_for_completion": _WAIT,
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
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import ComputeInstance, ComputeTarget
from azureml.core.compute_target import ComputeTargetException

ws = Workspace.from_config()
try:
    instance = ComputeInstance(workspace=ws, name="mine")
    print("found")
except ComputeTargetException:
    config = ComputeInstance.provisioning_configuration(
        vm_size="STANDARD_D3_V2",
        ssh_public_access=False,
        assigned_user_object_id="0a1b",
        assigned_user_tenant_id="2c3d",
    )
    instance = ComputeInstance.create(ws, "mine", config)
    instance.wait_for_completion(show_output=True)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AssignedUserConfiguration, ComputeInstance
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
try:
    instance = ws.compute.get("mine")
    print("found")
except ResourceNotFoundError:
    config = ComputeInstance(
        name="mine",
        size="STANDARD_D3_V2",
        ssh_public_access_enabled=False,
        create_on_behalf_of=AssignedUserConfiguration(
            user_tenant_id="2c3d",
            user_object_id="0a1b",
        ),
    )
    instance = ws.compute.begin_create_or_update(config).result()
""",
        ),
    ),
)
