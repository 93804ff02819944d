"""A run that is killed, at any of the calls by which it changes the disk."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.fake import V1, V2
from tests.cli.killed import tree
from tests.cli.test_convert import tree as write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs fork")

START: dict[str, str | bytes] = {
    "a.py": f"{V1}# new components/a.yaml name: a\n",
    "sub/b.py": f"\ufeff{V1}".replace("\n", "\r\n").replace(V1.strip(), "x = 1") + V1,
    "data.csv": "1,2\n",
}
TEMPORARY = re.compile(r"(.*/)?\.[^/]+\.[0-9a-f]{8}\.tmp")


def lines(folder: Path, command: str) -> list[dict[str, dict[str, str]]]:
    write(folder / "start", START)
    (folder / "start/a.py").chmod(0o750)
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.killed", str(folder), command],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def converted(folder: Path) -> dict[str, str]:
    """What a conversion that nobody kills makes of the tree."""
    target = folder / "converted"
    for name, text in START.items():
        assert not isinstance(text, bytes)
        write(target, {name: text.replace(V1, V2)})
    (target / "a.py").chmod(0o750)
    write(target, {"components/a.yaml": "name: a\n"})
    return tree(target)


def test_each_file_is_old_or_new_the_next_run_goes_on_and_undo_gives_back_the_old(tmp_path: Path) -> None:
    found = lines(tmp_path, "convert")
    old, new = tree(tmp_path / "start"), converted(tmp_path)
    assert found[-1]["killed"] == new
    assert len(found) > 30
    between = 0
    for state in found:
        for name, content in state["killed"].items():
            if not TEMPORARY.fullmatch(name):
                assert content in (old.get(name), new[name]), name
        between += state["killed"] not in (old, new)
        assert set(old) <= set(state["killed"])
        assert state.get("next", new) == new
        assert state["undone"] == old
        assert set(state["folders"]) == {"sub"}
    assert between > 10


def test_undo_that_is_killed_can_be_called_again(tmp_path: Path) -> None:
    found = lines(tmp_path, "undo")
    old, new = tree(tmp_path / "start"), converted(tmp_path)
    assert len(found) > 15
    for state in found:
        for name, content in state["killed"].items():
            if not TEMPORARY.fullmatch(name):
                assert content in (old.get(name), new[name]), name
        assert state["undone"] == old
        assert set(state["folders"]) == {"sub"}
