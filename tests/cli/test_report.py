"""``report`` makes of a stored report what ``convert`` would have written."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path

import pytest

from migrate.cli import invoke

V1 = """\
from azureml.core import Workspace
ws = Workspace.from_config()
password = "hunter2"
"""
FORMATS = {
    "html": "html",
    "markdown": "md",
    "json": "json",
    "sarif": "sarif",
    "csv": "csv",
    "junit": "xml",
    "patch": "patch",
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a conversion in ``v1`` and ``v2``, and its reports: ``r.*``, and ``e.json`` with the code in it."""
    folder = tmp_path_factory.mktemp("stored")
    (folder / "v1/sub").mkdir(parents=True)
    (folder / "v1/sub/a.py").write_text(V1)
    (folder / "v1/b.py").write_text(V1.replace('password = "hunter2"', '# é\nname = "plain"'), encoding="utf-8")
    arguments = ["convert", str(folder / "v1"), "-o", str(folder / "v2")]
    for suffix in FORMATS.values():
        arguments += ["--report", str(folder / f"r.{suffix}")]
    assert invoke(arguments) == 0
    assert invoke(["convert", str(folder / "v1"), "-o", str(folder / "v2"), "--embed-sources",
                   "--report", str(folder / "e.json")]) == 0  # fmt: skip
    return folder


@pytest.mark.parametrize("name", FORMATS)
def test_both_trees_give_any_format(stored: Path, tmp_path: Path, name: str) -> None:
    trees = ["--v1", str(stored / "v1"), "--v2", str(stored / "v2")]
    assert invoke(["report", str(stored / "r.json"), "-f", name, "-o", str(tmp_path / "out"), *trees]) == 0
    assert (tmp_path / "out").read_bytes() == (stored / f"r.{FORMATS[name]}").read_bytes()


@pytest.mark.parametrize("name", ["html", "markdown", "sarif", "csv", "junit"])
def test_a_report_that_holds_the_code_needs_no_tree(stored: Path, tmp_path: Path, name: str) -> None:
    assert invoke(["report", str(stored / "e.json"), "-f", name, "-o", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out").read_bytes() == (stored / f"r.{FORMATS[name]}").read_bytes()


def test_no_secret_is_stored(stored: Path) -> None:
    assert "hunter2" not in (stored / "e.json").read_text()
    assert "hunter2" not in (stored / "r.html").read_text()


def test_a_patch_of_masked_code_is_refused(stored: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert invoke(["report", str(stored / "e.json"), "-f", "patch"]) == 2
    assert "a secret in sub/a.py is masked" in capfd.readouterr().err


def test_a_patch_of_exact_code_is_that_of_the_trees(
    stored: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "v1").mkdir()
    (tmp_path / "v1/b.py").write_bytes((stored / "v1/b.py").read_bytes())
    reports = ["--report", str(tmp_path / "e.json"), "--report", str(tmp_path / "r.patch"), "--embed-sources"]
    assert invoke(["convert", str(tmp_path / "v1"), "-o", str(tmp_path / "v2"), *reports]) == 0
    capfdbinary.readouterr()
    assert invoke(["report", str(tmp_path / "e.json"), "-f", "patch"]) == 0
    assert capfdbinary.readouterr().out == (tmp_path / "r.patch").read_bytes()


@pytest.mark.parametrize("name", ["html", "patch"])
def test_code_that_is_nowhere_cannot_be_shown(stored: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert invoke(["report", str(stored / "r.json"), "-f", name]) == 2
    assert "r.json: holds no code (give both folders with --v1 and --v2" in capfd.readouterr().err


def test_a_report_reads_nothing_outside_its_folders(
    stored: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    changed = json.loads((stored / "r.json").read_text())
    changed["files"][0]["output_path"] = "../r.json"
    (tmp_path / "bad.json").write_text(json.dumps(changed))
    trees = ["--v1", str(stored / "v1"), "--v2", str(stored / "v2")]
    assert invoke(["report", str(tmp_path / "bad.json"), *trees]) == 2
    assert "../r.json: is not below the folder" in capfd.readouterr().err


def test_open_shows_the_page(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    assert invoke(["report", str(stored / "e.json"), "--open"]) == 0
    assert opened == [(stored / "e.html").as_uri()]
    assert (stored / "e.html").read_bytes() == (stored / "r.html").read_bytes()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-f", "json", "--open"], "--open is for --format html only"),
        (["--v1", "x"], "--v1 and --v2 go together"),
    ],
)
def test_what_does_not_go_together_is_refused(
    stored: Path, options: list[str], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert invoke(["report", str(stored / "r.json"), *options]) == 2
    assert told in capfd.readouterr().err
