"""Data that a function gives straight to what reads it, without a variable."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_BEFORE = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def get_data({params}):
    return {made}


def make(ws, name):
    return PythonScriptStep(
        name=name,
        script_name="train.py",
        source_directory="src",
        compute_target="cpu",
        arguments=["--data", get_data(ws, "sales").as_named_input("sales").as_mount()],
    )


ws = Workspace.from_config()
step = make(ws, "train")
pipeline = Pipeline(ws, steps=[step])
"""


@pytest.mark.parametrize(
    ("params", "made", "path"),
    [
        ("ws, name", "Dataset.get_by_name(ws, name)", 'f"azureml:{name}@latest"'),
        (
            "ws, name",
            "Dataset.File.from_files((ws.get_default_datastore(), name))",
            'f"azureml://datastores/{ws.datastores.get_default().name}/paths/{name}"',
        ),
        (
            'ws, name, version="latest"',
            "Dataset.get_by_name(ws, name, version=version)",
            'f"azureml:{name}@latest" if version in (None, "latest") else f"azureml:{name}:{version}"',
        ),
        (
            "ws, name, version=3",
            "Dataset.get_by_name(ws, name, version=version)",
            'f"azureml:{name}:{version}"',
        ),
    ],
)
def test_the_function_gives_the_input(params: str, made: str, path: str) -> None:
    text = convert(_BEFORE.format(params=params, made=made)).text
    given, _, rest = text.partition("def make(")
    assert f"path={path}," in given
    assert 'step_component(sales=get_data(ws, "sales"))' in rest
    assert "# TODO" not in text
