"""``output.register_on_complete(…)`` gives a copy in v1: the output itself is not registered."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_BEFORE = """\
from azureml.core import Workspace
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
prices = OutputFileDatasetConfig(name="prices")
{register}
step = PythonScriptStep("prepare.py", arguments=["--to", prices], source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, steps=[step])
"""


@pytest.mark.parametrize(
    ("register", "output"),
    [
        ('prices.register_on_complete("demand-prices")', 'outputs={"prices": Output(type="uri_folder")}'),
        (
            'prices = prices.register_on_complete("demand-prices")',
            'outputs={"prices": Output(type="uri_folder", name="demand-prices")}',
        ),
    ],
)
def test_only_the_copy_is_registered(register: str, output: str) -> None:
    text = convert(_BEFORE.format(register=register)).text
    assert output in text
    assert "register_on_complete" not in text
    assert text.endswith("pipeline = pipeline_definition()\n")
