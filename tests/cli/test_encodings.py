"""What the real converter leaves of a file's own ways: encoding, mark, line ends, tabs, mode."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from migrate import cli
from migrate.cli import parts
from tests.cli import fake
from tests.cli.test_convert import contents, tree
from tests.cli.test_undo import snapshot

BEFORE = """\
# Größe
from azureml.core import Workspace

if True:
\tws = Workspace.from_config()

\tprint("é", ws)
"""
AFTER = """\
# Größe
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

if True:
\tws = MLClient.from_config(DefaultAzureCredential())

\tprint("é", ws)
"""


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def mixed(text: str, crlf_lines: set[str]) -> str:
    """CRLF behind those lines, LF behind the others."""
    return "".join(f"{line}\r\n" if line in crlf_lines else f"{line}\n" for line in text.splitlines())


LATIN = "# -*- coding: latin-1 -*-\n"
FILES: dict[str, tuple[bytes, bytes]] = {
    "utf8.py": (BEFORE.encode(), AFTER.encode()),
    "bom.py": (codecs.BOM_UTF8 + BEFORE.encode(), codecs.BOM_UTF8 + AFTER.encode()),
    "latin.py": ((LATIN + BEFORE).encode("latin-1"), (LATIN + AFTER).encode("latin-1")),
    "crlf.py": (crlf(BEFORE).encode(), crlf(AFTER).encode()),
    "crlf_latin.py": (crlf(LATIN + BEFORE).encode("latin-1"), crlf(LATIN + AFTER).encode("latin-1")),
    "crlf_bom.py": (codecs.BOM_UTF8 + crlf(BEFORE).encode(), codecs.BOM_UTF8 + crlf(AFTER).encode()),
    "no_final_newline.py": (BEFORE.rstrip("\n").encode(), AFTER.rstrip("\n").encode()),
    "crlf_no_final_newline.py": (crlf(BEFORE.rstrip("\n")).encode(), crlf(AFTER.rstrip("\n")).encode()),
    "mixed.py": (
        mixed(BEFORE, {"# Größe", '\tprint("é", ws)'}).encode(),
        # new lines end as the first line of the file does, the others as they did
        mixed(AFTER, {*AFTER.splitlines()[:3], '\tprint("é", ws)'}).encode(),
    ),
}


def test_only_what_is_converted_changes_and_undo_gives_all_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(parts, "prove", lambda: fake.prove)
    root = tmp_path / "v1"
    tree(root, {name: before for name, (before, _) in FILES.items()})
    for number, name in enumerate(sorted(FILES)):
        (root / name).chmod(0o600 + number)
    before = snapshot(root)
    assert cli.invoke(["convert", str(root), "-o", str(tmp_path / "out")]) == 0, capfd.readouterr().err
    assert snapshot(root) == before
    assert cli.invoke(["convert", str(root), "--in-place"]) == 0
    assert contents(root) == {name: after for name, (_, after) in sorted(FILES.items())}
    assert snapshot(root) == snapshot(tmp_path / "out")
    assert cli.invoke(["undo", str(root)]) == 0
    assert snapshot(root) == before
