"""What a statement does with an expression besides showing it."""

from __future__ import annotations

import libcst as cst
import libcst.matchers as m
import pytest

from migrate.decisions.removal import only_shown
from tests.conversion import convert


def shown(text: str) -> bool:
    """Whether the statement only shows ``run.status``."""
    statement = cst.parse_module(text).body[0]
    (node,) = m.findall(statement, m.Attribute(attr=m.Name("status"), value=m.Name("run")))
    return only_shown(statement, node)


@pytest.mark.parametrize(
    "text",
    [
        "run.status",
        "print(run.status)",
        "display(run.status)",
        'print("status", run.status, sep=": ")',
        'print(f"status: {run.status}")',
        'print("status: " f"{run.status}")',
        'print("status: {}".format(run.status))',
        'print("status: %s" % run.status)',
        'print("at %s: %s" % (now, run.status))',
        'print("status: " + str(run.status))',
    ],
)
def test_only_shown(text: str) -> None:
    assert shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "print(step.run_after(run.status))",
        "print(found := run.status)",
        "print(run.status.pop())",
        "print(run.status[0])",
        'print("yes" if run.status == "Active" else "no")',
        "print(check(run.status))",
        'print(f"{check(run.status)}")',
        "print([states.append(run.status)])",
        "log(run.status)",
        "x = run.status",
        "run.status; run.wait()",
    ],
)
def test_more_than_shown(text: str) -> None:
    assert not shown(text)


_STEPS = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
note = "done"
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
run_config.target = "cpu"
prep = PythonScriptStep("prep.py", source_directory="src", runconfig=run_config)
pipeline = Pipeline(ws, steps=[prep])
"""


def test_variables_that_are_not_there_need_not_be_forgotten() -> None:
    converted = convert(_STEPS + "del prep, run_config\nprint(note)\n")
    assert converted.text.endswith("pipeline = pipeline_definition()\nprint(note)\n")
    assert not converted.manual


def test_others_still_are() -> None:
    assert convert(_STEPS + "del note\n").text.endswith("pipeline = pipeline_definition()\ndel note\n")
    assert "\ndel prep, note\n" in convert(_STEPS + "del prep, note\n").text
