"""The commands that the guides show, and what they print, are real."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
import typer

from migrate.cli import app, invoke
from tests.conversion import assert_same, notebook

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs").rglob("*.md"))
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = "azureml-migrate "


def commands_of(guide: Path) -> list[tuple[str, list[str]]]:
    """Each command of a guide with the lines of output that are shown for it, if any."""
    found: list[tuple[str, list[str]]] = []
    before = ""
    for language, block in BLOCK.findall(guide.read_text(encoding="utf-8")):
        lines = block.splitlines()
        if lines[0].startswith((COMMAND, "make ", "git ")):
            found += [(line, []) for line in lines if line.startswith(COMMAND)]
        elif not language and before.startswith(COMMAND):
            found[-1] = (found[-1][0], lines)
        before = "" if language else lines[-1]
    return found


ALL = [pytest.param(command, id=f"{guide.stem}: {command}") for guide in GUIDES for command, _ in commands_of(guide)]


@pytest.mark.parametrize("command", ALL)
def test_commands_have_the_options_that_they_show(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, name, *arguments = shlex.split(command)
    group = typer.main.get_command(app)
    context = typer.Context(group, info_name="azureml-migrate")
    found = group.get_command(context, name)  # type: ignore[attr-defined]
    assert found is not None
    assert found.make_context(name, arguments, parent=context).params


def test_commands_without_such_options_are_found() -> None:
    group = typer.main.get_command(app)
    context = typer.Context(group, info_name="azureml-migrate")
    found = group.get_command(context, "convert")  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="No such option"):
        found.make_context("convert", ["a", "--no-such"], parent=context)


@pytest.mark.parametrize("name", ["first-migration", "reviewing"])
def test_the_commands_of_a_guide_do_what_it_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "v1_examples", tmp_path / "v1_examples")
    shutil.copytree(ROOT / "v1_examples/tabular_training", tmp_path / "src")
    monkeypatch.chdir(tmp_path)
    for command, shown in commands_of(ROOT / f"docs/guides/{name}.md"):
        if "--trust-code" in command:
            continue  # the tests of verify and run do that, at length
        capfd.readouterr()
        assert invoke(shlex.split(command)[1:]) == 0
        printed = [line.rstrip() for line in capfd.readouterr().out.splitlines()]
        assert printed[: len(shown)] == shown
    same = (tmp_path / "src/pipeline.py").read_bytes() == (
        ROOT / "v1_examples/tabular_training/pipeline.py"
    ).read_bytes()
    assert same, "the last command on src gave it back"


def test_the_notebook_becomes_what_the_guide_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = ROOT / "docs/guides/notebooks.md"
    before, after = (
        block.rstrip("\n")
        for language, block in BLOCK.findall(guide.read_text(encoding="utf-8"))
        if language == "python"
    )
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/train.ipynb").write_text(notebook(before), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    [(command, _)] = commands_of(guide)
    assert invoke(shlex.split(command)[1:]) == 0
    cells = json.loads((tmp_path / "converted/train.ipynb").read_text(encoding="utf-8"))["cells"]
    assert_same("".join(cells[0]["source"]), after)
