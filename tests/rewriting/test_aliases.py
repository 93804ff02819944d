"""Another name of a step goes with the step, unless something still reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import assert_stable, convert, convert_project

STEPS = """\
from azureml.pipeline.steps import PythonScriptStep

clean = PythonScriptStep(name="clean", script_name="clean.py", compute_target="cpu")
train = PythonScriptStep(name="train", script_name="train.py", compute_target="cpu")
"""
PIPELINE = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
%s
ws = Workspace.from_config()
pipeline = Pipeline(ws, steps=%s)
"""
TODO = (
    "# TODO(azureml-migrate AML501): in v2 the step is a node inside the pipeline function, made by `{}_component` — "
)


def left(aliases: str, steps: str = "[clean, train]") -> list[str]:
    """What is left of the lines behind the steps."""
    found = convert(STEPS + aliases + PIPELINE % ("", steps))
    assert_stable(found)
    behind = found.text.partition("train.py")[2].partition("\n)\n")[2].partition("ws = ")[0]
    return [line.partition("https:")[0] for line in behind.splitlines() if line]


@pytest.mark.parametrize(
    "aliases",
    ["first = clean\n", "first = last = clean\n", "first, last = clean, train\n", "second = clean\nfirst = second\n"],
)
def test_nothing_reads_it(aliases: str) -> None:
    assert left(aliases) == []


def test_the_pipeline_has_the_step_by_its_other_name() -> None:
    assert left("first = clean\n", "[first, train]") == []


def test_what_is_asked_of_the_step_is_known() -> None:
    assert left("first = clean\nprint(first.name)\n") == ['print("clean")']


def test_something_reads_it() -> None:
    todo = TODO.format("clean")
    assert left("first = clean\nshow(first)\n") == [todo, "first = clean", "show(first)"]


def test_v2_code_reads_a_variable_of_that_name() -> None:
    aliases = "first = train\nfirst = clean\nshow(first)\n"
    assert "first = clean" in left(aliases)


def test_another_module_has_the_step_by_its_other_name(tmp_path: Path) -> None:
    steps = STEPS + "first = clean\n"
    found = convert_project(
        tmp_path, {"jobs.py": steps, "build.py": PIPELINE % ("from jobs import first\n", "[first]")}
    )
    assert "first" not in found["jobs.py"].text
    assert "first" not in found["build.py"].text


def test_code_that_is_not_converted_takes_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "show.py").write_text("from jobs import first\n\nprint(first)\n", encoding="utf-8")
    found = convert_project(tmp_path, {"jobs.py": STEPS + "first = clean\n" + PIPELINE % ("", "[clean, train]")})
    assert "first = clean" in found["jobs.py"].text
