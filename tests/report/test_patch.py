from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrate.report.patch import Change, changes_of, render_patch, secrets_in_patch, secrets_kept_out
from tests.report.sample import V1, V2, converted

SECRET = b'password = "hunter2"  # \xff'


def applied(changes: list[Change], folder: Path) -> dict[str, bytes]:
    """The tree that ``git apply`` makes of the files before."""
    for change in changes:
        if change.before is not None:
            (folder / change.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / change.path).write_bytes(change.before)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    command = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=folder, input=render_patch(changes), check=True)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


CASES = [
    pytest.param("a.py", b"a\nb\nc\n", b"a\nx\nc\n", id="a line"),
    pytest.param("a.py", b"a\nb", b"a\nc", id="no final newline"),
    pytest.param("a.py", b"a\nb", b"a\nb\n", id="final newline added"),
    pytest.param("a.py", b"a\nb\n", b"a\nb", id="final newline removed"),
    pytest.param("a.py", b"a\r\nb\r\n", b"a\r\nc\r\n", id="CRLF"),
    pytest.param("a.py", b"a\r\nb\n", b"a\nb\r\n", id="mixed newlines"),
    pytest.param("a.py", b"a\rb\rc", b"a\rx\rc", id="CR only"),
    pytest.param("a.py", "é\n".encode("latin-1"), "ü\n".encode("latin-1"), id="latin-1"),
    pytest.param("a.py", b"\xef\xbb\xbfa\n", b"\xef\xbb\xbfb\n", id="BOM"),
    pytest.param("a.py", b"x\n" * 50 + b"a\n" + b"x\n" * 50, b"x\n" * 50 + b"b\nc\n" + b"x\n" * 50, id="in the middle"),
    pytest.param("a.py", b"a\n" + b"x\n" * 20 + b"b\n", b"c\n" + b"x\n" * 20 + b"d\n", id="two hunks"),
    pytest.param("a.py", b"--- a\n+++ b\n@@ x\n", b"--- a\n-- c\n@@ x\n", id="lines like a patch"),
    pytest.param("a.py", b"a\n\x0cb\n", b"a\n\x0cc\n", id="form feed"),
    pytest.param("a.py", b"a\n", b"", id="emptied"),
    pytest.param("sub/new.yml", None, b"name: x\n", id="new file"),
    pytest.param("sub/new.yml", None, b"name: x", id="new file without final newline"),
    pytest.param("sub/empty.yml", None, b"", id="new empty file"),
    pytest.param("my dir/my file.py", b"a\n", b"b\n", id="spaces"),
    pytest.param("my dir/new file.py", None, b"b\n", id="new with spaces"),
    pytest.param("größe.py", b"a\n", b"b\n", id="letters"),
    pytest.param('quo"te\\tab\t.py', b"a\n", b"b\n", id="quoted name"),
    pytest.param('é"\n.py', None, b"b\n", id="quoted name with letters"),
    pytest.param("nb.ipynb", b'{\n "cells": [\n  "a\\n"\n ]\n}', b'{\n "cells": [\n  "b\\n"\n ]\n}', id="notebook"),
]


@pytest.mark.parametrize(("path", "before", "after"), CASES)
def test_git_apply_gives_exactly_the_new_file(path: str, before: bytes | None, after: bytes, tmp_path: Path) -> None:
    assert applied([Change(path, before, after)], tmp_path) == {path: after}


def test_one_patch_for_a_whole_conversion(tmp_path: Path) -> None:
    changes = changes_of([converted()])
    assert applied(changes, tmp_path) == {
        "train/pipeline.py": V2.encode(),
        "components/prep/component.yaml": b"name: prep\n",
    }
    assert [change.before for change in changes] == [None, V1]


def test_reads_as_git_writes_it(tmp_path: Path) -> None:
    before, after = b"a\nb\nc\nd\ne\nf\ng\nh\n", b"a\nb\nc\nd\nE\nf\ng\nh"
    (tmp_path / "a.py").write_bytes(before)
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    (tmp_path / "a.py").write_bytes(after)
    done = subprocess.run(["git", "diff", "--no-color"], cwd=tmp_path, check=True, capture_output=True)
    # git also says which blobs, and which function a hunk is in
    lines = [line for line in done.stdout.splitlines() if not line.startswith(b"index ")]
    lines = [b"@@ -2,7 +2,7 @@" if line.startswith(b"@@") else line for line in lines]
    assert render_patch([Change("a.py", before, after)]).splitlines() == lines


def test_nothing_changed_is_an_empty_patch() -> None:
    assert render_patch([]) == b""


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from([b"a", b"b", b"\r", b"", b"- x", b"\\ No newline", SECRET]), max_size=30).map(b"\n".join),
    st.lists(st.sampled_from([b"a", b"b", b"\r", b"", b"+ x", b"\\ No newline", SECRET]), max_size=30).map(b"\n".join),
)
@example(b"\xff", b"\xfe")
@example(b"a\n" * 300 + b"b\n" + b"a\n" * 300, b"a\n" * 301 + b"c\n" + b"a\n" * 299)
def test_git_apply_gives_the_new_file_for_any_text(before: bytes, after: bytes) -> None:
    if before == after:
        return
    with tempfile.TemporaryDirectory() as folder:
        assert applied([Change("a.py", before, after)], Path(folder)) == {"a.py": after}


def test_a_file_with_secrets_in_its_lines_is_a_delta_without_them(tmp_path: Path) -> None:
    """Also when it is larger than one instruction can copy, and when the new lines have them."""
    far = b'password = "far away"\n'
    before = SECRET + b"\nclient('a b')\n" + b"".join(b"%d\n" % n for n in range(20000)) + far
    after = before.replace(b"password", b"passwd", 1).replace(b"client", b"# new\nservice")
    changes = [
        Change("a.py", before, after, frozenset({"a b"})),
        Change("b.py", far + b"x\n" * 9 + b"y\n", far + b"x\n" * 9 + b"z\n"),
    ]
    assert secrets_kept_out(changes) == ["a.py:1", "a.py:2"]
    assert secrets_in_patch(changes) == []
    patch = render_patch(changes)
    assert b"hunter2" not in patch
    assert patch.startswith(b"diff --git a/a.py b/a.py\nindex ")
    assert patch.endswith(b"-y\n+z\n")
    assert len(patch) < 1000
    assert applied(changes, tmp_path) == {change.path: change.after for change in changes}


def test_secrets_that_only_the_new_file_has_are_told() -> None:
    new = b"password = 'x1y2z3'\n"
    changes = [Change("a.py", b"a\n", new), Change("b.py", None, new), Change("c.py", new, b"a\n")]
    assert secrets_in_patch(changes) == ["a.py", "b.py"]
