"""Data that a script found in an environment variable of v1, without an argument."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import convert_in

_CODE = """\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep, SynapseSparkStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
prices = Dataset.File.from_files((store, "prices")).as_named_input("prices").{mode}()
step = {step}, inputs=[prices], compute_target="pool", source_directory="src")
pipeline = Pipeline(ws, [step])
"""
_PYTHON = 'PythonScriptStep("train.py"'
_SPARK = (
    'SynapseSparkStep("train.py", driver_memory="7g", driver_cores=4, executor_memory="7g", executor_cores=2, '
    "num_executors=1"
)


@pytest.mark.parametrize(
    ("step", "mode", "told"),
    [
        (_PYTHON, "as_mount", "what the script found without an argument is in other environment variables: "),
        (_SPARK, "as_hdfs", "the script finds prices through no argument: v2 has no variable for it, give it as "),
    ],
)
@pytest.mark.parametrize("script", ['os.environ["prices"]', "os.getenv('prices')", "os.environ.get('rents')"])
def test_who_has_to_change_the_script(step: str, mode: str, told: str, script: str, tmp_path: Path) -> None:
    files = {"pipeline.py": _CODE.format(step=step, mode=mode), "src/train.py": f"import os\n\nprint({script})\n"}
    text = convert_in(tmp_path, files).text
    assert (f"`inputs`: {told}" in text) == ("prices" in script)
    assert "@dsl.pipeline" in text
