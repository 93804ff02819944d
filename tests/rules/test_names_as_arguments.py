"""What a dataset or an output is called is text, also where the dataset itself would not be."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_BEFORE = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
prices = Dataset.get_by_name(ws, "prices")
model = PipelineData("model", datastore=ws.get_default_datastore())
step = PythonScriptStep("train.py", arguments=[{arguments}], outputs=[model], compute_target="cpu")
pipeline = Pipeline(ws, steps=[step])
"""


@pytest.mark.parametrize(
    ("argument", "command"),
    [
        ("prices.name", 'f"python train.py --name {quote(str(prices.name))}"'),
        (
            'f"{prices.name}:{prices.version}"',
            """f"python train.py --name {quote(f'{prices.name}:{prices.version}')}\"""",
        ),
        ("model.name", '"python train.py --name model"'),
    ],
)
def test_a_name_is_text(argument: str, command: str) -> None:
    text = convert(_BEFORE.format(arguments=f'"--name", {argument}')).text
    assert f"command={command}" in text
    assert "pipeline = pipeline_definition()\n" in text


@pytest.mark.parametrize("argument", ['f"{prices}"', 'f"{prices.name}/{prices}"'])
def test_the_data_itself_is_not(argument: str) -> None:
    text = convert(_BEFORE.format(arguments=argument)).text
    assert "pipeline = Pipeline(ws, steps=[step])\n" in text
