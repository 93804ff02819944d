from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from migrate.cli import messages


def test_a_message_is_one_line_without_secrets_and_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    messages.error("a\n b\x1b[2J password='hunter2' é")
    assert capsys.readouterr() == ("", "error: a b\\x1b[2J password='***' é\n")


def test_paths_are_shown_from_where_the_user_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert messages.shown(tmp_path / "v1", "a/b.py") == "v1/a/b.py"
    assert messages.shown(Path("/elsewhere"), "a.py") == "/elsewhere/a.py"


def test_progress_is_silent_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    with messages.progress("Converting", 3) as done:
        done()
    assert capsys.readouterr() == ("", "")


def test_progress_shows_on_a_terminal_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with messages.progress("Converting", 3) as done:
        for _ in range(3):
            done()
    assert "Converting" in stream.getvalue()
    assert "3/3" in stream.getvalue()
    assert "/s" in stream.getvalue()


@pytest.mark.parametrize(("items", "seconds", "shown"), [(30, 2.0, "15.0/s"), (2, 5.0, "2.5 s each"), (1, 0.0, "")])
def test_the_rate(items: int, seconds: float, shown: str) -> None:
    assert messages._rate(items, seconds) == shown


def test_quiet_leaves_out_notes_and_never_errors(capsys: pytest.CaptureFixture[str]) -> None:
    messages.be_quiet(True)
    try:
        messages.note("a")
        messages.error("b")
    finally:
        messages.be_quiet(False)
    assert capsys.readouterr() == ("", "error: b\n")
