from __future__ import annotations

import io

import pytest
from rich.console import Console

from migrate.ledger import Outcome
from migrate.report.build import build_report
from migrate.report.patch import Change
from migrate.report.terminal import console, print_diff, print_summary, printable
from tests.report.sample import converted, proof, use


def summary(*uses: object) -> str:
    out = io.StringIO()
    print_summary(build_report([converted("train/pipeline.py", *uses)], [proof()]), console(out))  # type: ignore[arg-type]
    return out.getvalue()


def test_the_summary_is_plain_when_piped() -> None:
    assert summary(use(1), use(2, Outcome.MANUAL, message="Set [bold]the[/] credential.")) == (
        "Files:              1   1 converted, 0 unchanged, 0 failed\n"
        "Uses of SDK v1:     2   1 converted, 0 changed, 0 dropped, 1 manual\n"
        "Pipelines:          1   1 parsed, 1 conforming\n"
        "  training  conforming  train/pipeline.py:9\n"
        "    not built: no --trust-code\n"
        "For a person to do:\n"
        "  train/pipeline.py:2: AML101 azureml.core.Workspace.from_config: Set [bold]the[/] credential.\n"
    )


def test_long_lists_are_cut() -> None:
    text = summary(*(use(line, Outcome.MANUAL) for line in range(1, 31)))
    assert text.count("AML101") == 20
    assert text.endswith("  and 10 more (--report FILE.html or FILE.csv lists all)\n")


def test_long_lines_are_not_broken() -> None:
    assert f"{'x' * 500}\n" in summary(use(1, Outcome.MANUAL, message="x" * 500))


CHANGE = Change("a.py", b'password = "hunter2"\r\nold\x1b[2J\n', b'password = "hunter2"\r\nnew\n')


def test_the_diff_is_plain_when_piped_and_shows_no_secret() -> None:
    out = io.StringIO()
    print_diff([CHANGE], console(out))
    assert out.getvalue() == (
        "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n"
        ' password = "***"\n-old\\x1b[2J\n+new\n'
    )  # fmt: skip


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_the_diff_is_coloured_on_a_terminal(no_color: str, coloured: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm-256color")
    out = io.StringIO()
    print_diff([CHANGE], Console(file=out, force_terminal=True, highlight=False, markup=False))
    assert ("\x1b[31m-old" in out.getvalue()) is coloured


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert printable("a\x1b[31m\tb\x07\x9b") == "a\\x1b[31m\tb\\x07\\x9b"
