"""Data that a step reads on a condition stays v1 where v2 would read it in other cases."""

from __future__ import annotations

import pytest

from tests.conversion import convert

HEAD = """\
import os

from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
raw = PipelineData("raw")
load = PythonScriptStep("load.py", arguments=["--to", raw], outputs=[raw], compute_target="cpu", source_directory="src")
sales = Dataset.get_by_name(ws, "sales").as_named_input("sales").as_mount()
arguments, wanted = ["--all"], os.environ.get("DATA")
"""
TRAIN = 'PythonScriptStep("train.py", arguments=arguments, {} compute_target="cpu", source_directory="src")\n'


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("if wanted:\n    arguments.append(sales)\nwanted = None\n", "which changes afterwards"),
        ("if wanted():\n    arguments.append(sales)\n", "which cannot be evaluated twice"),
        ("if wanted:\n    arguments.append(sales)\nif os.name:\n    arguments.append(sales)\n", "in a branch only"),
        ("for one in wanted:\n    arguments.append(sales)\n", "only known when the code runs"),
        ("if wanted:\n    arguments += [sales, '--raw', raw]\n", "stands beside data that always is one"),
    ],
)
def test_conditions_that_do_not_tell_what_is_read(code: str, message: str) -> None:
    train = TRAIN.format("inputs=[raw],")
    converted = convert(f"{HEAD}{code}train = {train}pipeline = Pipeline(ws, steps=[load, train])\n")
    assert "@dsl.pipeline" not in converted.text
    assert message in converted.text


@pytest.mark.parametrize(
    ("made", "added"),
    [
        ("arguments = ['--raw', raw]\n", "    arguments.append(name)\n"),
        ("", "    arguments = ['--raw', raw, name]\n    name = name.upper()\n"),
        ("", "    arguments = ['--raw', raw]\n    {train}    arguments.append(name)\n"),
    ],
)
def test_lists_of_words_in_a_loop_that_are_not_those_of_the_step(made: str, added: str) -> None:
    train = f"steps.append({TRAIN.format('inputs=[raw],').strip()})\n"
    inside = added.replace("{train}", train) if "{train}" in added else f"{added}    {train}"
    code = f"{HEAD}{made}steps = [load]\nfor name in wanted:\n{inside}pipeline = Pipeline(ws, steps=steps)\n"
    converted = convert(code)
    assert "@dsl.pipeline" not in converted.text
    assert "what `arguments` holds is only known when the code runs" in converted.text
