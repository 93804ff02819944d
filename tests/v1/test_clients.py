"""What is done to an object goes to the client of the workspace that it belongs to."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_TWO = """\
from azureml.core import Dataset, Experiment, Model, Workspace

dev = Workspace.get("dev", subscription_id="s", resource_group="g")
prod = Workspace.get("prod", subscription_id="s", resource_group="g")
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'model = Model(dev, "sales")\nmodel.download("out")\n',
            'model = dev.models.get("sales", label="latest")\n'
            'dev.models.download(name=model.name, version=model.version, download_path="out")\n',
        ),
        (
            'model = Model(prod, "sales")\nmodel.download("out")\n',
            'model = prod.models.get("sales", label="latest")\n'
            'prod.models.download(name=model.name, version=model.version, download_path="out")\n',
        ),
        (
            'compute = dev.compute_targets["cpu"]\ncompute.delete()\n',
            'compute = dev.compute.get("cpu")\ndev.compute.begin_delete(compute.name)\n',
        ),
        (
            'run = dev.get_run("a")\nrun.cancel()\n',
            'run = dev.jobs.get("a")\ndev.jobs.begin_cancel(run.name).result()\n',
        ),
    ],
)
def test_one_of_two_workspaces(before: str, after: str) -> None:
    assert convert(_TWO + before).text.endswith(after)


def test_a_workspace_that_only_a_branch_makes() -> None:
    before = """\
import os

from azureml.core import Model, Workspace

ws = Workspace.from_config()
if os.environ.get("COPY"):
    other = Workspace.get("prod", subscription_id="s", resource_group="g")
model = Model(ws, "sales")
model.download("out")
"""
    assert "\nws.models.download(" in convert(before).text


def test_a_workspace_that_no_variable_holds() -> None:
    """Neither of the two that are there is the one."""
    found = convert(f'{_TWO}model = Model(Workspace.from_config(), "sales")\nmodel.download("out")\n').text
    assert "TODO(azureml-migrate" in found
    assert 'model.download("out")' in found


def test_the_same_workspace_in_another_function() -> None:
    before = """\
from azureml.core import Model, Workspace


def show(model):
    ws = Workspace.from_config()
    model.download(ws.name)


ws = Workspace.from_config()
show(Model(ws, "sales"))
"""
    assert "    ws.models.download(" in convert(before).text
