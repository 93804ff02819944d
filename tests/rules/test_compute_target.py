"""Looking up compute becomes ``ws.compute.get``."""

from __future__ import annotations

from tests.conversion import assert_becomes, assert_converts, convert


def test_arguments_by_position() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import ComputeTarget

ws = Workspace.from_config()
cluster = ComputeTarget(ws, "cpu")
print(cluster.name, cluster.type)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cluster = ws.compute.get("cpu")
print(cluster.name, cluster.type)
""",
    )


def test_arguments_by_keyword() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import ComputeTarget

ws = Workspace.from_config()
cluster = ComputeTarget(name=settings.compute, workspace=ws)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cluster = ws.compute.get(settings.compute)
""",
    )


def test_a_cluster_by_its_own_class() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute

cluster = AmlCompute(Workspace.from_config(), f"{team}-cpu")
print(cluster.vm_size, cluster.provisioning_state)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

cluster = MLClient.from_config(DefaultAzureCredential()).compute.get(f"{team}-cpu")
print(cluster.size, cluster.provisioning_state)
""",
    )


def test_by_key() -> None:
    assert_converts(
        """\
from azureml.core import Workspace

ws = Workspace.from_config()
cluster = ws.compute_targets[name]
other = ws.compute_targets.get("gpu")
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cluster = ws.compute.get(name)
other = ws.compute.get("gpu")
""",
    )


def test_all_of_them() -> None:
    assert_converts(
        """\
from azureml.core import Workspace

ws = Workspace.from_config()
for name, target in ws.compute_targets.items():
    print(name, target.type)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
for name, target in {target.name: target for target in ws.compute.list()}.items():
    print(name, target.type)
""",
    )


def test_an_instance_in_a_function() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import ComputeInstance
from azureml.core.compute_target import ComputeTargetException


def find(workspace, name):
    try:
        return ComputeInstance(workspace=workspace, name=name)
    except ComputeTargetException as error:
        print(error)
        return None


find(Workspace.from_config(), "my-machine")
""",
        """\
from azure.ai.ml import MLClient
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential


def find(workspace, name):
    try:
        return workspace.compute.get(name)
    except ResourceNotFoundError as error:
        print(error)
        return None


find(MLClient.from_config(DefaultAzureCredential()), "my-machine")
""",
    )


def test_the_exception_from_either_module() -> None:
    assert_converts(
        """\
from azureml.core.compute import ComputeTarget
from azureml.exceptions import ComputeTargetException, WorkspaceException

try:
    cluster = ComputeTarget(ws, "cpu")
except (ComputeTargetException, ValueError):
    pass
""",
        """\
from azure.core.exceptions import ResourceNotFoundError

try:
    cluster = ws.compute.get("cpu")
except (ResourceNotFoundError, ValueError):
    pass
""",
    )


def test_the_status_of_a_cluster() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute

ws = Workspace.from_config()
cluster = AmlCompute(ws, "cpu")
print(cluster.get_status().serialize())
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cluster = ws.compute.get("cpu")
print(ws.compute.get(cluster.name))
""",
    )


def test_attaching_is_left_to_a_person() -> None:
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.core.compute import ComputeTarget

ws = Workspace.from_config()
cluster = ComputeTarget.attach(ws, "vm", configuration)
print(cluster.name)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core.compute import ComputeTarget

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML203): ml_client.compute.begin_attach(compute).result(): Only virtual mach…
cluster = ComputeTarget.attach(ws, "vm", configuration)
print(cluster.name)
""",
    )


def test_the_status_that_a_cluster_has_at_hand() -> None:
    assert_converts(
        """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute

ws = Workspace.from_config()
cluster = AmlCompute(ws, "cpu")
print(cluster.status.serialize())
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
cluster = ws.compute.get("cpu")
print(ws.compute.get(cluster.name))
""",
    )


def test_the_targets_were_a_method_in_the_first_versions() -> None:
    code = "from azureml.core import Workspace\n\nws = Workspace.from_config()\ntargets = ws.compute_targets()\n"
    assert convert(code).text.endswith("\ntargets = {target.name: target for target in ws.compute.list()}\n")


def test_what_a_compute_has_of_its_base_class() -> None:
    code = """\
from azureml.core import Workspace
from azureml.core.compute import ComputeInstance

instance = ComputeInstance(Workspace.from_config(), "mine")
print(instance.provisioning_state, instance.description)
"""
    assert convert(code).text.endswith("\nprint(instance.provisioning_state, instance.description)\n")
