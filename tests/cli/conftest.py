from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrate import cli
from migrate.cli import parts
from tests.cli import fake


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run the command line in an empty folder, with the fakes in place of the converter and the verification."""
    monkeypatch.setattr(parts, "converter", lambda root, options: fake.convert_one)
    monkeypatch.setattr(parts, "prove", lambda: fake.prove)
    monkeypatch.setattr(parts, "rules", lambda: fake.RULES)
    monkeypatch.chdir(tmp_path)

    def go(*arguments: str | Path) -> Outcome:
        capfd.readouterr()
        code = cli.invoke([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Outcome(code, captured.out, captured.err)

    return go
