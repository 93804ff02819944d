"""``KubernetesCompute.attach_configuration(…)`` → ``KubernetesCompute(name, resource_id, namespace)``"""

from __future__ import annotations

from migrate.decisions.attachable import AKS, KUBERNETES, MACHINE, entity_of
from migrate.decisions.rule import Example, Rule, converted, dropped, learn

_IDENTITY = dropped("it was None")
_CLUSTER = converted("KubernetesCompute(resource_id=…)")
_ID = converted("VirtualMachineCompute(resource_id=…)")

RULE = Rule(
    code="AML206",
    name="compute-attachment",
    summary="What describes a cluster of Kubernetes, or a virtual machine, becomes an entity with its name.",
    url=learn("migrate-to-v2-resource-compute"),
    calls={KUBERNETES: entity_of, AKS: entity_of, MACHINE: entity_of},
    parameters={
        KUBERNETES: {
            "resource_id": converted("KubernetesCompute(resource_id=…)"),
            "namespace": converted("KubernetesCompute(namespace=…)"),
            "identity_type": _IDENTITY,
            "identity_ids": _IDENTITY,
        },
        AKS: {
            **dict.fromkeys(("resource_id", "resource_group", "cluster_name"), _CLUSTER),
            "cluster_purpose": dropped("the extension of the cluster says what it is for"),
            "load_balancer_type": dropped("the extension of the cluster has this setting"),
            "load_balancer_subnet": dropped("the extension of the cluster has this setting"),
        },
        MACHINE: {
            "resource_id": _ID,
            "subscription_id": _ID,
            "resource_group": _ID,
            "vm_name": _ID,
            "address": dropped("v2 knows the machine by its resource id"),
            "username": converted("VirtualMachineSshSettings(admin_username=…)"),
            "password": converted("VirtualMachineSshSettings(admin_password=…)"),
            "ssh_port": converted("VirtualMachineSshSettings(ssh_port=…)"),
            "private_key_file": converted("VirtualMachineSshSettings(ssh_private_key_file=…)"),
            "private_key_passphrase": dropped("it was empty"),
        },
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import ComputeTarget, KubernetesCompute, RemoteCompute

ws = Workspace.from_config()
cluster = "/subscriptions/0a/resourceGroups/ml/providers/Microsoft.Kubernetes/connectedClusters/shop"
config = KubernetesCompute.attach_configuration(resource_id=cluster, namespace="training")
target = ComputeTarget.attach(ws, "shop", config)
target.wait_for_completion(show_output=True)
machine = RemoteCompute.attach_configuration(
    resource_group="ml", vm_name="box", ssh_port=22, username="reader", private_key_file="./id_rsa"
)
box = ComputeTarget.attach(ws, name="box", attach_configuration=machine)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import KubernetesCompute, VirtualMachineCompute, VirtualMachineSshSettings
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cluster = "/subscriptions/0a/resourceGroups/ml/providers/Microsoft.Kubernetes/connectedClusters/shop"
config = KubernetesCompute(name="shop", resource_id=cluster, namespace="training")
target = ws.compute.begin_attach(config).result()
machine = VirtualMachineCompute(
    name="box",
    resource_id=f"/subscriptions/{ws.subscription_id}/resourceGroups/ml/providers/Microsoft.Compute/virtualMachines/box",
    ssh_settings=VirtualMachineSshSettings(admin_username="reader", ssh_port=22, ssh_private_key_file="./id_rsa"),
)
box = ws.compute.begin_attach(machine).result()
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.core.compute import AksCompute, ComputeTarget

ws = Workspace.from_config()
config = AksCompute.attach_configuration(resource_group="ml", cluster_name="shop")
cluster = ComputeTarget.attach(ws, "inference", config)
cluster.wait_for_completion(show_output=True)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import KubernetesCompute
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = KubernetesCompute(
    name="inference",
    resource_id=f"/subscriptions/{ws.subscription_id}/resourceGroups/ml/providers/Microsoft.ContainerService/managedClusters/shop",
)
cluster = ws.compute.begin_attach(config).result()
""",
        ),
    ),
)
