"""Tables of functions that make steps: they are followed as long as all that is done is to call these."""

from __future__ import annotations

import pytest

from tests.conversion import assert_stable, convert

BEFORE = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def clean(compute):
    return PythonScriptStep(name="clean", script_name="clean.py", compute_target=compute)


def train(compute):
    return PythonScriptStep(name="train", script_name="train.py", compute_target=compute)


STEPS = %s
ws = Workspace.from_config()
steps = []
%s
pipeline = Pipeline(ws, steps=steps)
"""
BY_NAME = '{"clean": clean, "train": train}'


def body(table: str, code: str) -> str:
    """What is in the pipeline function; empty when there is none."""
    found = convert(BEFORE % (table, code))
    assert_stable(found)
    return found.text.partition("def pipeline_definition():\n")[2].partition("\n\n\npipeline")[0]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (BY_NAME, 'for name in ["clean", "train"]:\n    steps.append(STEPS[name]("cpu"))'),
        (BY_NAME, 'for make in STEPS.values():\n    steps.append(make("cpu"))'),
        (BY_NAME, 'for name, make in STEPS.items():\n    print(name)\n    steps.append(make("cpu"))'),
        (BY_NAME, 'for name in ["clean", "train"]:\n    make = STEPS[name]\n    steps.append(make("cpu"))'),
        ("[clean, train]", 'for make in STEPS:\n    steps.append(make("cpu"))'),
    ],
)
def test_its_functions_are_called_inside_of_the_pipeline_function(table: str, code: str) -> None:
    *head, last = code.splitlines()
    called = last.replace("steps.append(", "").replace("))", ")")
    assert body(table, code) == "\n".join(f"    {line}" for line in (*head, called))


@pytest.mark.parametrize(
    "asked",
    [
        "sorted(STEPS)",
        "list(STEPS)",
        '", ".join(STEPS)',
        "len(STEPS)",
        "STEPS.keys()",
        "[*STEPS]",
        "click.Choice(STEPS)",
        'parser.add_argument("step", choices=STEPS)',
    ],
)
def test_a_dictionary_may_be_asked_for_its_names(asked: str) -> None:
    code = f'print({asked})\nfor make in STEPS.values():\n    steps.append(make("cpu"))'
    assert 'make("cpu")' in body(BY_NAME, code)


def test_the_elements_of_a_list_are_no_names() -> None:
    assert body("[clean, train]", 'show(sorted(STEPS))\nfor make in STEPS:\n    steps.append(make("cpu"))') == ""


@pytest.mark.parametrize(
    "code",
    [
        'STEPS["clean"] = other\nfor make in STEPS.values():\n    steps.append(make("cpu"))',
        'register(STEPS)\nfor make in STEPS.values():\n    steps.append(make("cpu"))',
        'for make in STEPS.values():\n    log(make)\n    steps.append(make("cpu"))',
    ],
)
def test_it_is_more_than_a_table(code: str) -> None:
    assert body(BY_NAME, code) == ""
