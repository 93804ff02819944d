from __future__ import annotations

from tests.cli.conftest import Run


def test_one_line_a_rule(run: Run) -> None:
    assert run("rules").out == (
        "AML101  workspace           A Workspace becomes an MLClient.\n"
        "AML501  python-script-step  Something becomes something else.\n"
        "AML601  pipeline            Something becomes something else.\n"
    )
