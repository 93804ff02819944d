"""A step at the top of a module, beside another module's function that makes one: where it stays v1 is said once."""

from __future__ import annotations

from pathlib import Path

from tests.conversion import convert_project

_STEP = (
    'PythonScriptStep("{0}.py", source_directory="src", arguments=["--data", data], {1}=[data], compute_target="cpu")'
)
_IMPORTS = "from azureml.pipeline.core import PipelineData\nfrom azureml.pipeline.steps import PythonScriptStep\n"
_FILES = {
    "prep.py": f'{_IMPORTS}\ndata = PipelineData("clean")\nprep_step = {_STEP.format("prep", "outputs")}\n',
    "train.py": f"{_IMPORTS}\n\ndef train_step(data):\n    return {_STEP.format('train', 'inputs')}\n",
    "main.py": """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline

from prep import data, prep_step
from train import train_step

pipeline = Pipeline(Workspace.from_config(), steps=[prep_step, train_step(data)])
""",
}


def test_the_reason_names_the_place_once(tmp_path: Path) -> None:
    text = convert_project(tmp_path, _FILES)["main.py"].text
    (told,) = [line for line in text.splitlines() if "AML601" in line]
    assert told.count("`prep.py:5` makes it, where it stays v1") == 1
