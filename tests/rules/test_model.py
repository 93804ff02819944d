"""Models: what the example of their rule does not show, and what is left to a person."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_HEAD = """\
from azureml.core import Model, Workspace

ws = Workspace.from_config()
"""
_MODEL = "azureml.core.Model"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('Model(ws, "demand", version="3")', 'ws.models.get("demand", version="3")'),
        ('Model(name="demand", workspace=ws)', 'ws.models.get("demand", label="latest")'),
        (
            'VERSION = 2\nModel(ws, "demand", version=VERSION)',
            'VERSION = 2\nws.models.get("demand", version=str(VERSION))',
        ),
        (
            'def get(version=None):\n    if version is not None:\n        return Model(ws, "demand", version=version)',
            "def get(version=None):\n    if version is not None:\n"
            '        return ws.models.get("demand", version=str(version))',
        ),
        (
            'def get(version=None):\n    return Model(ws, "demand", version=version)',
            "def get(version=None):\n"
            '    return ws.models.get("demand", label="latest") if version is None else '
            'ws.models.get("demand", version=str(version))',
        ),
        ('found = Model.list(ws, "demand")', 'found = list(ws.models.list(name="demand"))'),
        (
            'model = Model(ws, "demand")\nmodel.delete()\nprint(model.run_id)',
            'model = ws.models.get("demand", label="latest")\n'
            "ws.models.archive(name=model.name, version=model.version)\n"
            "print(model.job_name)",
        ),
    ],
)
def test_conversions(before: str, after: str) -> None:
    converted = convert(f"{_HEAD}{before}\n")
    assert converted.manual == []
    assert converted.text.partition("DefaultAzureCredential())\n")[2] == f"{after}\n"


@pytest.mark.parametrize(
    "code",
    [
        'Model(ws, id="demand:3")',
        'Model(ws, "demand", tags=[["season", "summer"]])',
        'Model(ws, "demand", version=wanted.number)',
        'Model.list(ws, "demand", latest=newest)',
        "Model.list(ws, tags=wanted)",
        'path = Model(ws, "demand").download()',
        'Model.register(other, "model.pkl", "demand")',
    ],
)
def test_what_a_person_has_to_decide(code: str) -> None:
    converted = convert(f"{_HEAD}{code}\n")
    assert {use.symbol.rpartition(".")[2] for use in converted.manual} & {"Model", "list", "download", "register"}
    assert "# TODO(azureml-migrate AML701)" in converted.text
    last = code.rpartition("\n")[2]
    assert last in converted.text or "download()" in converted.text


def test_the_workspace_of_a_run_stays() -> None:
    """A script inside of a job has no client."""
    before = """\
from azureml.core import Model, Run

run = Run.get_context()
Model.register(workspace=run.experiment.workspace, model_path="model.pkl", model_name="demand")
"""
    converted = convert(before)
    assert converted.outcome(f"{_MODEL}.register") == "manual"
    assert 'Model.register(workspace=run.experiment.workspace, model_path="model.pkl"' in converted.text


def test_what_v2_does_not_keep() -> None:
    code = 'Model.register(ws, "model.pkl", "demand", datasets=[], model_framework=Model.Framework.ONNX)'
    converted = convert(f"{_HEAD}{code}\n")
    assert converted.manual == []
    assert converted.outcome(f"{_MODEL}.register", "datasets") == "changed"
    assert converted.outcome(f"{_MODEL}.Framework.ONNX") == "changed"
    assert "ONNX" not in converted.text
