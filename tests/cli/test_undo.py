"""``undo`` from the command line to the files on disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from migrate.project.journal import KEPT, runs
from tests.cli.conftest import Run
from tests.cli.fake import V1, V2
from tests.cli.test_convert import PROJECT, tree

Snapshot = dict[str, tuple[str, int, bytes | str]]


@pytest.fixture(autouse=True)
def _own_journals(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZUREML_MIGRATE_STATE", str(tmp_path_factory.mktemp("journals")))


def snapshot(root: Path) -> Snapshot:
    """Everything below a folder: kind, mode, and content or target."""
    found: Snapshot = {}
    for path in sorted(root.rglob("*")):
        mode = stat.S_IMODE(path.lstat().st_mode)
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = ("link", 0, os.readlink(path))
        elif path.is_dir():
            found[name] = ("folder", mode, "")
        else:
            found[name] = ("file", mode, path.read_bytes())
    return found


def test_a_conversion_in_place_is_undone_byte_for_byte(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", PROJECT)
    (tmp_path / "v1/pipeline.py").chmod(0o750)
    before = snapshot(tmp_path)
    assert run("convert", "v1", "--in-place").code == 0
    assert snapshot(tmp_path) != before
    outcome = run("undo", "v1")
    assert (outcome.code, outcome.err) == (0, "")
    assert snapshot(tmp_path) == before
    lines = outcome.out.splitlines()
    assert lines[0].startswith("Undone:         the conversion of 20")
    assert lines[1:] == [
        "Given back:         2",
        "  v1/nb.ipynb",
        "  v1/pipeline.py",
        "Removed:            2",
        "  v1/components/a.yaml",
        "  v1/components",
    ]
    again = run("undo", "v1")
    assert (again.code, again.err) == (
        2,
        "error: v1: no conversion to undo (name the folder that was written to)\n",
    )


def test_an_output_folder_is_undone_with_what_stood_in_it(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1, "v1/c.py": V1, "out/a.py": "mine\r\n", "out/b.py": "stays"})
    (tmp_path / "v1/d.py").symlink_to("c.py")
    (tmp_path / "out/a.py").chmod(0o600)
    (tmp_path / "out/d.py").symlink_to("b.py")
    before = snapshot(tmp_path)
    outcome = run("convert", "v1", "-o", "out")
    assert outcome.code == 0
    assert "note: out: replaced a.py, which no conversion wrote; azureml-migrate undo gives back" in outcome.err
    assert (tmp_path / "out/d.py").read_text() == V2
    (tmp_path / "v1/a.py").write_text(f"{V1}# more\n")
    assert "replaced" not in run("convert", "v1", "-o", "out").err
    (tmp_path / "v1/a.py").write_text(V1)
    assert run("undo", "out").code == 0
    assert run("undo", "out").code == 0
    assert snapshot(tmp_path) == before


def test_an_output_folder_that_was_made_is_removed(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", PROJECT)
    before = snapshot(tmp_path)
    assert run("convert", "v1", "-o", "new/out").code == 0
    assert run("undo").code == 0
    assert snapshot(tmp_path) == before


def test_reports_in_the_folder_are_undone_with_the_conversion(run: Run, tmp_path: Path) -> None:
    """One elsewhere stays: what is outside of the folder that is undone is not touched."""
    tree(tmp_path, {"v1/a.py": V1, "out/old.md": "mine", "v1/report.json": "mine, too"})
    before = snapshot(tmp_path)
    reports = ["--report", "out/docs/report.html", "--report", "out/old.md"]
    assert run("convert", "v1", "-o", "out", *reports).code == 0
    assert run("undo", "out").code == 0
    assert snapshot(tmp_path) == before
    reports = ["--report", "v1/report.json", "--report", "report.html"]
    assert run("convert", "v1", "--in-place", *reports).code == 0
    assert run("undo", "v1").code == 0
    elsewhere = snapshot(tmp_path)
    assert elsewhere.pop("report.html")[0] == "file"
    assert elsewhere == before


def test_a_report_alone_is_nothing_to_undo(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V2})
    assert run("convert", "v1", "--in-place", "--report", "v1/report.md").code == 0
    assert list(runs(tmp_path)) == []


def test_conversions_are_undone_one_after_the_other(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1, "other/b.py": V1})
    states = [snapshot(tmp_path)]
    for arguments in (["v1", "-o", "out"], ["v1", "--in-place"], ["other", "--in-place"]):
        assert run("convert", *arguments).code == 0
        states.append(snapshot(tmp_path))
    for state in reversed(states[:-1]):
        assert run("undo").code == 0
        assert snapshot(tmp_path) == state
    assert run("undo").code == 2


def test_an_edited_file_stays_until_it_is_forced(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1, "v1/b.py": V1})
    run("convert", "v1", "--in-place")
    (tmp_path / "v1/a.py").write_text("edited\n")
    outcome = run("undo", "v1")
    assert outcome.code == 1
    assert outcome.err == (
        "error: v1/a.py: was edited after the conversion, left as it is "
        "(--force gives back what it replaced; the edit is lost then)\n"
    )
    assert [(tmp_path / f"v1/{name}.py").read_text() for name in "ab"] == ["edited\n", V1]
    assert run("undo", "v1", "--force").code == 0
    assert (tmp_path / "v1/a.py").read_text() == V1
    assert list(runs(tmp_path)) == []


def test_new_files_stay_with_an_edited_file_that_may_need_them(run: Run, tmp_path: Path) -> None:
    """Nothing holds a copy of them, and the edited code loads them."""
    tree(tmp_path / "v1", PROJECT)
    before = snapshot(tmp_path)
    run("convert", "v1", "--in-place")
    (tmp_path / "v1/pipeline.py").write_text("edited\n")
    edited = snapshot(tmp_path)
    outcome = run("undo", "v1")
    assert (outcome.code, snapshot(tmp_path)) == (1, {**edited, "v1/nb.ipynb": before["v1/nb.ipynb"]})
    assert outcome.err.splitlines()[1:] == ["note: v1/components/a.yaml: stays, since what was edited may need it"]
    assert run("undo", "v1", "--force").code == 0
    assert snapshot(tmp_path) == before


def test_a_copy_that_is_gone_is_told(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1})
    run("convert", "v1", "--in-place")
    (journal,) = runs(tmp_path)
    (journal.folder / "000000").unlink()
    outcome = run("undo", "v1")
    assert (outcome.code, (tmp_path / "v1/a.py").read_text()) == (2, V2)
    assert outcome.err.startswith("error: v1/a.py: the copy of it in the journal is gone (it was in ")


def test_a_new_file_that_was_edited_stays_with_its_folder(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", PROJECT)
    run("convert", "v1", "--in-place")
    (tmp_path / "v1/components/a.yaml").write_text("edited\n")
    assert run("undo", "v1").code == 1
    assert (tmp_path / "v1/components/a.yaml").read_text() == "edited\n"
    assert V1 in (tmp_path / "v1/pipeline.py").read_text()


def test_a_single_file_is_undone(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1, "v1/sub/b.py": V1})
    run("convert", "v1", "--in-place")
    assert run("undo", "v1/sub/b.py").code == 0
    assert [(tmp_path / name).read_text() for name in ("v1/a.py", "v1/sub/b.py")] == [V2, V1]
    assert run("undo", "v1").code == 0
    assert (tmp_path / "v1/a.py").read_text() == V1


def test_what_was_deleted_or_put_back_by_hand(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1, "v1/b.py": V1})
    before = snapshot(tmp_path)
    run("convert", "v1", "--in-place")
    (tmp_path / "v1/a.py").unlink()
    (tmp_path / "v1/b.py").write_text(V1)
    assert run("undo", "v1").code == 0
    assert snapshot(tmp_path) == before


def test_nothing_is_given_back_through_a_link(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/sub/a.py": V1, "elsewhere/a.py": V2})
    run("convert", "v1", "--in-place")
    (tmp_path / "v1/sub/a.py").unlink()
    (tmp_path / "v1/sub").rmdir()
    (tmp_path / "v1/sub").symlink_to(tmp_path / "elsewhere")
    outcome = run("undo", "v1")
    assert outcome.code == 2
    assert "v1/sub/a.py: leads out of the folder" in outcome.err
    assert (tmp_path / "elsewhere/a.py").read_text() == V2


def test_a_run_that_changes_nothing_leaves_no_journal(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", PROJECT)
    for _ in range(2):
        assert run("convert", "v1", "-o", "out").code == 0
    assert len(list(runs(tmp_path))) == 1
    for arguments in (["--check"], ["--diff"]):
        run("convert", "v1", *arguments)
    assert len(list(runs(tmp_path))) == 1


def test_old_journals_are_removed(run: Run, tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        tree(tmp_path, {"v1/a.py": f"{V1}# {number}\n"})
        assert run("convert", "v1", "-o", "out").code == 0
    assert len(list(runs(tmp_path))) == KEPT


def test_journals_of_other_places_stay(run: Run, tmp_path: Path) -> None:
    """However often another place is converted; and only those of a place, around it or in it are asked."""
    tree(tmp_path, {"v1/a.py": V1, "more/v1/a.py": V1})
    assert run("convert", "more/v1", "-o", "more/out").code == 0
    for number in range(KEPT + 1):
        tree(tmp_path, {"v1/a.py": f"{V1}# {number}\n"})
        assert run("convert", "v1", "-o", "out").code == 0
    found = {place: len(list(runs(tmp_path / place))) for place in (".", "out", "out/a.py", "more", "more/out", "v1")}
    assert found == {".": KEPT + 1, "out": KEPT, "out/a.py": KEPT, "more": 1, "more/out": 1, "v1": 0}


def test_without_a_place_for_the_journal_no_source_is_replaced(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, {"v1/a.py": V1, "file": ""})
    monkeypatch.setenv("AZUREML_MIGRATE_STATE", str(tmp_path / "file"))
    outcome = run("convert", "v1", "--in-place")
    assert outcome.code == 2
    assert outcome.err == (
        "error: the journal for undo cannot be written: Not a directory (make space, or name a folder for it in the "
        "environment variable AZUREML_MIGRATE_STATE)\n"
    )
    assert (tmp_path / "v1/a.py").read_text() == V1
    outcome = run("convert", "v1", "-o", "out")
    assert outcome.code == 0
    assert "note: this conversion cannot be undone: the journal" in outcome.err
