"""A line that only shows a variable goes with the variable, as the last line of a cell often does."""

from __future__ import annotations

from tests.conversion import convert

_BEFORE = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
config = RunConfiguration()
config.environment = Environment.get(ws, "train")
{config}
images = PipelineData("images")
{images}
cut = PythonScriptStep(
    script_name="cut.py", arguments=["--to", images], outputs=[images], runconfig=config,
    compute_target="cpu", source_directory="src",
)
{step}
pipeline = Pipeline(ws, steps=[cut])
"""


def test_what_is_shown_goes() -> None:
    without = convert(_BEFORE.format(config="", images="", step=""))
    shown = convert(_BEFORE.format(config="config", images="images", step="cut"))
    assert "TODO" not in shown.text
    assert [line for line in shown.text.splitlines() if line] == [line for line in without.text.splitlines() if line]


def test_what_is_used_stays_with_a_todo() -> None:
    text = convert(_BEFORE.format(config="log(config)", images="", step="")).text
    assert "# TODO(azureml-migrate AML401)" in text
    assert "log(config)" in text
