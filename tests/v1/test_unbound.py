"""Names that nothing in a document binds: what a person is told of them."""

from __future__ import annotations

import pytest

from migrate.project.reading import decode
from migrate.v1.source import parse
from migrate.v1.unbound import why_unbound
from tests.conversion import convert, notebook

BROKEN = "step = PythonScriptStep(\n    name='score'\n    script_name='score.py',\n)\n"


def why(name: str, *cells: str) -> str:
    return why_unbound(parse(decode("train.ipynb", notebook(*cells).encode())), name, "train.ipynb")


@pytest.mark.parametrize(
    "cell",
    [
        "step = 1",
        "import a.b as step",
        "for step in a: pass",
        "def f(step): pass",
        "from a import *",
        "with a as step: b",
    ],
)
def test_nothing_is_said_of_what_something_binds(cell: str) -> None:
    assert why("step", "print(step)", cell) == ""


@pytest.mark.parametrize("name", ["print", "__name__", "display", "get_ipython"])
def test_nothing_is_said_of_what_every_notebook_has(name: str) -> None:
    assert why(name, "a = 1") == ""


def test_what_nothing_binds() -> None:
    assert why("step", "a.step = 1", "f(step=1)") == "`step` is neither imported nor made here"


@pytest.mark.parametrize(
    ("cell", "is_told"),
    [
        (BROKEN, True),
        ("print 'a'\nfrom steps import step\n", True),
        ("print 'a'\nstep: Step = made()\n", True),
        ("print 'a'\nif a:\n    step = made()\n", True),
        ("print 'a'\nif step == 1:\n    b\n", False),
        ("print 'a'\nf(step=1)\n", False),
        ("print 'a'\nsteps = 1\n", False),
    ],
)
def test_what_a_cell_makes_that_cannot_be_read(cell: str, is_told: bool) -> None:
    told = why("step", cell, "print(step)")
    assert told.startswith("cell 0 makes `step` and cannot be read (line ") is is_told
    assert is_told or told == "`step` is neither imported nor made here"


PIPELINE = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline

ws = Workspace.from_config()
pipeline = Pipeline(ws, steps=[step])
"""


def test_a_pipeline_says_why_a_step_of_it_is_not_known() -> None:
    found = convert(PIPELINE)
    assert "where its step `step` comes from is not known: `step` is neither imported nor made here" in found.text
