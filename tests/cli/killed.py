"""Convert in place again and again, each time in a process that is killed a little later: ``killed.py FOLDER COMMAND``.

``FOLDER`` holds ``start``, the tree to begin with. A process kills itself with SIGKILL before its n-th call of a
function that changes something on disk; n grows until a process comes to its end. Each process works on a fresh
copy, ``work``; what is found after it is printed as one line of JSON. After every other killed conversion another one
follows; in the end all is undone.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import FrameType
from typing import Any

from migrate import cli
from migrate.cli import parts
from tests.cli import fake

CHANGING = frozenset(
    ("write", "flush", "fsync", "replace", "rename", "mkdir", "chmod", "chown", "unlink", "rmdir", "symlink", "open")
)


def kill_before(number: int) -> None:
    left = number

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal left
        if event == "c_call" and getattr(argument, "__name__", "") in CHANGING and _is_ours(frame):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)


def _is_ours(frame: FrameType) -> bool:
    """Whether the call is made for us; some go through a few functions of the standard library."""
    caller: FrameType | None = frame
    for _ in range(4):
        if caller is not None and "/migrate/project/" in caller.f_code.co_filename:
            return True
        caller = caller.f_back if caller is not None else None
    return False


def tree(folder: Path) -> dict[str, str]:
    """Every file by its content and mode."""
    return {
        path.relative_to(folder).as_posix(): f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.stat().st_mode:o}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def in_child(arguments: list[str], number: int) -> bool:
    """Whether the command came to its end."""
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        if number:
            kill_before(number)
        os._exit(cli.invoke(arguments))
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


def main(folder: Path, command: str) -> None:
    parts.converter = lambda root, options: fake.convert_one
    parts.prove = lambda: fake.prove
    work, state = folder / "work", folder / "state"
    os.environ["AZUREML_MIGRATE_STATE"] = str(state)
    convert, undo = ["convert", str(work), "--in-place"], ["undo", str(work)]
    shutil.copytree(folder / "start", work)
    for arguments in (convert, undo):  # here, so that the processes need not import everything again
        with open(os.devnull, "w") as null, redirect_stdout(null), redirect_stderr(null):
            cli.invoke(arguments)
    number, ended = 0, False
    while not ended:
        number += 1
        for old in (work, state):
            shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(folder / "start", work)
        if command == "undo":
            in_child(convert, 0)
            ended = in_child(undo, number)
        else:
            ended = in_child(convert, number)
        found = {"killed": tree(work)}
        if command == "convert" and number % 2:
            in_child(convert, 0)
            found["next"] = tree(work)
        in_child(undo, 0)
        in_child(undo, 0)
        found["undone"] = tree(work)
        found["folders"] = {path.relative_to(work).as_posix(): "" for path in work.rglob("*") if path.is_dir()}
        print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
