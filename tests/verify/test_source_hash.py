"""Comments and layout of a script do not count; anything else does."""

from __future__ import annotations

import pytest

from migrate.verify.source_hash import source_hash

SCRIPT = b"import os\n\n\ndef f(x):\n    return x + 1\n"


@pytest.mark.parametrize(
    "same",
    [
        b"# TODO: later\n" + SCRIPT,
        SCRIPT.replace(b"\n", b"\r\n"),
        SCRIPT.replace(b"x + 1", b"(x\n            + 1)  # one more"),
    ],
)
def test_a_script_that_means_the_same(same: bytes) -> None:
    assert source_hash("a.py", same) == source_hash("a.py", SCRIPT)


@pytest.mark.parametrize("other", [SCRIPT.replace(b"1", b"2"), SCRIPT + b"f(1)\n", b"", b"not python ("])
def test_a_script_that_does_not(other: bytes) -> None:
    assert source_hash("a.py", other) != source_hash("a.py", SCRIPT)


def test_every_byte_of_another_file_counts() -> None:
    assert source_hash("a.csv", b"1,2") != source_hash("a.csv", b"1,2\n")


def test_what_is_not_python_is_hashed_as_it_is() -> None:
    assert source_hash("a.py", b"print 'x'") != source_hash("a.py", b"print 'x' ")
