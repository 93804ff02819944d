"""What ``**kwargs`` holds is what callers pass by names that the signature does not have, also from other modules."""

from __future__ import annotations

from pathlib import Path

from tests.conversion import assert_converts
from tests.linking.test_origins import without_addresses
from tests.linking.test_sharing import converted

ASKING = """\
def show(title, **kwargs):
    ws = kwargs["ws"]
    print(title, ws.compute_targets, kwargs["ws"].compute_targets[kwargs["target"]])
    again(**kwargs)


def again(ws, **others):
    print(ws.get_default_datastore().name, others.get("target"))


class Job:
    def __init__(self, **options):
        self.ws = options.pop("ws", None)

    def targets(self):
        return self.ws.compute_targets
"""
ASKED = """\
def show(title, **kwargs):
    ws = kwargs["ws"]
    print(title, {target.name: target for target in ws.compute.list()}, kwargs["ws"].compute.get(kwargs["target"]))
    again(**kwargs)


def again(ws, **others):
    print(ws.datastores.get_default().name, others.get("target"))


class Job:
    def __init__(self, **options):
        self.ws = options.pop("ws", None)

    def targets(self):
        return {target.name: target for target in self.ws.compute.list()}
"""
CALLING = """\
ws = Workspace.from_config()
show("sales", ws=ws, target="cpu")
print(Job(ws=ws).targets())
"""
CALLS = """\
ws = MLClient.from_config(DefaultAzureCredential())
show("sales", ws=ws, target="cpu")
print(Job(ws=ws).targets())
"""
V1, V2 = (
    "from azureml.core import Workspace\n",
    "from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n",
)


def test_in_one_file() -> None:
    assert_converts(f"{V1}\n\n{ASKING}\n\n{CALLING}", f"{V2}\n\n{ASKED}\n\n{CALLS}")


def test_from_another_module(tmp_path: Path) -> None:
    found = converted(tmp_path, {"asking.py": ASKING, "calling.py": f"{V1}\nfrom asking import Job, show\n\n{CALLING}"})
    assert found == {"asking.py": ASKED, "calling.py": f"{V2}\nfrom asking import Job, show\n\n{CALLS}"}


def test_of_another_name(tmp_path: Path) -> None:
    """What callers pass under one name says nothing of the others, nor of a function that takes them in its place."""
    asking = 'def show(ws=None, **kwargs):\n    print(kwargs["workspace"].compute_targets, kwargs.get("ws"))\n'
    caller = f"{V1}\nfrom asking import show\n\nshow(ws=Workspace.from_config())\n"
    assert converted(tmp_path, {"asking.py": asking, "calling.py": caller})["asking.py"] == asking


def test_that_not_all_pass(tmp_path: Path) -> None:
    """Who passes it is told when others may pass something else."""
    other = "from asking import show\n\nshow('sales', ws=open('ws'))\n"
    asking = 'def show(title, **kwargs):\n    print(title, kwargs["ws"].compute_targets)\n'
    files = {"asking.py": asking, "calling.py": f"{V1}\nfrom asking import show\n\n{CALLING}", "other.py": other}
    files["calling.py"] = files["calling.py"].replace("print(Job(ws=ws).targets())\n", "")
    assert (
        without_addresses(converted(tmp_path, files)["asking.py"])
        == """\
def show(title, **kwargs):
    # TODO(azureml-migrate AML201): this stays v1: `calling.py:6` passes a `Workspace` as `ws`, but others may pass \
something else
    print(title, kwargs["ws"].compute_targets)
"""
    )
