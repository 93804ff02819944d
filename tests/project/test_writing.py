from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.errors import WriteError
from migrate.project.writing import OutputFile, copy_files, copy_links, left_over, write_file, write_files


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_writes_bytes_as_they_are_and_makes_folders(tmp_path: Path) -> None:
    write_file(tmp_path / "out", OutputFile("a/b/c.py", b"x\r\n\xff"))
    assert (tmp_path / "out/a/b/c.py").read_bytes() == b"x\r\n\xff"
    assert [path.name for path in (tmp_path / "out/a/b").iterdir()] == ["c.py"]


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("old")
    (tmp_path / "a.py").chmod(0o750)
    write_file(tmp_path, OutputFile("a.py", b"new"))
    assert ((tmp_path / "a.py").read_text(), mode(tmp_path / "a.py")) == ("new", 0o750)


def test_a_file_elsewhere_gets_the_mode_of_its_source(tmp_path: Path) -> None:
    source = tmp_path / "a.py"
    source.write_text("old")
    source.chmod(0o755)
    write_file(tmp_path / "out", OutputFile("a.py", b"new", like=source))
    assert mode(tmp_path / "out/a.py") == 0o755


def test_a_new_file_gets_the_mode_that_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(tmp_path, OutputFile("a.py", b""))
    finally:
        os.umask(before)
    assert mode(tmp_path / "a.py") == 0o640


def test_a_read_only_file_is_replaced_only_where_it_is_ours(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("old")
    (tmp_path / "a.py").chmod(0o444)
    with pytest.raises(WriteError, match="is read-only"):
        write_file(tmp_path, OutputFile("a.py", b"new"), keep_read_only=True)
    assert (tmp_path / "a.py").read_text() == "old"
    write_file(tmp_path, OutputFile("a.py", b"new"))
    assert (tmp_path / "a.py").read_text() == "new"


def test_nothing_is_written_through_a_link_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.py").write_text("old")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.py").symlink_to(tmp_path / "outside/a.py")
    (folder / "sub").symlink_to(tmp_path / "outside")
    for name in ("a.py", "sub/a.py", "sub/new.py", "../outside/a.py"):
        with pytest.raises(WriteError, match="leads out of the folder"):
            write_file(folder, OutputFile(name, b"new"))
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["a.py"]
    assert (tmp_path / "outside/a.py").read_text() == "old"


def test_a_link_inside_the_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("old")
    (tmp_path / "link.py").symlink_to("a.py")
    write_file(tmp_path, OutputFile("link.py", b"new"))
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "a.py").read_text() == "new"


def test_the_folder_may_be_a_link_itself(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_file(tmp_path / "link", OutputFile("a.py", b"new"))
    assert (tmp_path / "real/a.py").read_text() == "new"


def test_what_cannot_be_written_is_reported_and_the_rest_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.py").mkdir()
    failed = write_files(
        tmp_path,
        [
            OutputFile("file/a.py", b""),
            OutputFile("folder.py", b""),
            OutputFile("n" * 300, b""),
            OutputFile("b.py", b"b"),
        ],
    )
    assert [failure.path for failure in failed] == ["file/a.py", "folder.py", "n" * 300]
    assert failed[1].reason == "is a folder there (remove it or choose another output folder)"
    assert (tmp_path / "b.py").read_text() == "b"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.py", "file", "folder.py"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to any folder")
def test_a_read_only_folder_is_reported(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        failed = write_files(tmp_path, [OutputFile("a.py", b"")])
    finally:
        tmp_path.chmod(0o755)
    assert "Permission denied" in failed[0].reason


def test_copies_keep_content_and_mode(tmp_path: Path) -> None:
    (tmp_path / "in/bin").mkdir(parents=True)
    (tmp_path / "in/bin/run.sh").write_bytes(b"#!/bin/sh\r\n\xff")
    (tmp_path / "in/bin/run.sh").chmod(0o555)
    for _ in range(2):  # the second time over the read-only copy
        assert copy_files(tmp_path / "in", tmp_path / "out", ["bin/run.sh"]) == []
    copy = tmp_path / "out/bin/run.sh"
    assert (copy.read_bytes(), mode(copy)) == (b"#!/bin/sh\r\n\xff", 0o555)


def test_a_copy_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    failed = copy_files(tmp_path / "in", tmp_path / "out", ["gone.py"])
    assert [str(failure) for failure in failed] == [
        "gone.py: cannot be copied: No such file or directory (check its permissions)"
    ]
    assert not (tmp_path / "out").exists()


def test_links_are_made_again(tmp_path: Path) -> None:
    write_file(tmp_path, OutputFile("a.py", b"new"))
    for _ in range(2):
        assert copy_links(tmp_path, {"sub/link.py": "a.py"}) == []
    assert os.readlink(tmp_path / "sub/link.py") == "../a.py"
    assert (tmp_path / "sub/link.py").read_text() == "new"


def test_what_is_left_over_is_found(tmp_path: Path) -> None:
    for name in ("a.py", "old/b.py", "__pycache__/a.pyc"):
        write_file(tmp_path, OutputFile(name, b""))
    assert left_over(tmp_path, {"a.py"}) == ["old/b.py"]
    assert left_over(tmp_path / "missing", set()) == []


def test_a_killed_write_leaves_the_file_old_or_new(tmp_path: Path) -> None:
    """The process is killed at random moments while it replaces a file again and again."""
    target = tmp_path / "a.py"
    old, new = b"o" * 300_000, b"n" * 300_000
    target.write_bytes(old)
    code = (
        "import sys; from pathlib import Path; from migrate.project.writing import *\n"
        "folder = Path(sys.argv[1])\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for letter in (b'n', b'o'):\n"
        "        write_file(folder, OutputFile('a.py', letter * 300_000))\n"
    )
    for delay in (0.0, 0.003, 0.007, 0.011, 0.02):
        process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.kill()
        process.wait()
        process.stdout.close()
        assert target.read_bytes() in (old, new)


@given(data=st.binary(max_size=2000))
def test_what_is_written_is_read_again(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("out")
    write_file(folder, OutputFile("a/b.py", data))
    assert (folder / "a/b.py").read_bytes() == data
