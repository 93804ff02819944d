"""A provisioning configuration becomes an entity that carries the name."""

from __future__ import annotations

from azure.ai.ml.entities import AmlCompute, NetworkSettings

from migrate.ledger import Kind
from tests.conversion import assert_becomes, assert_converts, convert


def test_get_or_create() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget
from azureml.core.compute_target import ComputeTargetException


def get_compute(ws, name):
    try:
        target = ComputeTarget(workspace=ws, name=name)
    except ComputeTargetException:
        configuration = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", max_nodes=4)
        target = ComputeTarget.create(ws, name, configuration)
    target.wait_for_completion(show_output=True)
    return target


get_compute(Workspace.from_config(), "cpu")
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential


def get_compute(ws, name):
    try:
        target = ws.compute.get(name)
    except ResourceNotFoundError:
        configuration = AmlCompute(
            name=name,
            size="STANDARD_D2_V2",
            max_instances=4,
            idle_time_before_scale_down=1800,
        )
        target = ws.compute.begin_create_or_update(configuration).result()
    return target


get_compute(MLClient.from_config(DefaultAzureCredential()), "cpu")
""",
    )


def test_every_argument() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
config = AmlCompute.provisioning_configuration(
    "STANDARD_NC6",
    "lowpriority",
    min_nodes=0,
    max_nodes=settings.nodes,
    idle_seconds_before_scaledown=600,
    admin_username="me",
    admin_user_password=password,
    vnet_name="net",
    subnet_name="sub",
    tags={"team": "a"},
    description="for training",
)
target = ComputeTarget.create(ws, "gpu", config)
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute, AmlComputeSshSettings, NetworkSettings
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = AmlCompute(
    name="gpu",
    size="STANDARD_NC6",
    tier="low_priority",
    min_instances=0,
    max_instances=settings.nodes,
    idle_time_before_scale_down=600,
    tags={"team": "a"},
    description="for training",
    ssh_settings=AmlComputeSshSettings(admin_username="me", admin_password=password),
    network_settings=NetworkSettings(vnet_name="net", subnet="sub"),
)
target = ws.compute.begin_create_or_update(config).result()
""",
    )


def test_dedicated_is_said_as_v1_said_it() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
config = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", vm_priority="dedicated", max_nodes=1)
target = ComputeTarget.create(ws, "cpu", config)
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = AmlCompute(
    name="cpu",
    size="STANDARD_D2_V2",
    tier="dedicated",
    max_instances=1,
    idle_time_before_scale_down=1800,
)
target = ws.compute.begin_create_or_update(config).result()
""",
    )


def test_made_where_it_is_used() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
name = "cpu"
target = ComputeTarget.create(ws, name, AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", max_nodes=1))
target.wait_for_completion(show_output=True, min_node_count=1, timeout_in_minutes=20)
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
name = "cpu"
target = ws.compute.begin_create_or_update(
    AmlCompute(name=name, size="STANDARD_D2_V2", max_instances=1, idle_time_before_scale_down=1800),
).result()
""",
    )


def test_created_by_the_class_itself() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
config = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", max_nodes=1)
target = AmlCompute.create(ws, "cpu", config)
target.wait_for_completion(show_output=True)
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = AmlCompute(
    name="cpu",
    size="STANDARD_D2_V2",
    max_instances=1,
    idle_time_before_scale_down=1800,
)
target = ws.compute.begin_create_or_update(config).result()
""",
    )


def test_wait_for_completion_alone_in_a_branch() -> None:
    """A block is never left empty."""
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
config = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", max_nodes=1)
target = ComputeTarget.create(ws, "cpu", config)
if wait:
    target.wait_for_completion(show_output=True)
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = AmlCompute(
    name="cpu",
    size="STANDARD_D2_V2",
    max_instances=1,
    idle_time_before_scale_down=1800,
)
target = ws.compute.begin_create_or_update(config).result()
""",
    )


