"""The command line as a whole: help, versions, mistakes, and what it costs to start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import migrate
from migrate import cli
from migrate.cli import parts
from tests.cli.conftest import Run

ROOT = Path(migrate.__file__).parents[1]
COMMAND = "import sys; from migrate.cli import invoke; code = invoke(sys.argv[1:]); "
HEAVY = ("libcst", "nbformat", "pydantic", "azure", "azureml", "ruamel", "jinja2", "pathspec", "tomlkit")


def python(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["convert", "--help"],
        ["undo", "-h"],
        ["scan", "-h"],
        ["explain", "-h"],
        ["rules", "-h"],
    ],
)
def test_help_and_version_import_nothing_heavy(arguments: list[str]) -> None:
    done = python(COMMAND + "print('LOADED', *sorted(sys.modules)); sys.exit(code)", *arguments)
    assert done.returncode == 0
    loaded = {name.split(".")[0] for name in done.stdout.split("LOADED ")[1].split()}
    # typer 0.29 itself takes pydantic to read the arguments of a command
    allowed = {"pydantic"} if len(arguments) > 1 else set()
    assert loaded & set(HEAVY) <= allowed


def test_version(run: Run) -> None:
    assert run("--version").out == f"azureml-migrate {migrate.__version__}\n"


def test_help_lists_the_commands(run: Run) -> None:
    out = run("--help").out
    assert [line.split()[0] for line in out.split("Commands:\n")[1].splitlines()] == [
        "scan", "convert", "verify", "run", "undo", "report", "explain", "rules"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["conver"], "Did you mean 'convert'?"),
        (["convert", "x", "--styl", "yaml"], "--style"),
        (["convert", "x", "--style", "yamll"], "'inline', 'yaml'"),
        (["convert", "x", "--verify", "build"], "'builds'"),
        (["convert", "x", "-j", "0"], "greater than or equal to 1"),
        (["convert"], "Missing argument"),
        (["explain"], "Missing argument"),
    ],
)
def test_wrong_usage_is_exit_code_2_with_a_hint(run: Run, arguments: list[str], hint: str) -> None:
    outcome = run(*arguments)
    assert outcome.code == 2
    assert hint in outcome.err
    assert "Traceback" not in outcome.err


def test_an_unexpected_error_asks_to_be_reported(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble() -> None:
        raise RuntimeError("no rule at all")

    monkeypatch.setattr(parts, "rules", stumble)
    outcome = run("rules")
    assert outcome.code == 3
    assert outcome.err.splitlines()[0] == "error: RuntimeError: no rule at all"
    assert "AZUREML_MIGRATE_DEBUG=1 shows the traceback" in outcome.err
    assert "Traceback" not in outcome.err
    monkeypatch.setenv("AZUREML_MIGRATE_DEBUG", "1")
    assert "Traceback (most recent call last)" in run("rules").err


def test_an_interrupt_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(parts, "rules", interrupt)
    outcome = run("rules")
    assert (outcome.code, outcome.err) == (130, "error: interrupted\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_behind_the_output_is_no_bug_of_ours(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-c", COMMAND + "sys.exit(code)", "scan", str(tmp_path), "--format", "csv"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    assert done.stderr.startswith("error: the output cannot be written: No space left on device\n")
    assert "bug" not in done.stderr


def test_a_terminal_without_the_letters_is_no_crash(tmp_path: Path) -> None:
    done = python(COMMAND + "sys.exit(code)", "explain", "grö\N{SNOWMAN}e", PYTHONIOENCODING="ascii")
    assert done.returncode == 2
    assert "gr\\xf6\\u2603e is not in SDK v1" in done.stderr


def test_the_console_script_returns_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["azureml-migrate", "convert", "/nothing"])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 2


def test_a_closed_pipe_is_no_crash() -> None:
    done = subprocess.run(
        f"{sys.executable} -c '{COMMAND} sys.exit(code)' explain e | head -c 1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert "Traceback" not in done.stderr
