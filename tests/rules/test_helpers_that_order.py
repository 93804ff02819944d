"""Functions that only order the steps that they are given: what must not be followed."""

from __future__ import annotations

import pytest

from tests.conversion import convert

ORDERED = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def chain(steps):
    for before, after in zip(steps, steps[1:]):
        after.run_after(before)
    return steps


ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
common = {"source_directory": "src", "compute_target": "cpu", "runconfig": run_config}
load = PythonScriptStep("load.py", **common)
train = PythonScriptStep("train.py", **common)
pipeline = Pipeline(ws, steps=chain([load, train]))
"""


def test_the_function_stays_with_what_v2_orders_by() -> None:
    text = convert(ORDERED).text
    assert "        after.inputs.after_load = before.outputs.done\n    return steps\n" in text
    assert "    chain([load, train])\n" in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("    return steps\n", "    return sorted(steps, key=rank)\n", id="another order"),
        pytest.param("        after.run_after(before)\n", "        yield after.run_after(before)\n", id="generator"),
        pytest.param("pipeline =", "show(chain)\npipeline =", id="handed on"),
        pytest.param(
            "for before, after in zip(steps, steps[1:])", "for before, after in pairs(steps)", id="other pairs"
        ),
    ],
)
def test_what_may_do_more(before: str, after: str) -> None:
    text = convert(ORDERED.replace(before, after)).text
    assert "after.run_after(before)" in text
    assert "pipeline = Pipeline(" in text
