"""What is done with computes where v2 has no word for it."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_TEXT = """\
from azureml.core import Workspace
from azureml.core.compute import AmlCompute, ComputeInstance, ComputeTarget

ws = Workspace.from_config()
cluster = AmlCompute(ws, "cpu")
instance = ComputeInstance(ws, "mine")
"""


@pytest.mark.parametrize(
    "code",
    [
        "done = cluster.delete()",
        "instance.start(wait_for_completion=waits)",
        'AmlCompute(ws, "cpu").update(max_nodes=3)',
        'sizes = [one["name"] for one in AmlCompute.supported_vmsizes(ws)]',
        "nodes = cluster.list_nodes()",
        'AmlCompute.supported_vmsizes(ws, location="westeurope")',
    ],
)
def test_what_a_person_has_to_do(code: str) -> None:
    text = convert(f"{_TEXT}{code}\n").text
    assert "TODO(azureml-migrate AML205)" in text


def test_a_compute_that_stays_v1() -> None:
    text = convert(
        "from azureml.core.compute import DatabricksCompute\n\n\ndef remove(ws):\n"
        '    bricks = DatabricksCompute(ws, "bricks")\n    bricks.delete()\n'
    ).text
    assert "bricks.delete()" in text


_ATTACH = """\
from azureml.core import Workspace
from azureml.core.compute import ComputeTarget, KubernetesCompute, RemoteCompute

ws = Workspace.from_config()
config = {}
target = ComputeTarget.attach(ws, "mine", config)
"""


def test_the_password_of_a_machine() -> None:
    made = 'RemoteCompute.attach_configuration(username="reader", resource_id="/a/b", password="hunter22")'
    text = convert(_ATTACH.format(made)).text
    assert "hunter22" not in text
    assert 'admin_password=os.environ["VM_PASSWORD"]' in text


@pytest.mark.parametrize(
    "made",
    [
        'RemoteCompute.attach_configuration(username="reader", address="10.0.0.4")',
        'RemoteCompute.attach_configuration("reader", resource_id="/a/b", private_key_passphrase=phrase)',
        'KubernetesCompute.attach_configuration(namespace="ml")',
        'KubernetesCompute.attach_configuration("/a/b", identity_type="SystemAssigned")',
    ],
)
def test_what_cannot_be_attached(made: str) -> None:
    text = convert(_ATTACH.format(made)).text
    assert "TODO(azureml-migrate AML206)" in text
    assert 'target = ComputeTarget.attach(ws, "mine", config)' in text


def test_an_entity_has_one_name() -> None:
    text = convert(
        _ATTACH.format('KubernetesCompute.attach_configuration("/a/b")') + _ATTACH.splitlines()[-1] + "\n"
    ).text
    assert text.count('ComputeTarget.attach(ws, "mine", config)') == 2
