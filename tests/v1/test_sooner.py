"""Steps of instances are made before what takes their data, as long as nothing else happens in between."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_BEFORE = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


class Prep:
    def __init__(self, run_config):
        self.run_config = run_config
        self.clean = PipelineData("clean")

    def step(self, script="prep.py"):
        return PythonScriptStep(
            name="prep",
            script_name=script,
            source_directory="src",
            arguments=["--to", self.clean],
            outputs=[self.clean],
            compute_target="cpu",
            runconfig=self.run_config,
        )


class Train:
    def __init__(self, run_config, clean):
        self.run_config = run_config
        self.clean = clean

    def step(self):
        return PythonScriptStep(
            name="train",
            script_name="train.py",
            source_directory="src",
            arguments=["--from", self.clean],
            inputs=[self.clean],
            compute_target="cpu",
            runconfig=self.run_config,
        )


ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
prep = Prep(run_config)
"""
_PIPELINE = """\
@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    prep_step = prep.step()
    train = Train("azureml:sales:4", prep.clean)
    train.step()


pipeline = pipeline_definition()
"""


@pytest.mark.parametrize(
    "end",
    [
        "pipeline = Pipeline(ws, steps=[prep.step(), train.step()])\n",
        "pipeline = Pipeline(ws, [prep.step(), train.step()])\n",
        "prep_step = prep.step()\npipeline = Pipeline(ws, steps=[prep_step, train.step()])\n",
    ],
)
def test_a_step_that_is_made_before_its_data_is_read(end: str) -> None:
    found = convert(f"{_BEFORE}train = Train(run_config, prep.clean)\n{end}").text
    assert "TODO" not in found
    assert found.endswith(_PIPELINE)


@pytest.mark.parametrize(
    "between",
    [
        # The instance is changed, or something is done that the step may depend on.
        "train = Train(run_config, prep.clean)\nprep.run_config = run_config\n",
        "train = Train(run_config, prep.clean)\nprint(prep.clean)\n",
        "train = Train(run_config, prep.clean)\nscript = 'other.py'\n",
    ],
)
def test_what_happens_in_between(between: str) -> None:
    made = "prep.step(script)" if "script =" in between else "prep.step()"
    end = f"{between}pipeline = Pipeline(ws, steps=[{made}, train.step()])\n"
    found = convert(_BEFORE + end).text
    assert f"pipeline = Pipeline(ws, steps=[{made}, train.step()])\n" in found
    assert "TODO(azureml-migrate AML601)" in found