def test_the_name_is_known_too_late() -> None:
    """v2 needs the name in the entity."""
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
config = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", max_nodes=1)
name = "cpu"
target = ComputeTarget.create(ws, name, config)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core.compute import AmlCompute, ComputeTarget

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML202): `name` is not known yet where this configuration is made
config = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", max_nodes=1)
name = "cpu"
# TODO(azureml-migrate AML202): `provisioning_configuration` stays v1: `name` is not known yet wher…
target = ComputeTarget.create(ws, name, config)
""",
    )


def test_one_configuration_for_two_clusters() -> None:
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
config = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", max_nodes=1)
first = ComputeTarget.create(ws, "a", config)
second = ComputeTarget.create(ws, "b", config)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core.compute import AmlCompute, ComputeTarget

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML202): in v2 the name belongs into AmlCompute(...), and this configuration…
config = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", max_nodes=1)
# TODO(azureml-migrate AML202): `provisioning_configuration` stays v1: in v2 the name belongs into…
first = ComputeTarget.create(ws, "a", config)
second = ComputeTarget.create(ws, "b", config)
""",
    )


def test_an_identity() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
config = AmlCompute.provisioning_configuration("STANDARD_D2_V2", identity_type="UserAssigned", identity_id=[user])
target = ComputeTarget.create(ws, "cpu", config)
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute, IdentityConfiguration, ManagedIdentityConfiguration
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = AmlCompute(
    name="cpu",
    size="STANDARD_D2_V2",
    idle_time_before_scale_down=1800,
    identity=IdentityConfiguration(
        type="user_assigned",
        user_assigned_identities=[ManagedIdentityConfiguration(resource_id=user)],
    ),
)
target = ws.compute.begin_create_or_update(config).result()
""",
    )


def test_a_network_in_another_resource_group() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeTarget

ws = Workspace.from_config()
config = AmlCompute.provisioning_configuration(
    vm_size="STANDARD_D2_V2",
    idle_seconds_before_scaledown="300",
    vnet_resourcegroup_name=group,
    vnet_name="net",
    subnet_name="sub",
    remote_login_port_public_access="enabled",
)
target = ComputeTarget.create(ws, "cpu", config)
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute, NetworkSettings
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
config = AmlCompute(
    name="cpu",
    size="STANDARD_D2_V2",
    idle_time_before_scale_down=300,
    network_settings=NetworkSettings(
        vnet_name="net",
        subnet=f"/subscriptions/{ws.subscription_id}/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/net/subnets/sub",
    ),
    ssh_public_access_enabled=True,
)
target = ws.compute.begin_create_or_update(config).result()
""",
    )


def test_the_sdk_takes_the_subnet() -> None:
    cluster = AmlCompute(
        name="cpu",
        network_settings=NetworkSettings(vnet_name="net", subnet=SUBNET.format(SUBSCRIPTION, "group")),
    )
    cluster._set_full_subnet_name(SUBSCRIPTION, "other")
    assert cluster.subnet == SUBNET.format(SUBSCRIPTION, "group")


SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
SUBNET = "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Network/virtualNetworks/net/subnets/sub"


def test_a_cluster_of_batch_ai_keeps_its_pipeline_and_says_what_to_write() -> None:
    found = convert("""\
from azureml.core import Workspace
from azureml.core.compute import BatchAiCompute, ComputeTarget
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
config = BatchAiCompute.provisioning_configuration(vm_size="STANDARD_NC6", cluster_min_nodes=0, cluster_max_nodes=4)
cluster = ComputeTarget.create(ws, "gpu", config)
pipeline = Pipeline(ws, steps=[PythonScriptStep("train.py", source_directory="src", compute_target=cluster)])
""")
    reason = "Batch AI was retired in 2019: AmlCompute of v2 takes vm_size as size"
    told = [use.verdict.message for use in found.manual if use.kind is Kind.CALL and use.verdict is not None]
    assert told
    assert all(reason in message for message in told)
