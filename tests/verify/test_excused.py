"""What the converter left to a person is not held against the output a second time."""

from __future__ import annotations

from pathlib import Path

from migrate.conversion import FileKind
from migrate.verify.levels import LeftPlace
from migrate.verify.prove import prove

MODULE = """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
ws.jobs.submit_all(
    ws.webservices,
)
ws.unknown
"""


def lines(root: Path, left: list[LeftPlace]) -> list[int]:
    (root / "m.py").write_text(MODULE, encoding="utf-8")
    proofs = prove(root, [("m.py", FileKind.PYTHON)], [], left=left)
    return [finding.line for finding in proofs.findings.get("m.py", ())]


def test_everything_unknown_is_found(tmp_path: Path) -> None:
    assert lines(tmp_path, []) == [5, 6, 8]


def test_a_statement_is_excused_with_all_its_lines(tmp_path: Path) -> None:
    assert lines(tmp_path, [LeftPlace("m.py", 5)]) == [8]


def test_the_same_line_of_another_file_is_not(tmp_path: Path) -> None:
    assert lines(tmp_path, [LeftPlace("other.py", 5)]) == [5, 6, 8]
