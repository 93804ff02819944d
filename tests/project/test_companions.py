from __future__ import annotations

from pathlib import Path

from migrate.project.companions import MOST_FILES, companions
from migrate.project.discovery import select


def tree(root: Path, *names: str, text: str = "x\n") -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def test_all_other_files_of_a_folder_are_copied(tmp_path: Path) -> None:
    tree(tmp_path, "pipeline.py", "scripts/train.py", "conda.yml", "data/a.csv", "README.md", "x.log")
    (tmp_path / ".gitignore").write_text("*.log\n")
    beside = companions(select([tmp_path]), {"pipeline.py"}, ["scripts"])
    assert beside.files == (".gitignore", "README.md", "conda.yml", "data/a.csv", "scripts/train.py")
    assert beside.notes == ()


def test_beside_a_single_file_what_it_refers_to_is_copied(tmp_path: Path) -> None:
    tree(tmp_path, "pipeline.py", "scripts/train.py", "scripts/lib/a.py", "conda.yml", "other.py")
    selection = select([tmp_path / "pipeline.py"])
    beside = companions(selection, {"pipeline.py"}, ["scripts", "scripts/train.py", "conda.yml", "missing", "../x"])
    assert beside.files == ("conda.yml", "scripts/lib/a.py", "scripts/train.py")


def test_an_unchanged_single_file_is_copied_too(tmp_path: Path) -> None:
    tree(tmp_path, "pipeline.py")
    assert companions(select([tmp_path / "pipeline.py"]), set(), []).files == ("pipeline.py",)


def test_the_output_folder_is_not_copied_into_itself(tmp_path: Path) -> None:
    tree(tmp_path, "pipeline.py", "train.py", "out/old.py")
    selection = select([tmp_path / "pipeline.py"], output=tmp_path / "out")
    assert companions(selection, {"pipeline.py"}, ["."], output=tmp_path / "out").files == ("train.py",)


def test_large_files_stay_out_and_are_named(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    tree(tmp_path, "data.csv", text="0123456789")
    beside = companions(select([tmp_path]), set(), [], largest=9)
    assert beside.files == ("a.py",)
    assert beside.notes == ("data.csv: not copied, larger than 0 MB (copy it yourself if it is needed)",)


def test_a_folder_with_too_many_files_is_not_copied(tmp_path: Path) -> None:
    tree(tmp_path, "pipeline.py", *(f"all/{number}.txt" for number in range(MOST_FILES + 1)))
    beside = companions(select([tmp_path / "pipeline.py"]), {"pipeline.py"}, ["all"])
    assert beside.files == ()
    assert beside.notes == ("all: not copied, it has more than 2000 files or 300 MB (copy it yourself)",)


def test_copied_code_that_still_mentions_v1_is_named(tmp_path: Path) -> None:
    tree(tmp_path, "pipeline.py", "scripts/a.py", "scripts/b.py", text="from azureml.core import Run\n")
    beside = companions(select([tmp_path / "pipeline.py"]), {"pipeline.py"}, ["scripts"])
    assert beside.notes == (
        "scripts: scripts/a.py and 1 more copied as it is, but mentions SDK v1 (name it as a path to convert it)",
    )
