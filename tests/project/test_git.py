from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from migrate.errors import UsageError
from migrate.project.git import by_repository, exclude_files, modified, repository_of, uncommitted


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    for name in ("a.py", "sub/b.py", "sub/é ü.py", "sub/*.py", ":odd.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("old\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    return tmp_path


def test_a_committed_tree_is_clean(repository: Path) -> None:
    assert uncommitted(repository, ["a.py", "sub/b.py", "sub/é ü.py", "missing.py"]) == []


def test_changed_staged_untracked_and_ignored_files_are_found(repository: Path) -> None:
    (repository / "a.py").write_text("new\n")
    (repository / "sub/b.py").write_text("new\n")
    git(repository, "add", "sub/b.py")
    (repository / "new.py").write_text("")
    (repository / "out").mkdir()
    (repository / "out/x.py").write_text("")
    (repository / ".gitignore").write_text("out/\n")
    (repository / "fresh").mkdir()
    (repository / "fresh/y.py").write_text("")
    names = ["a.py", "fresh/y.py", "new.py", "out/x.py", "sub/b.py", "sub/é ü.py"]
    assert uncommitted(repository, names) == ["a.py", "fresh/y.py", "new.py", "out/x.py", "sub/b.py"]


def test_only_the_named_files_count(repository: Path) -> None:
    (repository / "a.py").write_text("new\n")
    assert uncommitted(repository, ["sub/b.py"]) == []


def test_names_are_no_patterns(repository: Path) -> None:
    (repository / "sub/b.py").write_text("new\n")
    assert uncommitted(repository, ["sub/*.py", ":odd.py"]) == []


def test_names_are_relative_to_the_folder(repository: Path) -> None:
    (repository / "sub/é ü.py").write_text("new\n")
    assert uncommitted(repository / "sub", ["b.py", "é ü.py"]) == ["é ü.py"]


def test_many_files_are_asked_about_in_parts(repository: Path) -> None:
    names = [f"many/{number}.py" for number in range(900)]
    (repository / "many").mkdir()
    for name in names:
        (repository / name).write_text("")
    assert uncommitted(repository, names) == names


def test_a_repository_is_known_by_its_folder(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert repository_of(repository / "sub") == repository
    assert repository_of(tmp_path_factory.mktemp("plain")) is None


def test_files_by_repository(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("plain")
    repository.rename(folder / "one")
    (folder / "link.py").symlink_to(folder / "one/sub/b.py")
    git(folder / "one", "init", "-q", "inner")
    names = ["one/a.py", "one/inner/new/c.py", "link.py"]
    assert by_repository(folder, names) == {
        folder / "one": ["a.py", "sub/b.py"],
        folder / "one/inner": ["new/c.py"],
    }
    assert by_repository(folder, ["x.py"]) == {None: [(folder / "x.py").relative_to(folder.anchor).as_posix()]}


def test_what_git_sets_for_a_hook_does_not_matter(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "sub/b.py").write_text("new\n")
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/elsewhere")
    assert uncommitted(repository / "sub", ["b.py", "é ü.py"]) == ["b.py"]
    assert modified(repository) == ["sub/b.py"]


def test_the_lists_of_ignored_files(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(other))
    own = repository / ".git/info/exclude"
    assert exclude_files(repository) == (other / "git/ignore", own)
    git(repository, "worktree", "add", "-q", str(other / "tree"))
    git(other / "tree", "config", "core.excludesFile", "~/mine")
    (worktree,) = exclude_files(other / "tree")[1:]
    assert exclude_files(other / "tree")[0] == Path.home() / "mine"
    assert worktree.resolve() == own


def test_a_broken_repository_cannot_answer(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.py").write_text("")
    with pytest.raises(UsageError, match="git cannot say whether the files are committed"):
        uncommitted(tmp_path, ["a.py"])


def test_git_may_be_missing(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(UsageError, match="git is not installed"):
        uncommitted(repository, ["a.py"])


def test_no_program_of_the_repository_runs(repository: Path) -> None:
    hook = repository / "hook"
    hook.write_text("#!/bin/sh\ntouch ran\n")
    hook.chmod(0o755)
    git(repository, "config", "core.fsmonitor", str(hook))
    uncommitted(repository, ["a.py"])
    assert not (repository / "ran").exists()
