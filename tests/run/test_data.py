"""Local data: what the user says, and what a folder holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.errors import ReadError, UsageError
from migrate.run.data import bind, content_hash, files_in, read_given
from migrate.run.plan import Outside, Plan, RunError, ShellLine, Task
from tests.run.conftest import write


@pytest.fixture
def here(tmp_path: Path) -> Path:
    write(tmp_path, {"a/x.csv": "1", "b.csv": "2", "in dir/c": ""})
    return tmp_path


def plan(**inputs: Outside) -> Plan:
    return Plan("p", "v2", (Task("n", "n", "command", ShellLine(""), inputs),))


def test_command_line(here: Path) -> None:
    given = read_given([f"raw={here}/a", f"n.x={here}/in dir"], ["title=a=b c", "empty="])
    assert given.inputs == {"raw": here / "a", "n.x": here / "in dir"}
    assert given.parameters == {"title": "a=b c", "empty": ""}


@pytest.mark.parametrize(
    "text",
    [
        "raw: a\nother: b.csv\n",
        "inputs:\n  raw: a\n  other: b.csv\n",
        "inputs: {raw: a, other: b.csv}\nparameters: {n: 1, flag: true, rate: 0.5, text: a b}\n",
    ],
)
def test_a_file(text: str, here: Path) -> None:
    write(here, {"inputs.yml": text})
    given = read_given(["other=" + str(here / "a")], [], here / "inputs.yml")
    assert given.inputs == {"raw": here / "a", "other": here / "a"}
    if "parameters" in text:
        assert given.parameters == {"n": "1", "flag": "True", "rate": "0.5", "text": "a b"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "no names with paths"),
        ("a: [1]\n", "a has no plain value"),
        ("a: {", "is no YAML"),
        (None, "cannot be read"),
    ],
)
def test_files_of_another_form(text: str | None, message: str, here: Path) -> None:
    if text is not None:
        write(here, {"inputs.yml": text})
    with pytest.raises(ReadError, match=message):
        read_given([], [], here / "inputs.yml")


@pytest.mark.parametrize("option", ["raw", "=x"])
def test_options_of_another_form(option: str) -> None:
    with pytest.raises(UsageError, match="--input name=path"):
        read_given([option])


def test_a_path_that_does_not_exist(here: Path) -> None:
    with pytest.raises(UsageError, match=r"input raw is bound to .*none, which does not exist"):
        read_given([f"raw={here}/none"])


@pytest.mark.parametrize("name", ["raw", "n.port", "port", "azureml:raw:1"])
def test_names_of_an_input(name: str, here: Path) -> None:
    source = Outside(("raw",), "azureml:raw:1")
    assert bind(plan(port=source), {name: here}) == {source: here}


def test_the_exact_name_wins(here: Path) -> None:
    source = Outside(("raw",), "azureml:raw:1")
    assert bind(plan(port=source), {"port": here / "a", "raw": here / "b.csv"}) == {source: here / "b.csv"}


def test_names_of_nothing(here: Path) -> None:
    with pytest.raises(RunError, match=r"no input rwa .*its inputs: raw"):
        bind(plan(port=Outside(("raw",), local=here)), {"rwa": here})


def test_hashes(here: Path) -> None:
    write(here, {"d/x": "1", "d/sub/y": "2", "e/x": "1", "e/sub/y": "2", "f/x": "2", "f/sub/y": "1", "g/only": "1"})
    assert list(files_in(here / "d")) == ["sub/y", "x"]
    d, e, f, g, only = (content_hash(files_in(here / name)) for name in ("d", "e", "f", "g", "g/only"))
    assert d == e != f
    assert g == only  # a single file, or the folder around it
    assert list(files_in(here / "b.csv")) == [""]
