"""References in words of a command, and where the program ends."""

from __future__ import annotations

import pytest

from migrate.verify.graph import Word, WordKind
from migrate.verify.v1.words import line, split, word
from tests.verify.v1.conftest import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("--rate", Word(WordKind.LITERAL, "--rate")),
        ("DatasetConsumptionConfig:raw", Word(WordKind.INPUT, "raw")),
        ("DatasetOutputConfig:done", Word(WordKind.OUTPUT, "done")),
        ("$AZUREML_DATAREFERENCE_raw", Word(WordKind.INPUT, "raw")),
        ("--out=$AZUREML_DATAREFERENCE_done/x", Word(WordKind.OUTPUT, "done", "--out=", "/x")),
        ("$AML_PARAMETER_rate", Word(WordKind.PARAMETER, "rate")),
        ("$HOME", Word(WordKind.LITERAL, "$HOME")),
    ],
)
def test_words(text: str, expected: Word) -> None:
    assert word(text, ["raw"], ["done"]) == expected


@pytest.mark.parametrize(
    ("text", "program", "arguments"),
    [
        ("python train.py --a 1", ["python", "train.py"], ["--a", "1"]),
        ("python3 -u train.py", ["python3", "-u", "train.py"], []),
        ("python -m package.train --a", ["python", "-m", "package.train"], ["--a"]),
        ("Rscript fit.R x", ["Rscript", "fit.R"], ["x"]),
        ("tool 'a b' c", ["tool"], ["a b", "c"]),
        ("tool 'two  blanks' a\\ b", ["tool"], ["two  blanks", "a b"]),
        ("a --x=1&&b;c", ["a"], ["--x=1&&b;c"]),
        ("it's broken", ["its broken"], []),
    ],
)
def test_programs(text: str, program: list[str], arguments: list[str]) -> None:
    assert split(line([text], [], []).words) == (words(*program), words(*arguments))


def test_a_line_of_shell() -> None:
    found = line(
        ["tool $AZUREML_DATAREFERENCE_raw/*.txt '*' $AML_PARAMETER_n \"$AML_PARAMETER_m\" >", "x y"], ["raw"], []
    )
    assert found.words == (
        *words("tool"),
        Word(WordKind.INPUT, "raw", "", "/*.txt"),
        *words("*", "<par>n", "<par>m", ">", "x", "y"),
    )
    assert found.shell == ("${{}}/*.txt", ">")
    assert found.exposed == (("m", '"', False), ("n", "", True))
