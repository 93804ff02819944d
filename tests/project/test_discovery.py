from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from migrate.errors import UsageError
from migrate.project.discovery import common_root, files_below, select


def tree(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")
    return root


def test_takes_all_files_of_a_folder_in_the_order_of_their_paths(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a/z.py", "a.py", "README.md", "a/b/c.ipynb")
    assert select([tmp_path]).files == ("README.md", "a.py", "a/b/c.ipynb", "a/z.py", "b.py")


def test_the_order_of_the_paths_does_not_matter(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a.py")
    one, two = tmp_path / "a.py", tmp_path / "b.py"
    assert select([one, two]) == select([two, one, one])


def test_paths_are_relative_to_the_folder_that_they_have_in_common(tmp_path: Path) -> None:
    tree(tmp_path, "one/a.py", "two/b/c.py", "three/d.py")
    selection = select([tmp_path / "one", tmp_path / "two/b/c.py"])
    assert selection.root == tmp_path
    assert selection.files == ("one/a.py", "two/b/c.py")
    assert selection.named == {"two/b/c.py"}
    assert common_root([tmp_path / "two/b/c.py"]) == tmp_path / "two/b"


@pytest.mark.parametrize(
    "name",
    [
        ".git/hooks/a.py",
        ".venv/lib/a.py",
        "venv/a.py",
        "node_modules/m/a.py",
        "src/__pycache__/a.py",
        "build/lib/a.py",
        "dist/a.py",
        ".ipynb_aml_checkpoints/a-checkpoint2021-8-27-19-10-50Z.ipynb",
        ".ipynb_checkpoints/a-checkpoint.ipynb",
        "lib/python3.11/site-packages/p/a.py",
        ".tox/a.py",
        "pkg.egg-info/a.py",
    ],
)
def test_does_not_enter_folders_that_hold_no_code_of_the_user(tmp_path: Path, name: str) -> None:
    tree(tmp_path, name, "kept.py")
    assert select([tmp_path]).files == ("kept.py",)


def test_an_environment_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    tree(tmp_path, "tools/pyvenv.cfg", "tools/lib/a.py", "conda/conda-meta/history", "conda/a.py", "env/conda.yml")
    assert select([tmp_path]).files == ("env/conda.yml",)


def test_a_skipped_build_folder_is_told(tmp_path: Path) -> None:
    tree(tmp_path, "build/a.py", "b.py")
    assert select([tmp_path]).notes == ("build: taken for build output and skipped (name it as a path to convert it)",)
    assert select([tmp_path / "build"]).files == ("a.py",)


def test_the_output_folder_is_never_searched(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "v2_output/a.py")
    assert select([tmp_path], output=tmp_path / "v2_output").files == ("a.py",)


def test_gitignore_holds(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "secret.env", "data/big.csv", "data/keep.csv", "sub/a.log", "sub/keep.log", "sub/x.tmp")
    (tmp_path / ".gitignore").write_text("*.env\n/data/*\n!data/keep.csv\n*.log\n")
    (tmp_path / "sub/.gitignore").write_text("!keep.log\n*.tmp\n")
    assert select([tmp_path]).files == (".gitignore", "a.py", "data/keep.csv", "sub/.gitignore", "sub/keep.log")


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("*/\n!/sub/\n!a/\n", ""),
        ("*.py\n", "!a/\n"),  # a folder that is not ignored, with files that are
        ("a\n!/*/\n", ""),
        ("[[:alpha:]].py\n", "!b.py\n"),
        (" a.py\n", "a \n"),
        ("/*\n!/sub/\n!/a/\n", "*\n!*/\n!b.py\n"),
        ("**/a/**\n!**/a/*.py\n", "\\!b.py\n"),
    ],
)
def test_gitignore_files_together_agree_with_git(tmp_path: Path, outer: str, inner: str) -> None:
    names = [f"{folder}{name}" for folder in ("", "a/", "sub/", "sub/a/", "sub/a/a/") for name in ("b.py", " a.py")]
    tree(tmp_path, *names, "sub/!b.py")
    (tmp_path / ".gitignore").write_text(outer)
    (tmp_path / "sub/.gitignore").write_text(inner)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert set(select([tmp_path]).files) == set(listing.stdout.decode().split("\0")) - {""}


def test_gitignore_agrees_with_git(tmp_path: Path) -> None:
    names = [
        "a.py",
        "a.pyc",
        "out/a.py",
        "x/out/a.py",
        "x/keep/a.pyc",
        "docs/a.txt",
        "docs/b/a.txt",
        "é ü.log",
        "q!.py",
    ]
    tree(tmp_path, *names)
    (tmp_path / ".gitignore").write_text("*.pyc\n/out/\ndocs/*.txt\n**/*.log\n# c\n\n\\!x\n")
    (tmp_path / "x/.gitignore").write_text("!keep/*.pyc\nout\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    listing = subprocess.run(
        ["git", "-c", "core.quotepath=off", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert set(select([tmp_path]).files) == set(listing.stdout.decode().split("\0")) - {""}


def test_what_git_ignores_for_a_user_and_a_clone_agrees_with_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "code"
    tree(root, "a.py", "a.tmp", "keep.tmp", "b/private.py", "b/a.py", "b/x.log", "private.py", "inner/a.py")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    tree(tmp_path, "git/ignore")
    (tmp_path / "git/ignore").write_bytes(b"\xef\xbb\xbf*.tmp\r\n*.log\r\n")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/exclude").write_text("!keep.tmp\n/b/private.py\n")
    (root / "b/.gitignore").write_text("!*.log\n")
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=root, check=True, capture_output=True)
    found = select([root]).files
    assert set(found) == set(listing.stdout.decode().split("\0")) - {""}
    assert found == ("a.py", "b/.gitignore", "b/a.py", "b/x.log", "inner/a.py", "keep.tmp", "private.py")
    assert select([root / "b"]).files == (".gitignore", "a.py", "x.log")


def test_a_repository_inside_of_another_has_rules_of_its_own(tmp_path: Path) -> None:
    tree(tmp_path, "a.log", "one/a.log", "one/a.tmp", "two/a.py", ".git/modules/one/info/exclude")
    (tmp_path / ".gitignore").write_text("*.log\ntwo\n")
    (tmp_path / "one/.git").write_text("gitdir: ../.git/modules/one\n")
    (tmp_path / ".git/modules/one/info/exclude").write_text("*.tmp\n")
    (tmp_path / "two/.git").mkdir()
    assert [name for name in select([tmp_path]).files if ".git" not in name] == ["one/a.log"]


def test_a_line_that_is_no_pattern_ignores_nothing(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "b.py")
    (tmp_path / ".gitignore").write_text("!\n//\nb.py\n")
    assert select([tmp_path]).files == (".gitignore", "a.py")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_list_of_ignored_files_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    os.mkfifo(tmp_path / ".gitignore")
    assert select([tmp_path]).files == ("a.py",)


def test_a_folder_inside_a_repository_obeys_the_repository(tmp_path: Path) -> None:
    tree(tmp_path, "code/a.py", "code/a.log", "code/private/b.py")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*.log\ncode/private/\n")
    assert select([tmp_path / "code"]).files == ("a.py",)


def test_outside_of_a_repository_folders_above_have_no_say(tmp_path: Path) -> None:
    tree(tmp_path, "code/a.py")
    (tmp_path / ".gitignore").write_text("*\n")
    assert select([tmp_path / "code"]).files == ("a.py",)


def test_what_is_named_is_taken_though_it_is_ignored(tmp_path: Path) -> None:
    tree(tmp_path, "old/a.py", "b.py")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("old/\nb.py\n")
    assert select([tmp_path / "old"]).files == ("a.py",)
    assert select([tmp_path / "b.py"]).files == ("b.py",)


def test_links_out_of_the_tree_are_not_followed(tmp_path: Path) -> None:
    tree(tmp_path, "in/a.py", "out/b.py")
    (tmp_path / "in/link.py").symlink_to(tmp_path / "out/b.py")
    (tmp_path / "in/folder").symlink_to(tmp_path / "out")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/dangling.py").symlink_to("nowhere.py")
    selection = select([tmp_path / "in"])
    assert selection.files == ("a.py",)
    assert selection.notes == tuple(
        f"{name}: symbolic link not followed" for name in ("dangling.py", "folder", "link.py", "loop")
    )


def test_a_link_inside_the_tree_is_remembered_and_not_read_twice(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "sub/b.py")
    (tmp_path / "sub/link.py").symlink_to("../a.py")
    selection = select([tmp_path])
    assert selection.files == ("a.py", "sub/b.py")
    assert selection.links == {"sub/link.py": "a.py"}


def test_a_linked_folder_that_is_named_is_entered(tmp_path: Path) -> None:
    tree(tmp_path, "real/a.py")
    (tmp_path / "link").symlink_to("real")
    assert select([tmp_path / "link"]).files == ("a.py",)


@pytest.mark.parametrize("name", ["missing.py", "missing/folder"])
def test_a_missing_path_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no such file or folder") as caught:
        select([tmp_path, tmp_path / name])
    assert caught.value.path == str(tmp_path / name)


def test_no_path_a_dangling_link_and_a_pipe_are_errors(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="no path given"):
        select([])
    with pytest.raises(UsageError, match="leads nowhere"):
        select([tmp_path / "link"])
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        select([tmp_path / "pipe"])
    assert select([tmp_path]).files == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list any folder")
def test_a_folder_that_cannot_be_listed_is_reported(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "closed/b.py")
    (tmp_path / "closed").chmod(0)
    try:
        selection = select([tmp_path])
    finally:
        (tmp_path / "closed").chmod(0o755)
    assert selection.files == ("a.py",)
    assert [str(failed) for failed in selection.failed] == [
        "closed: cannot be listed: Permission denied (check its permissions)"
    ]


def test_a_deep_tree_is_no_problem(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 300)
    deep.mkdir(parents=True)
    (deep / "a.py").write_text("")
    assert select([tmp_path]).files == ("d/" * 300 + "a.py",)


def test_files_below_a_folder_that_code_refers_to(tmp_path: Path) -> None:
    tree(tmp_path, "project/scripts/a.py", "project/scripts/x.pyc", "project/b.py", "other/c.py")
    root = tmp_path / "project"
    (root / "scripts/.gitignore").write_text("*.pyc\n")
    (root / "away").symlink_to(tmp_path / "other")
    assert files_below(root, "scripts") == ("scripts/.gitignore", "scripts/a.py")
    assert files_below(root, "./b.py") == ("b.py",)
    assert files_below(root, "missing") == ()
    assert files_below(root, "../other") == ()
    assert files_below(root, "away") == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read any file")
def test_files_of_a_folder_that_may_not_be_entered_are_still_found(tmp_path: Path) -> None:
    tree(tmp_path, "closed/b.py")
    (tmp_path / "closed").chmod(0o444)
    try:
        assert select([tmp_path]).files == ("closed/b.py",)
    finally:
        (tmp_path / "closed").chmod(0o755)


def test_links_that_go_in_circles(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    (tmp_path / "x").symlink_to("y")
    (tmp_path / "y").symlink_to("x")
    assert select([tmp_path], output=tmp_path / "x").files == ("a.py",)
    with pytest.raises(UsageError, match="leads nowhere"):
        select([tmp_path / "x"])
