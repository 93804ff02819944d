"""Executing simple lines without a shell."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.run.small_shell import NeedsBash, execute, program_words, split
from tests.run.conftest import needs_bash


def words(line: str) -> list[str]:
    return [token.text for token in split(line)]


def run(line: str, folder: Path, variables: dict[str, str] | None = None) -> tuple[int, list[list[str]], str]:
    """Exit code, programs started, what was printed. A program named ``false`` fails."""
    started: list[list[str]] = []

    def start(program: Sequence[str], out: IO[bytes]) -> int:
        started.append(list(program))
        out.write(b"from " + program[0].encode() + b"\n")
        return 1 if program[0] == "false" else 0

    log = folder / "log"
    with log.open("wb") as stream:
        code = execute(line, variables or {}, folder, stream, start)
    return code, started, log.read_text()


@settings(max_examples=200)
@given(st.lists(st.text(), max_size=4))
def test_splits_what_shlex_joins(given_words: list[str]) -> None:
    assert words(shlex.join(given_words)) == given_words


@needs_bash
@pytest.mark.parametrize(
    "line",
    [
        "a b  c", "'a b' \"c d\"e", r"a\ b \\ \"", r'"\a \" \$ \`"', "''", 'a"" b', "a # b", "a#b", "a \\\n b",
        "\"'\" '\"'", r"'\'", "\"line\nbreak\"", "é 'ü ö'", "$ \"$\" a$",
    ],
)  # fmt: skip
def test_splits_as_bash_does(line: str) -> None:
    done = subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True)
    assert words(line) == done.stdout.decode().split("\0")[:-1]


def test_programs_one_after_the_other(tmp_path: Path) -> None:
    code, started, log = run("python a.py 'x y' && echo done > m.txt; two\nthree", tmp_path)
    assert code == 0
    assert started == [["python", "a.py", "x y"], ["two"], ["three"]]
    assert (tmp_path / "m.txt").read_bytes() == b"done\n"
    assert log == "from python\nfrom two\nfrom three\n"


def test_appends_and_redirects_programs(tmp_path: Path) -> None:
    run("echo a > f; one >> f", tmp_path)
    assert (tmp_path / "f").read_text() == "a\nfrom one\n"


def test_the_first_failure_ends_the_line(tmp_path: Path) -> None:
    code, started, _ = run("false; two", tmp_path)
    assert (code, started) == (1, [["false"]])


def test_variables(tmp_path: Path) -> None:
    _, started, _ = run("p $A \"$A\" '$A' ${A}x $NONE", tmp_path, {"A": "1 2"})
    assert started == [["p", "1", "2", "1 2", "$A", "1", "2x"]]


@pytest.mark.parametrize(
    "line",
    [
        "a | b",
        "a || b",
        "a & b",
        "(a)",
        "a < f",
        "a 2> f",
        "a *.txt",
        "a ~",
        "$(a)",
        "`a`",
        "${a:-b}",
        "'open",
        '"open',
    ],
)
def test_more_than_that_needs_bash(line: str, tmp_path: Path) -> None:
    with pytest.raises(NeedsBash):
        run(line, tmp_path)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Rscript a.R --x 'a b' && echo done > f", ["Rscript", "a.R", "--x", "a b"]),
        ("\n\nbash run.sh", ["bash", "run.sh"]),
        ("'open", ["'open"]),
    ],
)
def test_words_of_the_program(line: str, expected: list[str]) -> None:
    assert program_words(line) == expected
